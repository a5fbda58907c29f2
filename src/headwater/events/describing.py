"""Master data in a document's header: names of places, parties and products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.catalog import master_data as products
from headwater.parties import master_data as places

if TYPE_CHECKING:
    from headwater.events.batch import Batch


def describe(batch: Batch) -> None:
    """Record what the header describes, as far as it is the capturer's to describe."""
    if batch.document is not None and batch.document.master_data:
        places.record(batch.document.master_data, by=batch.by)
        products.record(batch.document.master_data, by=batch.by)
