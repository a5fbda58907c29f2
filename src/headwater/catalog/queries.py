"""Reads of the catalogue, in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from headwater.catalog.models import Product, UnitFactor
from headwater.catalog.units import EVERY_PRODUCT, Factors
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
    """What products are called, by GTIN. One statement for every 5,000."""
    return {
        gtin: Names(name, name_zh)
        for some in _chunks(gtins)
        for gtin, name, name_zh in Product.objects.filter(gtin__in=some).values_list(
            "gtin", "name", "name_zh"
        )
    }


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
