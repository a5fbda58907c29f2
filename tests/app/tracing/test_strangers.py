"""What others than its owner and its holder tell of a thing: it is seen, and never begun, ended or hidden by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.events.models import Finding
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.tracing import queries, rebuilding
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    destination,
    event,
    lot,
    packed,
    place,
    seen,
    sscc,
    turned,
)

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"
BODY = f"0{FARM}00001"
GTIN = f"https://id.gs1.org/01/{BODY}{check_digit(BODY)}"
CHURNS = [f"{GTIN}/21/{n}" for n in range(3)]
LOT = f"{GTIN}/10/FL"
GRASS, MIX = lot(1, "M"), lot(3, "R")
YARD, COUNTER, STORE = place(1, FARM), place(1, SHOP), place(2, SHOP)
PALLET = sscc(2)


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Churns of the farm's, at its yard."""
    cast.capture(
        turned(1, [GRASS], [], output_epc_list=CHURNS, ilmd={LOT_NUMBER: "FL"}, **at(YARD)), by=cast.farm
    )
    return cast


@pytest.fixture
def at_the_shop(filled: Cast) -> Cast:
    filled.capture(
        seen(2, CHURNS, biz_step="shipping", destination_list=destination(COUNTER)), by=filled.farm
    )
    filled.capture(seen(3, CHURNS, biz_step="receiving", **at(COUNTER)), by=filled.shop)
    return filled


def _summary(cast: Cast) -> Any:
    return trace(cast, GRASS, "forward").summary


ENDINGS = {
    "sold": {"biz_step": "retail_selling"},
    "destroyed": {"biz_step": "destroying"},
    "by word": {"biz_step": "inspecting", "disposition": "destroyed"},
}


@pytest.mark.parametrize("how", ENDINGS)
def test_who_has_them_not_ends_them_by_no_word(how: str, filled: Cast) -> None:
    filled.capture(event("ObjectEvent", 5, action="OBSERVE", epc_list=CHURNS, **ENDINGS[how]), by=filled.shop)

    assert _summary(filled).ended == {}
    assert [row.objects for row in _summary(filled).locations] == [3]
    assert [one.kind for one in Finding.objects.all()] == [Finding.Kind.CLAIM]
    steps = queries.history(identify(CHURNS[0]), viewer=filled.operator).steps
    assert [step.status for step in steps] == ["valid", "claim"]


@pytest.mark.parametrize("how", ENDINGS)
def test_who_has_them_does(how: str, at_the_shop: Cast) -> None:
    sale = event("ObjectEvent", 5, action="OBSERVE", epc_list=CHURNS[:2], **ENDINGS[how])
    at_the_shop.capture(sale, by=at_the_shop.shop)

    assert sum(_summary(at_the_shop).ended.values()) == 2
    assert not Finding.objects.exists()


def test_who_has_them_not_has_seen_them(filled: Cast) -> None:
    filled.capture(
        event(
            "ObjectEvent", 5, action="OBSERVE", epc_list=CHURNS[:1], biz_step="retail_selling", **at(COUNTER)
        ),
        by=filled.shop,
    )
    told = locate(filled, CHURNS[0])
    assert (told.place and told.place.id, told.state) == (COUNTER, None)


def test_who_has_them_not_uses_them_up_for_scope_alone(filled: Cast) -> None:
    filled.capture(turned(5, [], [(MIX, 1)], input_epc_list=CHURNS), by=filled.shop)

    assert MIX in ids(trace(filled, GRASS, "forward"))
    assert _summary(filled).ended == {}


def test_raw_material_of_which_nobody_told_that_it_came_is_used_up(cast: Cast) -> None:
    cast.capture(turned(1, [GRASS], [], output_epc_list=CHURNS, ilmd={LOT_NUMBER: "FL"}), by=cast.farm)
    cast.capture(turned(5, [], [(MIX, 1)], input_epc_list=CHURNS, **at(COUNTER)), by=cast.shop)

    assert _summary(cast).ended == {"consumed": 3}


