"""Items that were put into something, or into which something was put, stay in the numbers of their recall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.app.tracing.asking import ids, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    event,
    item,
    lot,
    packed,
    place,
    seen,
    sscc,
    turned,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

PLANT, SHOP = place(1), place(1, "9522222")
MILK, AGENT, LOT = lot(1, "M"), lot(7, "A"), lot(2, "L")
CANS = [item(2, n) for n in range(1, 5)]
LOGGER = "https://id.gs1.org/8004/9520000LOG1"
CASE, CRATE = item(5, "c1"), sscc(1)


def _line(minute: int = 1) -> Event:
    return turned(minute, [MILK], [], output_epc_list=CANS, ilmd={LOT_NUMBER: "L"}, **at(PLANT))


def test_a_can_to_which_somebody_ties_a_logger_is_still_an_item(cast: Cast) -> None:
    cast.capture(_line(), seen(5, CANS, biz_step="receiving", **at(SHOP)))
    tied = event("AssociationEvent", 6, action="ADD", parent_id=CANS[0], child_epcs=[LOGGER])
    cast.capture(tied, by=cast.shop)

    summary = trace(cast, MILK, "forward").summary

    assert (summary.objects, summary.containers) == (5, 0), "the logger goes with it"
    assert {row.id: row.objects for row in summary.locations} == {SHOP: 4}
    assert [(row.lot, row.items, row.made) for row in summary.balance if row.items] == [(LOT, True, 4)]


def test_a_kit_is_an_item_and_a_pallet_is_none(cast: Cast) -> None:
    cast.capture(_line(), packed(3, CRATE, CANS[:2]), packed(4, CANS[2], [item(9, "part")]))

    summary = trace(cast, CRATE, "forward").summary
    assert (summary.objects, summary.containers) == (2, 1)
    assert trace(cast, MILK, "forward").summary.objects == 5, "the part goes with the kit"


def test_an_amount_of_a_lot_may_be_any_of_its_cans(cast: Cast) -> None:
    """The cans are known to come from the line alone; then some of their lot goes into a crate without being named."""
    cast.capture(
        _line(),
        packed(3, CRATE, [], child_quantity_list=[LOT]),
        turned(4, [(AGENT, 1)], [], input_epc_list=[CRATE], output_epc_list=[CRATE]),
    )
    assert {LOT, *CANS} <= ids(trace(cast, AGENT, "forward"))
    assert AGENT in ids(trace(cast, CANS[0], "back"))


def test_so_may_an_amount_in_a_case_of_a_lot(cast: Cast) -> None:
    cast.capture(
        turned(1, [(AGENT, 1)], [], output_epc_list=[CASE], ilmd={LOT_NUMBER: "C"}),
        _line(2),
        packed(3, CASE, [], child_quantity_list=[(LOT, 4)]),
    )
    assert CANS[0] in ids(trace(cast, AGENT, "forward"))
    assert AGENT in ids(trace(cast, CANS[0], "back"))
