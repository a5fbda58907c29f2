"""Which words of whom count for a thing: by custody, object by object, whatever the type of the event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.epcis.model import Typed
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.tracing import queries, rebuilding
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    declared_wrong,
    destination,
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
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"
EXPIRES = "{urn:epcglobal:cbv:mda:}itemExpirationDate"


def key(prefix: str, number: int, tail: str) -> str:
    """A GS1 key under a GTIN of an organisation."""
    body = f"0{prefix}{number:05}"
    return f"https://id.gs1.org/01/{body}{check_digit(body)}{tail}"


CANS = [key(FARM, 1, f"/21/{n}") for n in range(4)]
CAN, LOT = CANS[0], key(FARM, 1, "/10/FL")
CASE = key(FARM, 2, "/21/c")
OTHERS = key(SHOP, 1, "/21/s")
MILK, AGENT, MIX = lot(1, "M"), lot(7, "A"), lot(3, "R")
YARD, YARD_2, COUNTER = place(1, FARM), place(2, FARM), place(1, SHOP)
PALLET = sscc(2)
PAPER = (Typed("urn:example:paper:1", "inv"),)


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Cans of the farm's, at its yard."""
    line = turned(1, [MILK], [], output_epc_list=CANS, ilmd={LOT_NUMBER: "FL"}, **at(YARD))
    cast.capture(line, by=cast.farm)
    return cast


@pytest.fixture
def at_the_shop(filled: Cast) -> Cast:
    filled.capture(seen(2, CANS, biz_step="shipping", destination_list=destination(COUNTER)), by=filled.farm)
    filled.capture(seen(3, CANS, biz_step="receiving", **at(COUNTER)), by=filled.shop)
    return filled


def _ended(cast: Cast) -> dict[str, int]:
    return trace(cast, MILK, "forward").summary.ended


def _sold(minute: int, epcs: list[str], *, action: str = "OBSERVE", **fields: Any) -> Any:
    return event("ObjectEvent", minute, action=action, epc_list=epcs, biz_step="retail_selling", **fields)


@pytest.mark.parametrize("word", ["destroyed", "retail_sold"])
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("AggregationEvent", {"action": "OBSERVE", "parent_id": PALLET, "child_epcs": CANS}),
        ("AggregationEvent", {"action": "OBSERVE", "parent_id": CASE, "child_epcs": [OTHERS]}),
        ("AssociationEvent", {"action": "OBSERVE", "parent_id": PALLET, "child_epcs": CANS}),
        ("TransactionEvent", {"action": "ADD", "epc_list": CANS, "biz_transaction_list": PAPER}),
        ("TransformationEvent", {"input_quantity_list": [AGENT], "output_epc_list": CANS}),
    ],
)
def test_a_disposition_in_another_event_ends_nothing_of_others(
    kind: str, fields: dict[str, Any], word: str, filled: Cast
) -> None:
    filled.capture(packed(2, CASE, CANS, **at(YARD)), by=filled.farm)
    filled.capture(event(kind, 5, disposition=word, **fields), by=filled.shop)

    assert _ended(filled) == {}
    assert queries.story(identify(CAN), viewer=filled.operator).located.state != word
    assert list(rebuilding.verify()) == []


@pytest.mark.parametrize("step", ["destroying", "retail_selling"])
def test_nor_does_the_step_by_which_they_claim_to_have_made_it(step: str, filled: Cast) -> None:
    filled.capture(turned(5, [AGENT], [], output_epc_list=CANS, biz_step=step), by=filled.shop)

    assert _ended(filled) == {}
    assert locate(filled, CAN).state is None


def test_a_refused_sale_tells_no_state_and_ends_no_transit(filled: Cast) -> None:
    filled.capture(seen(2, CANS, biz_step="shipping", destination_list=destination(YARD_2)), by=filled.farm)
    filled.capture(_sold(5, CANS, disposition="retail_sold"), by=filled.shop)

    told = locate(filled, CAN)
    assert (told.in_transit, told.state) == (True, None)


