"""Shipments and receipts of amounts: told twice, late, early, elsewhere, or not at all, no goods are lost of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from headwater.epcis.model import Place, Typed
from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import at, destination, event, lot, place, turned

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

FARM, SHOP, ELSEWHERE = place(1, "9521111"), place(1, "9522222"), place(9)
LOT = lot(1, "MILK")


def told(minute: int, step: str, amount: int, action: str = "OBSERVE", **fields: Any) -> Event:
    return event("ObjectEvent", minute, action=action, biz_step=step, quantity_list=[(LOT, amount)], **fields)


def at_farm(amount: int) -> Event:
    return told(1, "commissioning", amount, "ADD", **at(FARM))


def received(minute: int, amount: int, here: str = SHOP) -> Event:
    """From the farm."""
    return told(minute, "receiving", amount, source_list=(Typed(FARM, "location"),), **at(here))


def shipped(minute: int, amount: int, to: str | None = SHOP) -> Event:
    """By the farm."""
    there = {} if to is None else {"destination_list": destination(to)}
    return told(minute, "shipping", amount, read_point=Place(FARM), **there)


def stock(cast: Cast) -> dict[str, int]:
    """How much is at each place, and "→" for the way to each."""
    return {
        row.place.id if row.place else f"→{row.destination.id if row.destination else ''}": int(
            row.quantity or 0
        )
        for row in trace(cast, LOT, "forward").summary.stock
        if row.lot == LOT
    }


@pytest.mark.parametrize(
    ("time", "amount", "there"),
    [
        ("2026-03-01T00:04", 60, 0),
        ("2026-03-01T00:04", 100, 0),
        ("2026-03-01T00:04", 130, 30),
        ("2026-03-02T00:03", 100, 0),
        ("2026-03-02T00:04", 100, 100),
    ],
)
def test_a_receipt_dated_after_the_use_brings_nothing_twice(
    cast: Cast, time: str, amount: int, there: int
) -> None:
    """The clock of the scale is slow: 100 were sent, all were used, and then they came. A day later, others have."""
    late = replace(told(4, "receiving", amount, **at(SHOP)), event_time=f"{time}:00.000Z")
    cast.capture(
        at_farm(200), shipped(2, 100), turned(3, [(LOT, 100)], [(lot(2, "TANK"), 100)], **at(SHOP)), late
    )

    assert stock(cast) == {FARM: 100} | ({SHOP: there} if there else {})


def test_a_second_shipment_is_received_whole(cast: Cast) -> None:
    used = turned(3, [(LOT, 100)], [(lot(2, "TANK"), 100)], **at(SHOP))
    cast.capture(at_farm(200), shipped(2, 100), used, shipped(4, 100), told(5, "receiving", 100, **at(SHOP)))

    assert stock(cast) == {SHOP: 100}


@pytest.mark.parametrize("quantity", [10, 50, 60, 100])
def test_a_receipt_dated_before_its_shipping_empties_the_source_once(cast: Cast, quantity: int) -> None:
    cast.capture(at_farm(100), received(4, quantity), shipped(5, quantity))

    assert stock(cast) == {SHOP: quantity} | ({FARM: 100 - quantity} if quantity < 100 else {})


def test_what_is_shipped_elsewhere_is_not_what_was_received(cast: Cast) -> None:
    cast.capture(at_farm(100), received(4, 60), shipped(5, 40, ELSEWHERE))

    assert stock(cast) == {SHOP: 60, f"→{ELSEWHERE}": 40}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([received(6, 60), received(7, 60)], {SHOP: 120}),
        ([received(6, 60, ELSEWHERE)], {ELSEWHERE: 60, f"→{SHOP}": 60}),
        (
            [
                told(6, "storing", 60, **at(SHOP)),
                turned(7, [(LOT, 60)], [(lot(2, "TANK"), 60)], **at(SHOP)),
                received(9, 60),
            ],
            {SHOP: 60},
        ),
    ],
    ids=["at the dock, then in the store", "elsewhere than it was sent", "seen, used, received late"],
)
def test_what_was_shipped_has_left_its_place_but_once(
    cast: Cast, more: list[Event], expected: dict[str, int]
) -> None:
    """However its receipts are told: the rest is still where it was."""
    cast.capture(at_farm(100), shipped(5, 60), *more)

    assert stock(cast) == {FARM: 40} | expected


def test_what_may_have_arrived_before_it_was_shipped_empties_no_place(cast: Cast) -> None:
    """The shipping says not where it goes: of 88, 76 must be what was received, and 12 may be."""
    cast.capture(at_farm(100), received(4, 88), shipped(5, 88, None))

    assert stock(cast) == {FARM: 12, SHOP: 88, "→": 12}
