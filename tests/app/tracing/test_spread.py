"""Where a lot is: its items by place and state, and its amounts; as much of it as the viewer sees."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.app.tracing.asking import locate, trace
from tests.app.tracing.capturing import (
    at,
    declared_wrong,
    destination,
    event,
    gtin,
    item,
    lot,
    made,
    moment,
    packed,
    place,
    seen,
    sscc,
    turned,
)

if TYPE_CHECKING:
    from headwater.tracing.answers import Located
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"
PLANT, STORE, COUNTER = place(1), place(2), place(1, SHOP)
CANS = [item(1, n) for n in range(1, 13)]
L7 = f"https://id.gs1.org/01/{gtin(1)}/10/L7"


def items(answer: Located) -> list[tuple[str | None, str | None, int | None]]:
    return [
        (
            f"→ {part.destination.id if part.destination else ''}"
            if part.in_transit
            else (part.place.id if part.place else None),
            part.state,
            part.objects,
        )
        for part in answer.parts
    ]


def test_items_of_a_lot_are_told_by_place_and_state(cast: Cast) -> None:
    pallet = sscc(1)
    cast.capture(
        made(1, CANS, lot_number="L7", **at(PLANT)),
        packed(2, pallet, CANS[:6]),
        event(
            "ObjectEvent", 3, action="OBSERVE", epc_list=[pallet], biz_step="shipping",
            destination_list=destination(STORE),
        ),
        seen(4, CANS[6:9], biz_step="receiving", disposition="in_progress", **at(COUNTER)),
        seen(5, CANS[8:9], biz_step="retail_selling", disposition="retail_sold", **at(COUNTER)),
    )  # fmt: skip

    assert items(locate(cast, L7)) == [
        (f"→ {STORE}", None, 6),
        (PLANT, None, 3),
        (COUNTER, "in_progress", 2),
        (COUNTER, "sold", 1),
    ]
    assert locate(cast, CANS[0]).parts == []


def test_what_was_declared_wrong_moves_nothing(cast: Cast) -> None:
    moved = seen(4, CANS[:5], **at(STORE))
    cast.capture(made(1, CANS, lot_number="L7", **at(PLANT)), moved, declared_wrong(moved))

    assert items(locate(cast, L7)) == [(PLANT, None, 12)]


def test_of_a_lot_without_codes_the_stock_is_told(cast: Cast) -> None:
    milk = lot(2, "MILK")
    cast.capture(
        turned(1, [lot(3, "RAW")], [(milk, 100)], **at(PLANT)),
        event("ObjectEvent", 2, action="OBSERVE", quantity_list=[(milk, 40)], biz_step="shipping", **at(PLANT)),
        event("ObjectEvent", 3, action="OBSERVE", quantity_list=[(milk, 40)], biz_step="receiving", **at(STORE)),
    )  # fmt: skip

    answer = locate(cast, milk)
    (row,) = [part for part in answer.parts if part.place and part.place.id == STORE]
    stock = trace(cast, milk, "forward").summary.stock
    assert [(part.place, part.quantity, part.uom, part.objects) for part in answer.parts] == [
        (one.place, one.quantity, one.uom, None) for one in stock
    ]
    assert str(row.quantity) == "40"


def test_a_viewer_counts_what_it_sees(cast: Cast) -> None:
    to_shop = {"destination_list": destination(COUNTER)}
    cast.capture(made(1, CANS[:4], lot_number="L7", **at(PLANT), **to_shop))
    cast.capture(made(1, CANS[4:], lot_number="L7", **at(PLANT)))
    received = seen(2, CANS[:5], quantity_list=[(L7, 5)], **at(COUNTER))
    cast.capture(received, by=cast.shop)

    cans, amount = (COUNTER, None, 4), (COUNTER, None, None)
    assert items(locate(cast, L7)) == [(PLANT, None, 7), (COUNTER, None, 5), amount]
    # That the fifth is of the lot, no event tells that the shop sees.
    assert items(locate(cast, L7, viewer=cast.viewer(cast.shop))) == [cans, amount]


def test_at_a_time_it_is_where_it_was(cast: Cast) -> None:
    cast.capture(made(1, CANS, lot_number="L7", **at(PLANT)), seen(600, CANS, **at(STORE)))

    assert items(locate(cast, L7, at=datetime.fromisoformat(moment(599)))) == [(PLANT, None, 12)]
    assert items(locate(cast, L7)) == [(STORE, None, 12)]