@pytest.mark.parametrize("second", ["retail_selling", "destroying"])
def test_nobody_gets_a_thing_by_selling_what_they_have_not(second: str, filled: Cast) -> None:
    filled.capture(
        _sold(5, CANS, **at(COUNTER)),
        event("ObjectEvent", 6, action="OBSERVE", epc_list=CANS, biz_step=second, **at(COUNTER)),
        by=filled.shop,
    )
    assert _ended(filled) == {}


def test_what_a_claim_said_counts_no_more_once_it_is_declared_wrong(filled: Cast) -> None:
    claim = turned(5, [AGENT], [], output_epc_list=CANS, **at(COUNTER))
    filled.capture(claim, by=filled.shop)
    filled.capture(declared_wrong(claim), by=filled.shop)

    told = locate(filled, CAN)
    assert told.place
    assert told.place.id == YARD
    assert [row.id for row in trace(filled, MILK, "forward").summary.locations] == [YARD]


@pytest.mark.parametrize("minute", [5, 6])
@pytest.mark.parametrize("things", [CANS, [CASE]])
def test_a_co_packer_treats_in_two_events_what_it_has(
    things: list[str], minute: int, at_the_shop: Cast
) -> None:
    cast, run = at_the_shop, {"transformation_id": "urn:example:run:1"}
    cast.capture(
        packed(4, CASE, CANS, **at(COUNTER)),
        turned(5, [AGENT], [], input_epc_list=things, **run, **at(COUNTER)),
        turned(minute, [], [], output_epc_list=things, **run, **at(COUNTER)),
        by=cast.shop,
    )
    assert _ended(cast) == {}
    cast.capture(seen(8, [CASE] if things == [CASE] else CANS, **at(place(2, SHOP))), by=cast.shop)
    told = locate(cast, CAN)
    assert told.place
    assert told.place.id == place(2, SHOP)


def test_it_is_reworked_in_two_transformations_of_one_instant(filled: Cast) -> None:
    filled.capture(
        turned(5, [], [], input_epc_list=CANS, transformation_id="urn:example:run:1"),
        turned(5, [], [], output_epc_list=CANS, transformation_id="urn:example:run:2", **at(YARD)),
        by=filled.farm,
    )
    assert _ended(filled) == {}


def test_received_and_used_on_one_day(filled: Cast) -> None:
    filled.capture(seen(2, CANS, biz_step="shipping", destination_list=destination(COUNTER)), by=filled.farm)
    filled.capture(
        seen(5, CANS, biz_step="receiving", **at(COUNTER)),
        turned(5, [], [(MIX, 1)], input_epc_list=CANS, **at(COUNTER)),
        by=filled.shop,
    )
    assert _ended(filled) == {"consumed": 4}


@pytest.mark.parametrize("how", ["destroy", "tip", "empty label"])
def test_who_has_not_a_pallet_under_nobody_s_key_ends_nothing_on_it(how: str, filled: Cast) -> None:
    filled.capture(packed(2, PALLET, CANS, **at(YARD)), by=filled.farm)
    ends = {
        "destroy": event("ObjectEvent", 5, action="OBSERVE", epc_list=[PALLET], biz_step="destroying"),
        "tip": _sold(5, [PALLET], action="DELETE"),
        "empty label": ended(5, [PALLET]),
    }
    filled.capture(ends[how], by=filled.shop)
    filled.capture(made(6, [PALLET]), by=filled.shop)
    filled.capture(turned(9, [], [(MIX, 1)], input_epc_list=[PALLET]), by=filled.farm)

    assert _ended(filled) == {"consumed": 4}
    assert MIX in ids(trace(filled, CAN, "forward"))


def test_its_own_things_in_an_event_that_names_others_as_well(filled: Cast) -> None:
    filled.capture(
        event("ObjectEvent", 5, action="DELETE", epc_list=[*CANS[:2], OTHERS], biz_step="destroying"),
        turned(6, [], [(MIX, 1)], input_epc_list=[*CANS[2:], OTHERS]),
        by=filled.farm,
    )
    assert _ended(filled) == {"destroyed": 2, "consumed": 2}
    assert list(rebuilding.verify()) == []


