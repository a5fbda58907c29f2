"""What a trace names: what events that the viewer sees join to the subject, edge by edge, and nothing else.

Source: docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from headwater.gs1.identify import identify
from headwater.tracing import queries
from headwater.tracing.queries import UnknownSubject
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    at,
    destination,
    event,
    item,
    lot,
    made,
    packed,
    place,
    seen,
    sscc,
    turned,
)
from tests.app.tracing.named_worlds import NamedWorld, Told
from tests.app.tracing.test_sight import FARM, SHOP, sees

if TYPE_CHECKING:
    from headwater.tracing.answers import Edge, Trace
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

M, L, X = lot(1, "M"), lot(2, "L"), lot(3, "X")
CANS = [item(2, n) for n in range(1, 11)]


def named(told: Trace) -> set[str]:
    """Without groups, which stand for what is not listed."""
    return {one for one in ids(told) if not one.startswith(("hidden:", "urn:headwater:objects:"))}


def listing(cast: Cast, *names: str, by: int) -> None:
    """Somebody captures an event that names things that they never had."""
    lots = [one for one in names if "/10/" in one]
    cast.capture(seen(60, [one for one in names if one not in lots], quantity_list=lots), by=by)


def test_who_types_identifiers_learns_nothing_of_what_joins_them(cast: Cast) -> None:
    cast.capture(turned(1, [(M, 1)], [(L, 1)]), made(2, CANS, lot_number="L", **at(place(1))), by=cast.farm)
    cast.capture(turned(3, [(L, 1)], [(X, 1)]), by=cast.farm)
    listing(cast, M, L, X, *CANS, by=cast.shop)
    viewer = cast.viewer(cast.shop)

    for subject in (M, L, X, CANS[0]):
        for limit in (500, 0):
            told = trace(cast, subject, viewer=viewer, limit=limit)
            assert named(told) == {subject}
            assert told.summary.lots + told.summary.objects == 1
            assert (told.summary.events, told.summary.balance) == (0, [])
            assert told.summary.hidden in (2, 12)
            assert all(edge.event is None and edge.objects in (None, 1) for edge in told.edges)
        page = trace(cast, subject, viewer=viewer, detail="objects")
        assert named(page) == {subject}
        assert {node.lot for node in page.nodes if node.id in CANS} <= {None}
        lived = queries.story(identify(subject), viewer=viewer)
        assert [source.lot.id for source in lived.upstream.sources if source.lot.id != subject] == []
    assert queries.story(identify(CANS[0]), viewer=viewer).history.subject.lot is None
    assert [part.objects for part in locate(cast, L, viewer=viewer).parts] == []
    whole = trace(cast, M)
    assert named(whole) == {M, L, X, *CANS}


def test_what_is_hidden_has_another_handle_beneath_each_subject(cast: Cast) -> None:
    cast.capture(turned(1, [(M, 1)], [(L, 1)]), turned(2, [(L, 1)], [(X, 1)]), by=cast.farm)
    listing(cast, M, L, by=cast.shop)

    ahead, behind = (
        ids(trace(cast, one, "forward", viewer=cast.viewer(cast.shop))) - {M, L} for one in (M, L)
    )

    assert (len(ahead), len(behind)) == (2, 1)
    assert ahead.isdisjoint(behind)


def test_own_transformations_of_what_others_have_join_nothing(cast: Cast) -> None:
    """The hidden way from M to L is not told by making something of both."""
    own = lot(4, "own")
    cast.capture(turned(1, [(M, 1)], [(L, 1)]), by=cast.farm)
    cast.capture(turned(2, [(M, 1)], [(own, 1)]), turned(3, [(L, 1)], [(own, 1)]), by=cast.shop)
    viewer = cast.viewer(cast.shop)

    ahead = trace(cast, M, "forward", viewer=viewer)
    assert named(ahead) == {M, own}
    assert {(edge.source, edge.target) for edge in ahead.edges if edge.event} == {(M, own)}
    behind = trace(cast, own, "back", viewer=viewer)
    assert named(behind) == {M, L, own}
    assert {(edge.source, edge.target) for edge in behind.edges} == {(M, own), (L, own)}


def test_beyond_something_hidden_nothing_is_named(cast: Cast) -> None:
    """A supplier that sees both ends of what a partner made is told each end, and not that they are joined."""
    a, b, c, d = (lot(n, "P") for n in range(1, 5))
    cast.capture(turned(1, [a], [b], **at(place(1, FARM))), turned(2, [b], [c]))
    cast.capture(turned(3, [c], [d], **at(place(1, FARM))))
    viewer = cast.viewer(cast.farm)

    told = trace(cast, a, viewer=viewer)
    assert named(told) == {a, b}
    assert [(edge.source == b, edge.event) for edge in told.edges if edge.source in (a, b)][1:] == [
        (True, None)
    ]
    assert (told.summary.lots, told.summary.events, told.summary.hidden) == (2, 1, 2)
    assert len(told.nodes) == 4
    assert named(trace(cast, c, viewer=viewer)) == {c, d}
    assert named(trace(cast, a)) == {a, b, c, d}


def test_a_dealer_is_told_of_a_pallet_what_its_events_tell(cast: Cast) -> None:
    pallet, case = sscc(1), sscc(2)
    to_shop = {"destination_list": destination(place(1, SHOP))}
    shop = cast.viewer(cast.shop)
    cast.capture(packed(3, pallet, [case]), packed(2, case, CANS[:2]))
    cast.capture(seen(9, [pallet, case, *CANS[:2]], quantity_list=[L]), by=cast.shop)
    assert named(trace(cast, pallet, viewer=shop)) == {pallet}

    cast.capture(packed(3, pallet, [case], **to_shop))
    assert named(trace(cast, pallet, viewer=shop)) == {pallet, case}
    cast.capture(packed(2, case, CANS[:2], **to_shop))
    assert named(trace(cast, pallet, viewer=shop)) == {pallet, case, *CANS[:2]}
    cast.capture(made(1, CANS[:2], lot_number="L"))
    assert named(trace(cast, pallet, "back", viewer=shop)) == {pallet, case, *CANS[:2]}
    cast.capture(made(1, CANS[:1], lot_number="L", **to_shop))
    told = trace(cast, pallet, "back", viewer=shop)
    assert named(told) == {pallet, case, L, *CANS[:2]}
    assert [(e.source, e.target) for e in told.edges if e.kind == "membership"] == [(L, CANS[0])]


def test_what_a_hidden_container_is_in_is_not_told(cast: Cast) -> None:
    case, pallet = sscc(1), sscc(2)
    cast.capture(packed(1, case, CANS[:1]))
    cast.capture(packed(2, pallet, [case], **at(place(1, SHOP))))
    listing(cast, CANS[0], by=cast.shop)

    assert named(trace(cast, CANS[0], viewer=cast.viewer(cast.shop))) == {CANS[0]}
    assert named(trace(cast, CANS[0])) == {CANS[0], case, pallet}


def test_groups_count_members_that_are_told(cast: Cast) -> None:
    cast.capture(made(1, CANS[:3], lot_number="L", **at(place(1, SHOP))), made(1, CANS[3:], lot_number="L"))
    cast.capture(event("TransformationEvent", 5, input_epc_list=CANS, output_quantity_list=[X]))
    listing(cast, *CANS, X, by=cast.shop)

    told = trace(cast, L, "forward", viewer=cast.viewer(cast.shop), limit=0)

    assert {(node.lot, node.objects) for node in told.nodes} == {("L", None), ("L", 3), (None, None)}
    assert {edge.objects for edge in told.edges} == {None, 3}
    group = next(node.id for node in told.nodes if node.objects)
    within = trace(cast, L, "forward", viewer=cast.viewer(cast.shop), detail="objects", within=group)
    assert named(within) == {L, *CANS[:3]}
    assert (told.summary.objects, told.summary.hidden) == (3, 8)


class Law:
    """Which edges events tell, of all that one viewer sees of a world."""

    def __init__(self, world: NamedWorld, shown: list[Told], by: dict[int, int]) -> None:
        self.world, self.shown, self.by = world, {told.event: told for told in shown}, by
        self.members = {
            (world.link(world.lots[n]), world.link(world.keys[i]))
            for told in shown
            for i, n in world.begun_in(told)
        }
        self.packings = {
            (one, world.link(world.keys[told.parent]))
            for told in shown
            if told.parent is not None and told.action == "ADD"
            for one in self._links(told.children, told.child_lots)
        }
        self.packed = {one for one, _ in self.packings}

    def _links(self, objects: tuple[int, ...], lots: tuple[int, ...]) -> set[str]:
        keys = [*(self.world.keys[n] for n in objects), *(self.world.lots[n] for n in lots)]
        return {self.world.link(key) for key in keys}

    def tells(self, edge: Edge) -> bool:
        if edge.kind == "membership":
            return (edge.source, edge.target) in self.members
        told = self.shown.get(self.world.number_of_event.get(edge.event or "", 0))
        if told is None or edge.kind != "transformation":
            return told is not None
        run = [
            one
            for one in self.shown.values()
            if (one.transformation, self.by[one.event]) == (told.transformation, self.by[told.event])
        ]
        went_in = {link for one in run for link in self._links(one.inputs, one.input_lots)}
        came_out = {link for one in run for link in self._links(one.outputs, one.output_lots)}
        came_out |= {of for of, one in self.members if one in came_out}
        return edge.source in went_in | self.packed and edge.target in came_out


def joined(told: Trace, start: str, packings: set[tuple[str, str]]) -> set[str]:
    """What edges between named nodes, and packings that the viewer sees, join to the subject."""
    edges = {(edge.source, edge.target) for edge in told.edges}
    near: dict[str, set[str]] = {}
    for one, other in edges | packings:
        if not (one + other).count("hidden:"):
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    found = level = {start}
    while level:
        level = {other for one in level for other in near.get(one, ())} - found
        found = found | level
    return found


@pytest.mark.parametrize("block", range(2))
def test_every_named_node_is_joined_to_the_subject_by_told_edges(
    block: int, cast: Cast, count: Counts
) -> None:
    each = count("worlds whose named edges are told", part=3, whole=100)
    told_edges = 0
    for seed in range(block * each + 1, (block + 1) * each + 1):
        dice = random.Random(seed)
        world = NamedWorld(seed)
        by = {told.event: dice.choice([cast.farm, cast.shop, cast.dairy]) for told in world.happenings}
        for told in world.happenings:
            cast.capture(world.events[told.event], by=by[told.event])
        # The stranger names everything there is.
        cast.capture(
            event(
                "ObjectEvent",
                1400,
                action="OBSERVE",
                epc_list=[world.link(key) for key in world.keys.values()],
                quantity_list=[world.link(key) for key in world.lots.values()],
            ),
            by=cast.shop,
        )
        shown = [told for told in world.happenings if sees(told, by[told.event], cast.shop, SHOP)]
        law, viewer = Law(world, shown, by), cast.viewer(cast.shop)
        for key in dice.sample([*world.keys.values(), *world.lots.values()], 6):
            subject = world.link(key)
            direction = dice.choice(["back", "forward", "both"])
            answer = trace(cast, subject, direction, viewer=viewer)
            # Not every packing is an edge: a hidden event may have packed the same before.
            assert named(answer) <= joined(answer, subject, law.packings), (seed, subject, direction)
            page = trace(cast, subject, direction, viewer=viewer, detail="objects")
            assert named(page) <= named(answer), (seed, subject, direction)
            for edge in (*answer.edges, *page.edges):
                if not (edge.source + edge.target).count("hidden:"):
                    assert law.tells(edge), (seed, subject, direction, edge)
                    told_edges += 1
            assert answer.summary.lots == sum(node.kind == "lot" for node in answer.nodes)
    assert told_edges > 10 * each


def test_who_sees_nothing_of_a_subject_is_told_nothing(cast: Cast) -> None:
    cast.capture(turned(1, [M], [L]))
    with pytest.raises(UnknownSubject):
        trace(cast, M, viewer=cast.viewer(cast.shop))
