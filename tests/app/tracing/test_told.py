"""What a trace names: what events that the viewer sees join to the subject, edge by edge, and nothing else.

Source: docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.db import transaction

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
from tests.app.tracing.named_worlds import NamedWorld
from tests.app.tracing.test_sight import FARM, SHOP, sees

if TYPE_CHECKING:
    from headwater.parties.actors import Viewer
    from headwater.tracing.answers import Trace
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
            assert told.summary.hidden in (1, 2)
            assert all(edge.event is None and edge.objects is None for edge in told.edges)
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

    assert (len(ahead), len(behind)) == (1, 1)
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
    assert {(edge.source, edge.target) for edge in behind.edges if edge.event} == {(M, own), (L, own)}
    # That something is hidden before the one tells not that it is the other, nor how far that is.
    assert [edge.target for edge in behind.edges if not edge.event] == [L]


def test_beyond_something_hidden_nothing_is_named(cast: Cast) -> None:
    """A supplier that sees both ends of what a partner made is told each end, and not that they are joined."""
    a, b, c, d = (lot(n, "P") for n in range(1, 5))
    cast.capture(turned(1, [a], [b], **at(place(1, FARM))), turned(2, [b], [c]))
    cast.capture(turned(3, [c], [d], **at(place(1, FARM))))
    viewer = cast.viewer(cast.farm)

    told = trace(cast, a, viewer=viewer)
    assert named(told) == {a, b}
    assert [(edge.source, edge.event is None) for edge in told.edges] == [(a, False), (b, True)]
    assert (told.summary.lots, told.summary.events, told.summary.hidden) == (2, 1, 1)
    assert len(told.nodes) == 3
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
    assert sum(node.kind == "hidden" for node in told.nodes) == 2, "other members, and what became of these"
    group = next(node.id for node in told.nodes if node.objects)
    within = trace(cast, L, "forward", viewer=cast.viewer(cast.shop), detail="objects", within=group)
    assert named(within) == {L, *CANS[:3]}
    assert (told.summary.objects, told.summary.hidden) == (3, 2)


def without(told: Any) -> Any:
    """An answer without what it says of hidden things, and without positions of records."""
    if isinstance(told, list):
        return [without(one) for one in told if not _is_hidden(one)]
    if isinstance(told, dict):
        return {
            name: without(one) for name, one in told.items() if name not in ("hidden", "position", "making")
        }
    return told


def _is_hidden(one: Any) -> bool:
    return isinstance(one, dict) and any(
        str(one.get(name)).startswith("hidden:") for name in ("id", "from", "to")
    )


def answers(world: NamedWorld, subjects: list[str], viewer: Viewer) -> list[Any]:
    """All that can be asked of some things."""
    found: list[Any] = []
    for key in subjects:
        subject = identify(world.link(key))
        try:
            lived = [
                queries.history(subject, viewer=viewer),
                queries.locate([subject], viewer=viewer),
                queries.story(subject, viewer=viewer),
            ]
        except UnknownSubject:
            found.append(key)
            continue
        for direction, detail, limit in product(("back", "forward", "both"), ("graph", "objects"), (0, 500)):
            if detail == "graph" or limit:
                lived.append(
                    queries.trace(subject, viewer=viewer, direction=direction, detail=detail, limit=limit)
                )
        found.append([_in_a_page(one) for one in without(msgspec.to_builtins(lived))])
    return found


def _in_a_page(told: Any) -> Any:
    """A page of objects of those who see everything is in the order of issue, that of others in that of names."""
    if isinstance(told, dict) and "nodes" in told:
        subject, *rest = told["nodes"]
        told["nodes"] = [subject, *sorted(rest, key=lambda one: (one.get("depth", 0), one["id"]))]
    return told


@pytest.mark.parametrize("block", range(2))
def test_what_others_hide_changes_no_answer(block: int, cast: Cast, count: Counts) -> None:
    """Whoever sees a part of what happened is told as if nothing else had, but that there is more."""
    each = count("worlds of which a part is hidden", part=3, whole=100)
    asked = 0
    for seed in range(block * each + 1, (block + 1) * each + 1):
        dice = random.Random(seed)
        world = NamedWorld(seed)
        by = {told.event: dice.choice([cast.farm, cast.shop, cast.dairy]) for told in world.happenings}
        # The stranger names everything there is, and makes something of all lots.
        everything = [world.link(key) for key in world.keys.values()]
        lots = [world.link(key) for key in world.lots.values()]
        invented = [
            event("ObjectEvent", 1400, action="OBSERVE", epc_list=everything, quantity_list=lots),
            turned(1401, lots, [X]),
            packed(1402, sscc(77), everything[:6], child_quantity_list=lots[:2]),
        ]
        shown = [told for told in world.happenings if sees(told, by[told.event], cast.shop, SHOP)]
        subjects = dice.sample([*world.keys.values(), *world.lots.values()], 4)
        subjects += [X.removeprefix(world.link("")), sscc(77).removeprefix(world.link(""))]
        heard = []
        for happened, viewer in ((world.happenings, cast.viewer(cast.shop)), (shown, cast.operator)):
            with transaction.atomic():
                for told in happened:
                    cast.capture(world.events[told.event], by=by[told.event])
                cast.capture(*invented, by=cast.shop)
                heard.append(answers(world, subjects, viewer))
                transaction.set_rollback(True)
        for key, told, alone in zip(subjects, *heard, strict=True):
            assert told == alone, (seed, key)
        asked += sum(isinstance(one, list) for one in heard[0])
    assert asked > 4 * each


def test_who_sees_nothing_of_a_subject_is_told_nothing(cast: Cast) -> None:
    cast.capture(turned(1, [M], [L]))
    with pytest.raises(UnknownSubject):
        trace(cast, M, viewer=cast.viewer(cast.shop))
