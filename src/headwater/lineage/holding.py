"""Through which containers a trace goes on: those that are something themselves.

A case that was made by a transformation, or that is of a lot, is a thing that can be bad: whatever was ever inside of
it, at any depth, is affected with it, and came by way of it. So it leads to its contents as a lot leads to its
members. A pallet that is nothing but what stands on it leads nowhere: it connects no two items.

What was inside counts while it was inside: of a bottle in a crate on a pallet of a lot, that it stood in the crate
while the crate stood on the pallet. Each of them counts in the life that it had when it came in.

Source: DESIGN.md, section 4; docs/adr/0009-what-joins-in-the-graph.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.lineage.segments import overlapping, pieces_within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from headwater.lineage.contents import Held
    from headwater.lineage.lived import LivedGraph


def held(graph: LivedGraph, vertices: RangeSet) -> tuple[set[int], RangeSet]:
    """Lots and lives of objects that were ever inside of these lives of objects, as far as a trace goes on there."""
    objects, lots = fillings(graph, vertices)
    return {one.first for one in lots}, graph.at((one.first, one.last, one.order) for one in objects)


def fillings(graph: LivedGraph, vertices: RangeSet) -> tuple[list[Held], list[Held]]:
    """Objects and lots that were ever inside of these lives of objects, as far as a trace goes on there, one by one."""
    parents = graph.objects.parents(graph.plain(vertices))
    made = things(graph, graph.lived(vertices, parents)) if parents else EMPTY
    if not made:
        return [], []
    objects, lots = graph.objects.ever_held(graph.plain(made).ids().tolist())
    return list(_in(graph, made, objects)), list(_in(graph, made, lots))


def holders(graph: LivedGraph, lots: Collection[int], vertices: RangeSet) -> RangeSet:
    """Lives of containers inside of which one of these lots or lives ever was, as far as a trace goes on there."""
    above = RangeSet.from_ids(graph.objects.above(lots, graph.plain(vertices)))
    made = things(graph, graph.every_life(above)) if above else EMPTY
    if not made:
        return EMPTY
    objects, held_lots = graph.objects.ever_held(graph.plain(made).ids().tolist())
    came_in = [one for one in _overlapping(objects, graph.plain(vertices)) if _is_among(graph, one, vertices)]
    came_in += [one for one in held_lots if one.first in lots]
    return graph.at((one.container, one.container, one.order) for one in came_in) & made


class Contained(NamedTuple):
    """What lives of containers held, one by one."""

    objects: Sequence[tuple[int, int, int]]
    """(vertex of the container, first vertex, last vertex)"""
    lots: Sequence[tuple[int, int]]
    """(vertex of the container, lot)"""


def contained(graph: LivedGraph, vertices: RangeSet) -> Contained:
    """What of these lives was inside of those of them through which a trace goes on."""
    parents = graph.objects.parents(graph.plain(vertices))
    made = things(graph, graph.lived(vertices, parents)) if parents else EMPTY
    if not made:
        return Contained((), ())
    objects, lots = graph.objects.ever_held(graph.plain(made).ids().tolist())
    several = graph.several(made | RangeSet.from_pairs((one.first, one.last) for one in objects))
    simple = [one for one in objects if not several]
    rows = np.array([(one.first, one.last, one.container) for one in simple], dtype=np.int64).reshape(-1, 3)
    inside = [(container, first, last) for first, last, container in pieces_within(vertices, rows)]
    inside += [
        (container, first, last)
        for one in objects[len(simple) :]
        for container, _ in _container(graph, one) & made
        for first, last in graph.at([(one.first, one.last, one.order)]) & vertices
    ]
    return Contained(
        inside, [(container, one.first) for one in lots for container, _ in _container(graph, one) & made]
    )


def _container(graph: LivedGraph, one: Held) -> RangeSet:
    return graph.at([(one.container, one.container, one.order)])


def things(graph: LivedGraph, vertices: RangeSet) -> RangeSet:
    """Those of these lives that are something themselves: a transformation made them, or they are of a lot."""
    of_lots = RangeSet.from_pairs((first, last) for first, last, _ in graph.lots_of(vertices))
    return graph.named(vertices) | of_lots


def _in(graph: LivedGraph, made: RangeSet, told: Iterable[Held]) -> Iterable[Held]:
    """What came into one of these lives of containers."""
    several = graph.several(made)
    once = set((made - graph.every_life(several)).ids().tolist())
    for one in told:
        container = one.container
        if container in once or (container in several and _container(graph, one) & made):
            yield one


def _overlapping(told: Sequence[Held], objects: RangeSet) -> list[Held]:
    first, last = (np.array([one[n] for one in told], dtype=np.int64) for n in (0, 1))
    _, found = overlapping(objects.first, objects.last, first, last)
    return [told[index] for index in np.unique(found).tolist()]


def _is_among(graph: LivedGraph, one: Held, vertices: RangeSet) -> bool:
    return bool(graph.at([(one.first, one.last, one.order)]) & vertices)
