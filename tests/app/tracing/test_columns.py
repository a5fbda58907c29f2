"""Many events at once, as columns of numbers, say what each says alone; and an answer costs few statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headwater import store
from headwater.epcis.model import Place
from headwater.gs1.identify import identify
from headwater.lineage.facts import ACTIONS, ROLES, TYPES
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.lineage.rows import step_code
from headwater.tracing import queries
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.source import DatabaseSource
from headwater.tracing.subjects import resolve
from tests.app.tracing.capturing import (
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
    from collections.abc import Callable

    from tests.app.tracing.capturing import Cast

CANS = [item(1, n) for n in range(1, 30)]
CASE, PALLET = sscc(1), sscc(2)


@pytest.fixture
def told(cast: Cast) -> DatabaseSource:
    """Events of every type, action and role; one was declared erroneous, and two are of one moment."""
    wrong = seen(4, CANS[:3], biz_step="receiving", biz_location=Place(place(1)))
    cast.capture(
        turned(1, [lot(2, "RAW")], [lot(1, "OUT")], output_epc_list=CANS[:20]),
        made(2, CANS[20:], lot_number="OUT", biz_location=Place(place(1)), disposition="active"),
        packed(3, CASE, CANS[:12], biz_step="packing"),
        packed(3, PALLET, [CASE], biz_location=Place(place(1))),
        wrong,
        declared_wrong(wrong),
        seen(5, [PALLET], biz_step="shipping", destination_list=destination(place(2, "9522222"))),
        event("AssociationEvent", 6, action="ADD", parent_id=PALLET, child_epcs=[item(3, "logger")]),
        unpacked(7, PALLET, biz_location=Place(place(2, "9522222")), read_point=Place(place(3))),
        seen(8, CANS[12:14], biz_step="retail_selling", disposition="retail_sold"),
        event("ObjectEvent", 9, action="DELETE", epc_list=[CANS[15]], biz_step="destroying"),
        turned(10, input_epc_list=[CANS[16]], lots_out=[lot(2, "CHEESE")]),
    )
    return DatabaseSource(Cut(), Eyes(cast.operator))


def _ids(*texts: str) -> RangeSet:
    return RangeSet.from_ids(resolve(identify(text)).id for text in texts)


def test_columns_tell_what_facts_tell(told: DatabaseSource) -> None:
    asked = _ids(*CANS, CASE, PALLET)
    rows = told.rows(asked)
    table = told.table(RangeSet.from_ids(rows.event.tolist()))

    facts = told.facts_of(table.event.tolist())
    assert len(facts) == len(table.event) == 10
    for n, one in enumerate(table.event.tolist()):
        fact = facts[one]
        disposition = int(table.disposition[n])
        assert (
            int(table.time[n]),
            TYPES[table.type[n]],
            ACTIONS[table.action[n]],
            int(table.step[n]),
            None if not disposition else table.dispositions[disposition - 1],
            *(int(column[n]) or None for column in (table.place, table.destination, table.parent)),
            bool(table.all_children[n]),
        ) == (
            fact.time,
            fact.type,
            fact.action,
            step_code(fact.step),
            fact.disposition,
            *(fact.place, fact.destination, fact.parent),
            fact.all_children,
        )
    told_alone = {
        (one, ROLES.index(touch.role), touch.fact.event)
        for one, touches in told.touches(asked.ids().tolist()).items()
        for touch in touches
    }
    counted = np.isin(rows.event, table.event)
    assert {
        (one, int(role), int(event))
        for first, last, role, event in zip(
            rows.first[counted], rows.last[counted], rows.role[counted], rows.event[counted], strict=True
        )
        for one in range(int(first), int(last) + 1)
        if one in asked
    } == told_alone


def test_what_was_declared_erroneous_has_rows_and_no_fact(told: DatabaseSource) -> None:
    rows = told.rows(_ids(*CANS[:3]))
    named = RangeSet.from_ids(rows.event.tolist())
    counting = RangeSet.from_ids(told.table(named).event.tolist())

    assert (named - counting).count == 2
    assert {step.status for step in queries.history(identify(CANS[0]), viewer=told.eyes.viewer).steps} == {
        "valid",
        "declared",
        "declaration",
    }


def test_digests_and_identities_come_by_event_ascending(told: DatabaseSource) -> None:
    asked = RangeSet.from_ids(told.rows(_ids(CASE, PALLET)).event.tolist())

    assert told.digests(asked).astype(">u8").tobytes() == b"".join(
        fact.digest[:16] + fact.identity
        for fact in map(told.facts_of(asked.ids().tolist()).get, asked.ids().tolist())
    )


def test_nothing_asked_is_nothing_told(told: DatabaseSource) -> None:
    assert [len(column) for column in (told.rows(EMPTY).event, told.table(EMPTY).event)] == [0, 0]


@pytest.mark.usefixtures("transactional_db")
def test_columns_are_of_one_order_and_null_is_nought() -> None:
    keys = store.unnest("k", [("one", "int"), ("other", "int")])
    numbers = [2**62, -1, 0, 7]

    one, half = store.columns(
        ("k.one", "CASE WHEN k.other > 1 THEN k.other END"), f"FROM {keys}", store.arrays(numbers, range(4))
    )

    assert sorted(zip(one.tolist(), half.tolist(), strict=True)) == [(-1, 0), (0, 2), (7, 3), (2**62, 0)]
    assert store.columns(("k.one",), f"FROM {keys}", store.arrays([], []))[0].dtype == np.int64


MOST: dict[str, tuple[int, Callable[[Cast], object]]] = {
    "history of a can in two containers": (
        8,
        lambda cast: queries.history(identify(CANS[0]), viewer=cast.operator),
    ),
    "trace back of a can": (
        35,
        lambda cast: queries.trace(identify(CANS[0]), viewer=cast.operator, direction="back"),
    ),
    "where all of a lot is now": (
        34,
        lambda cast: queries.trace(
            identify(lot(1, "OUT")), viewer=cast.operator, direction="forward", detail="summary"
        ),
    ),
}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("question", MOST)
def test_few_statements(question: str, cast: Cast) -> None:
    most, ask = MOST[question]
    ask(cast)  # what a process learns once, such as words, is not this question's
    with CaptureQueriesContext(connection) as found:
        ask(cast)

    assert len(found) <= most, [query["sql"] for query in found.captured_queries]
    print(f"{question}: {len(found)}")
