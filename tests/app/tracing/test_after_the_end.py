"""What was said to be over and is there all the same: sold and returned, destroyed and seen, decommissioned and added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.epcis.model import Typed
from headwater.tracing import rebuilding
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    ended,
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

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

PLANT, STORE = place(1), place(2)
SHOP = place(1, "9522222")
MILK, LOT, MIX = lot(1, "M"), lot(2, "L"), lot(3, "R")
CANS = [item(2, n) for n in range(1, 5)]
CASE, PALLET = item(5, "c1"), sscc(2)
"""The case is of a lot of its own; the pallet of none."""


def _line() -> Event:
    return turned(1, [MILK], [], output_epc_list=CANS, ilmd={LOT_NUMBER: "L"}, **at(PLANT))


def _sold(minute: int, epcs: list[str], *, action: str = "DELETE") -> Event:
    return event("ObjectEvent", minute, action=action, epc_list=epcs, biz_step="retail_selling", **at(SHOP))


def _returned(minute: int, epcs: list[str], where: str) -> Event:
    return event(
        "ObjectEvent",
        minute,
        action="ADD",
        epc_list=epcs,
        biz_step="receiving",
        disposition="returned",
        **at(where),
    )


def _ended(cast: Cast) -> dict[str, int]:
    return trace(cast, MILK, "forward").summary.ended


def _stock(cast: Cast) -> list[tuple[Any, ...]]:
    rows = trace(cast, LOT, "forward").summary.stock
    return [(row.place and row.place.id, row.quantity, row.via) for row in rows]


@pytest.mark.parametrize("action", ["DELETE", "OBSERVE"])
def test_what_is_received_after_its_sale_is_not_sold(action: str, cast: Cast) -> None:
    cast.capture(
        _line(), _sold(10, CANS, action=action), seen(20, CANS[:1], biz_step="receiving", **at(STORE))
    )

    assert _ended(cast) == {"sold": 3}
    told = locate(cast, CANS[0])
    assert (told.place and told.place.id, told.state) == (STORE, None)


def test_a_paper_or_a_word_that_repeats_the_sale_takes_nothing_back(cast: Cast) -> None:
    cast.capture(
        _line(),
        _sold(10, CANS),
        event(
            "TransactionEvent",
            11,
            action="ADD",
            epc_list=CANS[:1],
            biz_transaction_list=(Typed("urn:example:invoice:1", "inv"),),
            **at(SHOP),
        ),
        seen(12, CANS[1:2], disposition="retail_sold", **at(SHOP)),
        seen(10, CANS[2:3], biz_step="storing", **at(SHOP)),
    )
    assert _ended(cast) == {"sold": 4}, "what was seen at the instant of its sale was sold"


def test_what_is_seen_after_it_was_destroyed_decommissioned_or_used_is_there(cast: Cast) -> None:
    cast.capture(
        _line(),
        ended(10, CANS[:1]),
        event("ObjectEvent", 10, action="OBSERVE", epc_list=CANS[1:2], biz_step="destroying", **at(PLANT)),
        turned(10, [], [(MIX, 1)], input_epc_list=CANS[2:3]),
    )
    assert _ended(cast) == {"consumed": 1, "destroyed": 1, "decommissioned": 1}

    cast.capture(seen(20, CANS[:3], biz_step="storing", **at(STORE)))

    assert _ended(cast) == {}


def test_a_case_that_comes_back_holds_what_it_held(cast: Cast) -> None:
    cast.capture(
        _line(),
        made(2, [CASE], lot_number="C", **at(PLANT)),
        packed(3, CASE, CANS, **at(PLANT)),
        _sold(10, [CASE]),
        _returned(20, [CASE], STORE),
    )
    assert _ended(cast) == {}
    assert [row.objects for row in trace(cast, LOT, "forward").summary.locations if row.id == STORE] == [4]

    cast.capture(packed(25, PALLET, [CASE], **at(STORE)))
    cast.capture(turned(30, [], [(MIX, 60)], input_epc_list=[PALLET], **at(STORE)))

    assert MIX in ids(trace(cast, MILK, "forward"))
    assert MILK in ids(trace(cast, MIX, "back"))
    assert list(rebuilding.verify()) == []


def test_a_pallet_that_is_received_is_no_new_one(cast: Cast) -> None:
    """Some take a thing out of the books of one site with DELETE and into those of another with ADD."""
    cast.capture(
        _line(),
        packed(3, PALLET, CANS, **at(PLANT)),
        event("ObjectEvent", 5, action="DELETE", epc_list=[PALLET], biz_step="shipping", **at(PLANT)),
        event("ObjectEvent", 7, action="ADD", epc_list=[PALLET], biz_step="receiving", **at(STORE)),
        turned(9, [], [(MIX, 60)], input_epc_list=[PALLET], **at(STORE)),
    )
    assert MIX in ids(trace(cast, MILK, "forward"))


def test_a_pallet_that_is_commissioned_again_is_a_new_one(cast: Cast) -> None:
    cast.capture(
        _line(),
        packed(3, PALLET, CANS, **at(PLANT)),
        ended(5, [PALLET]),
        made(7, [PALLET], **at(STORE)),
        turned(9, [], [(MIX, 60)], input_epc_list=[PALLET], **at(STORE)),
    )
    assert MIX not in ids(trace(cast, MILK, "forward"))
    told = locate(cast, CANS[0])
    assert (told.place and told.place.id, told.via) == (PLANT, None)


@pytest.mark.parametrize("action", ["DELETE", "OBSERVE"])
def test_amounts_come_back_with_their_case(action: str, cast: Cast) -> None:
    cast.capture(
        turned(1, [(MILK, 9)], [(LOT, 100)], **at(PLANT)),
        made(2, [CASE], lot_number="C", **at(PLANT)),
        packed(3, CASE, [], child_quantity_list=[(LOT, 60)], **at(PLANT)),
        _sold(5, [CASE], action=action),
    )
    assert _stock(cast) == [(PLANT, 40, None)]

    cast.capture(_returned(7, [CASE], PLANT) if action == "DELETE" else seen(7, [CASE], **at(PLANT)))

    assert _stock(cast) == [(PLANT, 40, None), (PLANT, 60, CASE)]
    (row,) = [one for one in trace(cast, LOT, "forward").summary.balance if one.lot == LOT]
    assert (row.on_hand + row.returned, row.unaccounted) == (100, 0)


PAPER = (Typed("urn:example:paper:1", "inv"),)


@pytest.mark.parametrize("word", ["recalled", "expired", "unknown"])
@pytest.mark.parametrize("paper", [False, True])
def test_a_word_that_is_said_of_what_was_sold_as_well_takes_nothing_back(
    paper: bool, word: str, cast: Cast
) -> None:
    stamp = (
        event(
            "TransactionEvent", 20, action="ADD", epc_list=CANS, disposition=word, biz_transaction_list=PAPER
        )
        if paper
        else seen(20, CANS, disposition=word)
    )
    cast.capture(_line(), _sold(5, CANS[:2]), turned(6, [], [(MIX, 1)], input_epc_list=CANS[2:]), stamp)
    assert _ended(cast) == {"sold": 2, "consumed": 2}

    cast.capture(seen(21, CANS[:1], disposition=word, **at(STORE)))
    assert _ended(cast) == {"sold": 1, "consumed": 2}
    assert locate(cast, CANS[0]).state == word


def test_no_paper_takes_anything_back(cast: Cast) -> None:
    paper = {"action": "OBSERVE", "biz_transaction_list": PAPER, "disposition": "active"}
    cast.capture(_line(), _sold(5, CANS), event("TransactionEvent", 20, epc_list=CANS, **paper, **at(STORE)))

    assert _ended(cast) == {"sold": 4}


@pytest.mark.parametrize("word", ["retail_sold", "dispensed"])
def test_sold_by_a_word_alone(word: str, cast: Cast) -> None:
    cast.capture(_line(), seen(5, CANS, disposition=word, **at(SHOP)))

    assert _ended(cast) == {"sold": 4}


@pytest.mark.parametrize("action", ["OBSERVE", "DELETE"])
def test_sold_and_returned_on_one_day(action: str, cast: Cast) -> None:
    back = seen(5, CANS[:1], biz_step="receiving", disposition="returned", **at(SHOP))
    cast.capture(_line(), _sold(5, CANS, action=action), back)

    told = locate(cast, CANS[0])
    assert (told.place and told.place.id, told.state) == (SHOP, "returned")
    assert _ended(cast) == {"sold": 3}


WITHOUT_PLACE = {
    "packed": packed(20, PALLET, [CASE]),
    "reworked": turned(20, [lot(7, "A")], [], input_epc_list=[CASE], output_epc_list=[CASE]),
    "added": made(20, [CASE]),
    "opened": event("AggregationEvent", 20, action="OBSERVE", parent_id=CASE, child_epcs=CANS[:1]),
}


@pytest.mark.parametrize("how", WITHOUT_PLACE)
def test_what_a_case_holds_comes_back_with_it_wherever_that_is(how: str, cast: Cast) -> None:
    lot_by_quantity = lot(6, "Q")
    cast.capture(
        _line(),
        turned(1, [MILK], [(lot_by_quantity, 100)], **at(PLANT)),
        packed(2, CASE, CANS, child_quantity_list=[(lot_by_quantity, 40)], **at(PLANT)),
        _sold(10, [CASE], action="OBSERVE"),
    )
    assert _ended(cast) == {"sold": 4}
    cast.capture(WITHOUT_PLACE[how])

    assert _ended(cast) == {}
    assert sum(row.quantity or 0 for row in trace(cast, lot_by_quantity, "forward").summary.stock) == 100
