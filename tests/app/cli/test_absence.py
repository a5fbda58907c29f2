"""What the command says of an identifier that it has no answer for: wrong, unknown, or known in part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headwater.catalog import operations as catalog

MILK = Path(__file__).resolve().parents[3] / "docs/examples/milk.json"
NEVER = "Nothing was ever recorded of"


@pytest.fixture
def milk(headwater, operating):
    headwater("capture", MILK)
    return headwater


@pytest.mark.parametrize("command", ["trace", "history", "locate"])
@pytest.mark.parametrize(
    ("asked", "english", "chinese"),
    [
        (
            "(01)09506000134352(21)NOPE",
            f"{NEVER} 01/09506000134352/21/NOPE. Its product, Milk powder, 800 g (GTIN 09506000134352), is known; this serial is not. Lots of it: CAN-0301",
            "没有关于 01/09506000134352/21/NOPE 的任何记录。其产品 Milk powder, 800 g（GTIN 09506000134352）已有记录，但没有这个序列号。该产品的批次：CAN-0301",
        ),
        (
            "(01)09506000134352(10)CAN-301",
            f"{NEVER} 01/09506000134352/10/CAN-301. Its product, Milk powder, 800 g (GTIN 09506000134352), is known; this lot is not. Lots of it: CAN-0301",
            "没有关于 01/09506000134352/10/CAN-301 的任何记录。其产品 Milk powder, 800 g（GTIN 09506000134352）已有记录，但没有这个批次。该产品的批次：CAN-0301",
        ),
        (
            "9506000134352",
            f"{NEVER} 01/09506000134352 as a whole. It is a product, Milk powder, 800 g (GTIN 09506000134352): ask for one of its lots or items. Lots of it: CAN-0301",
            "没有关于 01/09506000134352 整体的记录。这是产品 Milk powder, 800 g（GTIN 09506000134352）：请查询其某个批次或单品。该产品的批次：CAN-0301",
        ),
        (
            "(01)09521141001011(10)A",
            f"{NEVER} 01/09521141001011/10/A. It is well formed, but its product (GTIN 09521141001011) is not known either.",
            "没有关于 01/09521141001011/10/A 的任何记录。其格式正确，但其产品（GTIN 09521141001011）也没有记录。",
        ),
        (
            "(01)09506000134376(21)1",
            f"{NEVER} 01/09506000134376/21/1. Its product, Cheese (GTIN 09506000134376), is registered, but no event has named a lot or item of it.",
            "没有关于 01/09506000134376/21/1 的任何记录。其产品 奶酪（GTIN 09506000134376）已登记，但没有事件提到过它的批次或单品。",
        ),
        (
            "(414)9506000200033",
            f"{NEVER} 414/9506000200033 as a thing. It is a place, Corner Shop: ask for lots, items or containers.",
            "没有关于 414/9506000200033 作为物品的记录。这是地点 Corner Shop：请查询批次、单品或容器。",
        ),
        (
            "(414)9506000299990",
            f"{NEVER} 414/9506000299990 as a thing. It is a place or organisation that is not registered: ask for lots, items or containers.",
            "没有关于 414/9506000299990 作为物品的记录。这是未登记的地点或组织：请查询批次、单品或容器。",
        ),
        (
            "(00)395060000000000993",
            f"{NEVER} 00/395060000000000993. It is well formed, but no event has named it.",
            "没有关于 00/395060000000000993 的任何记录。其格式正确，但没有事件提到过它。",
        ),
    ],
)
def test_what_is_known_beside_it_is_said(milk, operating, command, asked, english, chinese):
    catalog.add_product(gtin="09506000134376", organisation=operating, name="Cheese", name_zh="奶酪", by=None)
    for language, expected in (("en", english), ("zh", chinese)):
        said = milk(command, asked, code=1, language=language)
        assert (said.out, said.err) == ("", f"{expected}\n")


def test_what_came_later_is_said_to_have(milk):
    asked = ("(01)09506000134352(21)MILK-1", "--at", "2026-02-01T00:00:00+08:00")
    for command in ("trace", "history", "locate"):
        said = milk(command, *asked, code=1)
        assert said.err == (
            "Nothing was recorded of 01/09506000134352/21/MILK-1 up to 2026-01-31 16:00 UTC; later events name it.\n"
        )


def test_each_of_several_is_told(milk):
    said = milk("locate", "(00)395060000000000993", "(00)395060000000000986", code=1)
    assert [line.split()[5] for line in said.err.splitlines()] == [
        "00/395060000000000993.",
        "00/395060000000000986.",
    ]
    said = milk("locate", "(00)395060000000000993", "(00)395060000000000016", code=1)
    assert said.err == f"{NEVER} 00/395060000000000993. It is well formed, but no event has named it.\n"
    assert "00/395060000000000016" in said.out
    assert (
        len(
            json.loads(
                milk("locate", "(00)395060000000000993", "(00)395060000000000016", "--json", code=1).out
            )
        )
        == 2
    )
