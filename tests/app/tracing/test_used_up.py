"""A lot of which nothing is left says so, and is in no place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.tracing.asking import locate, trace
from tests.app.tracing.capturing import at, event, item, lot, made, moment, place, seen, turned

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from headwater.tracing.answers import Located
    from tests.app.tracing.capturing import Cast

PLANT = place(1)
MILK = lot(2, "TK")
CANS = [item(1, n) for n in range(1, 5)]


def began(kilograms: int) -> Event:
    return made(1, [], quantity_list=[(MILK, kilograms)], disposition="active", **at(PLANT))


def end(told: Located) -> tuple[object, ...]:
    return (told.place, told.seen_at, told.state, told.since, told.offset, told.in_transit, told.parts)


def test_a_lot_that_was_used_up_is_nowhere(cast: Cast) -> None:
    cast.capture(
        began(1290),
        turned(5, [(MILK, 800)], [lot(3, "A")], **at(PLANT)),
        turned(9, [(MILK, 490)], [lot(3, "B")], **at(PLANT)),
    )

    assert end(locate(cast, MILK)) == (None, None, "consumed", moment(9), "+00:00", False, [])


def test_a_lot_of_which_some_is_left_is_there(cast: Cast) -> None:
    cast.capture(began(1290), turned(5, [(MILK, 800)], [lot(3, "A")], **at(PLANT)))

    told = locate(cast, MILK)
    assert (told.place and told.place.id, told.state) == (PLANT, "active")
    assert [(part.quantity, part.uom) for part in told.parts] == [(490, "KGM")]


@pytest.mark.parametrize(
    ("step", "action", "state"),
    [
        ("destroying", "DELETE", "destroyed"),
        ("decommissioning", "DELETE", "decommissioned"),
        ("sampling", "DELETE", "consumed"),
        ("retail_selling", "OBSERVE", "sold"),
    ],
)
def test_how_the_last_of_it_went(cast: Cast, step: str, action: str, state: str) -> None:
    cast.capture(
        began(100),
        event("ObjectEvent", 7, action=action, biz_step=step, quantity_list=[(MILK, 100)], **at(PLANT)),
    )

    assert (locate(cast, MILK).state, locate(cast, MILK).since) == (state, moment(7))


def test_a_count_that_finds_nothing(cast: Cast) -> None:
    cast.capture(began(100), seen(7, [], biz_step="stock_taking", quantity_list=[(MILK, 0)], **at(PLANT)))

    assert locate(cast, MILK).state == "unavailable"


def test_what_was_found_again_is_there(cast: Cast) -> None:
    cast.capture(
        began(100),
        turned(5, [(MILK, 100)], [lot(3, "A")], **at(PLANT)),
        seen(9, [], quantity_list=[(MILK, 4)], **at(PLANT)),
    )

    assert [part.quantity for part in locate(cast, MILK).parts] == [4]


def test_a_lot_all_of_whose_items_are_over(cast: Cast) -> None:
    cast.capture(
        made(1, CANS, lot_number="L7", disposition="active", **at(PLANT)),
        seen(5, CANS[:3], biz_step="retail_selling", disposition="retail_sold", **at(PLANT)),
        event("ObjectEvent", 6, action="DELETE", biz_step="destroying", epc_list=CANS[3:], **at(PLANT)),
    )
    told = locate(cast, CANS[0].replace("/21/1", "/10/L7"))

    assert (told.place, told.state, told.since) == (None, "sold", moment(6))
    assert [(part.state, part.objects) for part in told.parts] == [("sold", 3), ("destroyed", 1)]


def test_a_trace_says_it_of_the_lot(cast: Cast) -> None:
    cast.capture(
        made(1, [], quantity_list=[(lot(4, "RAW"), 1290)], **at(PLANT)),
        turned(2, [(lot(4, "RAW"), 1290)], [(MILK, 1290)], **at(PLANT)),
        turned(5, [(MILK, 1290)], [(lot(3, "A"), 1)], **at(PLANT)),
    )
    told = {node.id: node for node in trace(cast, lot(4, "RAW"), "forward").nodes}

    assert [(told[one].state, told[one].since) for one in (lot(4, "RAW"), MILK, lot(3, "A"))] == [
        ("consumed", moment(2)), ("consumed", moment(5)), (None, None),
    ]  # fmt: skip
    assert {row.lot for row in trace(cast, lot(4, "RAW"), "forward").summary.stock} == {lot(3, "A")}
