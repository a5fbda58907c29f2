"""Reads of the catalogue, in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from headwater import store
from headwater.catalog.models import Product, UnitFactor
from headwater.catalog.units import EVERY_PRODUCT, Factors
from headwater.parties.models import Organisation
from headwater.parties.names import Names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

CHUNK = 5_000
"""Values in one IN list: far below SQLite's 32,766 and PostgreSQL's 65,535 parameters."""


def products(gtins: Collection[str]) -> dict[str, Product]:
    """The products with these GTINs (14 digits), with their owners. One statement for every 5,000."""
    return {
        row.gtin: row
        for some in _chunks(gtins)
        for row in Product.objects.select_related("organisation").filter(gtin__in=some).order_by("pk")
    }


def names_of_products(gtins: Collection[str]) -> dict[str, Names]:
    """What products are called, by GTIN. One statement, past the ORM: nearly every answer asks."""
    if not gtins:
        return {}
    rows = store.select(
        f"SELECT p.gtin, p.name, p.name_zh FROM {store.unnest('k', [('gtin', 'text')])}"  # noqa: S608
        f" CROSS JOIN {Product._meta.db_table} p WHERE p.gtin = k.gtin",
        store.arrays(sorted(gtins)),
    )
    return {gtin: Names(name, name_zh) for gtin, name, name_zh in rows}


@dataclass(frozen=True, slots=True)
class Label:
    """What the head of a page says of a product; `picture` is the name of a kept file, or empty."""

    names: Names
    brands: Names
    owner: Names
    picture: str


def label_of_product(gtin: str) -> Label | None:
    """The label of one product; None where it is not in the catalogue. One statement, past the ORM."""
    rows = store.select(
        "SELECT p.name, p.name_zh, p.brand, p.brand_zh, o.name, o.name_zh, p.picture"  # noqa: S608
        f" FROM {Product._meta.db_table} p LEFT JOIN {Organisation._meta.db_table} o ON o.id = p.organisation_id"
        " WHERE p.gtin = %s",
        [gtin],
    )
    if not rows:
        return None
    name, name_zh, brand, brand_zh, owner, owner_zh, picture = rows[0]
    return Label(Names(name, name_zh), Names(brand, brand_zh), Names(owner or "", owner_zh or ""), picture)


def factors(gtins: Collection[str]) -> Factors:
    """The unit factors of these products and of every product. One statement for every 5,000."""
    pairs = {}
    for some in _chunks(gtins) if gtins else [[]]:
        rows = UnitFactor.objects.filter(Q(product__gtin__in=some) | Q(product=None))
        for gtin, from_uom, to_uom, factor in rows.values_list(
            "product__gtin", "from_uom", "to_uom", "factor"
        ):
            pairs[(gtin or EVERY_PRODUCT, from_uom, to_uom)] = factor
    return Factors(pairs)


def _chunks(gtins: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(set(gtins))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