def test_a_shop_takes_back_what_it_sold(at_the_shop: Cast) -> None:
    cast = at_the_shop
    cast.capture(
        event("ObjectEvent", 4, action="DELETE", epc_list=CHURNS, biz_step="retail_selling", **at(COUNTER)),
        by=cast.shop,
    )
    assert _summary(cast).ended == {"sold": 3}
    back = {"biz_step": "receiving", "disposition": "returned"}
    cast.capture(
        event("ObjectEvent", 6, action="ADD", epc_list=CHURNS[:1], **back, **at(COUNTER)), by=cast.shop
    )

    told = locate(cast, CHURNS[0])
    assert (told.place and told.place.id, told.state) == (COUNTER, "returned")
    assert _summary(cast).ended == {"sold": 2}

    cast.capture(
        packed(8, PALLET, CHURNS[:1], **at(STORE)),
        seen(9, [PALLET], biz_step="shipping", destination_list=destination(YARD)),
        by=cast.shop,
    )
    cast.capture(turned(12, [], [(MIX, 60)], input_epc_list=[PALLET], **at(YARD)), by=cast.farm)
    assert MIX in ids(trace(cast, CHURNS[0], "forward"))
    assert list(rebuilding.verify()) == []


def test_what_a_stranger_commissions_is_where_they_say(cast: Cast) -> None:
    """A co-packer that nobody registered: its cans are in scope, so they must be found."""
    cast.capture(
        turned(1, [GRASS], [], output_epc_list=CHURNS[:1], ilmd={LOT_NUMBER: "FL"}, **at(COUNTER)),
        by=cast.shop,
    )
    cast.capture(
        event("ObjectEvent", 2, action="ADD", epc_list=CHURNS[1:], ilmd={LOT_NUMBER: "FL"}, **at(STORE)),
        by=cast.shop,
    )
    summary = trace(cast, LOT, "forward").summary
    assert {row.id: row.objects for row in summary.locations} == {COUNTER: 1, STORE: 2}
    assert [row for row in summary.balance if row.items] == []
    assert [locate(cast, churn).place.id for churn in CHURNS] == [COUNTER, STORE, STORE]  # type: ignore[union-attr]


def _stock(cast: Cast) -> list[tuple[Any, ...]]:
    rows = trace(cast, LOT, "forward").summary.stock
    return [(row.place and row.place.id, row.quantity, row.via, row.claim) for row in rows]


def test_what_a_stranger_makes_by_quantity_is_there_and_marked(cast: Cast) -> None:
    cast.capture(
        turned(1, [GRASS], [(LOT, 100)], **at(COUNTER)),
        packed(2, PALLET, [], child_quantity_list=[(LOT, 60)], **at(COUNTER)),
        by=cast.shop,
    )
    assert _stock(cast) == [(COUNTER, 40, None, True), (COUNTER, 60, PALLET, False)]
    assert trace(cast, LOT, "forward").summary.balance == []


@pytest.mark.parametrize("first", ["shop", "farm"])
def test_the_owner_s_word_stands_beside_it(first: str, cast: Cast) -> None:
    """It may be the same or not: what nobody can tell is not left out."""
    minutes = {"shop": 1, "farm": 3} if first == "shop" else {"shop": 3, "farm": 1}
    cast.capture(turned(minutes["shop"], [GRASS], [(LOT, 100)], **at(COUNTER)), by=cast.shop)
    cast.capture(turned(minutes["farm"], [GRASS], [(LOT, 90)], **at(COUNTER)), by=cast.farm)

    assert sorted(_stock(cast)) == [(COUNTER, 90, None, False), (COUNTER, 100, None, True)]


def test_what_was_received_stands_beside_it(cast: Cast) -> None:
    cast.capture(turned(1, [GRASS], [(LOT, 100)], **at(YARD)), by=cast.farm)
    sent = {"quantity_list": [(LOT, 50)], "action": "OBSERVE"}
    cast.capture(
        event(
            "ObjectEvent", 2, **sent, biz_step="shipping", destination_list=destination(COUNTER), **at(YARD)
        ),
        by=cast.farm,
    )
    cast.capture(
        turned(3, [GRASS], [(LOT, 20)], **at(COUNTER)),
        event("ObjectEvent", 4, **sent, biz_step="receiving", **at(COUNTER)),
        by=cast.shop,
    )
    cast.capture(turned(5, [GRASS], [(LOT, 10)], **at(COUNTER)), by=cast.farm)

    at_the_shop = sorted(row[1:] for row in _stock(cast) if row[0] == COUNTER)
    assert at_the_shop == [(20, None, True), (60, None, False)]


@pytest.mark.parametrize("step", ["retail_selling", "stock_taking"])
def test_a_stranger_sells_and_counts_nothing_away(step: str, cast: Cast) -> None:
    cast.capture(turned(1, [GRASS], [(LOT, 100)], **at(YARD)), by=cast.farm)
    cast.capture(
        event("ObjectEvent", 5, action="OBSERVE", biz_step=step, quantity_list=[(LOT, 1)], **at(YARD)),
        by=cast.shop,
    )
    assert _stock(cast) == [(YARD, 100, None, False)]
