"""Trace back and track forward: everything upstream or downstream of some lots and objects.

The graph has lots, objects and transformations. A transformation takes lots and objects in, with all that
is inside of these objects, and gives objects out, the lots in its output quantities, and the lots of the
objects that it gives out. What was inside of an object that comes out again comes out inside of it, without
its lot. A lot gives each of its members that is not followed alone. A container that is of a lot or was made
gives all that was ever inside of it (`holding`). What a transformation made is followed alone if that accounts
for its whole way back (`alone`); anything else goes by its lot, an item that was only repaired or reworked into
itself too. Both directions walk the same edges: a trace forward from A meets B exactly when a trace back from B
meets A.

The walk goes level by level, in sets, so that a level costs a few questions however wide it is; a circle
ends where it began. Depth counts transformations.

Source: DESIGN.md, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from msgspec import Struct

from headwater.lineage.prefetched import LotGraph, Prefetched
from headwater.lineage.ranges import EMPTY, Piece, RangeSet, pieces_by_lot, union
from headwater.lineage.segments import overlapping

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from headwater.lineage.contents import Contents
    from headwater.lineage.facts import Graph
    from headwater.lineage.lived import LivedGraph

Direction = Literal["back", "forward"]
Precision = Literal["object", "lot", "mixed"]


class Frontier(Struct, frozen=True):
    """Lots and objects from which to walk on."""

    lots: frozenset[int] = frozenset()
    objects: RangeSet = EMPTY
    depth: int = 0

    def __bool__(self) -> bool:
        return bool(self.lots) or bool(self.objects)


class Edges(Struct, frozen=True):
    """What of one transformation belongs to a closure."""

    depth: int
    input_lots: frozenset[int]
    input_objects: RangeSet
    output_lots: frozenset[int]
    """Those in its output quantities and those of its output objects."""
    output_objects: RangeSet
    passed_lots: frozenset[int] = frozenset()
    passed_objects: RangeSet = EMPTY
    """What came through inside of an object that went in and came out, of amounts their lots."""

    @property
    def given_lots(self) -> frozenset[int]:
        """All lots that came out."""
        return self.output_lots | self.passed_lots

    @property
    def given_objects(self) -> RangeSet:
        """All objects that came out."""
        return self.output_objects | self.passed_objects


class Closure(Struct, frozen=True):
    """Everything in one direction from where it began, the beginning included."""

    direction: Direction
    lots: dict[int, int]
    """Lot to depth, in order of first visit."""
    objects: RangeSet
    transformations: dict[int, Edges]
    """In order of first visit."""
    membership: tuple[Piece, ...]
    """(first, last, lot) of every object here that belongs to a lot, be that lot followed or only shown."""
    precision: Precision
    """"object": no lot was followed; "lot": no transformation was reached by an object that it names."""
    frontier: Frontier
    """Where to go on, when truncated; empty otherwise."""

    @property
    def truncated(self) -> bool:
        return bool(self.frontier)


def from_lots(graph: Graph, lots: Collection[int]) -> Frontier:
    """Where a trace of whole lots begins: with them and all their members."""
    return Frontier(frozenset(lots), union(graph.members(lots).values()) if lots else EMPTY)


def from_objects(objects: RangeSet) -> Frontier:
    """Where a trace of single objects begins: in a graph of lives, with the life that each has now."""
    return Frontier(objects=objects)


def from_contents(graph: LivedGraph, held: Contents) -> Frontier:
    """Where a trace of a container begins: with itself and all that was ever in it in its present life."""
    inside = graph.at((one.first, one.last, one.order) for one in held.came_in)
    return Frontier(held.ever_lots, inside | RangeSet.from_ids([held.container]))


def closure(
    graph: Graph,
    start: Frontier,
    direction: Direction,
    *,
    limit: int | None = None,
    levels: int | None = None,
) -> Closure:
    """Walk from `start` as far as edges lead.

    Args:
        graph: answers about lots, objects and transformations; a `LotGraph` is asked fewer times.
        start: see `from_lots`, `from_objects`; or the frontier of a truncated closure, to go on.
        direction: "back" to where it came from, "forward" to what became of it.
        limit: stop after the level in which lots and transformations together reach this number.
        levels: stop after so many levels of transformations.
    """
    if isinstance(graph, LotGraph) and start.lots and limit is None and levels is None:
        ahead = graph.lot_closure(start.lots, direction)
        graph = Prefetched(graph, ahead) if ahead else graph
    walk = _Walk(graph, forward=direction == "forward")
    level = walk.enter(start)
    while level and (limit is None or len(walk.lots) + len(walk.transformations) < limit) and levels != 0:
        level = walk.enter(walk.step(level))
        levels = None if levels is None else levels - 1
    edges, objects = walk.edges(), walk.objects
    named = any(e.input_objects or e.output_objects for e in edges.values())
    return Closure(
        direction,
        walk.lots,
        objects,
        edges,
        tuple(pieces_by_lot(graph.lots_of(objects))) if objects else (),
        "object" if not walk.lots else "mixed" if named else "lot",
        level,
    )


class _Walk:
    """What was visited so far."""

    def __init__(self, graph: Graph, *, forward: bool) -> None:
        self.graph = graph
        self.forward = forward
        self.lots: dict[int, int] = {}
        self.objects = EMPTY
        self.transformations: dict[int, int] = {}
        self._sides: dict[int, tuple[set[int], RangeSet]] = {}

    def enter(self, found: Frontier) -> Frontier:
        """Mark as visited; answer what was new."""
        lots = frozenset(lot for lot in found.lots if lot not in self.lots)
        self.lots.update((lot, found.depth) for lot in sorted(lots))
        objects = found.objects - self.objects
        self.objects |= objects
        return Frontier(lots, objects, found.depth)

    def step(self, level: Frontier) -> Frontier:
        """From new lots and objects, through transformations, to lots and objects, known or not."""
        level = self._grown(level)
        reached = {t for t in self._through(level) if t not in self.transformations}
        if not reached:
            return Frontier(depth=level.depth + 1)
        self.transformations.update((t, level.depth + 1) for t in sorted(reached))
        answer = self.graph.outputs(reached) if self.forward else self.graph.inputs(reached)
        self._sides.update(answer)
        lots = set[int]().union(*(side[0] for side in answer.values()))
        objects = union(side[1] for side in answer.values())
        if self.forward and objects:
            lots.update(lot for _, _, lot in self.graph.lots_of(objects))
        for some, inside in self.graph.passed(reached).values() if self.forward else ():
            lots |= some
            objects |= inside
        return Frontier(frozenset(lots), objects, level.depth + 1)

    def _grown(self, level: Frontier) -> Frontier:
        """Add what is reached without a transformation: by membership, and by what held what."""
        fresh = level
        while fresh:
            fresh = self.enter(self._beside(fresh))
            level = Frontier(level.lots | fresh.lots, level.objects | fresh.objects, level.depth)
        return level

    def _beside(self, level: Frontier) -> Frontier:
        """Forward from lot to members and from container to contents; back from object to lots and containers."""
        if self.forward:
            lots, held = self.graph.held(level.objects) if level.objects else (set[int](), EMPTY)
            members = union(self.graph.members(level.lots).values()) if level.lots else EMPTY
            return Frontier(frozenset(lots), self._by_lot(members - self.objects) | held, level.depth)
        by_lot = self._by_lot(level.objects)
        own = self.graph.lots_of(by_lot) if by_lot else ()
        holders = self.graph.holders(level.lots, level.objects)
        return Frontier(frozenset(lot for _, _, lot in own), holders, level.depth)

    def _by_lot(self, objects: RangeSet) -> RangeSet:
        """Those that are not followed alone."""
        named = self.graph.named(objects) if objects else EMPTY
        return objects - self.graph.alone(named) if named else objects

    def _through(self, level: Frontier) -> set[int]:
        if not level:
            return set()
        if self.forward:
            return self.graph.transformations_from(level.lots, level.objects)
        members = union(self.graph.members(level.lots).values()) if level.lots else EMPTY
        made = self.graph.transformations_to(level.lots, level.objects | members)
        return made | self.graph.passing(level.lots, level.objects)

    def edges(self) -> dict[int, Edges]:
        """The visited ends of every visited transformation."""
        if not self.transformations:
            return {}
        every = list(self.transformations)
        near, far = self._sides, (self.graph.inputs if self.forward else self.graph.outputs)(every)
        inputs, outputs = (far, near) if self.forward else (near, far)
        given = union(objects for _, objects in outputs.values())
        own = lots_given(outputs, self.graph.lots_of(given)) if given else {}
        passed = self.graph.passed(every)
        return {
            t: Edges(
                depth,
                frozenset(inputs[t][0] & self.lots.keys()),
                inputs[t][1] & self.objects,
                frozenset((outputs[t][0] | own.get(t, set())) & self.lots.keys()),
                outputs[t][1] & self.objects,
                frozenset(passed[t][0] & self.lots.keys()) if t in passed else frozenset(),
                passed[t][1] & self.objects if t in passed else EMPTY,
            )
            for t, depth in self.transformations.items()
        }


def lots_given(
    outputs: Mapping[int, tuple[set[int], RangeSet]], pieces: Iterable[Piece]
) -> dict[int, set[int]]:
    """Lots of the objects that each transformation gives out.

    Args:
        outputs: what came out of each, as a graph answers.
        pieces: (first, last, lot) of these objects, as far as they belong to a lot.
    """
    given = [(first, last, t) for t, (_, objects) in outputs.items() if objects for first, last in objects]
    out, belongs = (np.array(part, dtype=np.int64).reshape(-1, 3) for part in (given, list(pieces)))
    found: dict[int, set[int]] = {}
    for i, j in zip(*overlapping(out[:, 0], out[:, 1], belongs[:, 0], belongs[:, 1]), strict=True):
        found.setdefault(int(out[i, 2]), set()).add(int(belongs[j, 2]))
    return found
