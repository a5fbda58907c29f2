"""Lots that come along in the spelling of items."""

from __future__ import annotations

import pytest

from headwater.gs1.spelt_lots import spelt_lots

GTIN = "09506000134352"


@pytest.mark.parametrize(
    "epc",
    [
        f"https://x.example/01/{GTIN}/10/L%2f7/21/1",
        f"HTTPS://X.EXAMPLE/a/stem/01/{GTIN}/22/V/10/L%2F7/21/1",
        f"https://x.example/gtin/{GTIN}/lot/L%2f7/ser/1",
        "https://x.example/GTIN/9506000134352/LOT/L%2f7/SER/1/?17=290101#top",
        f"https://x.example/8006/{GTIN}0102/10/L%2f7/21/1",
    ],
)
def test_the_lot_is_read(epc: str) -> None:
    assert spelt_lots([epc]) == {"L/7": [0]}


@pytest.mark.parametrize(
    "epc",
    [
        "urn:epc:id:sgtin:9506000.013435.1",
        f"https://x.example/01/{GTIN}/21/1",
        f"https://x.example/01/{GTIN}/10/L",
        f"https://x.example/10/L/01/{GTIN}/21/1",
        f"https://x.example/01/{GTIN}/10/L/235/T",
        f"https://x.example/01/{GTIN}/21/1?a=/10/L/21/2",
        "https://x.example/a/10/b/21/1",
        "urn:example:/10/L/21/1",
        "/10/",
    ],
)
def test_no_lot_is_read_from_anything_else(epc: str) -> None:
    assert spelt_lots([epc]) == {}


def test_each_item_has_its_own() -> None:
    link = f"https://x.example/01/{GTIN}"

    assert spelt_lots([f"{link}/10/A/21/1", f"{link}/21/2", f"{link}/10/B/21/3", f"{link}/10/A/21/4"]) == {
        "A": [0, 3],
        "B": [2],
    }
    assert spelt_lots([]) == {}
