"""Where a partner's trace says that something hidden leads on: wherever, and only where, others know more.

Source: docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from headwater.gs1.identify import identify
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.graph import DatabaseGraph
from headwater.tracing.queries import UnknownSubject
from headwater.tracing.source import DatabaseSource
from headwater.tracing.subjects import resolve
from headwater.tracing.traces import Walked, walk
from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import at, destination, item, made, packed, place, seen, sscc, unpacked
from tests.app.tracing.named_worlds import NamedWorld
from tests.app.tracing.test_sight import SHOP

if TYPE_CHECKING:
    from headwater.lineage.closure import Direction
    from headwater.parties.actors import Viewer
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts


def reached(link: str, direction: Direction, viewer: Viewer) -> tuple[Walked, bool]:
    """The way that a viewer's events tell, and whether any of its objects has been more than one thing."""
    graph = DatabaseGraph(DatabaseSource(Cut(None, None, claims=True), Eyes(viewer)))
    walked = walk(resolve(identify(link)), graph, direction, None)
    return walked, bool(graph.several(walked.vertices))


@pytest.mark.parametrize("block", range(2))
def test_nobody_takes_the_end_of_what_they_see_for_the_end(block: int, cast: Cast, count: Counts) -> None:
    each = count("worlds of which a partner sees a part", part=3, whole=100)
    ended = led = 0
    for seed in range(block * each + 1, (block + 1) * each + 1):
        dice = random.Random(seed)
        world = NamedWorld(seed)
        by = {one.event: dice.choice([cast.farm, cast.shop, cast.dairy]) for one in world.happenings}
        with transaction.atomic():
            for one in world.happenings:
                cast.capture(world.events[one.event], by=by[one.event])
            for key in dice.sample([*world.keys.values(), *world.lots.values()], 8):
                for direction in ("back", "forward"):
                    subject = world.link(key)
                    try:
                        partly = trace(cast, subject, direction, viewer=cast.viewer(cast.shop))
                    except UnknownSubject:
                        continue
                    told, _ = reached(subject, direction, cast.viewer(cast.shop))
                    every, several = reached(subject, direction, cast.operator)
                    if every.followed - told.followed or every.objects - told.objects:
                        led += 1
                        assert partly.summary.hidden, (seed, key, direction)
                    elif (every.transformations, every.pieces) == (told.transformations, told.pieces):
                        # Who does not know that a thing was used again is told of all that it ever was.
                        ended += not several
                        assert several or not partly.summary.hidden, (seed, key, direction)
            transaction.set_rollback(True)
    assert ended > each
    assert led > each


def test_a_pallet_is_said_to_hold_more_than_its_receiver_was_told(cast: Cast) -> None:
    cans, case, pallet = [item(1, serial) for serial in ("A", "B")], sscc(1), sscc(2)
    sent = {"biz_step": "shipping", "destination_list": destination(place(1, SHOP))}
    cast.capture(made(1, cans), packed(2, case, cans), packed(3, pallet, [case]), seen(4, [pallet], **sent))
    shop = cast.viewer(cast.shop)

    for direction in ("back", "forward"):
        told = trace(cast, pallet, direction, viewer=shop)
        assert [node.kind for node in told.nodes] == ["object", "hidden"]
        assert (told.summary.objects, told.summary.hidden) == (1, 1)
    cast.capture(unpacked(5, pallet, [case], **at(place(1, SHOP))), by=cast.shop)
    assert trace(cast, case, viewer=shop).summary.hidden == 2


def test_what_came_in_a_case_of_a_hidden_lot_is_said_to_come_from_further(cast: Cast) -> None:
    """The case and that the can was in it is told, that the case is of a lot is not."""
    can, case = item(1, "A"), item(2, "C")
    cast.capture(made(1, [case], lot_number="cases"))
    cast.capture(packed(2, case, [can], **at(place(1, SHOP))))
    shop = cast.viewer(cast.shop)

    assert trace(cast, can, "back", viewer=shop).summary.hidden == 1
    assert trace(cast, can, "forward", viewer=shop).summary.hidden == 0
    cast.capture(made(1, [case], lot_number="cases", **at(place(1, SHOP))))
    assert trace(cast, can, "back", viewer=shop).summary.hidden == 0
