"""Products from a CSV file. A file imported again changes nothing.

`gtin` (any spelling), `organisation` (its GLN, URI or name), `name`, and optionally `name_zh`, `kind` (raw,
semi-finished, finished), `brand`, `brand_zh`, `description`, `description_zh`, `net_content` with `uom`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.catalog import operations
from headwater.catalog.models import Product, ProductKind
from headwater.gs1.errors import IdentifierError
from headwater.parties import tables
from headwater.parties.imports import organisation_of

if TYPE_CHECKING:
    from headwater.parties.actors import Actor
    from headwater.parties.tables import Line

_TEXTS = ["name_zh", "brand", "brand_zh", "description", "description_zh"]


def products(data: bytes, *, by: Actor | None) -> list[Product]:
    """Import a table of products, all of it or nothing.

    Raises:
        TableRefused: with every problem found.
    """

    def record(line: Line) -> Product:
        gtin = line.required("gtin")
        try:
            operations.product_class(gtin)
        except IdentifierError as error:
            raise tables.CellProblem("gtin", error) from None
        return operations.add_product(
            gtin=gtin,
            organisation=organisation_of(line),
            name=line.required("name"),
            kind=line.choice("kind", ProductKind.values, ProductKind.FINISHED),
            net_content=line.decimal("net_content"),
            net_content_uom=line.text("uom"),
            by=by,
            **{column: line.text(column) for column in _TEXTS},
        )

    lines = tables.read(
        data, required=["gtin", "organisation", "name"], optional=["kind", "net_content", "uom", *_TEXTS]
    )
    return tables.import_all(lines, record)
