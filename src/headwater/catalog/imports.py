"""Products from a CSV file. A file imported again changes nothing.

`gtin` (any spelling), `organisation` (its GLN, URI or name), `name`, and optionally `name_zh`, `kind` (raw,
semi-finished, finished, unknown), `brand`, `brand_zh`, `description`, `description_zh`, `net_content` with `uom`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.catalog import operations
from headwater.catalog.models import Product, ProductKind
from headwater.parties import tables
from headwater.parties.imports import organisation_of

if TYPE_CHECKING:
    from headwater.parties.actors import Actor
    from headwater.parties.table_lines import Line

_TEXTS = ["name_zh", "brand", "brand_zh", "description", "description_zh"]


def products(data: bytes, *, by: Actor | None) -> list[Product]:
    """Import a table of products, all of it or nothing.

    Raises:
        TableRefused: with every problem found.
    """

    def record(line: Line) -> Product:
        cells = line.gather(
            gtin=lambda: line.required("gtin") and line.identifier("gtin", operations.product_class),
            organisation=lambda: organisation_of(line),
            name=lambda: line.required("name"),
            name_zh=lambda: line.text("name_zh"),
            kind=lambda: line.choice("kind", ProductKind.values, ProductKind.UNKNOWN),
            brand=lambda: line.text("brand"),
            brand_zh=lambda: line.text("brand_zh"),
            description=lambda: line.text("description", operations.DESCRIPTION_LENGTH),
            description_zh=lambda: line.text("description_zh", operations.DESCRIPTION_LENGTH),
            net_content=lambda: line.decimal("net_content"),
            net_content_uom=lambda: line.text("uom"),
        )
        return operations.add_product(**cells, by=by)

    table = tables.read(
        data, required=["gtin", "organisation", "name"], optional=["kind", "net_content", "uom", *_TEXTS]
    )
    return tables.import_all(
        table, record, columns={"key-taken": "gtin", "net-content": "net_content", "uom": "uom"}
    )
