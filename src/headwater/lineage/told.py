"""The part of a closure that may be told: what told edges join to where it began.

A closure is walked by all that is known. Whoever knows less is told those of its lots and objects that their own
knowledge leads to, edge by edge in the direction of the walk; nothing is told for being in the closure alone.

Source: docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.closure import Closure, Edges, Frontier
from headwater.lineage.holding import NOTHING_HELD, Contained
from headwater.lineage.ranges import EMPTY, RangeSet, pieces_by_lot, sets_by_lot, union
from headwater.lineage.segments import overlapping, pieces_within

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.ranges import Piece


def told_part(
    found: Closure,
    start: Frontier,
    edges: Mapping[int, Edges],
    membership: Sequence[Piece],
    held: Contained = NOTHING_HELD,
) -> Closure:
    """Those lots, objects and edges to which a way of told edges leads.

    Args:
        found: a whole closure.
        start: where it began, as far as that is told.
        edges: of each of its transformations, the ends that are told; depths are not looked at.
        membership: (first, last, lot) of those of its objects that are told to belong to a lot.
        held: what containers through which the trace goes on are told to have held.
    """
    return _Way(found, edges, membership, held).from_start(start)


class _Way:
    """What was reached so far."""

    def __init__(
        self, found: Closure, edges: Mapping[int, Edges], membership: Sequence[Piece], held: Contained
    ) -> None:
        self.found = found
        self.forward = found.direction == "forward"
        self.edges = edges
        self.lots: dict[int, int] = {}
        self.objects = EMPTY
        self.transformations: dict[int, int] = {}
        self._held = np.array(held.objects, dtype=np.int64).reshape(-1, 3)
        self._held_lots = held.lots
        self._pieces = np.array(membership, dtype=np.int64).reshape(-1, 3)
        self._members = sets_by_lot(membership)
        self._by_lot: dict[int, list[int]] = {}
        rows: list[tuple[int, int, int]] = []
        for one, ends in edges.items():
            lots, objects = self._near(ends)
            for lot in lots:
                self._by_lot.setdefault(lot, []).append(one)
            rows += [(*pair, one) for pair in objects]
        self._by_object = np.array(rows, dtype=np.int64).reshape(-1, 3)

    def _near(self, ends: Edges) -> tuple[frozenset[int], RangeSet]:
        """The side of a transformation at which the walk comes to it."""
        if self.forward:
            return ends.input_lots, ends.input_objects
        return ends.output_lots, ends.output_objects

    def _far(self, ends: Edges) -> tuple[frozenset[int], RangeSet]:
        if self.forward:
            return ends.output_lots, ends.output_objects
        return ends.input_lots, ends.input_objects

    def from_start(self, start: Frontier) -> Closure:
        """Walk as far as told edges lead."""
        lots, objects = start.lots & self.found.lots.keys(), start.objects & self.found.objects
        depth = start.depth
        while True:
            lots, objects = self._enter(lots, objects, depth)
            if not lots and not objects:
                return self._closure()
            depth += 1
            through = self._through(lots, objects)
            self.transformations.update(dict.fromkeys(sorted(through), depth))
            far = [self._far(self.edges[one]) for one in through]
            lots, objects = frozenset[int]().union(*(some for some, _ in far)), union(some for _, some in far)

    def _enter(self, lots: Collection[int], objects: RangeSet, depth: int) -> tuple[frozenset[int], RangeSet]:
        """Mark as reached, with what membership and containers lead to; answer what was new."""
        new_lots, new_objects = frozenset[int](), EMPTY
        while lots or objects:
            lots, objects = frozenset(lots) - self.lots.keys(), objects - self.objects
            self.lots.update(dict.fromkeys(sorted(lots), depth))
            self.objects |= objects
            new_lots, new_objects = new_lots | lots, new_objects | objects
            lots, objects = self._contents(lots, objects) if self.forward else self._holders(lots, objects)
        return new_lots, new_objects

    def _contents(self, lots: Collection[int], objects: RangeSet) -> tuple[set[int], RangeSet]:
        """Members of lots, and what was inside of containers."""
        container, first, last = self._held.T
        inside = objects.holds(container)
        members = union(self._members.get(lot, EMPTY) for lot in lots)
        held = {lot for container, lot in self._held_lots if container in objects}
        return held, members | RangeSet.from_arrays(first[inside], last[inside])

    def _holders(self, lots: Collection[int], objects: RangeSet) -> tuple[set[int], RangeSet]:
        """Lots of objects, and containers that lots and objects were inside of."""
        container, first, last = self._held.T
        _, rows = overlapping(objects.first, objects.last, first, last)
        holders = {*container[rows].tolist(), *(one for one, lot in self._held_lots if lot in lots)}
        own = {lot for _, _, lot in pieces_within(objects, self._pieces)} & self.found.lots.keys()
        return own, RangeSet.from_ids(holders)

    def _through(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        found = {one for lot in lots for one in self._by_lot.get(lot, ())}
        first, last, of = self._by_object.T
        _, rows = overlapping(objects.first, objects.last, first, last)
        found.update(of[rows].tolist())
        return found - self.transformations.keys()

    def _closure(self) -> Closure:
        transformations = {}
        for one, depth in self.transformations.items():
            ends = self.edges[one]
            transformations[one] = Edges(
                depth,
                ends.input_lots & self.lots.keys(),
                ends.input_objects & self.objects,
                ends.output_lots & self.lots.keys(),
                ends.output_objects & self.objects,
            )
        return Closure(
            self.found.direction,
            self.lots,
            self.objects,
            transformations,
            tuple(pieces_by_lot(pieces_within(self.objects, self._pieces))),
            self.found.precision,
            Frontier(),
        )
