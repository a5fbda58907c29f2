"""Whoever has some of a lot may end it or use it up, though the lot's key is another's."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from headwater.epcis.model import Place
from headwater.gs1.check_digits import check_digit
from tests.app.tracing.asking import locate, trace
from tests.app.tracing.capturing import at, destination, event, packed, place, seen, sscc, turned

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"


def lot_of(prefix: str, number: str) -> str:
    body = f"0{prefix}00007"
    return f"https://id.gs1.org/01/{body}{check_digit(body)}/10/{number}"


L = lot_of(FARM, "L")
PLANT, COUNTER, OUTLET = place(1, FARM), place(1, SHOP), place(2, SHOP)
STRANGE = place(7)


def of_lot(minute: int, step: str, amount: int | None, action: str = "OBSERVE", **fields: Any) -> Event:
    listed = [L] if amount is None else [(L, amount)]
    return event("ObjectEvent", minute, action=action, biz_step=step, quantity_list=listed, **fields)


def ended(minute: int, amount: int | None, step: str = "destroying", **fields: Any) -> Event:
    return of_lot(minute, step, amount, "DELETE", **fields)


@pytest.fixture
def at_the_shop(cast: Cast) -> Cast:
    """100 kg of the farm's lot, 60 of them received by the shop."""
    away = {"destination_list": destination(COUNTER), "read_point": Place(PLANT)}
    cast.capture(
        of_lot(1, "commissioning", 100, "ADD", **at(PLANT)), of_lot(2, "shipping", 60, **away), by=cast.farm
    )
    cast.capture(of_lot(3, "receiving", 60, **at(COUNTER)), by=cast.shop)
    return cast


def stock(cast: Cast, subject: str = L) -> list[tuple[str | None, int | None]]:
    return [
        (row.place.id if row.place else "→", None if row.quantity is None else int(row.quantity))
        for row in trace(cast, subject, "forward").summary.stock
        if row.lot == subject
    ]


@pytest.mark.parametrize("step", ["destroying", "retail_selling", "decommissioning", "sampling"])
def test_a_shop_ends_what_it_has_of_another_s_lot(at_the_shop: Cast, step: str) -> None:
    cast = at_the_shop
    cast.capture(ended(4, 20, step, **at(COUNTER)), by=cast.shop)
    assert stock(cast) == [(PLANT, 40), (COUNTER, 40)]
    cast.capture(ended(5, 40, step, read_point=Place(COUNTER)), by=cast.shop)
    assert stock(cast) == [(PLANT, 40)]
    (row,) = trace(cast, L).summary.balance
    assert (row.made, row.on_hand, row.shipped) == (100, 40, 60)


def test_it_ends_no_more_than_it_has(at_the_shop: Cast) -> None:
    at_the_shop.capture(ended(4, 90, **at(COUNTER)), by=at_the_shop.shop)
    assert stock(at_the_shop) == [(PLANT, 40)]


def test_what_others_have_it_cannot_end(at_the_shop: Cast) -> None:
    cast = at_the_shop
    cast.capture(ended(4, 40, **at(PLANT)), ended(5, 5, **at(STRANGE)), by=cast.shop)
    assert stock(cast) == [(PLANT, 40), (COUNTER, 60)]


def test_where_nobody_said_where_it_is_the_one_place_that_can_be_meant(at_the_shop: Cast) -> None:
    cast = at_the_shop
    cast.capture(ended(4, 10), by=cast.shop)
    assert stock(cast) == [(PLANT, 40), (COUNTER, 50)]
    cast.capture(of_lot(5, "receiving", 7, **at(OUTLET)), ended(6, 10), by=cast.shop)
    assert stock(cast) == [(PLANT, 40), (COUNTER, 50), (OUTLET, 7)]


