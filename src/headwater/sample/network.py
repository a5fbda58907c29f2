"""The organisations, places and products of a simulated world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from headwater.sample import naming

if TYPE_CHECKING:
    from random import Random

OWNER: Final = "9523100"
"""Company prefix of the brand owner, under which products, cases and pallets are numbered."""
_MDA = "urn:epcglobal:cbv:mda#"


@dataclass(frozen=True, slots=True)
class Site:
    """One place of one organisation."""

    name: str
    prefix: str
    uri: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Network:
    """Who takes part; the number of sites does not depend on the size of the world."""

    suppliers: tuple[Site, ...]
    plants: tuple[Site, ...]
    cold_stores: tuple[Site, ...]
    dealers: tuple[Site, ...]
    shops: tuple[Site, ...]
    raw_milk: str
    premix: str
    semi: str
    products: tuple[str, ...]
    """GTINs of finished products."""

    def sites(self) -> tuple[Site, ...]:
        """All places, from the source on."""
        return (*self.suppliers, *self.plants, *self.cold_stores, *self.dealers, *self.shops)

    def vocabularies(self) -> list[dict[str, Any]]:
        """Names and coordinates as the master data of a document header."""
        places = [
            {
                "id": site.uri,
                "attributes": [
                    {"id": f"{_MDA}name", "attribute": site.name},
                    {"id": f"{_MDA}latitude", "attribute": f"{site.latitude:.4f}"},
                    {"id": f"{_MDA}longitude", "attribute": f"{site.longitude:.4f}"},
                ],
            }
            for site in self.sites()
        ]
        names = {self.raw_milk: "Raw milk", self.premix: "Premix", self.semi: "Base powder"}
        names |= {gtin: f"Finished product {number}" for number, gtin in enumerate(self.products, 1)}
        classes = [
            {
                "id": naming.sgtin_stem(gtin).replace(":id:", ":idpat:") + "*",
                "attributes": [{"id": f"{_MDA}descriptionShort", "attribute": name}],
            }
            for gtin, name in names.items()
        ]
        return [
            {"type": "urn:epcglobal:epcis:vtype:BusinessLocation", "vocabularyElementList": places},
            {"type": "urn:epcglobal:epcis:vtype:EPCClass", "vocabularyElementList": classes},
        ]


def build(rng: Random) -> Network:
    """The network of a world."""

    def sites(kind: str, first_prefix: int, count: int) -> tuple[Site, ...]:
        made = []
        for number in range(count):
            prefix = OWNER if kind == "Plant" else str(first_prefix + number)
            place = number + 1
            made.append(
                Site(
                    name=f"{kind} {number + 1}",
                    prefix=prefix,
                    uri=naming.sgln(prefix, place),
                    latitude=round(rng.uniform(25, 45), 4),
                    longitude=round(rng.uniform(104, 124), 4),
                )
            )
        return tuple(made)

    return Network(
        suppliers=sites("Supplier", 9523200, 6),
        plants=sites("Plant", 9523100, 2),
        cold_stores=sites("Cold store", 9523300, 2),
        dealers=sites("Dealer", 9523400, 5),
        shops=sites("Shop", 9523500, 25),
        raw_milk=naming.gtin(OWNER, 1),
        premix=naming.gtin(OWNER, 2),
        semi=naming.gtin(OWNER, 3),
        products=tuple(naming.gtin(OWNER, item) for item in (101, 102, 103)),
    )
