"""Times are told in UTC, each with the clock of where it happened; whoever is not told a time is told no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.epcis.model import Place
from headwater.gs1.identify import identify
from headwater.tracing import queries
from tests.app.tracing.asking import locate, trace
from tests.app.tracing.capturing import (
    at,
    event,
    item,
    lot,
    made,
    packed,
    place,
    replace,
    seen,
    sscc,
    turned,
    unpacked,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

PLANT, SHOP = "+08:00", "-03:30"


def clocked(offset: str, told: Event) -> Event:
    return replace(told, event_time_zone_offset=offset)


def test_each_time_has_its_clock(cast: Cast) -> None:
    can, case = item(2, 1), sscc(1)
    cast.capture(
        clocked(PLANT, turned(0, [lot(1, "MILK")], [lot(2, "CANS")], **at(place(1)))),
        clocked(PLANT, made(1, [can], lot_number="CANS", **at(place(1)))),
        clocked(PLANT, packed(2, case, [can], **at(place(1)))),
        clocked(SHOP, seen(3, [case], **at(place(2)))),
        clocked(SHOP, unpacked(4, case, [can])),
    )

    told = trace(cast, can)
    clocks = {edge.kind: (edge.offset, edge.until_offset) for edge in told.edges}
    assert clocks == {
        "transformation": (PLANT, None),
        "membership": (None, None),
        "containment": (PLANT, SHOP),
    }
    assert (locate(cast, can).since, locate(cast, can).offset) == ("2026-03-01T00:03:00.000Z", SHOP)
    steps = queries.history(identify(can), viewer=cast.operator).steps
    assert [step.offset for step in steps] == [PLANT, PLANT, SHOP, SHOP]


def test_what_is_on_its_way_and_what_has_no_codes(cast: Cast) -> None:
    case = sscc(1)
    cast.capture(
        clocked(PLANT, turned(0, [lot(3, "OLIVES")], [(lot(1, "OIL"), 5)], **at(place(1)))),
        clocked(SHOP, packed(1, case, [], child_quantity_list=[(lot(1, "OIL"), 2)], **at(place(1)))),
        clocked(SHOP, event("ObjectEvent", 2, action="OBSERVE", epc_list=[case], biz_step="departing")),
    )

    assert (locate(cast, case).in_transit, locate(cast, case).offset) == (True, SHOP)
    stock = trace(cast, lot(1, "OIL"), "forward").summary.stock
    assert [(one.in_transit, one.offset) for one in stock] == [(False, PLANT), (True, SHOP)]
    assert [one.offset for one in locate(cast, lot(1, "OIL")).parts] == [PLANT, SHOP]
    packing = [edge for edge in trace(cast, lot(1, "OIL")).edges if edge.kind == "containment"]
    assert [edge.offset for edge in packing] == [SHOP]


def test_no_clock_is_told_of_a_hidden_closing(cast: Cast) -> None:
    case, can = sscc(1), item(1, 1)
    cast.capture(clocked(PLANT, packed(10, case, [can], biz_location=Place(place(1, "9521111")))))
    cast.capture(clocked(SHOP, unpacked(77, case, [can])))

    (edge,) = [e for e in trace(cast, can, viewer=cast.viewer(cast.farm)).edges if e.kind == "containment"]
    assert (edge.offset, edge.until, edge.until_offset) == (PLANT, None, None)
