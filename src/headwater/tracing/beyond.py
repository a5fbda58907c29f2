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
from headwater.lineage.lived import ALIASES
from headwater.lineage.ranges import EMPTY, RangeSet, sets_by_lot, union

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from headwater.lineage.closure import Closure, Direction
    from headwater.lineage.ranges import Piece
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.subjects import Subject

Side = tuple["AbstractSet[int]", RangeSet]
"""Some lots and objects, as those at one side of a transformation."""


class Beyond(NamedTuple):
    """What is named and has something hidden beyond it."""

    lots: frozenset[int] = frozenset()
    objects: RangeSet = EMPTY

    def and_of(self, subject: Subject) -> Beyond:
        """With the subject of the trace among them."""
        if subject.kind == "object":
            return Beyond(self.lots, self.objects | RangeSet.from_ids([subject.id]))
        return Beyond(self.lots | {subject.id}, self.objects)


def beyond(
    lots: Collection[int], vertices: RangeSet, direction: Direction, seen: DatabaseGraph, whole: DatabaseGraph
) -> Beyond:
    """Those of the lots and objects of a trace from which hidden events lead on; as many statements as two levels.

    Args:
        lots: those that the trace names.
        vertices: likewise, of lives as the viewer knows them.
        direction: of the trace.
        seen: the graph of the events that the viewer sees.
        whole: that of all events.
    """
    objects, lived = seen.plain(vertices), whole.meeting(vertices, seen)
    found = closure(whole, Frontier(frozenset(lots), lived), direction, levels=1)
    forward = direction == "forward"
    # Met by all events alone: there by edges that nobody told, or by told ones that hidden events open.
    new = found.lots.keys() - lots, whole.plain(found.objects) - objects
    ends = [*_of_transformations(found, new, seen, whole, forward=forward)]
    ends += _of_members(lots, lived, new, seen, whole, forward=forward)
    ends += _of_containers(vertices, found.objects, seen, whole, forward=forward)
    met = frozenset[int]().union(*(some for some, _ in ends))
    return Beyond(met & frozenset(lots), union(some for _, some in ends) & objects)


def _of_transformations(
    found: Closure, new: Side, seen: DatabaseGraph, whole: DatabaseGraph, *, forward: bool
) -> list[Side]:
    """What went in where something hidden came out, or the other way round."""
    every = list(found.transformations)
    if not every:
        return []
    outputs = seen.stored.outputs(every)
    given = union(objects for _, objects in outputs.values())
    own = lots_given(outputs, seen.stored.lots_of(given) if given else ())
    told_in, passed = seen.stored.inputs(every), seen.stored.passed(every)
    ends = []
    for one, edges in found.transformations.items():
        through = passed.get(one, (set(), EMPTY))
        told_out = (outputs[one][0] | own.get(one, set()) | through[0], outputs[one][1] | through[1])
        (near, far), (told_near, told_far) = _sides(edges, whole), (told_in[one], told_out)
        if not forward:
            (near, far), (told_near, told_far) = (far, near), (told_far, told_near)
        untold = not far[0] <= told_far[0] or far[1] - told_far[1]
        if untold or not new[0].isdisjoint(far[0]) or far[1].overlaps(new[1]):
            ends.append(near)
        elif far[0] or far[1]:
            ends.append((near[0] - told_near[0], near[1] - told_near[1]))
    return ends


def _sides(edges: Edges, whole: DatabaseGraph) -> tuple[Side, Side]:
    return (
        (edges.input_lots, whole.plain(edges.input_objects)),
        (edges.given_lots, whole.plain(edges.given_objects)),
    )


def _of_members(
    lots: Collection[int],
    lived: RangeSet,
    new: Side,
    seen: DatabaseGraph,
    whole: DatabaseGraph,
    *,
    forward: bool,
) -> list[Side]:
    """Lots with hidden members; back, objects with hidden lots."""
    if forward:
        told, every = seen.stored.members(lots), whole.stored.members(lots)
        untold = {lot: members - told.get(lot, EMPTY) for lot, members in every.items()}
        return [({lot for lot in every if untold[lot] or every[lot].overlaps(new[1])}, EMPTY)]
    if not lived:
        return []
    of_lots = whole.plain_pieces(whole.lots_of(lived))
    hidden = _less(of_lots, seen.stored.lots_of(whole.plain(lived)))
    opened = RangeSet.from_pairs((first, last) for first, last, lot in of_lots if lot in new[0])
    return [(frozenset(), union([opened, *hidden.values()]))]


def _less(every: Collection[Piece], told: Collection[Piece]) -> Mapping[int, RangeSet]:
    known = sets_by_lot(told)
    return {lot: members - known.get(lot, EMPTY) for lot, members in sets_by_lot(every).items()}


def _of_containers(
    vertices: RangeSet, lived: RangeSet, seen: DatabaseGraph, whole: DatabaseGraph, *, forward: bool
) -> list[Side]:
    """Containers that lead to hidden contents; back, what came by way of containers, which nobody told.

    Args:
        vertices: those of the trace, in the graph that is seen.
        lived: those that all events lead to from there.
    """
    every, every_lot = _contents(whole, lived)
    if not every and not every_lot:
        return []
    told, told_lots = _contents(seen, vertices)
    hidden, hidden_lots = _less(every, told), every_lot - told_lots
    if forward:
        holding = [one for one, some in hidden.items() if some]
        return [(frozenset(), RangeSet.from_ids([*holding, *(one for one, _ in hidden_lots)]))]
    return [({lot for _, lot in hidden_lots}, union(hidden.values()))]


def _contents(graph: DatabaseGraph, vertices: RangeSet) -> tuple[Sequence[Piece], set[tuple[int, int]]]:
    """(first, last, container) of objects and (container, lot), through which a trace of these vertices goes on."""
    held = contained(graph, vertices)
    containers = {one: one for one, *_ in (*held.objects, *held.lots)}
    for one in containers:
        if one >= ALIASES:
            containers[one] = int(graph.plain(RangeSet.from_ids([one])).first[0])
    pieces = [(first, last, containers[one]) for one, first, last in held.objects]
    return graph.plain_pieces(pieces), {(containers[one], lot) for one, lot in held.lots}