def test_its_own_pallet_is_begun_anew_beside_another_s(filled: Cast) -> None:
    filled.capture(
        packed(2, CASE, CANS, **at(YARD)),
        ended(3, [CASE]),
        event("ObjectEvent", 5, action="ADD", epc_list=[CASE, OTHERS], biz_step="commissioning", **at(YARD)),
        seen(7, [CASE], biz_step="receiving", **at(COUNTER)),
        by=filled.farm,
    )
    told = locate(filled, CAN)
    assert told.place
    assert told.place.id == YARD


def test_items_sold_with_an_amount_in_one_event(at_the_shop: Cast) -> None:
    at_the_shop.capture(
        _sold(5, CANS, action="DELETE", quantity_list=[(LOT, 10)], **at(COUNTER)), by=at_the_shop.shop
    )

    assert _ended(at_the_shop) == {"sold": 4}


def test_items_that_a_co_packer_begins_with_an_amount_are_where_it_says(cast: Cast) -> None:
    begins = {"epc_list": CANS, "quantity_list": [(LOT, 10)], "ilmd": {LOT_NUMBER: "FL"}}
    cast.capture(event("ObjectEvent", 2, action="ADD", **begins, **at(COUNTER)), by=cast.shop)

    summary = trace(cast, LOT, "forward").summary
    assert [(row.id, row.objects) for row in summary.locations] == [(COUNTER, 4)]
    assert [(row.quantity, row.claim) for row in summary.stock] == [(10, True)]


def test_a_stranger_tells_no_date_and_no_state_of_a_lot(cast: Cast) -> None:
    begins: dict[str, Any] = {"action": "ADD", "biz_step": "commissioning"}
    cast.capture(
        event(
            "ObjectEvent",
            1,
            **begins,
            epc_list=CANS,
            ilmd={LOT_NUMBER: "FL", EXPIRES: "2026-06-01"},
            **at(YARD),
        ),
        by=cast.farm,
    )
    before = queries.story(identify(LOT), viewer=cast.operator).dates
    cast.capture(
        event(
            "ObjectEvent",
            5,
            **begins,
            epc_list=[key(FARM, 1, "/21/99")],
            ilmd={LOT_NUMBER: "FL", EXPIRES: "2099-01-01"},
            disposition="destroyed",
            **at(COUNTER),
        ),
        by=cast.shop,
    )
    assert before
    assert queries.story(identify(LOT), viewer=cast.operator).dates == before
    told = locate(cast, LOT)
    assert (told.place and told.place.id, told.state) == (YARD, None)
    steps = queries.history(identify(LOT), viewer=cast.operator).steps
    assert [step.status for step in steps] == ["valid", "claim"]


def test_only_who_shipped_takes_it_back(at_the_shop: Cast) -> None:
    cast, third = at_the_shop, place(30)
    cast.capture(seen(5, CANS, biz_step="shipping", destination_list=destination(third)), by=cast.shop)
    cast.capture(seen(6, CANS, biz_step="void_shipping"), by=cast.farm)
    assert locate(cast, CAN).in_transit

    cast.capture(seen(7, CANS, biz_step="void_shipping"), by=cast.shop)
    told = locate(cast, CAN)
    assert (told.in_transit, told.place and told.place.id) == (False, COUNTER)


def test_what_is_shipped_with_delete_is_on_the_way(filled: Cast) -> None:
    filled.capture(
        event(
            "ObjectEvent",
            2,
            action="DELETE",
            epc_list=CANS,
            biz_step="shipping",
            destination_list=destination(COUNTER),
        ),
        by=filled.farm,
    )
    assert (_ended(filled), locate(filled, CAN).in_transit) == ({}, True)
    filled.capture(
        event("ObjectEvent", 4, action="ADD", epc_list=CANS, biz_step="receiving", **at(COUNTER)),
        by=filled.shop,
    )
    told = locate(filled, CAN)
    assert (told.place and told.place.id, told.state) == (COUNTER, None)


def test_an_item_without_a_code_of_ours_is_anybody_s(cast: Cast) -> None:
    cast.capture(made(1, [item(9, 1)], lot_number="X"), by=cast.farm)
    cast.capture(_sold(5, [item(9, 1)], action="DELETE"), by=cast.shop)

    assert locate(cast, item(9, 1)).state == "sold"
