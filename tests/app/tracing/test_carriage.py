"""Amounts in containers: what happens to a container happens to what is in it, in the stock and in the books."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from headwater.epcis.model import Place
from tests.app.tracing.asking import locate, trace
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
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"
PLANT, STORE, COUNTER = place(1, FARM), place(2, FARM), place(1, SHOP)
L, CASE, PALLET = lot(1, "L"), sscc(1), sscc(2)


def begun(amount: int = 100) -> Event:
    return event(
        "ObjectEvent", 1, action="ADD", biz_step="commissioning", quantity_list=[(L, amount)], **at(PLANT)
    )


def put_in(minute: int, container: str = PALLET, amount: int = 60) -> Event:
    return packed(minute, container, [], child_quantity_list=[(L, amount)], biz_step="packing", **at(PLANT))


def shipped(minute: int, container: str = PALLET, to: str = COUNTER) -> Event:
    return seen(
        minute, [container], biz_step="shipping", destination_list=destination(to), read_point=Place(PLANT)
    )


def received(minute: int, container: str = PALLET, where: str = COUNTER) -> Event:
    return seen(minute, [container], biz_step="receiving", **at(where))


def destroyed(minute: int, container: str, where: str) -> Event:
    return event(
        "ObjectEvent", minute, action="DELETE", biz_step="destroying", disposition="destroyed",
        epc_list=[container], read_point=Place(where),
    )  # fmt: skip


def books(cast: Cast, subject: str = L) -> dict[str, int]:
    """The columns that are not nothing, of the one row that is told by quantity."""
    (row,) = [row for row in trace(cast, subject).summary.balance if row.lot == subject and not row.items]
    names = (
        "made",
        "received",
        "on_hand",
        "shipped",
        "consumed",
        "sampled",
        "lost",
        "returned",
        "unaccounted",
    )
    columns = {name: getattr(row, name) for name in names}
    assert columns["made"] + columns["received"] == sum(columns[name] for name in names[2:])
    return {name: int(amount) for name, amount in columns.items() if amount}


def stock(cast: Cast, subject: str = L) -> list[tuple[str | None, int, str | None]]:
    return [
        (
            f"→ {row.destination.id if row.destination else ''}"
            if row.in_transit
            else (row.place.id if row.place else None),
            int(row.quantity or 0),
            row.via,
        )
        for row in trace(cast, subject, "forward").summary.stock
        if row.lot == subject
    ]


def test_a_pallet_of_a_lot_that_a_customer_has_was_shipped(cast: Cast) -> None:
    cast.capture(begun(), put_in(2), by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 100}
    cast.capture(shipped(3), by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 40, "shipped": 60}
    assert stock(cast) == [(PLANT, 40, None), (f"→ {COUNTER}", 60, PALLET)]
    cast.capture(received(4), by=cast.shop)
    assert books(cast) == {"made": 100, "on_hand": 40, "shipped": 60}
    assert stock(cast) == [(PLANT, 40, None), (COUNTER, 60, PALLET)]


def test_a_pallet_that_a_customer_received_left_though_nobody_reported_it(cast: Cast) -> None:
    cast.capture(begun(), put_in(2), by=cast.farm)
    cast.capture(received(4), by=cast.shop)
    assert books(cast) == {"made": 100, "on_hand": 40, "shipped": 60}


def test_a_pallet_between_sites_of_its_maker_stays_on_hand(cast: Cast) -> None:
    cast.capture(begun(), put_in(2), shipped(3, to=STORE), by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 100}
    cast.capture(received(4, where=STORE), by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 100}
    assert stock(cast) == [(PLANT, 40, None), (STORE, 60, PALLET)]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ({"biz_step": "receiving"}, {"made": 100, "shipped": 60, "received": 60, "on_hand": 100}),
        ({"biz_step": "void_shipping"}, {"made": 100, "on_hand": 100}),
        (
            {"biz_step": "receiving", "disposition": "returned"},
            {"made": 100, "on_hand": 40, "returned": 60},
        ),
    ],
    ids=["received", "voided", "returned"],
)
def test_a_pallet_that_comes_back(cast: Cast, back: dict[str, str], expected: dict[str, int]) -> None:
    cast.capture(begun(), put_in(2), shipped(3), seen(5, [PALLET], **back, **at(PLANT)), by=cast.farm)
    assert books(cast) == expected
    assert stock(cast) == [(PLANT, 40, None), (PLANT, 60, PALLET)]


def test_a_pallet_whose_shipping_is_taken_back_is_where_it_was(cast: Cast) -> None:
    cast.capture(begun(), put_in(2), shipped(3), seen(5, [PALLET], biz_step="void_shipping"), by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 100}
    assert stock(cast) == [(PLANT, 40, None), (PLANT, 60, PALLET)]


def test_what_was_unpacked_at_a_customer_is_there_and_shipped(cast: Cast) -> None:
    cast.capture(begun(), put_in(2), by=cast.farm)
    cast.capture(unpacked(5, PALLET, [], child_quantity_list=[(L, 20)], **at(COUNTER)), by=cast.shop)
    assert books(cast) == {"made": 100, "on_hand": 40, "shipped": 60}
    assert stock(cast) == [(PLANT, 40, None), (COUNTER, 20, None), (COUNTER, 40, PALLET)]


@pytest.mark.parametrize("inner", [False, True], ids=["the pallet itself", "a case on the pallet"])
def test_what_was_on_a_destroyed_pallet_is_gone(cast: Cast, inner: bool) -> None:
    container = CASE if inner else PALLET
    cast.capture(begun(), put_in(2, container), by=cast.farm)
    if inner:
        cast.capture(packed(3, PALLET, [CASE], **at(PLANT)), by=cast.farm)
    cast.capture(destroyed(9, PALLET, PLANT), by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 40, "lost": 60}
    assert stock(cast) == [(PLANT, 40, None)]
    assert [part.quantity for part in locate(cast, L).parts] == [40]


def test_what_a_customer_destroys_was_shipped(cast: Cast) -> None:
    cast.capture(begun(60), put_in(2), shipped(3), by=cast.farm)
    cast.capture(received(4), destroyed(9, PALLET, COUNTER), by=cast.shop)
    assert books(cast) == {"made": 60, "shipped": 60}
    assert stock(cast) == []
    told = locate(cast, L)
    assert (told.state, told.since) == ("destroyed", "2026-03-01T00:09:00.000Z")


def test_what_was_sold_with_its_case_is_gone(cast: Cast) -> None:
    sold = seen(9, [CASE], biz_step="retail_selling", **at(PLANT))
    cast.capture(begun(), put_in(2, CASE), sold, by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 40, "shipped": 60}
    assert stock(cast) == [(PLANT, 40, None)]


def test_that_the_label_of_a_pallet_ended_says_nothing_of_what_is_on_it(cast: Cast) -> None:
    gone = event("ObjectEvent", 9, action="DELETE", biz_step="decommissioning", epc_list=[PALLET])
    cast.capture(begun(), put_in(2), gone, by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 100}
    assert stock(cast) == [(PLANT, 40, None), (PLANT, 60, PALLET)]


def test_what_was_in_a_case_that_was_tipped_is_used_up(cast: Cast) -> None:
    rework = lot(2, "R")
    cast.capture(
        begun(),
        put_in(2, CASE),
        turned(5, [], [(rework, 60)], input_epc_list=[CASE], **at(PLANT)),
        by=cast.farm,
    )
    assert books(cast) == {"made": 100, "on_hand": 40, "consumed": 60}
    assert stock(cast) == [(PLANT, 40, None)]
    assert books(cast, rework) == {"made": 60, "on_hand": 60}


def test_what_is_in_a_tote_that_comes_out_again_lives_on(cast: Cast) -> None:
    heated = event("TransformationEvent", 5, input_epc_list=[CASE], output_epc_list=[CASE], **at(PLANT))
    cast.capture(begun(), put_in(2, CASE), heated, by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 100}
    assert stock(cast) == [(PLANT, 40, None), (PLANT, 60, CASE)]


def test_a_tote_that_was_tipped_and_filled_again_holds_only_the_new(cast: Cast) -> None:
    tipped = turned(5, [], [(lot(2, "R"), 60)], input_epc_list=[CASE], **at(PLANT))
    cast.capture(begun(), put_in(2, CASE), tipped, put_in(6, CASE, 30), shipped(7, CASE), by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 10, "shipped": 30, "consumed": 60}
    assert stock(cast) == [(PLANT, 10, None), (f"→ {COUNTER}", 30, CASE)]


def test_what_ends_at_a_place_may_have_stood_there_in_a_container(cast: Cast) -> None:
    ends = event(
        "ObjectEvent", 9, action="DELETE", biz_step="destroying", quantity_list=[(L, 70)], **at(PLANT)
    )
    cast.capture(begun(), put_in(2), ends, by=cast.farm)
    assert books(cast) == {"made": 100, "on_hand": 30, "lost": 70}
    assert stock(cast) == [(PLANT, 30, PALLET)]


def test_the_order_of_arrival_does_not_matter(cast: Cast) -> None:
    for n, order in enumerate(permutations(range(4))):
        other, pallet = lot(1, f"O{n}"), sscc(10 + n)
        into = packed(2, pallet, [], child_quantity_list=[(other, 60)], **at(PLANT))
        told = [
            replace(begun(), quantity_list=into.child_quantity_list),
            into,
            shipped(3, pallet),
            received(4, pallet),
        ]
        for index in order:
            cast.capture(told[index], by=cast.shop if index == 3 else cast.farm)
        assert stock(cast, other) == [(COUNTER, 60, pallet)]
        assert books(cast, other) == {"made": 60, "shipped": 60}


def test_an_amount_that_nobody_made_has_no_books_beside_items(cast: Cast) -> None:
    """A plant that codes its cans and ships pallets by the lot."""
    cast.capture(
        made(1, [item(1, n) for n in range(12)], lot_number="L", **at(PLANT)),
        put_in(2, PALLET, 12),
        shipped(3),
        by=cast.farm,
    )
    (row,) = trace(cast, L).summary.balance
    assert (row.items, row.made, row.on_hand) == (True, 12, 12)
    assert stock(cast) == [(f"→ {COUNTER}", 12, PALLET)]


def test_items_with_codes_hide_no_books(cast: Cast) -> None:
    cast.capture(begun(), made(5, [item(1, 1)], lot_number="L", **at(PLANT)), by=cast.farm)
    assert [(row.items, row.uom, row.made) for row in trace(cast, L).summary.balance] == [
        (False, "KGM", Decimal(100)),
        (True, None, Decimal(1)),
    ]
