"""A graph whose vertices are lives: an object that was used again is a vertex for each of its lives.

Nearly all objects live once. So every vertex is an id, and a range of a million objects stays one range: the id
of an object stands for the life it has now, and an earlier life gets an id of its own, an alias, that holds
within one question. Objects are looked at when they are first met, all that one answer brings at once, and only
those of them that have lived more than once are split.

Source: DESIGN.md, sections 3 and 4; `lives` says what a life is, and `reuse` which lives are one thing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from headwater.lineage import holding
from headwater.lineage.alone import Makers, followed_alone
from headwater.lineage.containment import LEAST, MOST
from headwater.lineage.facts import Joins, Order
from headwater.lineage.prefetched import LotHints
from headwater.lineage.ranges import EMPTY, LARGEST, RangeSet, pieces_by_lot, union
from headwater.lineage.segments import overlapping, pieces_within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from headwater.lineage.contents import Held
    from headwater.lineage.ranges import Int64, Piece
    from headwater.lineage.reuse import Reused, Tie

T = TypeVar("T")

ALIASES: Final = 5 << 60
"""Where aliases begin; no object has such an id."""
_TIES: Final = ("input", "output", "made", "member")
_ALIAS_SPACE: Final = RangeSet.from_pairs([(ALIASES, LARGEST)])


class Life(Struct, frozen=True):
    """One of several lives of the objects `first` to `last`."""

    first: int
    last: int
    number: int
    """From 0."""
    begin: Order
    """LEAST for the first life."""
    end: Order
    """What began the next life; MOST for the life that they have now."""

    def holds(self, order: Order) -> bool:
        """Whether what happened then, at that instant or later, happened in this life."""
        return self.begin[0] <= order[0] < self.end[0]

    def carried(self, order: Order) -> bool:
        """Whether something may have been carried then in this life.

        What was inside of something was what it was before; at the instant of a beginning nobody can tell,
        unless by the event that begins it.
        """
        return self.begin[0] <= order[0] <= self.end[0] and order != self.begin


class ObjectGraph(Joins, Makers, Protocol):
    """A graph of objects over all their lives, that can tell their lives apart."""

    def reused(self, objects: RangeSet, /) -> Sequence[Reused]:
        """Those of these objects that have been more than one thing, each once."""
        ...

    def ties(self, objects: RangeSet, /) -> Sequence[Tie]:
        """Everything that joins these objects to transformations and lots."""
        ...

    def parents(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects that anything was ever put into."""
        ...

    def above(self, lots: Collection[int], objects: RangeSet, /) -> Collection[int]:
        """Everything into which these lots and objects were ever put, directly or inside of something; perhaps more."""
        ...

    def ever_held(self, containers: Collection[int], /) -> tuple[Sequence[Held], Sequence[Held]]:
        """See `contents.ever_held`."""
        ...


