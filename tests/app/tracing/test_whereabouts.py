"""Each item and container of a trace says where it is; what is on the way says from where to where, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.gs1.identify import identify
from headwater.tracing import queries
from headwater.tracing.queries import UnknownSubject
from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import (
    NOW,
    at,
    destination,
    event,
    item,
    lot,
    made,
    moment,
    packed,
    place,
    seen,
    sscc,
)
from tests.app.tracing.named_worlds import NamedWorld

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from headwater.tracing.answers import Node, Shipment, Trace
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

SHOP = "9522222"
PLANT, COUNTER = place(1), place(1, SHOP)
CANS = [item(1, n) for n in range(1, 13)]
PALLET, CASE = sscc(1), sscc(2)


def shipped(minute: int, things: list[str], target: str | None = COUNTER) -> Event:
    to = {"destination_list": destination(target)} if target else {}
    return event("ObjectEvent", minute, action="OBSERVE", epc_list=things, biz_step="shipping", **to)


def nodes(told: Trace) -> dict[str, Node]:
    return {node.id: node for node in told.nodes}


def ways(told: Trace) -> list[tuple[str | None, str | None, str | None, str, int]]:
    def row(one: Shipment) -> tuple[str | None, str | None, str | None, str, int]:
        ends = (party and party.id for party in (one.origin, one.destination))
        return (*ends, one.by and one.by.name, one.since, one.objects)  # type: ignore[return-value]

    return [row(one) for one in told.summary.shipments]


@pytest.fixture
def parted(cast: Cast) -> Cast:
    """Six cans on a pallet on its way to the shop, two on the way to nobody knows where, two sold, two at the plant."""
    cast.capture(
        made(1, CANS, lot_number="L7", **at(PLANT)),
        packed(2, CASE, CANS[:6], **at(PLANT)),
        packed(3, PALLET, [CASE], **at(PLANT)),
        shipped(10, [PALLET]),
    )
    cast.capture(shipped(12, CANS[6:7], None), shipped(11, CANS[7:8], None), by=cast.farm)
    cast.capture(
        seen(13, CANS[8:10], **at(COUNTER)),
        seen(14, CANS[8:10], biz_step="retail_selling", disposition="retail_sold", **at(COUNTER)),
    )
    return cast


def test_shipments_add_up_to_what_is_on_the_way(parted: Cast) -> None:
    told = trace(parted, lot(1, "L7"), "forward")

    assert ways(told) == [
        (PLANT, COUNTER, "Clearwater Dairy", moment(10), 6),
        (PLANT, None, "Hill Farm", moment(11), 2),
    ]
    assert told.summary.in_transit == 8
    assert trace(parted, lot(1, "L7"), "back").summary.shipments == []


def test_shipments_of_the_past_are_those_of_then(parted: Cast) -> None:
    then = NOW.replace(month=3, day=1, hour=0, minute=11)
    told = trace(parted, lot(1, "L7"), "forward", at=then)

    assert [(one.objects, one.since) for one in told.summary.shipments] == [(6, moment(10)), (1, moment(11))]


def test_a_shipment_is_told_by_events_that_the_viewer_sees(parted: Cast) -> None:
    """The farm sees what it captured: that a can left, and not from where."""
    told = trace(parted, CANS[6], "forward", viewer=parted.viewer(parted.farm))

    assert ways(told) == [(None, None, "Hill Farm", moment(12), 1)]


def test_an_item_on_the_way_is_at_no_place(parted: Cast) -> None:
    told = nodes(trace(parted, lot(1, "L7"), "forward"))
    can = told[CANS[0]]

    assert (can.place, can.holder, can.in_transit, can.state) == (None, None, True, "in_transit")
    assert (can.origin and can.origin.id, can.destination and can.destination.id) == (PLANT, COUNTER)
    assert (can.by and can.by.name, can.since, can.offset) == ("Clearwater Dairy", moment(10), "+00:00")
    assert (can.via, can.lot, can.serial) == (CASE, "L7", "1")


def test_a_container_is_where_it_is_and_not_where_it_was_packed(parted: Cast) -> None:
    on_the_way = nodes(trace(parted, lot(1, "L7"), "forward"))
    parted.capture(seen(20, [PALLET], **at(COUNTER)))
    arrived = nodes(trace(parted, lot(1, "L7"), "forward"))

    for container in (CASE, PALLET):
        assert (on_the_way[container].place, on_the_way[container].state) == (None, "in_transit")
        where = arrived[container].place
        assert (where and where.id, arrived[container].since) == (COUNTER, moment(20))
        assert arrived[container].holder is not None
        assert arrived[container].holder.name == "Corner Shop"
    assert (arrived[CASE].via, arrived[PALLET].via) == (PALLET, None)


def test_a_lot_is_at_no_place(parted: Cast) -> None:
    node = nodes(trace(parted, lot(1, "L7"), "forward"))[lot(1, "L7")]

    assert (node.place, node.state, node.since) == (None, None, None)


def test_a_page_of_objects_tells_the_same_as_the_graph(parted: Cast) -> None:
    graph = nodes(trace(parted, lot(1, "L7"), "forward"))
    page = nodes(trace(parted, lot(1, "L7"), "forward", detail="objects"))

    assert {one: page[one] for one in CANS} == {one: graph[one] for one in CANS}


def test_the_object_that_was_asked_about_is_placed_as_well(parted: Cast) -> None:
    for detail in ("graph", "objects"):
        can = nodes(trace(parted, CANS[0], "forward", detail=detail))[CANS[0]]
        assert (can.in_transit, can.via) == (True, CASE), detail


def test_nodes_agree_with_locate_in_random_worlds(cast: Cast, count: Counts) -> None:
    asked = 0
    for seed in range(1, 1 + count("worlds whose nodes say where they are", part=4, whole=80)):
        named = NamedWorld(seed, distinct_times=True)
        for happening in named.happenings:
            cast.capture(named.events[happening.event])
        # What lived twice is told as it was in the last of the lives that the trace met.
        ended = {
            identify(epc).key
            for told in named.events.values()
            for epc in (*told.input_epc_list, *(told.epc_list if told.action == "DELETE" else ()))
        }
        for key in named.lots.values():
            try:
                answer = queries.trace(identify(f"https://id.gs1.org/{key}"), viewer=cast.operator)
            except UnknownSubject:
                continue
            for node in answer.nodes:
                subject = (
                    identify(node.id) if node.kind in ("object", "container") and not node.objects else None
                )
                if subject is None or subject.key in ended:
                    continue
                (known,) = queries.locate([subject], viewer=cast.operator)
                assert (
                    node.place, node.seen_at, node.since, node.offset, node.in_transit, node.destination, node.via,
                ) == (
                    known.place, known.seen_at, known.since, known.offset, known.in_transit, known.destination, known.via,
                ), (seed, node.id)  # fmt: skip
                asked += 1
    assert asked > 20
