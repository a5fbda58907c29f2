"""Who may end a thing: the owner of its key, and whoever has it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from headwater.epcis.model import Place
from headwater.events.models import Finding
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.tracing import queries, rebuilding
from tests.app.tracing.capturing import declared_wrong, event, gtin, made, place, seen, turned

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"
"""Prefixes of the cast's farm and shop."""
BODY = f"0{FARM}00001"
ITEM = f"https://id.gs1.org/01/{BODY}{check_digit(BODY)}/21/A7"


@pytest.fixture
def made_and_shipped(cast: Cast) -> Cast:
    cast.capture(
        made(1, (ITEM,), biz_location=Place(place(1, FARM))),
        seen(2, (ITEM,), biz_step="shipping"),
        by=cast.farm,
    )
    return cast


def _sold(minute: int) -> Event:
    return event("ObjectEvent", minute, action="DELETE", epc_list=(ITEM,), biz_step="retail_selling")


def _state(cast: Cast) -> str | None:
    return queries.locate([identify(ITEM)], viewer=cast.operator)[0].state


def test_a_shop_sells_what_it_received(made_and_shipped: Cast) -> None:
    cast = made_and_shipped
    cast.capture(seen(3, (ITEM,), biz_step="receiving", biz_location=Place(place(1, SHOP))), by=cast.shop)

    cast.capture(_sold(4), by=cast.shop)

    assert _state(cast) == "sold"
    assert not Finding.objects.exists()


def test_receipt_and_sale_may_come_together(made_and_shipped: Cast) -> None:
    cast = made_and_shipped

    cast.capture(
        seen(3, (ITEM,), biz_step="receiving", biz_location=Place(place(1, SHOP))), _sold(4), by=cast.shop
    )

    assert _state(cast) == "sold"
    assert not Finding.objects.exists()


def test_a_stranger_cannot_end_what_stands_elsewhere(made_and_shipped: Cast) -> None:
    cast = made_and_shipped

    cast.capture(_sold(3), by=cast.shop)

    assert _state(cast) != "sold"
    assert [finding.kind for finding in Finding.objects.all()] == [Finding.Kind.CLAIM]


def test_a_claim_stays_in_scope(cast: Cast) -> None:
    poison = f"https://id.gs1.org/01/{gtin(9)}/10/POISON"
    packed_by_other = f"https://id.gs1.org/01/{BODY}{check_digit(BODY)}/10/COPACK"

    cast.capture(turned(5, [poison], [packed_by_other]), by=cast.shop)

    assert [finding.kind for finding in Finding.objects.all()] == [Finding.Kind.CLAIM]
    forward = queries.trace(identify(poison), viewer=cast.operator, direction="forward")
    assert packed_by_other in {node.id for node in forward.nodes}
    assert [edge.claim for edge in forward.edges] == [True]
    back = queries.trace(identify(packed_by_other), viewer=cast.operator, direction="back")
    assert poison in {node.id for node in back.nodes}


def test_nothing_is_known_of_a_lot_before_anything_named_it(cast: Cast) -> None:
    milk, cheese = (f"https://id.gs1.org/01/{gtin(n)}/10/L" for n in (1, 2))
    cast.capture(turned(5, [milk], [cheese]))

    with pytest.raises(queries.UnknownSubject):
        queries.trace(identify(milk), viewer=cast.operator, at=datetime(2020, 1, 1, tzinfo=UTC))


GTIN = f"{BODY}{check_digit(BODY)}"
CANS = [f"https://id.gs1.org/01/{GTIN}/21/{n}" for n in (1, 2)]
LOT = f"https://id.gs1.org/01/{GTIN}/10/K1"
MILK = f"https://id.gs1.org/01/{gtin(1)}/10/M"


def _edges(cast: Cast, subject: str, **asked: Any) -> set[tuple[str, str, str, bool]]:
    traced = queries.trace(identify(subject), viewer=cast.operator, direction="forward", **asked)
    return {(edge.source, edge.target, edge.kind, edge.claim) for edge in traced.edges}


@pytest.fixture
def co_packed(cast: Cast) -> Cast:
    """A brand's cans, commissioned by a co-packer that nobody registered for it."""
    cast.capture(
        turned(5, [(MILK, 10)], [(LOT, 10)]), made(6, CANS, lot_number="K1"), seen(7, CANS[:1]), by=cast.shop
    )
    return cast


def test_what_is_claimed_to_be_of_a_lot_is_in_its_scope(co_packed: Cast) -> None:
    assert _edges(co_packed, MILK) == {
        (MILK, LOT, "transformation", True),
        (LOT, CANS[0], "membership", True),
        (LOT, CANS[1], "membership", True),
    }
    assert _edges(co_packed, LOT, limit=0) == {(LOT, f"{LOT}#objects", "membership", True)}
    assert _edges(co_packed, LOT, detail="objects") == {(LOT, can, "membership", True) for can in CANS}
    back = queries.trace(identify(CANS[1]), viewer=co_packed.operator, direction="back")
    assert {node.id for node in back.nodes} == {CANS[1], LOT, MILK}


def test_a_claim_changes_neither_state_nor_balance_and_is_marked_in_stock(co_packed: Cast) -> None:
    cast = co_packed
    cast.capture(turned(3, [(MILK, 4)], [(LOT, 4)], biz_location=Place(place(1, FARM))), by=cast.farm)

    summary = queries.trace(identify(LOT), viewer=cast.operator, direction="forward").summary

    assert summary.objects == 2
    assert [(one.uom, one.made) for one in summary.balance] == [("KGM", 4)]
    assert [(one.quantity, one.claim) for one in summary.stock] == [(4, False), (10, True)]
    assert queries.locate([identify(CANS[1])], viewer=cast.operator)[0].state is None
    assert Finding.Kind.CONFLICTING_LOTS not in [finding.kind for finding in Finding.objects.all()]
    assert list(rebuilding.verify()) == []


def test_what_a_fact_tells_as_well_is_no_claim(co_packed: Cast) -> None:
    co_packed.capture(made(6, CANS[:1], lot_number="K1"), by=co_packed.farm)

    assert {(target, claim) for _, target, kind, claim in _edges(co_packed, LOT) if kind == "membership"} == {
        (CANS[0], False),
        (CANS[1], True),
    }


def test_a_claim_takes_nothing_out_of_the_lot_that_it_is_of(co_packed: Cast) -> None:
    cast, other = co_packed, LOT.replace("K1", "OTHER")
    cast.capture(made(6, CANS[:1], lot_number="K1"), by=cast.farm)
    cast.capture(made(9, CANS[:1], lot_number="OTHER"), by=cast.shop)

    assert (LOT, CANS[0], "membership", False) in _edges(cast, MILK)
    assert (other, CANS[0], "membership", True) in _edges(cast, other)


def test_one_foreign_code_takes_no_other_out_of_its_lot(cast: Cast) -> None:
    body = f"0{SHOP}00007"
    own = f"https://id.gs1.org/01/{body}{check_digit(body)}"
    cast.capture(made(5, [f"{own}/21/1", CANS[0]], lot_number="S1"), by=cast.shop)

    assert {target for _, target, *_ in _edges(cast, f"{own}/10/S1")} == {f"{own}/21/1"}


def test_a_claim_that_was_declared_wrong_is_out_of_scope(cast: Cast) -> None:
    claim = made(6, CANS, lot_number="K1")
    cast.capture(turned(5, [(MILK, 10)], [(LOT, 10)]))
    cast.capture(claim, declared_wrong(claim), by=cast.shop)

    assert _edges(cast, LOT) == set()
