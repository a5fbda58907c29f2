"""What is added again after it was sold or retired: the same thing come back, unless it is told to be another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from headwater.gs1.identify import identify
from headwater.identity import blocks
from headwater.tracing import queries
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    at,
    ended,
    event,
    gtin,
    item,
    lot,
    made,
    packed,
    place,
    sscc,
    turned,
    unpacked,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

TOTE = f"https://id.gs1.org/8003/{gtin(9)}TOTE"
MILK, WHEY = lot(1, "MILK"), lot(1, "WHEY")
CHEESE, RICOTTA = lot(2, "CHEESE"), lot(2, "RICOTTA")
SOLD, BACK = 1, 2


def sold(minute: int, epcs: list[str]) -> Event:
    return event(
        "ObjectEvent",
        minute,
        action="DELETE",
        epc_list=epcs,
        biz_step="retail_selling",
        **at(place(SOLD)),
    )


def added_again(minute: int, epcs: list[str], lot_number: str | None = None) -> Event:
    return made(minute, epcs, lot_number=lot_number, **at(place(BACK)))


def origins(cast: Cast, subject: str) -> set[str]:
    told = queries.story(identify(subject), viewer=cast.operator)
    return {source.lot.id for source in told.upstream.sources}


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_sold_and_returned_is_still_of_its_lot(cast: Cast, order: int) -> None:
    can, other, old = item(3, 1), item(3, 2), lot(3, "A")
    told = [
        turned(0, [MILK], [old]),
        made(10, [can, other], lot_number="A", **at(place(SOLD))),
        packed(12, sscc(1), [can]),
        unpacked(14, sscc(1)),
        sold(20, [can]),
        added_again(30, [can]),
    ]
    for one in told[::order]:
        cast.capture(one)

    assert ids(trace(cast, can, "back")) == {can, old, MILK, sscc(1)}
    assert origins(cast, can) == {old, MILK}
    recall = trace(cast, MILK, "forward")
    assert ids(recall) == {MILK, old, can, other, sscc(1)}
    assert {(one.id, one.objects, one.sold) for one in recall.summary.locations} == {
        (place(SOLD), 1, 0),
        (place(BACK), 1, 0),
    }
    assert recall.summary.ended == {}
    # The place that it came back to is nobody's, and not where it was made.
    (balance,) = recall.summary.balance
    assert (balance.lot, balance.made, balance.on_hand, balance.shipped) == (old, 2, 1, 1)
    (stay,) = [edge for edge in recall.edges if edge.kind == "containment"]
    assert stay.until is not None
    assert stay.until[11:16] == "00:14"
    standing = locate(cast, can)
    assert standing.place is not None
    assert standing.place.id == place(BACK)
    assert {(one.place.id, one.state, one.objects) for one in locate(cast, old).parts if one.place} == {
        (place(SOLD), None, 1),
        (place(BACK), None, 1),
    }


def test_before_it_came_back_it_was_sold(cast: Cast) -> None:
    can, old = item(3, 1), lot(3, "A")
    cast.capture(made(10, [can], lot_number="A"), sold(20, [can]), added_again(30, [can]))

    then = trace(cast, old, "forward", at=datetime(2026, 3, 1, 0, 25, tzinfo=UTC), detail="summary").summary

    assert [(one.id, one.objects, one.sold) for one in then.locations] == [(place(SOLD), 1, 1)]


def test_so_is_what_a_transformation_made_without_a_lot(cast: Cast) -> None:
    can = item(3, 1)
    cast.capture(turned(0, [MILK], output_epc_list=[can]), sold(20, [can]), added_again(30, [can]))

    assert ids(trace(cast, can, "back")) == {can, MILK}
    assert ids(trace(cast, MILK, "forward")) == {can, MILK}
    assert origins(cast, can) == {MILK}


def test_and_what_comes_back_again_and_again_until_another_lot_is_told(cast: Cast) -> None:
    can, old, new = item(3, 1), lot(3, "A"), lot(3, "B")
    cast.capture(
        made(10, [can], lot_number="A"),
        sold(20, [can]),
        added_again(30, [can]),
        sold(40, [can]),
        added_again(50, [can], "A"),
    )
    assert ids(trace(cast, old, "forward")) == {old, can}
    assert ids(trace(cast, can, "back")) == {old, can}

    cast.capture(ended(60, [can]), added_again(70, [can], "B"), sold(80, [can]), added_again(90, [can]))
    assert ids(trace(cast, can, "back")) == {new, can}
    assert ids(trace(cast, new, "forward")) == {new, can}
    assert [(one.id, one.objects, one.sold) for one in trace(cast, old).summary.locations] == [
        (place(BACK), 1, 0)
    ]


def test_another_lot_may_be_spelt(cast: Cast) -> None:
    can, new = item(3, 1), lot(3, "B")
    spelt = can.replace("/21/", "/10/B/21/")
    cast.capture(made(10, [can], lot_number="A"), ended(20, [can]), added_again(30, [spelt]))

    assert ids(trace(cast, can, "back")) == {new, can}


def test_a_code_whose_block_tells_the_lot_comes_back_to_what_made_it(cast: Cast) -> None:
    """Its lot is told at every ADD; it is followed alone all the same, and not through all its lot."""
    serial, other = blocks.issue(gtin(3), 2, lot="A")
    can, second = (f"https://id.gs1.org/01/{gtin(3)}/21/{one}" for one in (serial, other))
    old = lot(3, "A")
    cast.capture(
        turned(0, [MILK], output_epc_list=[can]),
        turned(0, [WHEY], output_epc_list=[second]),
        sold(20, [can]),
        added_again(30, [can]),
    )

    assert MILK in ids(trace(cast, can, "back"))
    assert WHEY not in ids(trace(cast, can, "back"))
    assert ids(trace(cast, old, "forward")) == {old, can, second}
    assert trace(cast, old, "forward").summary.objects == 2


def test_a_block_may_end_within_the_range_that_comes_back(cast: Cast) -> None:
    """One event adds codes of two blocks again, of which only one tells the lot."""
    first = blocks.issue(gtin(3), 2, lot="A")
    second = blocks.issue(gtin(3), 2)
    cans = [f"https://id.gs1.org/01/{gtin(3)}/21/{serial}" for serial in [*first, *second]]
    cast.capture(made(10, cans), ended(20, cans), added_again(30, cans, "B"))

    assert ids(trace(cast, lot(3, "B"), "forward")) == {lot(3, "B"), lot(3, "A"), *cans}
    cast.capture(ended(40, cans), added_again(50, cans))
    assert ids(trace(cast, lot(3, "B"), "forward")) == {lot(3, "B"), lot(3, "A"), *cans}


def test_what_was_used_up_does_not_come_back(cast: Cast) -> None:
    can, old = item(3, 1), lot(3, "A")
    cast.capture(
        made(10, [can], lot_number="A"),
        turned(20, [], [CHEESE], input_epc_list=[can]),
        added_again(30, [can]),
        turned(40, [], [RICOTTA], input_epc_list=[can]),
    )

    assert ids(trace(cast, old, "forward")) == {old, can, CHEESE}
    assert ids(trace(cast, RICOTTA, "back")) == {can, RICOTTA}


def test_what_never_was_of_anything_is_only_what_it_holds(cast: Cast) -> None:
    pallet, first, second = sscc(1), item(3, 1), item(3, 2)
    cast.capture(
        made(0, [first], lot_number="A"),
        made(0, [second], lot_number="B"),
        made(5, [pallet]),
        packed(10, pallet, [first]),
        ended(20, [pallet]),
        made(30, [pallet]),
        packed(40, pallet, [second]),
        turned(50, [], [RICOTTA], input_epc_list=[pallet]),
    )

    assert ids(trace(cast, RICOTTA, "back")) == {lot(3, "B"), second, pallet, RICOTTA}
    assert ids(trace(cast, pallet)) == {lot(3, "B"), second, pallet, RICOTTA}


def test_a_tote_that_is_decommissioned_between_its_fillings_mixes_nothing(cast: Cast) -> None:
    cast.capture(
        turned(10, [MILK], output_epc_list=[TOTE]),
        ended(20, [TOTE]),
        made(25, [TOTE]),
        turned(30, [WHEY], output_epc_list=[TOTE]),
        turned(40, [], [RICOTTA], input_epc_list=[TOTE]),
    )

    assert ids(trace(cast, RICOTTA, "back")) == {WHEY, TOTE, RICOTTA}
    assert ids(trace(cast, MILK, "forward")) == {MILK, TOTE}


def test_nobody_takes_what_came_back_out_of_a_recall_by_a_claim(cast: Cast) -> None:
    can = "https://id.gs1.org/8004/9521111CAN"
    cast.capture(
        turned(0, [MILK], output_epc_list=[can]),
        event("ObjectEvent", 20, action="DELETE", epc_list=[can], biz_step="decommissioning"),
        event("ObjectEvent", 30, action="ADD", epc_list=[can], biz_step="commissioning"),
        by=cast.farm,
    )
    cast.capture(turned(40, [WHEY], output_epc_list=[can]), by=cast.shop)

    assert ids(trace(cast, MILK, "forward")) == {MILK, can}
    assert ids(trace(cast, can, "back")) >= {MILK, can}
