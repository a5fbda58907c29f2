"""When goods have come, though nobody tells a bizLocation: by reports of items as by reports of lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.epcis.model import Place
from headwater.gs1.identify import identify
from headwater.tracing import queries
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

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from headwater.tracing.answers import Located, Summary
    from tests.app.tracing.capturing import Cast

FARM, SHOP, DOOR = place(1, "9521111"), place(1, "9522222"), place(2, "9522222")
CAN, CASE = item(1, "A7"), sscc(1)


def _located(cast: Cast, subject: str = CAN) -> Located:
    return queries.locate([identify(subject)], viewer=cast.operator)[0]


def _where(cast: Cast) -> tuple[str | None, bool]:
    found = _located(cast)
    return found.place and found.place.id, found.in_transit


def _summary(cast: Cast, subject: str) -> Summary:
    return queries.trace(identify(subject), viewer=cast.operator, direction="forward").summary


def _shipped(cast: Cast, *more: Event) -> None:
    cast.capture(
        made(1, [CAN], lot_number="L", **at(FARM)),
        seen(2, [CAN], biz_step="shipping", destination_list=destination(SHOP)),
        *more,
    )


@pytest.mark.parametrize("step", ["receiving", "arriving", "accepting", "retail_selling", "dispensing"])
def test_what_came_is_where_it_was_read(cast: Cast, step: str) -> None:
    _shipped(cast, seen(3, [CAN], biz_step=step, read_point=Place(DOOR)))

    assert _where(cast) == (DOOR, False)
    summary = _summary(cast, lot(1, "L"))
    assert summary.in_transit == 0
    assert [(one.id, one.objects) for one in summary.locations] == [(DOOR, 1)]


def test_what_came_and_was_read_nowhere_is_where_it_was_sent(cast: Cast) -> None:
    _shipped(cast, seen(3, [CAN], biz_step="receiving"))

    assert _where(cast) == (SHOP, False)
    assert _summary(cast, lot(1, "L")).in_transit == 0


def test_a_read_point_on_the_way_ends_no_transit(cast: Cast) -> None:
    _shipped(cast, seen(3, [CAN], biz_step="transporting", read_point=Place(DOOR)))

    assert _where(cast) == (None, True)


def test_a_shipping_that_is_taken_back(cast: Cast) -> None:
    _shipped(cast, seen(3, [CAN], biz_step="void_shipping", read_point=Place(DOOR)))

    assert _where(cast) == (FARM, False)
    assert _summary(cast, lot(1, "L")).in_transit == 0


def test_a_shipping_that_is_taken_back_from_nobody_knows_where(cast: Cast) -> None:
    cast.capture(
        seen(2, [CAN], biz_step="shipping"),
        seen(3, [CAN], biz_step="void_shipping", read_point=Place(DOOR)),
    )

    assert _where(cast) == (DOOR, False)


def test_what_was_received_is_taken_back_by_nobody(cast: Cast) -> None:
    _shipped(
        cast,
        seen(3, [CAN], biz_step="receiving", read_point=Place(DOOR)),
        seen(4, [CAN], biz_step="void_shipping"),
    )

    assert _where(cast) == (DOOR, False)


def test_of_one_instant_things_are_shipped_and_then_received(cast: Cast) -> None:
    """The hash of some of these pairs would have the receiving first."""
    for n in range(8):
        one = item(2, f"A{n}")
        cast.capture(
            seen(5, [one], biz_step="receiving", **at(SHOP)),
            seen(5, [one], biz_step="shipping", destination_list=destination(SHOP)),
            made(5, [one], lot_number="D", **at(FARM)),
        )

    summary = _summary(cast, lot(2, "D"))
    assert summary.in_transit == 0
    assert [(one.id, one.objects) for one in summary.locations] == [(SHOP, 8)]
    assert {_located(cast, item(2, f"A{n}")).in_transit for n in range(8)} == {False}


def test_what_is_associated_with_a_location_is_there(cast: Cast) -> None:
    cast.capture(
        made(1, [CAN], lot_number="L", **at(FARM)),
        event("AssociationEvent", 2, action="ADD", parent_id=SHOP, child_epcs=[CAN]),
    )
    assert _where(cast) == (SHOP, False)
    assert [one.id for one in _summary(cast, lot(1, "L")).locations] == [SHOP]

    cast.capture(event("AssociationEvent", 3, action="ADD", parent_id=DOOR, child_epcs=[CAN]))
    assert _where(cast) == (DOOR, False)
    cast.capture(event("AssociationEvent", 4, action="DELETE", parent_id=DOOR, child_epcs=[CAN]))
    assert (*_where(cast), _located(cast).via) == (DOOR, False, None)


def test_a_crate_is_no_location(cast: Cast) -> None:
    crate = "https://id.gs1.org/8003/09521111000013A1"
    cast.capture(
        made(1, [CAN], lot_number="L", **at(FARM)),
        event("AssociationEvent", 2, action="ADD", parent_id=crate, child_epcs=[CAN]),
    )

    assert (*_where(cast), _located(cast).via) == (FARM, False, crate)


@pytest.mark.parametrize("named", [[CAN], []], ids=["by name", "all of them"])
def test_what_is_taken_out_and_put_back_at_one_instant_is_inside(cast: Cast, named: list[str]) -> None:
    cast.capture(
        packed(1, CASE, [CAN], **at(FARM)),
        unpacked(5, CASE, named, **at(FARM)),
        packed(5, CASE, [CAN], **at(FARM)),
        seen(6, [CASE], biz_step="receiving", **at(SHOP)),
    )

    assert (*_where(cast), _located(cast).via) == (SHOP, False, CASE)


def test_what_is_packed_and_unpacked_at_one_instant_is_outside(cast: Cast) -> None:
    cast.capture(
        unpacked(5, CASE, [CAN], **at(FARM)),
        packed(5, CASE, [CAN], **at(FARM)),
        seen(6, [CASE], biz_step="receiving", **at(SHOP)),
    )

    assert (*_where(cast), _located(cast).via) == (FARM, False, None)


def test_nobody_puts_back_what_another_takes_out(cast: Cast) -> None:
    cast.capture(packed(1, CASE, [CAN], **at(FARM)), packed(5, CASE, [CAN], **at(FARM)))
    cast.capture(unpacked(5, CASE, [CAN], **at(FARM)), by=cast.shop)

    assert (*_where(cast), _located(cast).via) == (FARM, False, None)


@pytest.mark.parametrize("left", [0, 40])
@pytest.mark.parametrize("how", ["tips", "packs", "ships on"])
def test_who_uses_what_was_sent_has_received_it(cast: Cast, how: str, left: int) -> None:
    """A haulier tips the farm's milk into its tanker, and reports no receipt: no milk is on the way any more."""
    milk, amount = lot(1, "MILK"), 100 - left
    does = {
        "tips": turned(3, [(milk, amount)], [(lot(2, "TANK"), amount)], **at(SHOP)),
        "packs": packed(3, CASE, [], child_quantity_list=[(milk, amount)], **at(SHOP)),
        "ships on": event(
            "ObjectEvent",
            3,
            action="OBSERVE",
            biz_step="shipping",
            quantity_list=[(milk, amount)],
            read_point=Place(SHOP),
            destination_list=destination(DOOR),
        ),
    }[how]
    cast.capture(
        event(
            "ObjectEvent", 1, action="ADD", biz_step="commissioning", quantity_list=[(milk, 100)], **at(FARM)
        ),
        event(
            "ObjectEvent",
            2,
            action="OBSERVE",
            biz_step="shipping",
            quantity_list=[(milk, 100)],
            read_point=Place(FARM),
            destination_list=destination(SHOP),
        ),
        by=cast.farm,
    )
    cast.capture(does, by=cast.shop)

    to_shop = [
        row.quantity
        for row in _summary(cast, milk).stock
        if row.in_transit and row.destination and row.destination.id == SHOP
    ]
    assert [str(value) for value in to_shop] == [str(left)][: bool(left)]
