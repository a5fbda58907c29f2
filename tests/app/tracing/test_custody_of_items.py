"""Whoever has a thing may end it, and who had it is told by what happened when, not by what came when."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.db import transaction

from headwater.epcis.model import Place
from headwater.events.models import Event as EventRow
from headwater.events.models import Finding
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.parties import operations
from headwater.parties.models import Organisation
from headwater.tracing import queries, rebuilding
from tests.app.tracing.capturing import (
    at,
    declared_wrong,
    destination,
    event,
    made,
    packed,
    place,
    seen,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

FARM, SHOP = place(1, "9521111"), place(1, "9522222")
UNREGISTERED = "https://shop.example/store/1"
_BODY = "0952111100001"
PRODUCT = f"https://id.gs1.org/01/{_BODY}{check_digit(_BODY)}"
LOT = f"{PRODUCT}/10/Z"


def can(serial: object = "A7") -> str:
    return f"{PRODUCT}/21/{serial}"


def pallet(number: int) -> str:
    """A logistic unit under the farm's prefix."""
    body = f"09521111{number:09}"
    return f"https://id.gs1.org/00/{body}{check_digit(body)}"


def sold(minute: int, *epcs: str, **fields: Any) -> Event:
    return event(
        "ObjectEvent", minute, action="DELETE", biz_step="retail_selling", epc_list=epcs or [can()], **fields
    )


def received(minute: int, *epcs: str, where: str = SHOP) -> Event:
    return seen(minute, epcs or [can()], biz_step="receiving", **at(where))


def begun(*more: Event) -> tuple[Event, ...]:
    return (made(1, [can()], lot_number="Z", **at(FARM)), seen(2, [can()], biz_step="shipping"), *more)


def told(cast: Cast, subject: str = can()) -> tuple[str | None, set[str], dict[str, int]]:
    """The state, the marks of its history, and what of the lot has ended."""
    (located,) = queries.locate([identify(subject)], viewer=cast.operator)
    steps = queries.history(identify(subject), viewer=cast.operator).steps
    summary = queries.trace(identify(LOT), viewer=cast.operator, direction="forward").summary
    return located.state, {step.status for step in steps}, summary.ended


COUNTS = ("sold", {"valid"}, {"sold": 1})
CLAIMED = (None, {"valid", "claim"}, {})


def test_the_sale_may_arrive_before_the_receipt(cast: Cast) -> None:
    cast.capture(*begun(), by=cast.farm)
    cast.capture(sold(9), by=cast.shop)
    assert told(cast) == CLAIMED
    assert [finding.kind for finding in Finding.objects.all()] == [Finding.Kind.CLAIM]

    cast.capture(received(4), by=cast.shop)

    assert told(cast) == COUNTS
    # What was told of the capture is what was known then.
    assert Finding.objects.count() == 1
    assert list(rebuilding.verify()) == []
    rebuilding.rebuild()
    assert told(cast) == COUNTS


@pytest.mark.parametrize("together", [True, False], ids=["in one document", "in two"])
@pytest.mark.parametrize("minute", [4, 9], ids=["at one instant", "later"])
def test_a_pallet_is_received_and_its_can_is_sold(cast: Cast, minute: int, *, together: bool) -> None:
    inside = packed(2, pallet(1), [can()], **at(FARM))
    cast.capture(made(1, [can()], lot_number="Z", **at(FARM)), inside, by=cast.farm)
    events = received(4, pallet(1)), sold(minute)

    for some in [events] if together else [events[:1], events[1:]]:
        cast.capture(*some, by=cast.shop)

    assert told(cast) == COUNTS
    assert not Finding.objects.exists()


def test_what_came_to_a_place_that_nobody_registered_is_with_who_received_it(cast: Cast) -> None:
    cast.capture(*begun(), by=cast.farm)
    cast.capture(received(4, where=UNREGISTERED), sold(9), by=cast.shop)

    assert told(cast) == COUNTS


def test_what_was_only_seen_there_is_not(cast: Cast) -> None:
    cast.capture(*begun(), by=cast.farm)
    cast.capture(seen(4, [can()], biz_step="storing", **at(UNREGISTERED)), sold(9), by=cast.shop)

    assert told(cast) == CLAIMED


def test_a_place_may_be_registered_later(cast: Cast) -> None:
    there = place(1, "9523333")
    cast.capture(*begun(), by=cast.farm)
    cast.capture(seen(4, [can()], biz_step="storing", **at(there)), sold(9), by=cast.shop)
    assert told(cast) == CLAIMED

    shop = Organisation.objects.get(pk=cast.shop)
    operations.register_prefix(digits="9523333", organisation=shop, by=None)

    assert told(cast) == COUNTS


def test_a_stranger_ends_nothing(cast: Cast) -> None:
    cast.capture(*begun(received(4, where=FARM)), by=cast.farm)
    cast.capture(sold(9, read_point=Place(SHOP)), by=cast.shop)

    assert told(cast) == CLAIMED


def test_who_sent_it_on_has_it_no_longer(cast: Cast) -> None:
    cast.capture(*begun(), by=cast.farm)
    back = seen(6, [can()], biz_step="shipping", destination_list=destination(FARM))
    cast.capture(received(4), back, sold(9), by=cast.shop)
    assert told(cast) == (None, {"valid", "claim"}, {})

    cast.capture(seen(7, [can()], biz_step="void_shipping"), by=cast.shop)

    assert told(cast) == COUNTS


