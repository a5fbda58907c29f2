"""What joins single objects to transformations and lots, and which of them have been more than one thing.

What `lineage.lived` asks of the event store to tell the lives of objects apart.

Source: docs/adr/0016-lives-are-vertices.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from headwater import store
from headwater.events.codes import BAND_BITS, Action, Flag, Role, Type
from headwater.events.lookup import event_of_row, ranges_holding, role_bands, rows_of_events
from headwater.lineage.lives import process
from headwater.lineage.ranges import RangeSet
from headwater.lineage.reuse import Reused, Tie, TieKind, reused
from headwater.lineage.segments import overlapping
from headwater.tracing.consumption import SHARED_BITS, TRANSFORMATION, Consumption

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy.typing as npt

    from headwater.lineage.facts import Fact
    from headwater.lineage.lives import Process
    from headwater.tracing.source import DatabaseSource

CLAIMED: Final = f"e.flags & {int(Flag.CLAIM)}"
"""SQL over the event table "e": whether the event is a claim."""


class Joined(Protocol):
    """The part of the graph that is asked here."""

    def events_of(self, transformations: Collection[int]) -> dict[int, int]:
        """See `graph.StoredGraph`."""
        ...

    def memberships(self, objects: RangeSet) -> list[tuple[Any, ...]]:
        """See `graph.StoredGraph`."""
        ...


class Reusing:
    """Lives and ties of objects in one cut of the store."""

    def __init__(
        self, source: DatabaseSource, facts: DatabaseSource, carried: Consumption, joins: Joined
    ) -> None:
        """Of what `source` tells; lives begin and end by `facts`, without claims."""
        self._source = source
        self._facts = facts
        self._carried = carried
        self._joins = joins

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
        return reused(self._facts, again, self._origins, self._taking_in) if again else ()

    def _taking_in(self, facts: Collection[Fact]) -> set[Process]:
        """Those of the transformations of these facts into which something is told to have gone."""
        by_id = {_transformation(fact): process(fact) for fact in facts}
        events = self._joins.events_of(by_id)
        taking = {
            event for event, role in rows_of_events("events_quantity", "role", events) if role == Role.INPUT
        }
        taking |= {
            event
            for event, band in rows_of_events("events_range", "band", events)
            if band >> BAND_BITS == Role.INPUT
        }
        return {by_id[events[event]] for event in taking}

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
        return [*self._origins(objects), *self._ties({"input": taken, "carried": held, "made": made})]

    def _origins(self, objects: RangeSet) -> list[Tie]:
        """The transformations that give these objects out, and the lots that they are of."""
        belongs = [
            (first, last, lot, event) for _, _, first, last, lot, event, _ in self._joins.memberships(objects)
        ]
        given = [row[:4] for row in naming_objects(self._source, Role.OUTPUT, objects)]
        return self._ties({"output": given, "member": belongs})

    def _ties(self, told: Mapping[TieKind, Sequence[tuple[Any, ...]]]) -> list[Tie]:
        """By kind: (first, last, transformation or lot, event)."""
        facts = self._facts.facts_of({event for rows in told.values() for *_, event in rows})
        return [
            Tie(first, last, kind, to, facts[event].order)
            for kind, rows in told.items()
            for first, last, to, event in rows
        ]


def _transformation(fact: Fact) -> int:
    """The id of the transformation that a fact is, or is a part of."""
    if fact.transformation is None:
        return fact.event
    return -((fact.transformation << SHARED_BITS) + (fact.capturer or 0))


def naming_objects(source: DatabaseSource, role: Role, objects: RangeSet) -> list[tuple[Any, ...]]:
    """(first, last, transformation, event, whether it is a claim) of ranges in a role that overlap these."""
    live, parameters = source.live()
    sql = ranges_holding("r.first AS first, r.last AS last, r.id AS row_id", role_bands(role))
    return store.select(
        f"SELECT t.first, t.last, {TRANSFORMATION}, e.id, {CLAIMED} FROM ({sql}) t"  # noqa: S608
        f" {event_of_row(live)}",
        [*store.arrays(objects.first.tolist(), objects.last.tolist()), *parameters],
    )
