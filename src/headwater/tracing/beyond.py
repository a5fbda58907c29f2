"""Where the trace of a viewer who does not see everything ends because what leads on is hidden.

Such a trace is that of the events that the viewer sees, walked as if there were no others. Of the rest it says one
thing: from which of the lots and objects that it names something hidden leads on. Nothing is said of what lies there,
how much it is, or whether it is the same beyond two of them: whoever captured an event that joins two lots of others
would be told by that whether hidden events join them.

Source: DESIGN.md, section 6; docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headwater.lineage.closure import Edges, Frontier, closure, lots_given
from headwater.lineage.holding import contained
from headwater.lineage.ranges import EMPTY, RangeSet, sets_by_lot, union

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from headwater.lineage.closure import Closure, Direction
    from headwater.lineage.ranges import Piece
    from headwater.tracing.graph import DatabaseGraph

Side = tuple["Collection[int]", RangeSet]
"""Lots and objects at one side of a transformation."""


class Beyond(NamedTuple):
    """What is named and has something hidden beyond it."""

    lots: frozenset[int] = frozenset()
    objects: RangeSet = EMPTY


def beyond(
    lots: Collection[int], objects: RangeSet, direction: Direction, seen: DatabaseGraph, whole: DatabaseGraph
) -> Beyond:
    """Those of the lots and objects of a trace from which hidden events lead on; as many statements as two levels.

    Args:
        lots: those that the trace names.
        objects: likewise; objects, and no lives of them.
        direction: of the trace.
        seen: the graph of the events that the viewer sees.
        whole: that of all events.
    """
    found = closure(whole, Frontier(frozenset(lots), whole.every_life(objects)), direction, levels=1)
    forward = direction == "forward"
    ends = [*_of_transformations(found, seen, whole, forward=forward)]
    ends += _of_members(lots, objects, seen, whole, forward=forward)
    ends += _of_containers(found.objects, seen, whole, forward=forward)
    met = frozenset[int]().union(*(some for some, _ in ends))
    return Beyond(met & frozenset(lots), union(some for _, some in ends) & objects)


def _of_transformations(
    found: Closure, seen: DatabaseGraph, whole: DatabaseGraph, *, forward: bool
) -> list[Side]:
    """What went in where something hidden came out, or the other way round."""
    every = list(found.transformations)
    if not every:
        return []
    outputs = seen.stored.outputs(every)
    given = union(objects for _, objects in outputs.values())
    own = lots_given(outputs, seen.stored.lots_of(given) if given else ())
    told_in = seen.stored.inputs(every)
    ends = []
    for one, edges in found.transformations.items():
        told_out = (outputs[one][0] | own.get(one, set()), outputs[one][1])
        (near, far), (told_near, told_far) = _sides(edges, whole), (told_in[one], told_out)
        if not forward:
            (near, far), (told_near, told_far) = (far, near), (told_far, told_near)
        if not set(far[0]) <= set(told_far[0]) or far[1] - told_far[1]:
            ends.append(near)
        elif far[0] or far[1]:
            ends.append((set(near[0]) - set(told_near[0]), near[1] - told_near[1]))
    return ends


def _sides(edges: Edges, whole: DatabaseGraph) -> tuple[Side, Side]:
    return (
        (edges.input_lots, whole.plain(edges.input_objects)),
        (edges.output_lots, whole.plain(edges.output_objects)),
    )


def _of_members(
    lots: Collection[int], objects: RangeSet, seen: DatabaseGraph, whole: DatabaseGraph, *, forward: bool
) -> list[Side]:
    """Lots with hidden members; back, objects with hidden lots."""
    if forward:
        told = seen.stored.members(lots)
        every = whole.stored.members(lots)
        return [({lot for lot, members in every.items() if members - told.get(lot, EMPTY)}, EMPTY)]
    if not objects:
        return []
    hidden = _less(whole.stored.lots_of(objects), seen.stored.lots_of(objects))
    return [(frozenset(), union(hidden.values()))]


def _less(every: Collection[Piece], told: Collection[Piece]) -> Mapping[int, RangeSet]:
    known = sets_by_lot(told)
    return {lot: members - known.get(lot, EMPTY) for lot, members in sets_by_lot(every).items()}


def _of_containers(
    vertices: RangeSet, seen: DatabaseGraph, whole: DatabaseGraph, *, forward: bool
) -> list[Side]:
    """Containers of which hidden contents are known; back, what was inside of hidden containers."""
    held = contained(whole, vertices)
    if not held.objects and not held.lots:
        return []
    containers = whole.plain(RangeSet.from_ids(one for one, *_ in (*held.objects, *held.lots)))
    objects, lots = seen.stored.ever_held(containers.ids().tolist())
    every = [(first, last, _plain(whole, one)) for one, first, last in held.objects]
    told = [(one.first, one.last, one.container) for one in objects]
    hidden = _less(
        [
            (*pair, one)
            for first, last, one in every
            for pair in whole.plain(RangeSet.from_pairs([(first, last)]))
        ],
        told,
    )
    told_lots = {(one.container, one.first) for one in lots}
    hidden_lots = {
        (one, lot) for vertex, lot in held.lots if ((one := _plain(whole, vertex)), lot) not in told_lots
    }
    if forward:
        holding = [one for one, some in hidden.items() if some]
        return [(frozenset(), RangeSet.from_ids([*holding, *(one for one, _ in hidden_lots)]))]
    return [({lot for _, lot in hidden_lots}, union(hidden.values()))]


def _plain(whole: DatabaseGraph, vertex: int) -> int:
    return int(whole.plain(RangeSet.from_ids([vertex])).first[0])
