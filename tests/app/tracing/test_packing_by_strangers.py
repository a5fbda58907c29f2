"""What others than who has a thing tell of packing and unpacking it: believed for where it is, and for nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.gs1.check_digits import check_digit
from headwater.tracing import rebuilding
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    destination,
    event,
    lot,
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

FARM, SHOP = "9521111", "9522222"
BODY = f"0{FARM}00001"
GTIN = f"https://id.gs1.org/01/{BODY}{check_digit(BODY)}"
CHURNS = [f"{GTIN}/21/{n}" for n in range(3)]
LOT = f"{GTIN}/10/FL"
GRASS, MIX = lot(1, "M"), lot(3, "R")
YARD, COUNTER = place(1, FARM), place(1, SHOP)
CASE, PALLET = sscc(1), sscc(2)

WORDS: dict[str, Event] = {
    "emptied": unpacked(3, CASE),
    "taken out": unpacked(3, CASE, CHURNS, **at(COUNTER)),
    "packed elsewhere": packed(3, PALLET, CHURNS, **at(COUNTER)),
}


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Churns of the farm's in a case of the farm's, at its yard."""
    cast.capture(
        turned(1, [GRASS], [], output_epc_list=CHURNS, ilmd={LOT_NUMBER: "FL"}, **at(YARD)),
        packed(2, CASE, CHURNS, **at(YARD)),
        by=cast.farm,
    )
    return cast


def _tipped(minute: int, case: str = CASE) -> Event:
    return turned(minute, [], [(MIX, 60)], input_epc_list=[case])


def _reached(cast: Cast) -> set[bool]:
    """Whether a trace leads from what went in to what came out, asked either way."""
    return {MIX in ids(trace(cast, GRASS, "forward")), GRASS in ids(trace(cast, MIX, "back"))}


@pytest.mark.parametrize("word", WORDS)
def test_what_they_had_not_went_in_with_its_case(word: str, filled: Cast) -> None:
    filled.capture(WORDS[word], by=filled.shop)
    filled.capture(_tipped(5), by=filled.farm)

    assert _reached(filled) == {True}
    assert list(rebuilding.verify()) == []


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("word", WORDS)
def test_what_they_had_did_not(word: str, late: bool, filled: Cast) -> None:
    """Whether the receipt is told in time or afterwards."""
    came = event("ObjectEvent", 2, action="OBSERVE", epc_list=[CASE], biz_step="receiving", **at(COUNTER))
    told = [WORDS[word], came] if late else [came, WORDS[word]]
    for one in told:
        filled.capture(one, by=filled.shop)
    filled.capture(_tipped(5), by=filled.farm)

    assert _reached(filled) == {False}


def test_received_and_packed_at_one_instant(filled: Cast) -> None:
    filled.capture(
        seen(3, CHURNS, biz_step="receiving", **at(COUNTER)), packed(3, PALLET, CHURNS), by=filled.shop
    )
    filled.capture(_tipped(5), by=filled.farm)

    assert _reached(filled) == {False}


def test_what_nobody_is_known_to_have_they_unpack(cast: Cast) -> None:
    cast.capture(
        turned(1, [GRASS], [], output_epc_list=CHURNS, ilmd={LOT_NUMBER: "FL"}),
        packed(2, CASE, CHURNS),
        _tipped(5),
        by=cast.farm,
    )
    cast.capture(unpacked(3, CASE, CHURNS), by=cast.shop)

    assert _reached(cast) == {False}


def test_who_packed_takes_out_what_strangers_put_elsewhere(filled: Cast) -> None:
    filled.capture(packed(3, PALLET, CHURNS), by=filled.shop)
    filled.capture(unpacked(4, CASE, CHURNS, **at(YARD)), by=filled.farm)
    filled.capture(_tipped(5), by=filled.farm)
    assert _reached(filled) == {False}

    filled.capture(_tipped(6, PALLET), by=filled.shop)
    assert _reached(filled) == {True}  # by the shop's word they are in there still


