"""What people call by a lot number or serial alone: candidates over all products, for `tracing` to look at.

Source: DESIGN.md, section 3; GS1 General Specifications, AIs (10) and (21): both are unique within a GTIN only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import numpy as np

from headwater import store
from headwater.gs1 import percent
from headwater.gs1.patterns import Like
from headwater.identity import blocks, dictionary, keyring, layout, matching
from headwater.identity.models import Layout
from headwater.lineage.ranges import RangeSet
from headwater.serials import codec

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY_PRODUCT: Final = "01/09506000134352"
"""Whether a lot number makes a GS1 key does not depend on the product."""
_LAST: Final = (1 << 63) - 1


def lots_numbered(number: str) -> list[int]:
    """Lots of any product that have this number, exactly; newest first. One statement, a look-up for each product."""
    if dictionary.lot_key(_ANY_PRODUCT, number).startswith(dictionary.ODD_LOT):
        key, text = f"'{dictionary.ODD_LOT}' || substr(p.key, 4) || %s", f":{quote(number, safe='')}"
    else:
        key, text = "p.key || %s", f"/10/{percent.encode(number)}"
    rows = store.select(
        "SELECT c.id FROM identity_class p"  # noqa: S608
        f" {store.looked_up('identity_class', 'c', f'c.key = {key}')} WHERE p.product_id IS NULL",
        [text],
    )
    return sorted((row[0] for row in rows), reverse=True)


def objects_with_serial(serial: str) -> RangeSet:
    """Objects of any product that could have this serial, exactly. Two statements; a third for the shape of our codes.

    Where ids are arithmetic an id is answered whether anything was ever named so or not.
    """
    spellings = sorted({serial, percent.encode(serial)})
    rows = store.select(
        f"SELECT d.id FROM identity_series s CROSS JOIN {store.unnest('k', [('serial', 'text')])}"  # noqa: S608
        f" {store.looked_up('identity_serial', 'd', 'd.series_id = s.id AND d.serial = k.serial')}",
        store.arrays(spellings),
    )
    return RangeSet.from_ids({row[0] for row in rows} | {*_numeric(serial), *_own(serial)})


def _numeric(serial: str) -> Iterator[int]:
    if layout.is_plain_number(serial):
        rows = store.select("SELECT number FROM identity_series WHERE layout = %s", [int(Layout.NUMERIC)])
        for (number,) in rows:
            yield layout.NUMERIC + (number << layout.SERIAL_BITS) + int(serial)


def _own(serial: str) -> Iterator[int]:
    """The codes of ours that this serial is: of one product, since its tag holds the GTIN."""
    if not codec.looks_like_ours(serial):
        return
    issued = store.select(
        "SELECT DISTINCT s.id, s.key, b.epoch FROM identity_block b JOIN identity_series s ON s.id = b.series_id"
    )
    for series_id, key, epoch in issued:
        counter = codec.decode_one(keyring.keys(epoch), key[3:17], epoch, serial)
        if counter != codec.NOT_OURS:
            (found,) = blocks.ids(series_id, epoch, np.array([counter], dtype=np.int64)).tolist()
            if found:
                yield found


def lots_of_product(product: int, *, before: int | None, limit: int) -> list[int]:
    """Lots of a product, by its class, the last that was named first; those before `before` alone. One statement."""
    rows = store.select(
        "SELECT c.id FROM identity_class c WHERE c.product_id = %s AND c.id < %s ORDER BY c.id DESC LIMIT %s",
        [product, _LAST if before is None else before, limit],
        plan_anew=True,
    )
    return [row[0] for row in rows]


def objects_of_product(product: str) -> RangeSet:
    """Objects of a product ("01/09506000134352") that may have been named: whole ranges where ids are arithmetic."""
    return matching.ranges_like([Like(f"{product}/21", None)])
