"""Who may end a thing: the owner of its key, and whoever has it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from headwater.epcis.model import Place
from headwater.events.models import Finding
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.tracing import queries
from tests.app.tracing.capturing import event, gtin, made, place, seen, turned

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