def test_what_is_on_the_way_to_it_may_have_arrived(cast: Cast) -> None:
    cast.capture(
        of_lot(1, "commissioning", 100, "ADD", **at(PLANT)),
        of_lot(2, "shipping", 60, destination_list=destination(COUNTER), read_point=Place(PLANT)),
        by=cast.farm,
    )
    cast.capture(ended(4, 60, **at(COUNTER)), by=cast.shop)
    assert stock(cast) == [(PLANT, 40)]


def test_whoever_received_it_has_it_wherever_that_was(cast: Cast) -> None:
    cast.capture(of_lot(1, "commissioning", 100, "ADD", **at(PLANT)), by=cast.farm)
    cast.capture(of_lot(3, "receiving", 60, **at(STRANGE)), ended(4, 60, **at(STRANGE)), by=cast.shop)
    assert stock(cast) == [(PLANT, 100)]


def test_a_pallet_that_it_has_may_be_ended_by_what_is_on_it(cast: Cast) -> None:
    pallet = sscc(1)
    into = packed(2, pallet, [], child_quantity_list=[(L, 60)], **at(PLANT))
    cast.capture(of_lot(1, "commissioning", 60, "ADD", **at(PLANT)), into, by=cast.farm)
    cast.capture(
        seen(3, [pallet], biz_step="receiving", **at(COUNTER)), ended(4, 60, **at(COUNTER)), by=cast.shop
    )
    assert stock(cast) == []
    told = locate(cast, L)
    assert (told.state, told.since) == ("destroyed", "2026-03-01T00:04:00.000Z")


def test_an_amount_that_nobody_told_leaves_an_amount_that_nobody_knows(at_the_shop: Cast) -> None:
    at_the_shop.capture(ended(4, None, **at(COUNTER)), by=at_the_shop.shop)
    assert stock(at_the_shop) == [(PLANT, 40), (COUNTER, None)]


def test_the_order_of_arrival_does_not_matter(cast: Cast) -> None:
    told = [
        (of_lot(1, "commissioning", 100, "ADD", **at(PLANT)), cast.farm),
        (of_lot(3, "receiving", 60, **at(COUNTER)), cast.shop),
        (ended(4, 50, **at(COUNTER)), cast.shop),
    ]
    for n, order in enumerate(permutations(told)):
        other = lot_of(FARM, f"O{n}")
        for one, by in order:
            renamed = tuple(replace(element, epc_class=other) for element in one.quantity_list)
            cast.capture(replace(one, event_id=f"{one.event_id}/{n}", quantity_list=renamed), by=by)
        assert stock(cast, other) == [(PLANT, 100), (COUNTER, 10)]


def test_a_co_packer_uses_up_what_is_its_own(cast: Cast) -> None:
    raw, brand = lot_of(SHOP, "RAW"), lot_of(FARM, "BRAND")
    begun = event(
        "ObjectEvent", 1, action="ADD", biz_step="commissioning", quantity_list=[(raw, 100)], **at(COUNTER)
    )
    cast.capture(begun, turned(6, [(raw, 70)], [(brand, 60)], **at(COUNTER)), by=cast.shop)
    assert stock(cast, raw) == [(COUNTER, 30)]
    (row,) = trace(cast, raw).summary.balance
    assert (row.lot, row.made, row.consumed, row.on_hand) == (raw, 100, 70, 30)
    # What came out is claimed of another's key: it is there, and marked.
    assert stock(cast, brand) == [(COUNTER, 60)]
    assert [row.claim for row in trace(cast, brand).summary.stock] == [True]


def test_and_what_it_has_of_another_s(at_the_shop: Cast) -> None:
    cast = at_the_shop
    cast.capture(turned(6, [(L, 70)], [(lot_of(FARM, "BRAND"), 60)], **at(COUNTER)), by=cast.shop)
    assert stock(cast) == [(PLANT, 40)]
    (row,) = trace(cast, L, "back").summary.balance
    assert (row.made, row.on_hand, row.shipped, row.consumed) == (100, 40, 60, 0)
