"""Where the trace of a viewer who does not see everything ends because what leads on is hidden.

Such a trace is that of the events that the viewer sees, walked as if there were no others. Of the rest it says one
thing: from which of the lots and objects that it names something hidden leads on. Nothing is said of what lies there,
how much it is, when it was, or whether it is the same beyond two of them.

What the viewer captured takes no part in that: an event of their own that leads on from what hidden events lead to,
or tells again what they tell, would be a probe of them. Nor does the time that is asked about: it is as known now.

Source: DESIGN.md, section 6; docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headwater.lineage.closure import Edges, Frontier, closure, lots_given
from headwater.lineage.holding import contained, fillings
from headwater.lineage.lived import ALIASES
from headwater.lineage.ranges import EMPTY, RangeSet, sets_by_lot, union

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from headwater.lineage.closure import Closure, Direction
    from headwater.lineage.contents import Held
    from headwater.lineage.ranges import Piece
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.subjects import Subject

Side = tuple["AbstractSet[int]", RangeSet]
"""Some lots and objects, as those at one side of a transformation."""
Fillings = tuple["Sequence[Held]", "Sequence[Held]"]
"""Objects and lots that were inside of containers."""


class Beyond(NamedTuple):
    """What is named and has something hidden beyond it."""

    lots: frozenset[int] = frozenset()
    objects: RangeSet = EMPTY

    def and_of(self, subject: Subject) -> Beyond:
        """With the subject of the trace among them."""
        if subject.kind == "object":
            return Beyond(self.lots, self.objects | RangeSet.from_ids([subject.id]))
        return Beyond(self.lots | {subject.id}, self.objects)


class Others(NamedTuple):
    """Graphs of the events that others than the viewer captured."""

    told: DatabaseGraph
    """Of those that the viewer sees."""
    every: DatabaseGraph


def beyond(lots: Collection[int], objects: RangeSet, direction: Direction, others: Others) -> Beyond:
    """Those of the lots and objects of a trace from which hidden events lead on; as many statements as two levels.

    Args:
        lots: those that the trace follows.
        objects: likewise, in all their lives: by an event of their own the viewer could begin one at any time, and
            find out when something hidden was.
        direction: of the trace.
        others: what is compared.
    """
    told, every = others
    lives = every.every_life(objects)
    found = closure(every, Frontier(frozenset(lots), lives), direction, levels=1)
    forward = direction == "forward"
    ends = [*_of_transformations(found, told, every, forward=forward), *_of_contents(objects, told, every)]
    if forward:
        ends += _of_lots(lots, told, every)
        ends += _of_fillings(objects, told, every)
    else:
        own = told.every_life(objects)
        near = closure(told, Frontier(frozenset(lots), own), direction, levels=1)
        ends += _of_members(own, lives, told, every)
        ends += _of_holders(near.objects, found.objects, told, every)
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
    told_in, passed = seen.stored.inputs(every), seen.stored.passed(every)
    ends = []
    for one, edges in found.transformations.items():
        through = passed.get(one, (set(), EMPTY))
        told_out = (outputs[one][0] | own.get(one, set()) | through[0], outputs[one][1] | through[1])
        (near, far), (told_near, told_far) = _sides(edges, whole), (told_in[one], told_out)
        if not forward:
            (near, far), (told_near, told_far) = (far, near), (told_far, told_near)
        if not far[0] <= told_far[0] or far[1] - told_far[1]:
            ends.append(near)
        elif far[0] or far[1]:
            ends.append((near[0] - told_near[0], near[1] - told_near[1]))
    return ends


def _sides(edges: Edges, whole: DatabaseGraph) -> tuple[Side, Side]:
    return (
        (edges.input_lots, whole.plain(edges.input_objects)),
        (edges.given_lots, whole.plain(edges.given_objects)),
    )


def _of_lots(lots: Collection[int], seen: DatabaseGraph, whole: DatabaseGraph) -> list[Side]:
    """Lots with hidden members, or with members that they lead to for what hidden events tell."""
    if not lots:
        return []
    told, every = seen.members(lots), whole.members(lots)
    opened = _alone(seen, union(told.values())) - _alone(whole, union(every.values()))
    found = set()
    for lot, members in every.items():
        objects = whole.plain(members)
        if objects - seen.plain(told.get(lot, EMPTY)) or objects.overlaps(opened):
            found.add(lot)
    return [(found, EMPTY)]


def _of_members(told: RangeSet, every: RangeSet, seen: DatabaseGraph, whole: DatabaseGraph) -> list[Side]:
    """Objects of hidden lots, or that go by their lots for what hidden events tell.

    Args:
        told: their lives in the graph that is seen.
        every: in that of all events.
    """
    if not every:
        return []
    of_lots = whole.plain_pieces(whole.lots_of(every))
    hidden = _less(of_lots, seen.stored.lots_of(whole.plain(every)))
    opened = _alone(seen, told) - _alone(whole, every)
    belonging = RangeSet.from_pairs((first, last) for first, last, _ in of_lots)
    return [(frozenset(), union([opened & belonging, *hidden.values()]))]


def _alone(graph: DatabaseGraph, vertices: RangeSet) -> RangeSet:
    """The objects of those lives that are followed alone."""
    named = graph.named(vertices) if vertices else EMPTY
    return graph.plain(graph.alone(named)) if named else EMPTY


def _less(every: Collection[Piece], told: Collection[Piece]) -> Mapping[int, RangeSet]:
    known = sets_by_lot(told)
    return {lot: members - known.get(lot, EMPTY) for lot, members in sets_by_lot(every).items()}


def _of_contents(objects: RangeSet, seen: DatabaseGraph, whole: DatabaseGraph) -> list[Side]:
    """Containers into which something was ever put that nobody told."""
    containers = whole.stored.parents(objects).ids().tolist()
    if not containers:
        return []
    return _of_more(whole.stored.ever_held(containers), seen.stored.ever_held(containers))


def _of_fillings(objects: RangeSet, seen: DatabaseGraph, whole: DatabaseGraph) -> list[Side]:
    """Containers that lead to what was in them for what hidden events tell them to be: of a lot, or made."""
    every = fillings(whole, whole.every_life(objects))
    if not any(every):
        return []
    return _of_more(every, fillings(seen, seen.every_life(objects)))


def _of_more(every: Fillings, told: Fillings) -> list[Side]:
    """Containers of which more is told by every event than by those that are seen."""
    hidden = _less(*([(one.first, one.last, one.container) for one in some[0]] for some in (every, told)))
    lots, told_lots = ({(one.container, one.first) for one in some[1]} for some in (every, told))
    found = {one for one, some in hidden.items() if some} | {one for one, _ in lots - told_lots}
    return [(frozenset(), RangeSet.from_ids(found))]


def _of_holders(vertices: RangeSet, lived: RangeSet, seen: DatabaseGraph, whole: DatabaseGraph) -> list[Side]:
    """What came by way of containers, which nobody told.

    Args:
        vertices: those of the trace, in the graph that is seen.
        lived: those that all events lead to from there.
    """
    every, every_lot = _contents(whole, lived)
    if not every and not every_lot:
        return []
    told, told_lots = _contents(seen, vertices)
    return [({lot for _, lot in every_lot - told_lots}, union(_less(every, told).values()))]


def _contents(graph: DatabaseGraph, vertices: RangeSet) -> tuple[Sequence[Piece], set[tuple[int, int]]]:
    """(first, last, container) of objects and (container, lot), through which a trace of these vertices goes on."""
    held = contained(graph, vertices)
    containers = {one: one for one, *_ in (*held.objects, *held.lots)}
    for one in containers:
        if one >= ALIASES:
            containers[one] = int(graph.plain(RangeSet.from_ids([one])).first[0])
    pieces = [(first, last, containers[one]) for one, first, last in held.objects]
    return graph.plain_pieces(pieces), {(containers[one], lot) for one, lot in held.lots}
