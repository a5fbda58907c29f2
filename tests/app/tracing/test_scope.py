"""Nothing that is affected is missed: goods consumed inside containers, goods reworked, lots of other schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.identity import dictionary
from headwater.lineage.ranges import RangeSet
from headwater.parties.actors import Viewer
from headwater.tracing import queries
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.graph import DatabaseGraph
from headwater.tracing.source import DatabaseSource
from headwater.tracing.subjects import is_lot, is_lot_sql
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    declared_wrong,
    event,
    gtin,
    item,
    lot,
    made,
    packed,
    sscc,
    turned,
    unpacked,
)

if TYPE_CHECKING:
    from headwater.tracing.queries import Direction
    from tests.app.tracing.capturing import Cast

RAW, OUT = lot(1, "RAW1"), lot(2, "OUT1")
FIRST, SECOND = item(1, 1), item(1, 2)
CASE, PALLET = sscc(1), sscc(2)
FOREIGN = "https://farm.example/lots/777"


def nodes(cast: Cast, subject: str, direction: Direction, known_at: int | None = None) -> set[str]:
    traced = queries.trace(
        identify(subject), viewer=cast.operator, direction=direction, detail="graph", known_at=known_at
    )
    return {node.id for node in traced.nodes}


def linked(cast: Cast, upstream: str, downstream: str) -> bool:
    """Whether a trace forward from the one has the other, which must be so exactly when one back has it."""
    ahead = downstream in nodes(cast, upstream, "forward")
    assert ahead == (upstream in nodes(cast, downstream, "back"))
    return ahead


def test_what_is_inside_a_consumed_container_goes_in(cast: Cast) -> None:
    cast.capture(
        made(0, [FIRST, SECOND], lot_number="RAW1"),
        packed(10, CASE, [FIRST, SECOND]),
        turned(20, [], [OUT], input_epc_list=[CASE]),
    )
    assert linked(cast, RAW, OUT)
    assert linked(cast, FIRST, OUT)
    traced = queries.trace(identify(RAW), viewer=cast.operator, direction="forward")
    assert traced.summary.lots == 2
    assert (FIRST, OUT) in {(edge.source, edge.target) for edge in traced.edges}


def test_at_any_depth_and_by_quantity(cast: Cast) -> None:
    bulk = lot(3, "BULK")
    cast.capture(
        made(0, [FIRST], lot_number="RAW1"),
        packed(10, CASE, [FIRST]),
        event("AggregationEvent", 11, action="ADD", parent_id=CASE, child_quantity_list=[(bulk, 5)]),
        packed(12, PALLET, [CASE]),
        turned(20, [], [OUT], input_epc_list=[PALLET]),
    )
    assert linked(cast, RAW, OUT)
    assert linked(cast, bulk, OUT)


def test_the_moment_of_the_transformation_decides(cast: Cast) -> None:
    before, after = lot(1, "BEFORE"), lot(1, "AFTER")
    early, late = item(1, 11), item(1, 12)
    cast.capture(
        turned(20, [], [OUT], input_epc_list=[CASE]),
        packed(10, CASE, [FIRST]),
        packed(5, CASE, [early]),
        unpacked(6, CASE),
        packed(21, CASE, [late]),
        made(0, [early], lot_number="BEFORE"),
        made(0, [late], lot_number="AFTER"),
        made(0, [FIRST], lot_number="RAW1"),
    )
    assert linked(cast, RAW, OUT)
    assert not linked(cast, before, OUT)
    assert not linked(cast, after, OUT)


def test_a_packing_that_was_declared_wrong_carries_nothing(cast: Cast) -> None:
    packing = packed(10, CASE, [FIRST])
    cast.capture(made(0, [FIRST], lot_number="RAW1"), packing, turned(20, [], [OUT], input_epc_list=[CASE]))
    assert linked(cast, RAW, OUT)
    cast.capture(declared_wrong(packing))
    assert not linked(cast, RAW, OUT)


def test_events_of_one_transformation_take_their_containers_at_their_own_moments(cast: Cast) -> None:
    run = "https://example.com/run/1"
    cast.capture(
        made(0, [FIRST], lot_number="RAW1"),
        turned(10, [], [], input_epc_list=[CASE], transformation_id=run),
        packed(15, CASE, [FIRST]),
        turned(30, [], [OUT], transformation_id=run),
    )
    assert not linked(cast, RAW, OUT)
    cast.capture(turned(20, [], [], input_epc_list=[CASE], transformation_id=run))
    assert linked(cast, RAW, OUT)


def test_an_item_taken_out_of_a_consumed_container_comes_from_its_lot_still(cast: Cast) -> None:
    """Repacking told as a transformation: the item goes in inside of its case, and comes out."""
    milk = lot(3, "MILK")
    cast.capture(
        turned(0, [milk], [RAW]),
        made(1, [FIRST, SECOND], lot_number="RAW1"),
        packed(10, CASE, [FIRST]),
        turned(20, [], [], input_epc_list=[CASE], output_epc_list=[FIRST]),
    )
    assert linked(cast, milk, FIRST)
    assert linked(cast, milk, SECOND)


def test_a_repaired_item_comes_from_its_lot_still(cast: Cast) -> None:
    milk, batch = lot(3, "MILK"), lot(1, "L2")
    cast.capture(
        turned(0, [milk], [batch]),
        made(1, [FIRST, SECOND], lot_number="L2"),
        turned(10, [], [], input_epc_list=[FIRST], output_epc_list=[FIRST], biz_step="repairing"),
    )
    assert linked(cast, milk, FIRST)
    assert linked(cast, milk, SECOND)


def test_an_item_made_by_one_transformation_and_repaired_by_another_is_followed_alone(cast: Cast) -> None:
    milk, other, batch = lot(3, "MILK"), lot(3, "OTHER"), lot(1, "L2")
    cast.capture(
        turned(0, [milk], [], output_epc_list=[SECOND], ilmd={LOT_NUMBER: "L2"}),
        made(1, [FIRST], lot_number="L2"),
        turned(2, [other], [], output_epc_list=[FIRST]),
        turned(10, [], [], input_epc_list=[FIRST], output_epc_list=[FIRST], biz_step="repairing"),
    )
    assert linked(cast, other, FIRST)
    assert linked(cast, milk, batch)
    assert not linked(cast, milk, FIRST)


RUN = "urn:epcglobal:cbv:bt:9521111000004:run7"
LINE = {"output_epc_list": [FIRST], "ilmd": {LOT_NUMBER: "L2"}}


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("put_in", [[], [lot(4, "FILM")], [f"https://id.gs1.org/01/{gtin(4)}"]])
def test_cans_that_a_line_names_are_still_of_a_lot_that_was_made_before(
    put_in: list[str], elsewhere: bool, cast: Cast
) -> None:
    """By quantity; of what went into the line only the film is told, or nothing, or by another organisation."""
    milk, batch = lot(3, "MILK"), lot(1, "L2")
    cast.capture(turned(0, [milk], [batch], transformation_id=RUN if elsewhere else None))
    cast.capture(
        turned(10, put_in, [], transformation_id=RUN, **LINE), by=cast.shop if elsewhere else cast.dairy
    )
    cast.capture(made(11, [SECOND], lot_number="L2"))

    assert linked(cast, milk, FIRST)
    assert linked(cast, batch, FIRST)
    assert linked(cast, milk, SECOND)
    if put_in[:1] == [lot(4, "FILM")]:
        assert linked(cast, put_in[0], FIRST)


def test_a_run_that_tells_the_lot_and_its_cans_is_one_maker(cast: Cast) -> None:
    milk, batch = lot(3, "MILK"), lot(1, "L2")
    cast.capture(turned(0, [milk], [batch], **LINE), turned(1, [lot(3, "M2")], [], output_epc_list=[SECOND]))

    assert linked(cast, milk, FIRST)
    assert not linked(cast, lot(3, "M2"), FIRST)


def test_a_line_that_tells_what_went_in_is_followed_alone_until_another_makes_its_lot(cast: Cast) -> None:
    first, second, late = lot(3, "M1"), lot(3, "M2"), lot(3, "M3")
    cast.capture(
        turned(0, [first], [], **LINE),
        turned(1, [second], [], output_epc_list=[SECOND], ilmd={LOT_NUMBER: "L2"}),
    )
    assert (linked(cast, first, FIRST), linked(cast, second, FIRST)) == (True, False)

    cast.capture(turned(2, [late], [lot(1, "L2")]))

    assert [linked(cast, milk, FIRST) for milk in (first, second, late)] == [True, True, True]


def test_a_claim_to_have_made_a_can_takes_it_out_of_no_lot(cast: Cast) -> None:
    body = "0952111100001"
    brand = f"https://id.gs1.org/01/{body}{check_digit(body)}"
    milk, can = lot(3, "MILK"), f"{brand}/21/1"
    cast.capture(turned(0, [milk], [f"{brand}/10/L1"]), made(1, [can], lot_number="L1"))
    cast.capture(turned(2, [lot(3, "X")], [], output_epc_list=[can]), by=cast.shop)

    assert linked(cast, milk, can)
    assert linked(cast, lot(3, "X"), can)


@pytest.mark.parametrize("foreign", [FOREIGN, "urn:farm:lot:777", "https://farm.example/10/777"])
def test_a_class_of_another_scheme_is_a_lot(cast: Cast, foreign: str) -> None:
    middle = f"{foreign}-b"
    cast.capture(turned(0, [RAW], [foreign]), turned(1, [foreign], [middle]), turned(2, [middle], [OUT]))
    assert linked(cast, RAW, OUT)
    assert linked(cast, foreign, OUT)
    assert linked(cast, RAW, foreign)
    traced = queries.trace(identify(foreign), viewer=cast.operator)
    assert {node.id: node.kind for node in traced.nodes} == dict.fromkeys([RAW, foreign, middle, OUT], "lot")


@pytest.mark.parametrize("bare", [f"https://id.gs1.org/01/{gtin(9)}", f"https://id.gs1.org/8003/{gtin(9)}"])
def test_a_bare_class_joins_nothing(cast: Cast, bare: str) -> None:
    cast.capture(turned(0, [RAW], [bare]), turned(1, [bare], [OUT]))
    assert not linked(cast, RAW, OUT)


KEYS = {
    "01/09506000134352": False,
    "01/09506000134352/10/A": True,
    "8006/095060001343520102": False,
    "8006/095060001343520102/10/A": True,
    "8003/09506000134352": False,
    "253/9506000134352": False,
    "255/9506000134352": False,
    "8010/950600013": False,
    "https://farm.example/lots/777": True,
    "urn:farm:lot:777": True,
}


def test_which_classes_are_lots_is_one_rule(cast: Cast) -> None:
    ids = dictionary.class_ids(KEYS)
    assert {key: is_lot(key) for key in KEYS} == KEYS
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.key FROM identity_class c WHERE {is_lot_sql('c.key')} AND c.id > %s", [0])
        told = {row[0] for row in cursor.fetchall()}
    assert told == {key for key in KEYS if is_lot(key)}
    assert ids.keys() == KEYS.keys()


def test_a_walk_where_no_container_was_consumed_asks_once_for_them(cast: Cast) -> None:
    cast.capture(
        turned(0, [lot(3, "MILK")], [RAW]),
        made(1, [FIRST, SECOND], lot_number="RAW1"),
        packed(10, CASE, [FIRST, SECOND]),
    )
    graph = DatabaseGraph(DatabaseSource(Cut(), Eyes(Viewer(cast.dairy, operating=True))))
    ids = list(dictionary.find_classes(identify(key).key for key in (RAW, lot(3, "MILK"))).values())
    graph.transformations_from(ids, RangeSet.from_ids([1]))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        graph.transformations_from(ids, RangeSet.from_ids([1]))
    assert len(asked) == 2  # by lots and by objects


def test_an_item_that_two_events_put_into_one_lot_counts_once(cast: Cast) -> None:
    cast.capture(
        made(0, [FIRST, SECOND], lot_number="RAW1"),
        turned(5, [], [], input_epc_list=[FIRST], output_epc_list=[FIRST], ilmd={LOT_NUMBER: "RAW1"}),
    )
    traced = queries.trace(identify(RAW), viewer=cast.operator, direction="forward")
    assert [balance.made for balance in traced.summary.balance] == [2]
