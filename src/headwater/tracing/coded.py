"""Items of lots that were given codes where some of the same lot is told by quantity: they may be the same goods.

Of one event, and of one transformation, what is named by instance and what is named by class are different things;
so only events that name items of the lot alone are asked. Source: EPCIS 2.0, section 7.4 (what lists of instances and
of classes mean); DESIGN.md, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater import store
from headwater.events.codes import Type
from headwater.events.lookup import event_of_row
from headwater.lineage.ranges import RangeSet
from headwater.lineage.segments import distinct

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.tracing.source import DatabaseSource


def coded_at(
    lots: Collection[int], apart: Collection[tuple[int, int]], source: DatabaseSource
) -> dict[int, dict[int, RangeSet]]:
    """By lot and place: the items of it that were given codes there. One statement, none for no lots.

    Args:
        lots: those of which some is told by quantity at a place.
        apart: (event, lot) where an event names some of a lot by quantity.
        source: what counts and the viewer sees.
    """
    if not lots:
        return {}
    live, parameters = source.live()
    begun = f"{live} AND e.type = {int(Type.OBJECT)} AND COALESCE(e.biz_location, e.read_point) IS NOT NULL"
    lot, first, more, place, event = store.columns(
        ("m.lot", "m.first", "m.last - m.first", "COALESCE(e.biz_location, e.read_point)", "e.id"),
        f"FROM {store.unnest('k', [('lot', 'int')])}"
        f" {store.looked_up('tracing_membership', 'm', 'm.lot = k.lot')} {event_of_row(begun, 'm.id')}",
        [*store.arrays(sorted(lots)), *parameters],
    )
    found: dict[int, dict[int, RangeSet]] = {}
    for one in distinct(lot).tolist():
        named = [position for position, of in apart if of == one]
        mine = (lot == one) & ~np.isin(event, named)
        found[one] = {
            where: RangeSet.from_arrays(first[here], (first + more)[here])
            for where in distinct(place[mine]).tolist()
            for here in [mine & (place == where)]
        }
    return found
