"""What happened at one instant, as clocks that know only the day have it: no hash decides what is in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.epcis.model import Place
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    destination,
    ended,
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

PLANT, SHOP = place(1), place(1, "9522222")
MILK, AGENT, LOT, MIX = lot(1, "M"), lot(7, "A"), lot(2, "L"), lot(3, "R")
CANS = [item(2, n) for n in range(1, 5)]
CASE, PALLET = sscc(1), sscc(2)
TOTE = "https://id.gs1.org/8003/09520000000011T1"
VARIANTS = range(4)
"""Events that differ in their read point alone, and so in their hash."""


def _seen_at(n: int) -> Place:
    return Place(place(20 + n))


def _tipped(minute: int, epc: str) -> Event:
    return turned(minute, [], [(MIX, 60)], input_epc_list=[epc])


@pytest.mark.parametrize("n", VARIANTS)
def test_what_was_packed_and_tipped_at_once_went_in(n: int, cast: Cast) -> None:
    cast.capture(
        made(1, CANS, lot_number="L"),
        packed(5, CASE, CANS, child_quantity_list=[(AGENT, 4)], read_point=_seen_at(n)),
        packed(5, PALLET, [CASE], read_point=_seen_at(n)),
        _tipped(5, PALLET),
    )
    for origin in (LOT, CANS[0], AGENT):
        assert MIX in ids(trace(cast, origin, "forward")), origin
        assert origin in ids(trace(cast, MIX, "back")), origin


@pytest.mark.parametrize("n", VARIANTS)
def test_what_was_moved_elsewhere_at_that_instant_may_have_gone_in(n: int, cast: Cast) -> None:
    cast.capture(
        made(1, CANS, lot_number="L"),
        packed(2, CASE, CANS),
        packed(5, PALLET, CANS, read_point=_seen_at(n)),
        _tipped(5, CASE),
    )
    assert MIX in ids(trace(cast, LOT, "forward"))


@pytest.mark.parametrize("n", VARIANTS)
def test_what_was_packed_and_treated_at_once_was_treated(n: int, cast: Cast) -> None:
    cast.capture(
        made(1, CANS, lot_number="L"),
        packed(5, CASE, CANS, read_point=_seen_at(n)),
        turned(5, [(AGENT, 1)], [], input_epc_list=[CASE], output_epc_list=[CASE]),
    )
    assert CANS[0] in ids(trace(cast, AGENT, "forward"))


@pytest.mark.parametrize("n", VARIANTS)
def test_a_tote_is_begun_anew_before_it_is_filled(n: int, cast: Cast) -> None:
    other = [item(8, k) for k in range(2)]
    cast.capture(
        made(1, [TOTE]),
        made(1, [*CANS, *other]),
        packed(2, TOTE, other),
        ended(3, [TOTE]),
        made(5, [TOTE], read_point=_seen_at(n)),
        packed(5, TOTE, CANS, child_quantity_list=[(AGENT, 4)], read_point=_seen_at(n), **at(PLANT)),
        seen(5, [TOTE], biz_step="receiving", **at(SHOP)),
        _tipped(6, TOTE),
    )
    assert MIX in ids(trace(cast, CANS[0], "forward"))
    assert MIX in ids(trace(cast, AGENT, "forward"))
    assert MIX not in ids(trace(cast, other[0], "forward")), "that was in the tote before"
    assert locate(cast, CANS[0]).state == "consumed"


@pytest.mark.parametrize("n", VARIANTS)
def test_a_day_is_told_as_one_instant(n: int, cast: Cast) -> None:
    """Made, packed, shipped and received on one day, and some of it used there."""
    cast.capture(
        turned(5, [(MILK, 9)], [(LOT, 100)], read_point=_seen_at(n), **at(PLANT)),
        packed(5, CASE, [], child_quantity_list=[(LOT, 100)], read_point=_seen_at(n), **at(PLANT)),
        seen(5, [CASE], biz_step="shipping", destination_list=destination(SHOP)),
        seen(5, [CASE], biz_step="receiving", **at(SHOP)),
    )
    (row,) = trace(cast, LOT, "forward").summary.stock
    assert (row.place and row.place.id, row.quantity, row.via) == (SHOP, 100, CASE)


@pytest.mark.parametrize("n", VARIANTS)
def test_what_was_made_and_used_at_once_is_used(n: int, cast: Cast) -> None:
    cast.capture(
        turned(5, [(MILK, 9)], [(LOT, 100)], read_point=_seen_at(n), **at(PLANT)),
        turned(5, [(LOT, 100)], [(MIX, 100)], **at(PLANT)),
        turned(5, [MILK], [], output_epc_list=CANS, ilmd={LOT_NUMBER: "C"}, read_point=_seen_at(n)),
        _tipped(5, CANS[0]),
    )
    assert {row.lot for row in trace(cast, LOT, "forward").summary.stock} == {MIX}
    assert locate(cast, CANS[0]).state == "consumed"
