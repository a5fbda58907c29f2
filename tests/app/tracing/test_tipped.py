"""What is in a case that goes into a transformation is used up with it: coded items, cases on pallets, and amounts."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from headwater.events.models import Event as EventRow
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.tracing import queries, rebuilding
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    at,
    declared_wrong,
    ended,
    event,
    item,
    lot,
    made,
    moment,
    packed,
    place,
    seen,
    sscc,
    turned,
    unpacked,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

FARM = "9521111"
PLANT, STORE = place(1, FARM), place(2, FARM)
L, REWORK, CASE, PALLET = lot(1, "L"), lot(2, "R"), sscc(1), sscc(2)
CANS = [item(1, n) for n in range(1, 5)]
CAN, *OTHERS = CANS


def made_and_packed(*cans: str) -> list[Event]:
    return [
        made(1, CANS, lot_number="L", disposition="active", **at(PLANT)),
        packed(2, CASE, cans, **at(PLANT)),
    ]


def tipped(minute: int, *containers: str, **fields: Any) -> Event:
    return turned(minute, [], [(REWORK, 60)], input_epc_list=containers, **fields)


def counted(cast: Cast, **asked: Any) -> dict[str, int]:
    """The columns that are not nothing, of the row of items."""
    (row,) = [row for row in trace(cast, L, **asked).summary.balance if row.items]
    columns = {
        name: int(getattr(row, name)) for name in ("on_hand", "shipped", "consumed", "lost", "unaccounted")
    }
    assert row.made == sum(columns.values())
    return {name: amount for name, amount in columns.items() if amount}


def test_a_case_of_items_and_of_an_amount_is_tipped_with_both(cast: Cast) -> None:
    events = (
        event(
            "ObjectEvent", 1, action="ADD", biz_step="commissioning", quantity_list=[(L, 100)], **at(PLANT)
        ),
        made(1, [CAN], lot_number="L", **at(PLANT)),
        packed(2, CASE, [CAN], child_quantity_list=[(L, 60)], **at(PLANT)),
        packed(3, PALLET, [CASE], **at(PLANT)),
        tipped(5, PALLET),
    )
    for order in list(permutations(events))[::17]:
        with transaction.atomic():
            for one in order:
                cast.capture(one, by=cast.farm)
            told = trace(cast, L)
            assert told.summary.ended == {"consumed": 1}
            assert locate(cast, CAN).state == "consumed"
            rows = {row.items: row for row in told.summary.balance if row.lot == L}
            assert (rows[True].made, rows[True].consumed, rows[True].on_hand) == (1, 1, 0)
            assert (rows[False].made, rows[False].consumed, rows[False].on_hand) == (100, 60, 40)
            transaction.set_rollback(True)
    cast.capture(*events, by=cast.farm)
    before = trace(cast, L)
    rebuilding.rebuild()
    assert trace(cast, L) == before
    assert list(rebuilding.verify()) == []


def test_it_is_in_the_case_until_then(cast: Cast) -> None:
    cast.capture(*made_and_packed(CAN), packed(3, PALLET, [CASE], **at(STORE)), by=cast.farm)
    known = max(EventRow.objects.values_list("id", flat=True))
    then = datetime(2026, 3, 1, 0, 4, tzinfo=UTC)
    cast.capture(tipped(5, PALLET, **at(PLANT)), by=cast.farm)

    before, now = locate(cast, CAN, at=then), locate(cast, CAN)
    assert (before.state, before.via, before.place and before.place.id) == ("active", CASE, STORE)
    assert (now.state, now.via, now.place and now.place.id, now.since) == ("consumed", None, PLANT, moment(5))
    assert locate(cast, CAN, known_at=known) == before
    assert (locate(cast, CASE).state, locate(cast, CASE).via) == ("consumed", None)
    asked = [trace(cast, L, **cut).summary.ended for cut in ({"at": then}, {"known_at": known}, {})]
    assert asked == [{}, {}, {"consumed": 1}]


def test_its_history_ends_with_the_transformation_of_what_it_was_in(cast: Cast) -> None:
    cast.capture(
        *made_and_packed(CAN),
        packed(3, PALLET, [CASE]),
        tipped(5, PALLET),
        seen(6, [CASE, PALLET], biz_step="storing", **at(STORE)),
        by=cast.farm,
    )

    story = queries.story(identify(CAN), viewer=cast.operator)
    steps = [(step.time, step.inherited_from) for step in story.history.steps]
    assert steps == [(moment(1), None), (moment(2), None), (moment(3), CASE), (moment(5), PALLET)]
    assert story.located.state == "consumed"
    (stay,) = [edge for edge in trace(cast, CAN).edges if (edge.source, edge.target) == (CAN, CASE)]
    assert stay.until == moment(5)


def test_what_is_taken_out_before_is_not_used_up_whenever_that_is_told(cast: Cast) -> None:
    cast.capture(*made_and_packed(CAN, *OTHERS), tipped(5, CASE, **at(PLANT)), by=cast.farm)
    assert counted(cast) == {"consumed": 4}

    cast.capture(unpacked(4, CASE, [CAN], **at(STORE)), by=cast.farm)
    assert counted(cast) == {"on_hand": 1, "consumed": 3}
    assert (locate(cast, CAN).state, locate(cast, CAN).place) != ("consumed", None)

    cast.capture(unpacked(3, CASE, **at(STORE)), by=cast.farm)
    assert counted(cast) == {"on_hand": 4}


@pytest.mark.parametrize("disposition", [None, "damaged"])
def test_what_is_seen_again_was_not_in_there(disposition: str | None, cast: Cast) -> None:
    cast.capture(*made_and_packed(CAN, *OTHERS), tipped(5, CASE, **at(PLANT)), by=cast.farm)
    cast.capture(seen(6, [CAN], disposition=disposition, **at(STORE)), by=cast.farm)

    told = locate(cast, CAN)
    assert (told.state, told.place and told.place.id, told.via) == (disposition or "active", STORE, None)
    assert counted(cast) == {"on_hand": 1, "consumed": 3}
    # A recall asks for it all the same: nobody knows what else was said wrongly.
    assert REWORK in ids(trace(cast, CAN, "forward"))


def test_what_is_seen_again_may_end_as_anything_does(cast: Cast) -> None:
    cast.capture(*made_and_packed(*CANS), tipped(5, CASE), ended(6, [CAN]), by=cast.farm)
    assert trace(cast, L).summary.ended == {"consumed": 3, "decommissioned": 1}


def test_a_container_that_comes_out_again_is_not_used_up(cast: Cast) -> None:
    cast.capture(*made_and_packed(CAN), tipped(5, CASE, output_epc_list=[CASE], **at(STORE)), by=cast.farm)
    assert (locate(cast, CAN).state, locate(cast, CAN).via) == ("active", CASE)
    assert counted(cast) == {"on_hand": 4}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_one_transformation_may_be_told_by_two_events(order: tuple[int, ...], cast: Cast) -> None:
    one = "https://example.com/run/1"
    events = (
        [*made_and_packed(CAN)],
        [tipped(5, CASE, transformation_id=one, **at(PLANT))],
        [turned(7, output_epc_list=[CASE], transformation_id=one, **at(PLANT))],
    )
    for n in order:
        cast.capture(*events[n], by=cast.farm)
    assert (locate(cast, CAN).state, locate(cast, CAN).via) == ("active", CASE)


def test_what_comes_out_of_what_its_case_went_into_is_not_used_up(cast: Cast) -> None:
    cast.capture(
        *made_and_packed(*CANS),
        packed(3, PALLET, [CASE]),
        tipped(5, PALLET, output_epc_list=[CAN], disposition="in_progress", **at(STORE)),
        by=cast.farm,
    )
    assert (locate(cast, CAN).state, locate(cast, CAN).via) == ("in_progress", None)
    assert counted(cast) == {"on_hand": 1, "consumed": 3}


def test_what_is_in_a_case_that_comes_out_of_its_pallet_is_not_used_up(cast: Cast) -> None:
    cast.capture(
        *made_and_packed(CAN),
        event(
            "ObjectEvent", 1, action="ADD", biz_step="commissioning", quantity_list=[(L, 100)], **at(PLANT)
        ),
        packed(2, CASE, [], child_quantity_list=[(L, 60)], **at(PLANT)),
        packed(3, PALLET, [CASE], **at(PLANT)),
        tipped(5, PALLET, output_epc_list=[CASE], **at(STORE)),
        by=cast.farm,
    )
    told = locate(cast, CAN)
    assert (told.state, told.via, told.place and told.place.id) == ("active", CASE, STORE)
    assert (locate(cast, CASE).via, counted(cast)) == (None, {"on_hand": 4})
    (amounts,) = [row for row in trace(cast, L).summary.balance if row.lot == L and not row.items]
    assert (amounts.on_hand, amounts.consumed) == (100, 0)


def test_a_claim_uses_nothing_up(cast: Cast) -> None:
    body = f"0{FARM}00001"
    theirs = f"https://id.gs1.org/01/{body}{check_digit(body)}/10/R"
    cast.capture(*made_and_packed(CAN), by=cast.farm)
    cast.capture(turned(5, [], [(theirs, 60)], input_epc_list=[CASE]), by=cast.shop)
    assert (locate(cast, CAN).state, locate(cast, CAN).via) == ("active", CASE)
    assert counted(cast) == {"on_hand": 4}
    assert theirs in ids(trace(cast, CAN, "forward"))


def test_a_transformation_that_was_not_uses_nothing_up(cast: Cast) -> None:
    wrong = tipped(5, CASE, **at(STORE))
    cast.capture(*made_and_packed(CAN), wrong, by=cast.farm)
    assert locate(cast, CAN).state == "consumed"
    cast.capture(declared_wrong(wrong), by=cast.farm)
    told = locate(cast, CAN)
    assert (told.state, told.via, told.place and told.place.id) == ("active", CASE, PLANT)


def test_what_was_tipped_twice_is_traced_into_both(cast: Cast) -> None:
    other = lot(3, "S")
    cast.capture(
        *made_and_packed(CAN),
        tipped(5, CASE),
        turned(8, [], [(other, 60)], input_epc_list=[CASE]),
        by=cast.farm,
    )
    assert (locate(cast, CAN).state, locate(cast, CAN).via) == ("consumed", None)
    assert {REWORK, other} <= ids(trace(cast, CAN, "forward"))


def test_what_a_reusable_case_holds_next_is_not_used_up(cast: Cast) -> None:
    cast.capture(*made_and_packed(CAN), tipped(5, CASE), packed(8, CASE, OTHERS, **at(PLANT)), by=cast.farm)
    assert [locate(cast, can).state for can in CANS] == ["consumed", "active", "active", "active"]
    assert [locate(cast, can).via for can in CANS] == [None, CASE, CASE, CASE]