class LivedGraph:
    """Lives as vertices, over a graph of objects; implements `prefetched.LotGraph`."""

    def __init__(self, graph: ObjectGraph) -> None:
        self.objects = graph
        self._known = _ALIAS_SPACE
        """Ids that need not be looked at again."""
        self._latest = EMPTY
        self._split = EMPTY
        """Objects with several lives."""
        self._vertices = EMPTY
        """All that stands for their lives."""
        self._lives: list[tuple[int, Life]] = []
        """The first vertex of each life, and the life."""
        self._next = ALIASES
        self._ties: dict[str, dict[int, RangeSet]] = {kind: {} for kind in _TIES}
        self._tables: dict[str, Int64] = {kind: np.empty((0, 3), np.int64) for kind in self._ties}
        self._named = self._alone = EMPTY
        self._aliases = np.empty((0, 3), np.int64)
        """(first alias, last alias, first object), ascending."""

    def _learn(self, objects: RangeSet) -> None:
        """Look at objects that were not met before."""
        if objects == self._latest:  # a walk asks several things about one large set
            return
        self._latest = objects
        new = objects - self._known
        if not new:
            return
        self._known |= new
        found = self.objects.reused(new)
        if not found:
            return
        fresh: list[tuple[int, Life]] = []
        for one in found:
            bounds = (LEAST, *one.begun, MOST)
            for number, (begin, end) in enumerate(pairwise(bounds)):
                vertex = one.first
                if end != MOST:
                    vertex, self._next = self._next, self._next + one.last - one.first + 1
                fresh.append((vertex, Life(one.first, one.last, number, begin, end)))
        self._lives += fresh
        split = RangeSet.from_pairs((one.first, one.last) for one in found)
        self._split |= split
        self._vertices |= union(_vertices(vertex, life, life.first, life.last) for vertex, life in fresh)
        self._aliases = np.array(
            [(v, v + life.last - life.first, life.first) for v, life in self._lives if v >= ALIASES],
            dtype=np.int64,
        )
        self._tie(fresh, self.objects.ties(split))

    def _tie(self, fresh: Sequence[tuple[int, Life]], ties: Sequence[Tie]) -> None:
        """Join each life to what its events say."""
        pairs: dict[str, dict[int, list[tuple[int, int]]]] = {kind: {} for kind in self._ties}
        for tie, vertex, life in _during(fresh, [(tie.first, tie.last, tie) for tie in ties]):
            inside = tie.kind == "carried"
            if life.carried(tie.order) if inside else life.holds(tie.order):
                piece = _piece(vertex, life, tie.first, tie.last)
                pairs["input" if inside else tie.kind].setdefault(tie.to, []).append(piece)
        for kind, told in pairs.items():
            for to, found in told.items():
                self._ties[kind][to] = self._ties[kind].get(to, EMPTY) | RangeSet.from_pairs(found)
            rows = [(*pair, to) for to, mine in self._ties[kind].items() for pair in mine]
            self._tables[kind] = np.array(rows, dtype=np.int64).reshape(-1, 3)
        taken = self._ties["input"]
        self._named = union(mine - taken.get(one, EMPTY) for one, mine in self._ties["output"].items())
        made = {one: mine - taken.get(one, EMPTY) for one, mine in self._ties["made"].items()}
        self._alone = followed_alone(self.objects, made, self._joined("member", union(made.values())))

    def _joined(self, kind: str, vertices: RangeSet) -> list[tuple[int, int, int]]:
        """(first, last, to) of every piece of these vertices that a tie of this kind holds."""
        return pieces_within(vertices, self._tables[kind])

    def _parted(self, objects: RangeSet) -> tuple[RangeSet, RangeSet]:
        """Vertices of objects that have lived once, and of the others."""
        self._learn(objects)
        mine = objects & self._vertices
        return (objects - mine if mine else objects), mine

    def _seen(self, kind: str, to: int, objects: RangeSet) -> RangeSet:
        """Objects that something is joined to, as vertices."""
        if not self._split:
            return objects
        return objects - self._split | self._ties[kind].get(to, EMPTY)

    def transformations_from(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """See `Graph`."""
        once, mine = self._parted(objects)
        found = self.objects.transformations_from(lots, once) if lots or once else set()
        return found.union(one for _, _, one in self._joined("input", mine))

    def transformations_to(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """See `Graph`."""
        once, mine = self._parted(objects)
        found = self.objects.transformations_to(lots, once) if lots or once else set()
        return found.union(one for _, _, one in self._joined("output", mine))

    def inputs(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """See `Graph`."""
        return self._sides("input", self.objects.inputs(transformations))

    def outputs(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """See `Graph`."""
        return self._sides("output", self.objects.outputs(transformations))

    def passing(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """See `Graph`."""
        once, mine = self._parted(objects) if objects else (EMPTY, EMPTY)
        found = self.objects.passing(lots, once) if lots or once else set()
        if mine:
            told = self.objects.passed(self.objects.passing((), self.plain(mine)))
            found |= {one for one, (_, inside) in told.items() if mine.overlaps(self._inside(one, inside))}
        return found

    def passed(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """See `Graph`."""
        told = self.objects.passed(transformations)
        if not told:  # hardly anything is treated so
            return told
        self._learn(union(objects for _, objects in told.values()))
        return {one: (lots, self._inside(one, objects)) for one, (lots, objects) in told.items()}

    def _inside(self, one: int, objects: RangeSet) -> RangeSet:
        """Objects that went into a transformation inside of something, as vertices."""
        return objects - self._split | self.lived(self._ties["input"].get(one, EMPTY), objects)

    def _sides(
        self, kind: str, told: Mapping[int, tuple[set[int], RangeSet]]
    ) -> Mapping[int, tuple[set[int], RangeSet]]:
        self._learn(union(objects for _, objects in told.values()))
        return {one: (lots, self._seen(kind, one, objects)) for one, (lots, objects) in told.items()}

    def members(self, lots: Collection[int], /) -> Mapping[int, RangeSet]:
        """See `Graph`."""
        told = self.objects.members(lots)
        self._learn(union(told.values()))
        return {lot: self._seen("member", lot, objects) for lot, objects in told.items()}

    def lots_of(self, objects: RangeSet, /) -> list[tuple[int, int, int]]:
        """See `Graph`."""
        once, mine = self._parted(objects)
        return [*(self.objects.lots_of(once) if once else ()), *self._joined("member", mine)]

    def named(self, objects: RangeSet, /) -> RangeSet:
        """See `Graph`."""
        once, mine = self._parted(objects)
        return (self.objects.named(once) if once else EMPTY) | (mine & self._named)

    def alone(self, objects: RangeSet, /) -> RangeSet:
        """See `Graph`."""
        once, mine = self._parted(objects)
        return (self.objects.alone(once) if once else EMPTY) | (mine & self._alone)

    def held(self, objects: RangeSet, /) -> tuple[set[int], RangeSet]:
        """See `Graph`."""
        return holding.held(self, objects)

    def holders(self, lots: Collection[int], objects: RangeSet, /) -> RangeSet:
        """See `Graph`."""
        return holding.holders(self, lots, objects)

    def lot_closure(self, lots: Collection[int], direction: str, /) -> set[int]:
        """See `prefetched.LotGraph`; nothing if the graph beneath does not tell."""
        return self.objects.lot_closure(lots, direction) if isinstance(self.objects, LotHints) else set()

    def several(self, vertices: RangeSet) -> RangeSet:
        """The objects among those that these vertices stand for that are more than one vertex."""
        objects = self.plain(vertices)
        self._learn(objects)
        return objects & self._split

    def every_life(self, objects: RangeSet) -> RangeSet:
        """The vertices of all lives of these objects."""
        self._learn(objects)
        return self.lived(objects | self._vertices, objects)

    def at(self, pieces: Iterable[tuple[int, int, Order]], /) -> RangeSet:
        """The vertices of objects first to last at moments at which they lived."""
        listed = list(pieces)
        every = RangeSet.from_pairs((first, last) for first, last, _ in listed)
        self._learn(every)
        found = [
            _vertices(vertex, life, first, last)
            for (first, last, order), vertex, life in _during(
                self._lives, [(one[0], one[1], one) for one in listed]
            )
            if life.holds(order)
        ]
        return union([every - self._split, *found])

    def lives(self, vertices: RangeSet) -> list[Life]:
        """Which lives these vertices stand for, of the objects that have several."""
        found = []
        for vertex, life in self._lives:
            mine = vertices & _vertices(vertex, life, life.first, life.last)
            shift = life.first - vertex
            found += [replace(life, first=first + shift, last=last + shift) for first, last in mine]
        return found

    def past(self, vertices: RangeSet, objects: RangeSet) -> list[tuple[int, Life]]:
        """Earlier lives among these vertices, of these objects: the first vertex of each, and the life."""
        found = []
        for vertex, life in self._lives:
            if life.end != MOST:
                shift = vertex - life.first
                for first, last in vertices & _vertices(vertex, life, life.first, life.last):
                    for low, high in objects & RangeSet.from_pairs([(first - shift, last - shift)]):
                        found.append((low + shift, replace(life, first=low, last=high)))
        return found

    def lived(self, vertices: RangeSet, objects: RangeSet) -> RangeSet:
        """Those of these vertices that stand for some life of these objects."""
        if not vertices or vertices.last[-1] < ALIASES:
            return vertices & objects
        past = [(vertex, vertex + life.last - life.first) for vertex, life in self.past(vertices, objects)]
        return (vertices & objects) | RangeSet.from_pairs(past)

    def plain(self, vertices: RangeSet) -> RangeSet:
        """The objects that these vertices stand for."""
        if not vertices or vertices.last[-1] < ALIASES:
            return vertices
        first, last, start = self._aliases.T
        mine, theirs = overlapping(vertices.first, vertices.last, first, last)
        shift = start[theirs] - first[theirs]
        low = np.maximum(vertices.first[mine], first[theirs]) + shift
        high = np.minimum(vertices.last[mine], last[theirs]) + shift
        return (vertices - _ALIAS_SPACE) | RangeSet.from_arrays(low, high)

    def plain_pieces(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """(first, last, lot) of vertices as (first, last, lot) of objects, by lot."""
        if not self._split:
            return pieces
        return pieces_by_lot(pieces, self.plain)


def _during(
    lives: Sequence[tuple[int, Life]], told: Sequence[tuple[int, int, T]]
) -> Iterator[tuple[T, int, Life]]:
    """What is told of objects, (first, last, what), with each life of some of them and its first vertex."""
    if not lives or not told:
        return
    one = np.array([(life.first, life.last) for _, life in lives], dtype=np.int64)
    other = np.array([(first, last) for first, last, _ in told], dtype=np.int64)
    found = overlapping(one[:, 0], one[:, 1], other[:, 0], other[:, 1])
    for i, j in zip(*(index.tolist() for index in found), strict=True):
        yield (told[j][2], *lives[i])


def _piece(vertex: int, life: Life, first: int, last: int) -> tuple[int, int]:
    """The vertices of those of objects `first` to `last` that have this life."""
    shift = vertex - life.first
    return max(first, life.first) + shift, min(last, life.last) + shift


def _vertices(vertex: int, life: Life, first: int, last: int) -> RangeSet:
    return RangeSet.from_pairs([_piece(vertex, life, first, last)])
