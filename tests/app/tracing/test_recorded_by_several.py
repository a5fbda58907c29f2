"""What several organisations captured: whoever came first, the answers are the same, and amounts count once."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import at, item, lot, made, packed, place, seen, sscc, turned
from tests.app.tracing.named_worlds import NamedWorld
from tests.app.tracing.test_told import answers

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

MILK, CREAM = lot(1, "M"), lot(2, "C")
CANS = [item(3, n) for n in range(1, 5)]


class Told:
    """The keys of some things, as `answers` wants them of a world."""

    def link(self, key: str) -> str:
        return key


def heard(cast: Cast, captures: list[tuple[Event, int]], subjects: list[str], world: Any) -> list[Any]:
    """What everybody is told after these captures, which are then forgotten."""
    with transaction.atomic():
        for one, by in captures:
            cast.capture(one, by=by)
        viewers = [cast.operator, cast.viewer(cast.farm)]
        told = [answers(world, subjects, viewer) for viewer in viewers]
        transaction.set_rollback(True)
    return told


def test_whoever_came_first_the_answers_are_the_same(cast: Cast) -> None:
    """Of one making, sale and packing at one instant, captured by all."""
    events = [
        turned(1, [(MILK, 10)], [(CREAM, 4)], **at(place(1))),
        made(2, CANS, lot_number="L", **at(place(1))),
        packed(3, sscc(1), CANS[:2], child_quantity_list=[(CREAM, 1)], **at(place(1))),
        seen(4, [sscc(1)], biz_step="shipping", **at(place(1))),
        seen(4, [sscc(1)], biz_step="void_shipping", **at(place(1))),
    ]
    subjects = [MILK, CREAM, CANS[0], sscc(1), lot(3, "L")]
    orders = list(permutations([cast.dairy, cast.farm, cast.shop]))[::2]
    first, *others = (
        heard(cast, [(one, by) for by in order for one in events], subjects, Told()) for order in orders
    )
    for order, other in zip(orders[1:], others, strict=True):
        assert other == first, order


def test_an_amount_that_two_told_was_made_once(cast: Cast) -> None:
    making = turned(1, [(MILK, 10)], [(CREAM, 4)])
    twice = [
        turned(5, [(MILK, 1)], [(CREAM, 1)], event_id=f"urn:uuid:{n:08}-0000-4000-8000-000000000000")
        for n in (1, 2)
    ]
    for by in (cast.dairy, cast.farm):
        cast.capture(making, by=by)
    cast.capture(*twice, by=cast.dairy)
    cast.capture(twice[0], by=cast.farm)

    told = trace(cast, MILK, "forward").summary

    assert [(one.value, one.uom) for one in told.quantities] == [(Decimal(6), "KGM")]


def test_worlds_in_which_some_tell_what_others_told(cast: Cast, count: Counts) -> None:
    each = count("worlds of which several organisations tell", part=1, whole=40)
    for seed in range(1, each + 1):
        dice = random.Random(seed)
        world = NamedWorld(seed)
        captures = [(world.events[told.event], cast.dairy) for told in world.happenings]
        again = dice.sample(world.happenings, len(world.happenings) // 2)
        captures += [(world.events[told.event], dice.choice([cast.farm, cast.shop])) for told in again]
        subjects = dice.sample([*world.keys.values(), *world.lots.values()], 3)
        told = heard(cast, captures, subjects, world)
        dice.shuffle(captures)
        assert heard(cast, captures, subjects, world) == told, seed
        assert any(isinstance(one, list) for one in told[0])
