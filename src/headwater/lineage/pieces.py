"""Objects of which the same is told, as ranges: one of them stands for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.facts import ROLES
from headwater.lineage.ranges import RangeSet
from headwater.lineage.segments import bounds

if TYPE_CHECKING:
    from headwater.lineage.facts import BulkSource


def pieces_alike(source: BulkSource, objects: RangeSet) -> list[tuple[int, int, bool]]:
    """(first, last, whether they ever were a parent) of objects that have the same touches."""
    if not objects:
        return []
    rows = source.rows(objects)
    bound = bounds((rows.first, rows.last), (objects.first, objects.last))
    parents = rows.role == ROLES.index("parent")
    holding = RangeSet.from_arrays(rows.first[parents], rows.last[parents])
    at = np.flatnonzero(objects.holds(bound[:-1]))
    first, last = bound[at], bound[at + 1] - 1
    return list(zip(first.tolist(), last.tolist(), holding.holds(first).tolist(), strict=True))