def test_amounts_stay_in_what_strangers_emptied(cast: Cast) -> None:
    cast.capture(
        turned(1, [GRASS], [(LOT, 100)], **at(YARD)),
        packed(2, CASE, [], child_quantity_list=[(LOT, 100)], **at(YARD)),
        _tipped(5),
        by=cast.farm,
    )
    cast.capture(unpacked(3, CASE), by=cast.shop)

    assert _reached(cast) == {True}


def test_they_are_believed_for_where_it_is(filled: Cast) -> None:
    filled.capture(WORDS["packed elsewhere"], by=filled.shop)

    told = locate(filled, CHURNS[0])
    assert (told.place and told.place.id, told.via) == (COUNTER, PALLET)


ENDS: dict[str, Any] = {
    "destroyed": event("ObjectEvent", 6, action="OBSERVE", epc_list=[PALLET], biz_step="destroying"),
    "sold": event("ObjectEvent", 6, action="OBSERVE", epc_list=[PALLET], biz_step="retail_selling"),
    "by word": event("ObjectEvent", 6, action="OBSERVE", epc_list=[PALLET], disposition="destroyed"),
    "consumed": turned(6, [], [(MIX, 60)], input_epc_list=[PALLET]),
}


@pytest.mark.parametrize("how", ENDS)
def test_what_they_had_not_is_not_over_with_their_pallet(how: str, filled: Cast) -> None:
    filled.capture(packed(5, PALLET, CHURNS, **at(COUNTER)), ENDS[how], by=filled.shop)

    summary = trace(filled, GRASS, "forward").summary
    assert summary.ended == {}
    assert [(row.id, row.objects) for row in summary.locations] == [(COUNTER, 3)]
    assert locate(filled, CHURNS[0]).state is None


def test_nor_what_their_pallet_was_put_into(filled: Cast) -> None:
    truck = sscc(9)
    filled.capture(
        packed(4, PALLET, CHURNS, **at(COUNTER)),
        packed(5, truck, [PALLET], **at(COUNTER)),
        event("ObjectEvent", 6, action="OBSERVE", epc_list=[truck], biz_step="destroying"),
        by=filled.shop,
    )
    assert trace(filled, GRASS, "forward").summary.ended == {}


@pytest.mark.parametrize("how", ENDS)
def test_what_they_had_is(how: str, filled: Cast) -> None:
    filled.capture(
        seen(3, CHURNS, biz_step="shipping", destination_list=destination(COUNTER)), by=filled.farm
    )
    filled.capture(packed(5, PALLET, CHURNS, **at(COUNTER)), ENDS[how], by=filled.shop)

    ended = "destroyed" if how == "by word" else how
    assert trace(filled, GRASS, "forward").summary.ended == {ended: 3}


@pytest.mark.parametrize(("received", "left"), [(False, [(YARD, 100, PALLET)]), (True, [])])
def test_amounts_are_over_with_a_pallet_of_who_had_them(
    received: bool, left: list[tuple[str, int, str]], cast: Cast
) -> None:
    where = COUNTER if received else YARD
    cast.capture(turned(1, [GRASS], [(LOT, 100)], **at(YARD)), by=cast.farm)
    if received:
        sent = {"quantity_list": [(LOT, 100)], "action": "OBSERVE"}
        cast.capture(
            event("ObjectEvent", 2, **sent, biz_step="shipping", destination_list=destination(COUNTER)),
            by=cast.farm,
        )
        cast.capture(event("ObjectEvent", 3, **sent, biz_step="receiving", **at(COUNTER)), by=cast.shop)
    cast.capture(
        packed(5, PALLET, [], child_quantity_list=[(LOT, 100)], **at(where)), ENDS["destroyed"], by=cast.shop
    )
    rows = trace(cast, LOT, "forward").summary.stock
    assert [(row.place and row.place.id, row.quantity, row.via) for row in rows] == left
