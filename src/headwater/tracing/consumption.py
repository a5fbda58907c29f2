"""Containers that went into transformations, and what was inside of them at that moment.

Most stores have none, and one statement tells so. Where there are some, a walk goes up from what it reached to
the containers that ever held it, and only those of them that were consumed are opened.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.events.codes import BAND_BITS, Role, band
from headwater.events.lookup import event_of_row, ranges_holding, role_bands
from headwater.lineage.contents import inside_at
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.tracing.containers import above, directly_above
from headwater.tracing.joining import TRANSFORMATION

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.tracing.source import DatabaseSource

_INPUTS: Final = int(Role.INPUT) << BAND_BITS
_PARENT: Final = band(Role.PARENT, 1)
Held = tuple[frozenset[int], RangeSet]
"""Lots and objects."""
_NOTHING: Final[Held] = (frozenset(), EMPTY)
Consumed = tuple[int, int]
"""An event, and a container among its inputs."""


class Consumption:
    """What went into transformations inside of something, by one cut of the store."""

    def __init__(self, source: DatabaseSource, facts: DatabaseSource) -> None:
        """Of transformations that `source` tells of; what was inside of what tell `facts`, without claims."""
        self._source = source
        self._told = facts
        self._held: dict[Consumed, Held] = {}

    def of_events(self, inputs: dict[int, list[tuple[int, int]]]) -> dict[int, Held]:
        """What was inside of the inputs of each event; an event in whose inputs nothing was is absent.

        Args:
            inputs: (first, last) of the input objects by event.
        """
        pairs = [pair for ranges in inputs.values() for pair in ranges]
        holding = self._told.holding(RangeSet.from_pairs(pairs)) if pairs else EMPTY
        if not holding:
            return {}
        consumed = [
            (event, container)
            for event, ranges in inputs.items()
            for container in (RangeSet.from_pairs(ranges) & holding).ids().tolist()
        ]
        found: dict[int, Held] = {}
        for (event, _), (lots, objects) in self._inside(consumed).items():
            found[event] = _both(found.get(event, _NOTHING), (lots, objects))
        return found

    def holding(self, lots: Collection[int], objects: RangeSet) -> dict[int, Held]:
        """Those of these lots and objects that went into each transformation inside of something."""
        found: dict[int, Held] = {}
        for (_, one), told in self.by_event(lots, objects).items():
            found[one] = _both(found.get(one, _NOTHING), told)
        return found

    def passed(self, transformations: Collection[int]) -> dict[int, Held]:
        """What was inside of what each of these took in and gave out."""
        asked = frozenset(transformations) if self._kept else frozenset()
        wanted = {key: one for key, one in self._kept.items() if one in asked}
        found: dict[int, Held] = {}
        for key, told in self._inside(wanted).items():
            found[wanted[key]] = _both(found.get(wanted[key], _NOTHING), told)
        return found

    def by_event(
        self, lots: Collection[int], objects: RangeSet, *, passed: bool = False
    ) -> dict[tuple[int, int], Held]:
        """Those of these lots and objects that went in inside of something, by (event, transformation); with
        `passed`, of something that came out again."""
        consumed = self._kept if passed else self._consumed
        if not (lots or objects) or not consumed:
            return {}
        holding = above(directly_above(lots, self._told), objects, self._told)
        wanted = {key: one for key, one in consumed.items() if key[1] in holding}
        asked = frozenset(lots)
        found: dict[tuple[int, int], Held] = {}
        for key, (held_lots, held) in self._inside(wanted).items():
            event = (key[0], wanted[key])
            mine = _both(found.get(event, _NOTHING), (held_lots & asked, held & objects))
            if mine[0] or mine[1]:
                found[event] = mine
        return found

    @cached_property
    def _consumed(self) -> dict[Consumed, int]:
        """Every input of a transformation that is named as a parent somewhere, with the transformation."""
        live, parameters = self._source.live()
        parents = f"r.band = {_PARENT} AND r.first BETWEEN i.first AND i.last"
        rows = store.select(
            f"SELECT DISTINCT e.id, r.first, {TRANSFORMATION} FROM events_range i"  # noqa: S608
            f" {store.looked_up('events_range', 'r', parents)} {event_of_row(live, 'i.id')}"
            f" AND i.band BETWEEN {_INPUTS} AND {_INPUTS + (1 << BAND_BITS) - 1}",
            parameters,
        )
        return {(event, container): one for event, container, one in rows}

    @cached_property
    def _kept(self) -> dict[Consumed, int]:
        """Those of them that the same transformation gives out."""
        if not self._consumed:
            return {}
        live, parameters = self._source.live()
        containers = sorted({container for _, container in self._consumed})
        sql = ranges_holding("r.id AS row_id, k.first AS container", role_bands(Role.OUTPUT))
        rows = store.select(
            f"SELECT t.container, {TRANSFORMATION} FROM ({sql}) t {event_of_row(live)}",  # noqa: S608
            [*store.arrays(containers, containers), *parameters],
        )
        out = set(rows)
        return {key: one for key, one in self._consumed.items() if (key[1], one) in out}

    def _inside(self, consumed: Collection[Consumed]) -> dict[Consumed, Held]:
        """What was inside of each container just before the event."""
        new = [one for one in consumed if one not in self._held]
        if new:
            facts = self._told.facts_of({event for event, _ in new})
            moments = {one: (facts[one[0]].order, one[1]) for one in new}
            told = inside_at(self._told, list(moments.values()))
            self._held |= {one: told[moment] for one, moment in moments.items()}
        return {one: self._held[one] for one in consumed}


def _both(one: Held, other: Held) -> Held:
    return one[0] | other[0], one[1] | other[1]
