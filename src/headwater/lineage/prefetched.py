"""A graph whose answers about many lots were fetched in one go.

A chain of ten thousand lots is ten thousand levels to walk, and a database takes its time to answer each.
One that finds by itself which lots lead to which (`LotGraph`) is asked about all of them at the start; the
walk then finds most of its answers here, and asks further only for what goes by single objects.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from headwater.lineage.facts import Graph
from headwater.lineage.ranges import EMPTY, RangeSet, union
from headwater.lineage.segments import pieces_within

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from headwater.lineage.ranges import Int64

Sides = dict[int, tuple[set[int], RangeSet]]


@runtime_checkable
class LotHints(Protocol):
    """Can say beforehand which lots a walk will meet."""

    def lot_closure(self, lots: Collection[int], direction: str, /) -> set[int]:
        """Lots that these lead to by transformations from lot to lot, themselves included.

        A hint, that makes a walk faster and never changes it: lots may be missing, those above all that are
        reached by way of single objects, and there may be too many. None at all if it cannot tell.

        Args:
            lots: where to begin.
            direction: "back" or "forward".
        """
        ...


@runtime_checkable
class LotGraph(Graph, LotHints, Protocol):
    """A graph that gives such hints."""


class Prefetched:
    """Answers as the graph beneath it, without asking it about what is known."""

    def __init__(self, graph: Graph, lots: Collection[int]) -> None:
        self._graph = graph
        self._lots = frozenset(lots)
        self._members = dict(graph.members(self._lots))
        self._objects = union(self._members.values())
        self._named = graph.named(self._objects) if self._objects else EMPTY
        self._alone = graph.alone(self._named) if self._named else EMPTY
        near = graph.transformations_from(self._lots, self._objects)
        near |= graph.transformations_to(self._lots, EMPTY)
        self._in: Sides = dict(graph.inputs(near)) if near else {}
        self._out: Sides = dict(graph.outputs(near)) if near else {}
        self._taken = union(objects for _, objects in self._in.values())
        # One that is not named and comes out all the same also went in, by what is near.
        self._given = self._named | union(self._in[t][1] & self._out[t][1] for t in near)
        self._takes, self._gives = _by_lot(self._in), _by_lot(self._out)
        self._own_lots: Int64 = np.array(
            graph.lots_of(self._objects) if self._objects else (), dtype=np.int64
        ).reshape(-1, 3)

    def transformations_from(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """See `Graph`."""
        # An object that we know goes in somewhere only if it is among what is taken in here.
        left = (objects - self._objects) | (objects & self._taken)
        return self._known(lots, self._takes) | self._beneath(lots, left, self._graph.transformations_from)

    def transformations_to(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """See `Graph`."""
        left = (objects - self._objects) | (objects & self._given)
        return self._known(lots, self._gives) | self._beneath(lots, left, self._graph.transformations_to)

    def _known(self, lots: Collection[int], by_lot: Mapping[int, set[int]]) -> set[int]:
        return set[int]().union(*(by_lot[lot] for lot in lots if lot in self._lots and lot in by_lot))

    def _beneath(
        self, lots: Collection[int], objects: RangeSet, ask: Callable[[Collection[int], RangeSet], set[int]]
    ) -> set[int]:
        unknown = [lot for lot in lots if lot not in self._lots]
        return ask(unknown, objects) if unknown or objects else set()

    def inputs(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """See `Graph`."""
        return _answer(transformations, self._in, self._graph.inputs)

    def outputs(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """See `Graph`."""
        return _answer(transformations, self._out, self._graph.outputs)

    def passing(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """See `Graph`."""
        return self._graph.passing(lots, objects)

    def passed(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """See `Graph`."""
        return self._graph.passed(transformations)

    def members(self, lots: Collection[int], /) -> Mapping[int, RangeSet]:
        """See `Graph`."""
        known = {lot: self._members[lot] for lot in lots if lot in self._members}
        unknown = [lot for lot in lots if lot not in self._lots]
        return {**known, **self._graph.members(unknown)} if unknown else known

    def lots_of(self, objects: RangeSet, /) -> list[tuple[int, int, int]]:
        """See `Graph`."""
        known, unknown = objects & self._objects, objects - self._objects
        pieces = pieces_within(known, self._own_lots)
        return [*pieces, *(self._graph.lots_of(unknown) if unknown else ())]

    def named(self, objects: RangeSet, /) -> RangeSet:
        """See `Graph`."""
        unknown = objects - self._objects
        return (objects & self._named) | (self._graph.named(unknown) if unknown else EMPTY)

    def alone(self, objects: RangeSet, /) -> RangeSet:
        """See `Graph`."""
        unknown = objects - self._objects
        return (objects & self._alone) | (self._graph.alone(unknown) if unknown else EMPTY)

    def held(self, objects: RangeSet, /) -> tuple[set[int], RangeSet]:
        """See `Graph`."""
        # Mostly no member of any lot is a container that leads on, and one question tells so.
        left = objects if any(self._held) else objects - self._objects
        return self._graph.held(left) if left else (set(), EMPTY)

    def holders(self, lots: Collection[int], objects: RangeSet, /) -> RangeSet:
        """See `Graph`."""
        left = lots if self._holders else [lot for lot in lots if lot not in self._lots]
        return self._graph.holders(left, objects) if left or objects else EMPTY

    @cached_property
    def _held(self) -> tuple[set[int], RangeSet]:
        return self._graph.held(self._objects)

    @cached_property
    def _holders(self) -> RangeSet:
        return self._graph.holders(self._lots, EMPTY)


def _by_lot(sides: Sides) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for transformation, (lots, _) in sides.items():
        for lot in lots:
            found.setdefault(lot, set()).add(transformation)
    return found


def _answer(
    transformations: Collection[int],
    known: Sides,
    ask: Callable[[Collection[int]], Mapping[int, tuple[set[int], RangeSet]]],
) -> Mapping[int, tuple[set[int], RangeSet]]:
    unknown = [t for t in transformations if t not in known]
    found = {t: known[t] for t in transformations if t in known}
    return {**found, **ask(unknown)} if unknown else found
