"""What joins single objects to transformations and lots, and which of them have been more than one thing.

What `lineage.lived` asks of the event store to tell the lives of objects apart.

Source: docs/adr/0016-lives-are-vertices.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater import store
from headwater.events.codes import BAND_BITS, Action, Role, Type
from headwater.events.lookup import event_of_row, ranges_holding
from headwater.lineage.ranges import RangeSet
from headwater.lineage.reuse import Reused, Tie, reused
from headwater.lineage.segments import overlapping
from headwater.tracing.joining import TRANSFORMATION, naming_objects, ties

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from headwater.tracing.consumption import Consumption
    from headwater.tracing.source import DatabaseSource


class Reusing:
    """Lives and ties of objects in one cut of the store."""

    def __init__(self, source: DatabaseSource, facts: DatabaseSource, carried: Consumption) -> None:
        """Of what `source` tells; lives begin and end by `facts`, without claims."""
        self._source = source
        self._facts = facts
        self._carried = carried

    def reused(self, objects: RangeSet, /) -> Sequence[Reused]:
        """Those of these objects that have been more than one thing.

        Two statements find what something began after something had ended it: most often nothing. Only that is
        folded.
        """
        ended = self._turns(objects, Role.INPUT, Action.DELETE)
        if not len(ended):
            return ()
        over = RangeSet.from_arrays(ended[:, 0], ended[:, 1]) & objects
        # A look-up costs per range that is asked for.
        begun = self._turns(min(over, objects, key=len), Role.OUTPUT, Action.ADD)
        end, begin = overlapping(ended[:, 0], ended[:, 1], begun[:, 0], begun[:, 1])
        # What a transformation takes in and gives out lives on.
        later = (ended[end, 2] < begun[begin, 2]) & (ended[end, 3] != begun[begin, 3])
        end, begin = end[later], begin[later]
        first, last = np.maximum(ended[end, 0], begun[begin, 0]), np.minimum(ended[end, 1], begun[begin, 1])
        again = RangeSet.from_arrays(first, last) & objects
        return reused(self._facts, again, self._source) if again else ()

    def _turns(self, objects: RangeSet, role: Role, action: Action) -> npt.NDArray[np.int64]:
        """(first, last, time, transformation) of what may begin or end lives of these objects.

        That is a transformation with them in a role, or an ObjectEvent with an action; of that, the last column
        is the event.
        """
        live, parameters = self._facts.live()
        low, high = int(role) << BAND_BITS, (int(role) + 1) << BAND_BITS
        sql = ranges_holding(
            "r.first AS first, r.last AS last, r.id AS row_id, b.band AS band",
            f"AND (b.band < {1 << BAND_BITS} OR b.band >= {low} AND b.band < {high})",
        )
        rows = store.select(
            f"SELECT t.first, t.last, e.event_time, {TRANSFORMATION} FROM ({sql}) t"  # noqa: S608
            f" {event_of_row(live)}"
            f" AND (t.band >= {low} OR e.type = {int(Type.OBJECT)} AND e.rank = {int(action)})",
            [*store.arrays(objects.first.tolist(), objects.last.tolist()), *parameters],
        )
        return np.array(rows, dtype=np.int64).reshape(-1, 4)

    def ties(self, objects: RangeSet, /) -> Sequence[Tie]:
        """Everything that joins these objects to transformations and lots, in any order."""
        held = [
            (first, last, one, event)
            for (event, one), (_, inside) in self._carried.by_event((), objects).items()
            for first, last in inside
        ]
        taken = [row[:4] for row in naming_objects(self._source, Role.INPUT, objects)]
        made = [row[:4] for row in naming_objects(self._source, Role.OUTPUT, objects) if not row[4]]
        told = ties(self._source, {"input": taken, "carried": held, "made": made})
        return [*self._source.origins(objects), *told]
