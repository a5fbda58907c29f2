"""Where amounts of lots are: by place, in containers, on the way, and with whom; whether items have codes or not."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace as replaced

from headwater.epcis.model import Place, QuantityElement, Typed
from headwater.gs1.identify import identify
from headwater.parties import operations
from headwater.parties.models import Organisation
from tests.app.tracing import asking
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    declared_wrong,
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
    from headwater.parties.actors import Viewer
    from headwater.tracing.answers import Stock, Trace
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"
Q3 = lot(1, "Q3")
PLANT, STORE = place(1), place(2)
D1, D2, D3 = place(1, SHOP), place(2, SHOP), place(1, FARM)

Row = tuple[str | None, str | None, str | None, str | None]
"""(place, or "→ destination"; quantity; unit; container)."""


def trace(cast: Cast, subject: str = Q3, viewer: Viewer | None = None, **asked: Any) -> Trace:
    return asking.trace(cast, subject, **{"direction": "forward", "viewer": viewer} | asked)


def brief(stock: list[Stock]) -> list[Row]:
    rows: list[Row] = []
    for one in stock:
        where = one.place.id if one.place else None
        if one.in_transit:
            where = f"→ {one.destination.id if one.destination else ''}"
        rows.append((where, None if one.quantity is None else str(one.quantity), one.uom, one.via))
    return rows


def rows(cast: Cast, subject: str = Q3, **asked: Any) -> list[Row]:
    return brief(trace(cast, subject, **asked).summary.stock)


def making(minute: int = 10, amount: int | str = 100, **fields: Any) -> Event:
    return turned(minute, [(lot(9, "MILK"), 500)], [(Q3, amount)], **(at(PLANT) | fields))


def of_lot(minute: int, step: str, amount: int | str | None, action: str = "OBSERVE", **fields: Any) -> Event:
    quantities = [Q3] if amount is None else [(Q3, amount)]
    return event(
        "ObjectEvent", minute, action=action, biz_step=step, quantity_list=quantities, epc_list=[], **fields
    )


def shipped(minute: int, amount: int | str | None, to: str, **fields: Any) -> Event:
    return of_lot(minute, "shipping", amount, destination_list=destination(to), **fields)


def test_a_pallet_takes_a_part_of_a_lot_to_a_customer(cast: Cast) -> None:
    pallet = sscc(33)
    into = packed(20, pallet, [], child_quantity_list=[(Q3, 60)], biz_step="packing", **at(PLANT))
    cast.capture(making(), into)
    assert rows(cast) == [(PLANT, "40", "KGM", None), (PLANT, "60", "KGM", pallet)]

    leaves = seen(30, [pallet], biz_step="shipping", destination_list=destination(D1))
    cast.capture(leaves)
    assert rows(cast) == [(PLANT, "40", "KGM", None), (f"→ {D1}", "60", "KGM", pallet)]

    arrives = seen(40, [pallet], biz_step="receiving", **at(D1))
    cast.capture(arrives, by=cast.shop)

    found = trace(cast)
    assert brief(found.summary.stock) == [(PLANT, "40", "KGM", None), (D1, "60", "KGM", pallet)]
    here, there = found.summary.stock
    assert here.holder is not None
    assert there.holder is not None
    assert (here.holder.name, there.holder.name) == ("Clearwater Dairy", "Corner Shop")
    assert (here.since, there.since) == ("2026-03-01T00:10:00.000Z", "2026-03-01T00:40:00.000Z")
    assert pallet in {node.id for node in found.nodes if node.kind == "container"}
    (edge,) = [edge for edge in found.edges if edge.kind == "containment"]
    assert (edge.source, edge.target, edge.event, edge.until) == (Q3, pallet, into.event_id, None)
    assert edge.quantity is not None
    assert (edge.quantity.value, edge.quantity.uom) == (Decimal(60), "KGM")
    assert edge.place is not None
    assert edge.place.id == PLANT


def test_a_pallet_inside_another_stands_where_that_stands(cast: Cast) -> None:
    case, pallet = sscc(1), sscc(2)
    cast.capture(
        making(),
        packed(20, case, [], child_quantity_list=[(Q3, 60)], **at(PLANT)),
        packed(21, pallet, [case], **at(PLANT)),
        seen(30, [pallet], biz_step="receiving", **at(D1)),
    )

    found = trace(cast)
    assert brief(found.summary.stock) == [(PLANT, "40", "KGM", None), (D1, "60", "KGM", case)]
    assert [(e.source, e.target) for e in found.edges if e.kind == "containment"] == [
        (case, pallet),
        (Q3, case),
    ]


def test_a_lot_received_at_three_dealers_is_at_all_three(cast: Cast) -> None:
    cast.capture(
        of_lot(10, "receiving", 30, **at(D1)),
        of_lot(20, "receiving", 30, **at(D2)),
        of_lot(30, "receiving", 40, **at(D3)),
    )
    assert sorted(rows(cast)) == sorted(
        [(D1, "30", "KGM", None), (D2, "30", "KGM", None), (D3, "40", "KGM", None)]
    )


def test_a_lot_seen_at_three_dealers_is_at_all_three_and_where_it_was_made(cast: Cast) -> None:
    cast.capture(making(), *(of_lot(20 + n, "storing", 30, **at(one)) for n, one in enumerate((D1, D2, D3))))
    assert sorted(rows(cast)) == sorted(
        [(PLANT, "100", "KGM", None), *((one, "30", "KGM", None) for one in (D1, D2, D3))]
    )


def test_a_shipment_is_on_the_way_until_it_is_received(cast: Cast) -> None:
    cast.capture(making(), shipped(20, 60, D1))
    on_the_way = trace(cast).summary.stock
    assert brief(on_the_way) == [(PLANT, "40", "KGM", None), (f"→ {D1}", "60", "KGM", None)]
    assert on_the_way[1].holder is not None
    assert on_the_way[1].holder.name == "Clearwater Dairy"

    cast.capture(of_lot(30, "receiving", 25, **at(D1)), by=cast.shop)
    received = trace(cast).summary.stock
    assert brief(received) == [
        (PLANT, "40", "KGM", None),
        (D1, "25", "KGM", None),
        (f"→ {D1}", "35", "KGM", None),
    ]
    assert received[1].holder is not None
    assert received[1].holder.name == "Corner Shop"


def test_arriving_departing_and_accepting_tell_of_the_same_goods(cast: Cast) -> None:
    cast.capture(
        making(),
        shipped(20, 60, D1, source_list=(Typed(PLANT, "location"),)),
        of_lot(21, "departing", 60),
        of_lot(30, "arriving", 60, **at(D1)),
        of_lot(31, "receiving", 60, **at(D1)),
        of_lot(32, "accepting", 60, **at(D1)),
    )
    assert rows(cast) == [(PLANT, "40", "KGM", None), (D1, "60", "KGM", None)]


def test_the_source_of_a_shipment_is_where_it_is_taken_from(cast: Cast) -> None:
    cast.capture(
        of_lot(10, "receiving", 50, **at(PLANT)),
        of_lot(11, "receiving", 50, **at(STORE)),
        shipped(20, 20, D1, source_list=(Typed(STORE, "location"),)),
    )
    assert rows(cast) == [
        (PLANT, "50", "KGM", None),
        (STORE, "30", "KGM", None),
        (f"→ {D1}", "20", "KGM", None),
    ]


def test_a_shipment_that_may_come_from_two_places_empties_neither(cast: Cast) -> None:
    cast.capture(
        of_lot(10, "receiving", 20, **at(PLANT)),
        of_lot(11, "receiving", 20, **at(STORE)),
        shipped(20, 20, D1),
    )
    assert rows(cast) == [
        (PLANT, "20", "KGM", None),
        (STORE, "20", "KGM", None),
        (f"→ {D1}", "20", "KGM", None),
    ]


def test_more_shipped_than_was_there_leaves_nothing_and_not_less(cast: Cast) -> None:
    cast.capture(making(), shipped(20, 130, D1, read_point=Place(PLANT)))
    assert rows(cast) == [(f"→ {D1}", "130", "KGM", None)]


def test_a_shipment_taken_back_is_where_it_was(cast: Cast) -> None:
    cast.capture(making(), shipped(20, 60, D1), of_lot(30, "void_shipping", 60))
    assert rows(cast) == [(PLANT, "100", "KGM", None)]


@pytest.mark.parametrize(
    "gone",
    [
        of_lot(20, "sampling", "0.3", action="DELETE"),
        of_lot(20, "destroying", "0.3", action="DELETE", **at(PLANT)),
        of_lot(20, "retail_selling", "0.3", read_point=Place(PLANT)),
        turned(20, [(Q3, "0.3")], [(lot(2, "CHEESE"), 1)]),
    ],
    ids=["sampled", "destroyed", "sold", "used up"],
)
def test_what_was_taken_is_gone_to_the_last_digit(cast: Cast, gone: Event) -> None:
    cast.capture(making(amount="100.1"), gone)
    assert [row for row in rows(cast) if row[1] != "1"] == [(PLANT, "99.8", "KGM", None)]


def test_all_of_it_used_up_is_nowhere(cast: Cast) -> None:
    cheese = lot(2, "CHEESE")
    cast.capture(making(), turned(20, [(Q3, 100)], [(cheese, 10)], **at(PLANT)))
    (row,) = trace(cast).summary.stock
    assert (row.lot, row.quantity) == (cheese, Decimal(10))


def test_what_another_used_up_does_not_empty_the_maker(cast: Cast) -> None:
    cheese = lot(2, "CHEESE")
    cast.capture(making())
    cast.capture(turned(20, [(Q3, 100)], [(cheese, 10)], **at(D1)), by=cast.shop)
    assert [(row.lot, row.place.id) for row in trace(cast).summary.stock if row.place] == [
        (Q3, PLANT),
        (cheese, D1),
    ]


def test_unpacked_it_is_where_the_pallet_stood(cast: Cast) -> None:
    pallet = sscc(1)
    into = packed(20, pallet, [], child_quantity_list=[(Q3, 60)], **at(PLANT))
    there = seen(30, [pallet], biz_step="receiving", **at(D1))
    some = unpacked(40, pallet, [], child_quantity_list=[(Q3, 20)])
    later = seen(45, [pallet], **at(D2))
    every = unpacked(50, pallet)
    cast.capture(making(), into, there, some)
    assert rows(cast) == [
        (PLANT, "40", "KGM", None),
        (D1, "20", "KGM", None),
        (D1, "40", "KGM", pallet),
    ]

    cast.capture(later, every)
    found = trace(cast)
    assert brief(found.summary.stock) == [
        (PLANT, "40", "KGM", None),
        (D1, "20", "KGM", None),
        (D2, "40", "KGM", None),
    ]
    (edge,) = [edge for edge in found.edges if edge.kind == "containment"]
    assert edge.until == "2026-03-01T00:50:00.000Z"


def test_a_pallet_used_again_leaves_what_it_held_where_it_stood(cast: Cast) -> None:
    pallet = sscc(1)
    cast.capture(
        making(),
        packed(20, pallet, [], child_quantity_list=[(Q3, 60)], **at(PLANT)),
        seen(30, [pallet], biz_step="receiving", **at(D1)),
        event("ObjectEvent", 40, action="DELETE", epc_list=[pallet], biz_step="decommissioning"),
        made(50, [pallet], **at(STORE)),
        seen(60, [pallet], **at(D2)),
    )
    assert rows(cast) == [(PLANT, "40", "KGM", None), (D1, "60", "KGM", None)]


def test_a_count_tells_what_is_there(cast: Cast) -> None:
    cast.capture(making(), of_lot(20, "stock_taking", 97, **at(PLANT)))
    assert rows(cast) == [(PLANT, "97", "KGM", None)]
    cast.capture(of_lot(30, "stock_taking", 0, **at(PLANT)))
    assert rows(cast) == []


def test_quantities_that_nobody_told_are_unknown_and_listed(cast: Cast) -> None:
    cast.capture(making(), shipped(20, None, D1))
    assert rows(cast) == [(PLANT, None, "KGM", None), (f"→ {D1}", None, None, None)]
    cast.capture(of_lot(30, "receiving", None, **at(D1)))
    assert rows(cast) == [(PLANT, None, "KGM", None), (D1, None, None, None)]


def test_units_that_do_not_convert_stay_apart(cast: Cast) -> None:
    boxes = QuantityElement(Q3, Decimal(7), "XBX")
    received = event("ObjectEvent", 20, action="OBSERVE", biz_step="receiving", **at(D1))
    cast.capture(making(), shipped(15, 60, D1), _with(received, boxes))
    assert rows(cast) == [
        (PLANT, "40", "KGM", None),
        (D1, "7", "XBX", None),
        (f"→ {D1}", "60", "KGM", None),
    ]


def test_what_was_declared_wrong_moved_nothing(cast: Cast) -> None:
    leaves = shipped(20, 60, D1)
    cast.capture(making(), leaves)
    cast.capture(declared_wrong(leaves))
    assert rows(cast) == [(PLANT, "100", "KGM", None)]


def test_one_shipment_that_both_sides_record_is_one(cast: Cast) -> None:
    cast.capture(making())
    leaves = shipped(20, 60, D1)
    cast.capture(leaves)
    cast.capture(leaves, by=cast.shop)
    assert rows(cast) == [(PLANT, "40", "KGM", None), (f"→ {D1}", "60", "KGM", None)]


def test_the_order_of_arrival_does_not_matter(cast: Cast) -> None:
    told = [making(), shipped(20, 60, D1), of_lot(30, "receiving", 60, **at(D1))]
    expected = [(PLANT, "40", "KGM", None), (D1, "60", "KGM", None)]
    for number, order in enumerate(permutations(range(3))):
        other = lot(1, f"O{number}")
        for index in order:
            cast.capture(_renamed(told[index], other))
        assert rows(cast, other) == expected


def test_as_of_a_time(cast: Cast) -> None:
    cast.capture(making(), shipped(20, 60, D1), of_lot(30, "receiving", 60, **at(D1)))
    assert rows(cast, at=datetime(2026, 3, 1, 0, 15, tzinfo=UTC)) == [(PLANT, "100", "KGM", None)]


def test_a_place_belongs_to_the_organisation_that_registered_it(cast: Cast) -> None:
    shop = Organisation.objects.get(pk=cast.shop)
    operations.add_location(key=identify(D1).key, organisation=shop, name="Shop 1", by=None)
    cast.capture(of_lot(10, "receiving", 30, **at(D1)))
    (row,) = trace(cast).summary.stock
    assert row.place is not None
    assert row.holder is not None
    assert (row.place.name, row.holder.name) == ("Shop 1", "Corner Shop")


def test_one_item_with_a_code_hides_nothing_of_what_is_told_by_quantity(cast: Cast) -> None:
    cast.capture(making(), shipped(20, 60, D1), of_lot(30, "receiving", 60, **at(D1)))
    told = [(PLANT, "40", "KGM", None), (D1, "60", "KGM", None)]
    assert rows(cast) == told

    cast.capture(made(40, [item(1, 1)], lot_number="Q3", **at(PLANT)))
    found = trace(cast)
    assert brief(found.summary.stock) == told
    assert [one.coded for one in found.summary.stock] == [1, 0]
    assert [(one.id, one.objects) for one in found.summary.locations] == [(PLANT, 1)]
    parts = asking.locate(cast, Q3).parts
    assert [(part.place and part.place.id, part.objects, part.quantity, part.coded) for part in parts] == [
        (PLANT, 1, None, 0),
        (PLANT, None, Decimal(40), 1),
        (D1, None, Decimal(60), 0),
    ]


def test_a_plant_that_codes_its_cans_and_ships_pallets_by_the_lot(cast: Cast) -> None:
    pallet = sscc(3)
    cast.capture(
        made(10, [item(1, n) for n in range(12)], lot_number="Q3", **at(PLANT)),
        packed(20, pallet, [], child_quantity_list=[(Q3, 12)], **at(PLANT)),
        seen(30, [pallet], biz_step="shipping", destination_list=destination(D1)),
    )
    cast.capture(seen(40, [pallet], biz_step="receiving", **at(D1)), by=cast.shop)
    found = trace(cast)
    assert brief(found.summary.stock) == [(D1, "12", "KGM", pallet)]
    assert [(one.id, one.objects) for one in found.summary.locations] == [(PLANT, 12)]
    assert [node.id for node in found.nodes if node.kind == "container"] == [pallet]


def test_a_stranger_who_codes_an_item_of_a_lot_blinds_nobody(cast: Cast) -> None:
    made_here = of_lot(10, "commissioning", 600, action="ADD", **at(D3))
    cast.capture(made_here, by=cast.farm)
    cast.capture(made(20, [item(1, "x")], lot_number="Q3"), by=cast.shop)
    for viewer in (cast.operator, cast.viewer(cast.farm)):
        assert rows(cast, viewer=viewer) == [(D3, "600", "KGM", None)]
        parts = asking.locate(cast, Q3, viewer=viewer).parts
        assert [part.quantity for part in parts if part.quantity is not None] == [600]
    assert [one.coded for one in trace(cast).summary.stock] == [0]


def test_a_dealer_sees_its_stock_of_a_lot_whose_items_it_does_not_see(cast: Cast) -> None:
    cast.capture(made(10, [item(1, 1)], lot_number="Q3", **at(D3)), by=cast.farm)
    cast.capture(of_lot(20, "receiving", 600, **at(D1)), by=cast.shop)
    shop = cast.viewer(cast.shop)
    assert rows(cast, viewer=shop) == [(D1, "600", "KGM", None)]
    assert [(part.quantity, part.objects) for part in asking.locate(cast, Q3, viewer=shop).parts] == [
        (Decimal(600), None)
    ]


def test_codes_given_to_what_was_told_by_quantity_are_told_beside_it(cast: Cast) -> None:
    line = f"{PLANT}/254/7"
    cast.capture(
        making(),
        made(20, [item(1, 1), item(1, 2)], lot_number="Q3", **at(PLANT)),
        made(21, [item(1, 2), item(1, 3)], lot_number="Q3", read_point=Place(line)),
        made(22, [item(1, 4)], lot_number="Q3", **at(STORE)),
        made(23, [item(1, 5)], lot_number="Q4", **at(PLANT)),
        shipped(30, 60, D1),
    )
    assert [(one.quantity, one.in_transit, one.coded) for one in trace(cast).summary.stock] == [
        (Decimal(40), False, 3),
        (Decimal(60), True, 0),
    ]


def test_what_one_event_or_transformation_names_by_item_and_by_class_is_not_the_same(cast: Cast) -> None:
    cast.capture(
        making(output_epc_list=[item(1, 1)], ilmd={LOT_NUMBER: "Q3"}),
        made(20, [item(1, 2)], lot_number="Q3", quantity_list=[(Q3, 5)], **at(PLANT)),
        turned(21, [lot(9, "MILK")], output_epc_list=[item(1, 3)], ilmd={LOT_NUMBER: "Q3"}, **at(PLANT)),
    )
    found = trace(cast).summary
    assert [(one.quantity, one.coded) for one in found.stock] == [(Decimal(105), 0)]
    assert [(one.id, one.objects) for one in found.locations] == [(PLANT, 3)]


def test_a_lot_is_used_up_when_its_items_and_its_amounts_are(cast: Cast) -> None:
    cast.capture(made(5, [item(1, 1)], lot_number="Q3", **at(PLANT)), making())
    cast.capture(of_lot(20, "destroying", 100, action="DELETE", **at(PLANT)))
    assert (asking.locate(cast, Q3).state, len(asking.locate(cast, Q3).parts)) == (None, 1)
    cast.capture(seen(30, [item(1, 1)], biz_step="retail_selling", **at(D1)))
    told = asking.locate(cast, Q3)
    assert (told.state, told.since) == ("sold", "2026-03-01T00:30:00.000Z")


def test_a_trace_back_has_no_stock(cast: Cast) -> None:
    cast.capture(making())
    assert rows(cast, direction="back") == []
    assert [row.lot for row in trace(cast, direction="both").summary.stock] == [Q3]


def test_what_is_not_seen_moves_nothing(cast: Cast) -> None:
    cast.capture(making(), shipped(20, 60, D1), shipped(21, 40, D3))
    cast.capture(of_lot(30, "receiving", 60, **at(D1)), by=cast.shop)
    seen_by_shop = rows(cast, viewer=cast.viewer(cast.shop))
    assert D3 not in str(seen_by_shop)
    assert PLANT not in str(seen_by_shop)
    assert (D1, "60", "KGM", None) in seen_by_shop


def _with(original: Event, *quantities: QuantityElement) -> Event:
    return replaced(original, quantity_list=quantities)


def _renamed(original: Event, other: str) -> Event:
    def new(found: tuple[QuantityElement, ...]) -> tuple[QuantityElement, ...]:
        return tuple(replaced(one, epc_class=other) if one.epc_class == Q3 else one for one in found)

    return replaced(
        original,
        event_id=f"{original.event_id}/{other[-2:]}",
        quantity_list=new(original.quantity_list),
        output_quantity_list=new(original.output_quantity_list),
    )


def received_from(minute: int, amount: int, source: str, target: str) -> Event:
    return of_lot(minute, "receiving", amount, source_list=(Typed(source, "location"),), **at(target))


def test_what_was_received_from_a_place_is_there_no_more(cast: Cast) -> None:
    cast.capture(making(), received_from(20, 70, PLANT, STORE))

    assert rows(cast) == [(PLANT, "30", "KGM", None), (STORE, "70", "KGM", None)]


def test_a_shipment_of_what_had_arrived_by_then_is_not_on_the_way(cast: Cast) -> None:
    """Two clocks: the receipt is dated before the shipping."""
    cast.capture(
        making(),
        received_from(20, 100, PLANT, STORE),
        of_lot(21, "shipping", 100, source_list=(Typed(PLANT, "location"),)),
    )

    assert rows(cast) == [(STORE, "100", "KGM", None)]


def test_a_place_that_has_more_ships_more(cast: Cast) -> None:
    cast.capture(
        making(),
        received_from(20, 40, PLANT, STORE),
        of_lot(21, "shipping", 50, source_list=(Typed(PLANT, "location"),)),
    )

    assert rows(cast) == [(PLANT, "10", "KGM", None), (STORE, "40", "KGM", None), ("→ ", "50", "KGM", None)]


def test_a_shipping_long_after_a_receipt_is_another_one(cast: Cast) -> None:
    cast.capture(
        making(),
        received_from(20, 60, PLANT, STORE),
        replaced(
            of_lot(
                21,
                "shipping",
                30,
                source_list=(Typed(PLANT, "location"),),
                destination_list=destination(STORE),
            ),
            event_time="2026-03-03T00:00:00.000Z",
        ),
    )

    assert rows(cast) == [
        (PLANT, "10", "KGM", None),
        (STORE, "60", "KGM", None),
        (f"→ {STORE}", "30", "KGM", None),
    ]


def test_two_events_alike_at_one_instant_are_two(cast: Cast) -> None:
    """Two pallets of as much each; told by another organisation again, each is one."""
    twice = [making(10, 50) for _ in range(2)]
    cast.capture(*twice)
    assert rows(cast) == [(PLANT, "100", "KGM", None)]
    cast.capture(*twice, by=cast.farm)
    assert rows(cast) == [(PLANT, "100", "KGM", None)]