def test_a_receipt_that_is_withdrawn_is_no_custody(cast: Cast) -> None:
    receipt = received(4)
    cast.capture(*begun(), by=cast.farm)
    cast.capture(receipt, sold(9), by=cast.shop)
    assert told(cast) == COUNTS

    cast.capture(declared_wrong(receipt), by=cast.shop)

    assert told(cast)[0] is None
    assert "claim" in told(cast)[1]


def test_one_sale_of_what_it_had_and_of_what_it_had_not(cast: Cast) -> None:
    cast.capture(made(1, [can(1), can(2)], lot_number="Z", **at(FARM)), by=cast.farm)
    cast.capture(received(4, can(1)), sold(9, can(1), can(2)), by=cast.shop)

    assert told(cast, can(1)) == ("sold", {"valid"}, {"sold": 1})
    assert told(cast, can(2)) == (None, {"valid", "claim"}, {"sold": 1})
    assert [finding.kind for finding in Finding.objects.all()] == [Finding.Kind.CLAIM]


@pytest.mark.parametrize("together", [True, False], ids=["in one document", "in two"])
def test_a_pallet_that_its_holder_ended_is_used_again(cast: Cast, *, together: bool) -> None:
    unit, other = pallet(7), place(9)
    cast.capture(
        made(1, [can(1), can(2), unit], **at(FARM)),
        packed(2, unit, [can(1)], **at(FARM)),
        by=cast.farm,
    )
    events = received(4, unit), event("ObjectEvent", 4, action="DELETE", epc_list=[unit], **at(SHOP))
    for some in [events] if together else [events[1:], events[:1]]:
        cast.capture(*some, by=cast.shop)
    cast.capture(
        made(10, [unit]),
        packed(11, unit, [can(2)], **at(FARM)),
        received(12, unit, where=other),
        by=cast.farm,
    )

    where = queries.locate([identify(can(1)), identify(can(2))], viewer=cast.operator)
    assert [one.place and one.place.id for one in where] == [SHOP, other]


def test_as_known_before_the_receipt(cast: Cast) -> None:
    cast.capture(*begun(), by=cast.farm)
    cast.capture(sold(9), by=cast.shop)
    position = EventRow.objects.order_by("-id").values_list("id", flat=True)[0]
    cast.capture(received(4), by=cast.shop)

    then = queries.history(identify(can()), viewer=cast.operator, known_at=position).steps
    now = queries.history(identify(can()), viewer=cast.operator).steps
    assert ([step.status for step in then][-1], [step.status for step in now][-1]) == ("claim", "valid")


WHO = ("farm", "shop")


def _told_by(dice: random.Random, cans: Sequence[str], units: Sequence[str]) -> list[tuple[str, Event]]:
    """What a farm and a shop may tell of a few cans, many things of one minute."""
    events: list[tuple[str, Event]] = [
        ("farm", made(1, [*cans, *units], lot_number="Z", **at(FARM))),
        *(("farm", packed(dice.randint(1, 5), unit, dice.sample(cans, 3))) for unit in units),
    ]
    for _ in range(14):
        who, minute = dice.choice(WHO), dice.randint(2, 12)
        some = dice.sample([*cans, *units], dice.randint(1, 3))
        where = at(dice.choice([FARM, SHOP, UNREGISTERED]))
        step = dice.choice(["receiving", "storing", "shipping", "void_shipping", "sold", "sold", "came back"])
        if step == "sold":
            events.append((who, sold(minute, *some, read_point=Place(SHOP))))
        elif step == "came back":
            events.append(("farm", made(minute, some, **where)))
        elif step == "shipping":
            to = destination(dice.choice([FARM, SHOP]))
            events.append((who, seen(minute, some, biz_step=step, destination_list=to)))
        elif step == "receiving" and dice.random() < 0.5:
            events.append((who, seen(minute, some, biz_step=step, read_point=Place(SHOP))))
        else:
            events.append((who, seen(minute, some, biz_step=step, **where)))
    return events


def _store(cast: Cast, events: list[tuple[str, Event]], dice: random.Random) -> None:
    """In any order, in captures of any size, each by one organisation."""
    waiting = list(events)
    dice.shuffle(waiting)
    while waiting:
        who, size = waiting[0][0], dice.choice([1, 2, 7])
        some = [one for one in waiting if one[0] == who][:size]
        waiting = [one for one in waiting if one not in some]
        cast.capture(*(one for _, one in some), by=cast.farm if who == "farm" else cast.shop)


def _answers(cast: Cast, subjects: Iterable[str]) -> list[Any]:
    """All that is told of them, without record positions."""
    found: list[Any] = []
    for subject in map(identify, subjects):
        steps = msgspec.to_builtins(queries.history(subject, viewer=cast.operator).steps)
        found.append([{name: step[name] for name in step if name != "position"} for step in steps])
        found.append(msgspec.to_builtins(queries.locate([subject], viewer=cast.operator)))
        found.append(msgspec.to_builtins(queries.trace(subject, viewer=cast.operator).summary))
    return found


def test_neither_arrival_nor_batching_decides(cast: Cast, count: Counts) -> None:
    for seed in range(count("worlds of sales in two orders of arrival", part=8, whole=400)):
        dice = random.Random(seed)
        cans = [can(f"{seed}x{n}") for n in range(5)]
        units = [pallet(100 * seed + n) for n in range(2)]
        events = _told_by(dice, cans, units)
        told = []
        for _ in range(2):
            with transaction.atomic():
                _store(cast, events, dice)
                told.append(_answers(cast, [*cans, *units]))
                transaction.set_rollback(True)
        assert told[0] == told[1], seed
