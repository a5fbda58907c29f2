"""Everything in the dairy world by the name that people use: lots, cans, cases, pallets, places.

>>> names = Names(lambda gtin, lot, count: [str(number) for number in range(1, count + 1)])
>>> names.can("P1/C3/7")
'urn:epc:id:sgtin:9521141.000101.31'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from headwater.sample import naming
from headwater.sample.dairy.places import LOCATIONS, ORGANISATIONS, Location, Organisation
from headwater.sample.dairy.products import PRODUCTS, Product

if TYPE_CHECKING:
    from collections.abc import Callable

    Codes = Callable[[str, str, int], list[str]]
    """From GTIN, lot number and count to that many serials, all different."""

CANS: Final = 12
"""Cans in a case."""

_DAIRY = "9521141"
_CASE, _PALLET, _REPACKED = 1_000_000_000, 2_000_000_000, 3_000_000_000
"""Extension digits tell the kinds of containers apart."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of a product."""

    number: str
    product: Product

    @property
    def uri(self) -> str:
        """LGTIN URN."""
        return naming.lgtin(self.product.gtin, self.number)


_LOTS = {
    "WC-0302": "milk-willow",
    "NM-0302": "milk-meadow",
    "SR-0302": "milk-ridge",
    "WC-0303": "milk-willow",
    "NM-0303": "milk-meadow",
    "SR-0303": "milk-ridge",
    "TK-0302": "collected",
    "TK-0303": "collected",
    "PX-0226": "premix",
    "SC-0303": "concentrate",
    "SC-0304": "concentrate",
    "CR-0303": "cream",
    "CR-0304": "cream",
    "BP-0304": "powder",
    "BP-0305": "powder",
    "SM-0304": "standardised",
    "F2603A": "formula",
    "F2603B": "formula",
    "U2603A": "uht",
    "U2603B": "uht",
}

PALLETS: Final = {
    "P1": ("F2603A", 4),
    "P2": ("F2603A", 4),
    "P3": ("F2603B", 6),
    "P4": ("U2603A", 4),
    "P5": ("U2603A", 4),
    "P6": ("U2603B", 4),
}
"""Pallet to its lot and number of cases, as they leave the plants."""
SAMPLES: Final = {"F2603A": 1}
"""Cans of a lot that go to the laboratory and are never packed: "F2603A/S1"."""


class Names:
    """Identifiers by name. Cans are named as they were first packed: "P1/C3/7" is can 7 of case 3 of pallet 1."""

    def __init__(self, codes: Codes) -> None:
        products = {product.key: product for product in PRODUCTS}
        self.organisations: dict[str, Organisation] = {item.key: item for item in ORGANISATIONS}
        self.locations: dict[str, Location] = {item.key: item for item in LOCATIONS}
        self.products: dict[str, Product] = products
        self.lots: dict[str, Lot] = {number: Lot(number, products[key]) for number, key in _LOTS.items()}
        self.pallets: dict[str, str] = {}
        self.cases: dict[str, str] = {}
        self.cans: dict[str, str] = {}
        self.cans_of_lot: dict[str, tuple[str, ...]] = {}
        """Lot to the names of its cans, in the order of their codes."""
        for number, pallet in enumerate(PALLETS, 1):
            self.pallets[pallet] = naming.sscc(_DAIRY, _PALLET + number)
            for place in range(1, PALLETS[pallet][1] + 1):
                self.cases[f"{pallet}/C{place}"] = naming.sscc(_DAIRY, _CASE + 100 * number + place)
        repacker = self.organisations["dealer1"].prefix
        for number in (1, 2):
            self.cases[f"R{number}"] = naming.sscc(repacker, _REPACKED + number)
        for lot in dict.fromkeys(lot for lot, _ in PALLETS.values()):
            self._code(lot, codes)

    def _code(self, lot: str, codes: Codes) -> None:
        names = [
            f"{pallet}/C{case}/{can}"
            for pallet, (packed, cases) in PALLETS.items()
            if packed == lot
            for case in range(1, cases + 1)
            for can in range(1, CANS + 1)
        ]
        names += [f"{lot}/S{number}" for number in range(1, SAMPLES.get(lot, 0) + 1)]
        gtin = self.lots[lot].product.gtin
        stem = naming.sgtin_stem(gtin)
        for name, serial in zip(names, codes(gtin, lot, len(names)), strict=True):
            self.cans[name] = stem + serial
        self.cans_of_lot[lot] = tuple(names)

    def can(self, name: str) -> str:
        """SGTIN URN of a can: "P1/C3/7", or "F2603A/S1" for a sample."""
        return self.cans[name]

    def case(self, name: str) -> str:
        """SSCC URN of a case: "P1/C3", or "R1" for one packed by the dealer."""
        return self.cases[name]

    def pallet(self, name: str) -> str:
        """SSCC URN of a pallet: "P1"."""
        return self.pallets[name]

    def lot(self, name: str) -> str:
        """LGTIN URN of a lot: "TK-0302"."""
        return self.lots[name].uri

    def location(self, name: str) -> Location:
        """A place: "coldstore"."""
        return self.locations[name]

    def cans_of_case(self, name: str) -> tuple[str, ...]:
        """SGTIN URNs of the cans first packed in a case, or in a new case by the dealer."""
        if name.startswith("R"):
            first, last = (1, 6) if name == "R1" else (7, 12)
            return tuple(
                self.cans[f"{case}/{can}"] for case in ("P1/C3", "P3/C6") for can in range(first, last + 1)
            )
        return tuple(self.cans[f"{name}/{can}"] for can in range(1, CANS + 1))

    def cases_of_pallet(self, name: str) -> tuple[str, ...]:
        """SSCC URNs of the cases first packed on a pallet."""
        return tuple(self.cases[f"{name}/C{case}"] for case in range(1, PALLETS[name][1] + 1))
