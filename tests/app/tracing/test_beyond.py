"""Where a partner's trace says that something hidden leads on: wherever, and only where, others know more.

Source: docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
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
    unpacked,
)
from tests.app.tracing.named_worlds import NamedWorld
from tests.app.tracing.test_sight import SHOP

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from headwater.lineage.closure import Direction
    from headwater.parties.actors import Viewer
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts


def reached(link: str, direction: Direction, viewer: Viewer) -> tuple[Walked, bool]:
    """The way that a viewer's events tell, and whether any of its objects has been or held more than one thing."""
    graph = DatabaseGraph(DatabaseSource(Cut(None, None, claims=True), Eyes(viewer)))
    walked = walk(resolve(identify(link)), graph, direction, None)
    return walked, bool(graph.several(walked.vertices) or graph.stored.parents(walked.objects))


@pytest.mark.parametrize("block", range(2))
def test_nobody_takes_the_end_of_what_they_see_for_the_end(block: int, cast: Cast, count: Counts) -> None:
    each = count("worlds of which a partner sees a part", part=3, whole=100)
    ended = led = 0
    for seed in range(block * each + 1, (block + 1) * each + 1):
        dice = random.Random(seed)
        world = NamedWorld(seed)
        by = {one.event: dice.choice([cast.farm, cast.dairy]) for one in world.happenings}
        with transaction.atomic():
            for one in world.happenings:
                cast.capture(world.events[one.event], by=by[one.event])
            for key in dice.sample([*world.keys.values(), *world.lots.values()], 12):
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
                        # Whoever does not know what a thing was or held is told of all that it ever was or held.
                        ended += not several
                        assert several or not partly.summary.hidden, (seed, key, direction)
            transaction.set_rollback(True)
    assert min(ended, led) >= each


def invented(dice: random.Random, items: list[str], lots: list[str], minute: int) -> Event:
    """Something that somebody claims to have done with things of others."""
    some, one = dice.sample(items, 2), dice.choice(lots)
    own = f"urn:x:own:{dice.random()}"
    return dice.choice(
        [
            lambda: turned(minute, [one], [own]),
            lambda: turned(minute, [own], [one]),
            lambda: event("TransformationEvent", minute, input_epc_list=some, output_quantity_list=[own]),
            lambda: event("TransformationEvent", minute, input_quantity_list=[own], output_epc_list=some),
            lambda: packed(minute, some[0], some[1:], child_quantity_list=[one]),
            lambda: made(minute, some, lot_number=one.rpartition("/")[2]),
        ]
    )()


@pytest.mark.parametrize("block", range(2))
def test_what_a_viewer_captures_changes_nothing_of_what_is_hidden(
    block: int, cast: Cast, count: Counts
) -> None:
    """Whoever could tell that something leads on by an event of their own would be told what leads there."""
    each = count("worlds that somebody probes", part=3, whole=100)
    shop, met = cast.viewer(cast.shop), 0

    def beyond(link: str) -> list[bool]:
        told = trace(cast, link, viewer=shop)
        hidden = {node.id for node in told.nodes if node.kind == "hidden"}
        return [
            any(edge.source == link and edge.target in hidden for edge in told.edges),
            any(edge.target == link and edge.source in hidden for edge in told.edges),
        ]

    for seed in range(block * each + 1, (block + 1) * each + 1):
        dice = random.Random(seed)
        world = NamedWorld(seed)
        items, lots = ([world.link(key) for key in keys.values()] for keys in (world.keys, world.lots))
        with transaction.atomic():
            for one in world.happenings:
                cast.capture(world.events[one.event], by=dice.choice([cast.farm, cast.dairy]))
            cast.capture(seen(0, items, quantity_list=lots), by=cast.shop)
            subjects = dice.sample([*items, *lots], 6)
            before = [beyond(link) for link in subjects]
            for _ in range(8):
                cast.capture(invented(dice, items, lots, dice.randint(1, 1400)), by=cast.shop)
            assert [beyond(link) for link in subjects] == before, seed
            met += sum(map(sum, before))
            transaction.set_rollback(True)
    assert met > each


def test_nobody_finds_out_when_what_is_hidden_happened(cast: Cast) -> None:
    cast.capture(turned(600, [lot(1, "M")], [lot(2, "X")]), by=cast.farm)
    cast.capture(seen(1, [], quantity_list=[lot(1, "M")]), by=cast.shop)
    shop = cast.viewer(cast.shop)

    for at_time in (datetime(2026, 3, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)):
        assert trace(cast, lot(1, "M"), viewer=shop, at=at_time).summary.hidden == 1


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


def test_what_was_in_a_pallet_that_its_receiver_tipped_is_said_to_be_unseen(cast: Cast) -> None:
    """At the pallet: what was made of it is of the receiver's own event, by which nobody is told more."""
    can, pallet, x = item(1, "A"), sscc(2), lot(3, "X")
    cast.capture(made(1, [can], lot_number="L"), packed(3, pallet, [can]))
    tipping = event("TransformationEvent", 5, input_epc_list=[pallet], output_quantity_list=[x])
    cast.capture(tipping, by=cast.shop)

    told = trace(cast, x, "back", viewer=cast.viewer(cast.shop))
    (hidden,) = (node.id for node in told.nodes if node.kind == "hidden")
    assert [(edge.source, edge.target) for edge in told.edges if edge.event is None] == [(hidden, pallet)]
    assert told.summary.hidden == 1


def test_a_case_of_a_hidden_lot_is_said_to_lead_to_what_left_it_before(cast: Cast) -> None:
    """The shop was told of both packings; that the inner case is of a lot, and so affects what was in it, is hidden."""
    can, case, outer = item(1, "A"), item(2, "C"), sscc(1)
    cast.capture(made(1, [case], lot_number="cases"))
    cast.capture(packed(2, case, [can], **at(place(1, SHOP))), unpacked(3, case, [can], **at(place(1, SHOP))))
    cast.capture(packed(4, outer, [case], **at(place(1, SHOP))))
    shop = cast.viewer(cast.shop)

    told = trace(cast, outer, "forward", viewer=shop)
    assert {node.id for node in told.nodes if node.kind != "hidden"} == {outer, case}
    (hidden,) = (node.id for node in told.nodes if node.kind == "hidden")
    assert [(edge.source, edge.target) for edge in told.edges if edge.event is None] == [(case, hidden)]
    cast.capture(made(1, [case], lot_number="cases", **at(place(1, SHOP))))
    assert can in {node.id for node in trace(cast, outer, "forward", viewer=shop).nodes}


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
