"""What a recall asks of a trace: how many were sold, by place; single objects of one lot, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.epcis.model import Place
from headwater.gs1.identify import identify
from headwater.tracing import queries
from headwater.tracing.answers import COLLAPSED
from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import event, item, lot, made, place, seen, turned

if TYPE_CHECKING:
    from headwater.tracing.answers import Trace
    from tests.app.tracing.capturing import Cast

MILK, RED, BLUE = lot(1, "M"), [item(2, n) for n in range(1, 6)], [item(3, n) for n in range(1, 4)]
LOOSE = item(4, 1)


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Milk becomes five red items, three blue ones and one of no lot; some are received in a shop and sold."""
    shop = Place(place(7))
    cast.capture(
        turned(1, [MILK], [lot(2, "R")]),
        turned(2, [MILK], [lot(3, "B")]),
        event("TransformationEvent", 3, input_quantity_list=[MILK], output_epc_list=[LOOSE]),
        made(4, RED, lot_number="R", biz_location=Place(place(1))),
        made(5, BLUE, lot_number="B", biz_location=Place(place(1))),
        seen(6, [*RED[:3], BLUE[0]], biz_step="receiving", biz_location=shop),
        event(
            "ObjectEvent", 7, action="DELETE", epc_list=RED[:2], biz_step="retail_selling", biz_location=shop
        ),
        event("ObjectEvent", 8, action="DELETE", epc_list=BLUE[2:], biz_step="destroying"),
    )
    return cast


def _trace(cast: Cast, **asked: Any) -> Trace:
    return trace(cast, MILK, "forward", **asked)


def test_lives_that_ended_are_counted_by_their_end(world: Cast) -> None:
    assert _trace(world).summary.ended == {"sold": 2, "destroyed": 1}


def test_sold_items_are_told_where_they_were_sold(world: Cast) -> None:
    counts = {one.id: (one.objects, one.sold) for one in _trace(world).summary.locations}

    assert counts == {place(1): (4, 0), place(7): (4, 2)}


def test_nothing_ended_before_it_happened(world: Cast) -> None:
    then = queries.history(identify(RED[0]), viewer=world.operator).steps[-2]

    assert _trace(world, known_at=then.position).summary.ended == {}


def test_a_trace_back_counts_no_ends(world: Cast) -> None:
    found = queries.trace(identify(RED[0]), viewer=world.operator, direction="back")

    assert found.summary.ended == {}
    assert found.summary.locations == []


def groups(found: Trace) -> dict[str, int | None]:
    return {node.id: node.objects for node in found.nodes if node.id.endswith(COLLAPSED)}


def listed(cast: Cast, group: str, **options: object) -> list[str]:
    part = _trace(cast, detail="objects", within=group, **options)
    return sorted(node.id for node in part.nodes if node.kind == "object")


def test_objects_of_one_lot_come_page_by_page(world: Cast) -> None:
    named: list[str] = []
    cursor = None
    pages = 0
    while pages == 0 or cursor is not None:
        part = _trace(world, detail="objects", within=f"{lot(2, 'R')}#objects", limit=2, cursor=cursor)
        named += [node.id for node in part.nodes if node.kind == "object"]
        cursor, pages = part.next, pages + 1

    assert sorted(named) == sorted(RED)
    assert pages == 3


def test_a_node_that_stands_for_many_objects_lists_as_many_as_it_counts(world: Cast) -> None:
    found = groups(_trace(world, limit=1))

    assert sorted(count or 0 for count in found.values()) == [1, 3, 5]
    assert {group: len(listed(world, group)) for group in found} == found
    assert [LOOSE] in [listed(world, group) for group in found]
    assert listed(world, "https://id.example/none#objects") == []


@pytest.mark.parametrize("detail", ["graph", "objects"])
def test_items_listed_one_by_one_are_told_with_their_place(world: Cast, detail: str) -> None:
    nodes = {node.id: node for node in _trace(world, detail=detail).nodes}
    where = {item_: (nodes[item_].place, nodes[item_].state) for item_ in (RED[0], RED[2], RED[4])}

    assert {item_: (found.id if found else None, state) for item_, (found, state) in where.items()} == {
        RED[0]: (place(7), "sold"),
        RED[2]: (place(7), None),
        RED[4]: (place(1), None),
    }


def test_objects_of_the_lot_asked_about_and_of_none_are_two_nodes(cast: Cast) -> None:
    milk = lot(1, "MILK")
    cans = [item(1, n) for n in range(1, 4)]
    cast.capture(
        made(1, cans, lot_number="MILK"),
        event("TransformationEvent", 3, input_quantity_list=[milk], output_epc_list=[LOOSE]),
    )

    found = trace(cast, milk, "forward", limit=1)

    assert sorted(count or 0 for count in groups(found).values()) == [1, 3]


def test_objects_of_hidden_lots_are_a_node_each(world: Cast) -> None:
    cast = world
    cast.capture(seen(9, [RED[0], *BLUE[:2]], biz_location=Place(place(1, "9522222"))), by=cast.shop)

    found = trace(cast, RED[0], viewer=cast.viewer(cast.shop), limit=0)

    assert all(node.kind != "lot" for node in found.nodes)
    for group, count in groups(found).items():
        part = trace(cast, RED[0], viewer=cast.viewer(cast.shop), detail="objects", within=group)
        assert len([node for node in part.nodes if node.kind == "object"]) == count
