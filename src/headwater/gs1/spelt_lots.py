"""The lot that comes along in the spelling of an item: a Digital Link with lot and serial.

>>> spelt_lots(["https://x.example/01/09506000134352/10/L%2F7/21/1", "urn:epc:id:sgtin:9506000.013435.2"])
{'L/7': [0]}

The key of such an item is GTIN and serial alone; the lot is something that is said of it.

Source: GS1 Digital Link URI Syntax, section 4.9 (a path may hold the lot before the serial); EPCIS 2.0, section 8.9.2
of the Core Business Vocabulary (the finest level identifies).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.gs1 import digital_links
from headwater.gs1.errors import IdentifierError
from headwater.gs1.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence


def spelt_lots(epcs: Sequence[str]) -> dict[str, list[int]]:
    """Which of these EPCs are spelt with which lot number: their places in the list."""
    together = "\n".join(epcs)
    if "/" not in together or ("/10/" not in together and "/lot/" not in together.lower()):
        return {}
    found: dict[str, list[int]] = {}
    for place, epc in enumerate(epcs):
        path = epc.partition("#")[0].partition("?")[0].removesuffix("/")
        number = _lot_before(path[: path.rfind("/") + 1])
        if number is not None:
            found.setdefault(number, []).append(place)
    return found


@remembered(4096)
def _lot_before(head: str) -> str | None:
    """The lot number in what stands before a serial."""
    try:
        elements = dict(digital_links.parse(f"{head}1") or ())
    except IdentifierError:
        return None  # no serial follows
    return elements.get("10") if "21" in elements else None
