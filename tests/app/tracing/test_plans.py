"""Plans: whatever is looked up by object, lot or event goes by an index, on either database.

A plan that reads a whole table is right and a hundred times too slow, so that no other test would notice.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from headwater import store
from headwater.events import documents
from headwater.events.models import Event, Range
from headwater.gs1.identify import identify
from headwater.identity import blocks, cache
from headwater.lineage.ranges import RangeSet
from headwater.tracing import queries
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.graph import StoredGraph
from headwater.tracing.source import DatabaseSource
from tests.app.tracing.capturing import ended, gtin, item, lot, made, packed, seen, sscc, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.app.tracing.capturing import Cast

HOT = (
    "events_event",
    "events_range",
    "events_quantity",
    "events_term",
    "events_document",
    "tracing_membership",
)
BY_CLASS = re.compile(r"\.(lot|item_class) = (k|reached)\.")
HOT_IDENTITY = ("identity_serial", "identity_word", "identity_class", "identity_block")


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """A few thousand rows of every table, scattered so that ranges are many, with statistics where kept."""
    told = []
    for n in range(400):
        ours = blocks.issue(gtin(1), 4, lot=f"B{n % 20}")
        cans = [item(1, serial) for serial in ours]
        others = [item(2, f"{m * 7919 % 6000}x") for m in range(n * 6, n * 6 + 6)]
        told += [
            made(n % 1000, cans, lot_number=f"B{n % 20}"),
            made(n % 1000, others, lot_number=f"L{n % 30}"),
            packed(n % 1000, sscc(n), cans[:2] + others[:3]),
            seen(n % 1000, [sscc(n), others[4]], biz_step="receiving"),
            turned(n % 1000, [(lot(1, f"C{n}"), 1)], [(lot(1, f"C{n + 1}"), 1)]),
        ]
    for start in range(0, len(told), 250):
        cast.capture(*told[start : start + 250])
    cache.forget_all()
    assert Range.objects.count() > 2500
    assert Event.objects.count() == 2000
    if connection.vendor == "postgresql":
        store.execute("ANALYZE")
        # A table of a few pages is rightly read whole: let the planner believe in ten million rows.
        store.execute(
            "UPDATE pg_class SET reltuples = 1e7 WHERE relkind IN ('r', 'i')"
            " AND relname ~ '^(events|tracing|identity)_' AND relname <> 'events_band' AND relpages > 0"
        )
    return cast


class Plans:
    """The plans of every statement that goes through the store module."""

    def __init__(self) -> None:
        self.scans: list[tuple[str, str]] = []
        self.statements = 0
        self.by_band = 0

    def look(self, sql: str, parameters: Sequence[Any]) -> None:
        if not sql.lstrip().startswith(("SELECT", "WITH")):
            return
        self.statements += 1
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        with connection.cursor() as cursor:
            cursor.execute(explain + sql, parameters)
            lines = [str(row[-1]) for row in cursor.fetchall()]
        self.by_band += any("range_by_object" in line for line in lines)
        self.scans += [(line.strip(), sql) for line in lines if reads_all(line, sql)]


def reads_all(line: str, sql: str) -> bool:
    """Whether a line of a plan reads a whole hot table, or an index of it from end to end."""
    if connection.vendor == "postgresql":
        # Of lots with very many rows it may read the events from end to end: here a hundred thousand of each.
        tables = set(HOT) - ({"events_event", "tracing_membership"} if BY_CLASS.search(sql) else set())
        return any(f"Seq Scan on {table} " in line for table in (*tables, *HOT_IDENTITY))
    scan = re.match(r"SCAN (\w+)", line)
    if scan is None or "CONSTANT ROW" in line:
        return "AUTOMATIC" in line
    aliases = dict(re.findall(r"(?:FROM|JOIN) \"?(\w+)\"? (?:AS )?(\w)\b", sql))
    name = scan.group(1)
    tables = {table for table, alias in aliases.items() if alias == name} | {name}
    return not tables.isdisjoint((*HOT, *HOT_IDENTITY))


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plans]:
    plans, select = Plans(), store.select

    def looked_at(sql: str, parameters: Sequence[Any] = ()) -> list[store.Row]:
        plans.look(sql, parameters)
        return select(sql, parameters)

    monkeypatch.setattr(store, "select", looked_at)
    yield plans
    assert plans.statements > 0


QUESTIONS: dict[str, Callable[[Cast, int], object]] = {
    "history of a can": lambda cast, who: queries.history(_can(), viewer=cast.viewer(who)),
    "place of a can": lambda cast, who: queries.locate([_can()], viewer=cast.viewer(who)),
    "trace of a can": lambda cast, who: queries.trace(_can(), viewer=cast.viewer(who)),
    "trace of a case": lambda cast, who: queries.trace(identify(sscc(3)), viewer=cast.viewer(who)),
    "trace of a lot": lambda cast, who: queries.trace(identify(lot(1, "B3")), viewer=cast.viewer(who)),
    "trace of a chain": lambda cast, who: queries.trace(identify(lot(1, "C9")), viewer=cast.viewer(who)),
    "history of a lot": lambda cast, who: queries.history(identify(lot(1, "B3")), viewer=cast.viewer(who)),
}


def _can():  # type: ignore[no-untyped-def]
    return identify(item(2, "1919x"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_a_whole_table(question: str, filled: Cast, plans: Plans) -> None:
    QUESTIONS[question](filled, filled.dairy)

    assert plans.scans == []
    if "can" in question or "case" in question:
        assert plans.by_band > 0


@pytest.mark.parametrize("question", [name for name in QUESTIONS if name != "trace of a chain"])
def test_nor_does_one_of_somebody_who_sees_a_part(question: str, filled: Cast, plans: Plans) -> None:
    filled.capture(seen(999, [item(2, "1919x"), sscc(3)], quantity_list=[lot(1, "B3")]), by=filled.farm)

    QUESTIONS[question](filled, filled.farm)

    assert plans.scans == []


def test_nor_does_a_capture(filled: Cast, plans: Plans) -> None:
    (serial,) = blocks.issue(gtin(1), 1, lot="B3")
    known = seen(1000, [item(2, "1919x"), item(2, "new"), item(1, serial)])
    filled.capture(known, made(1001, [item(1, serial)], lot_number="B7"))
    filled.capture(known)

    assert plans.scans == []


def test_nor_does_reading_events(filled: Cast, plans: Plans) -> None:
    documents.read(Event.objects.order_by("pk").values_list("pk", flat=True)[700:705])

    assert plans.scans == []


def test_the_eye_for_scans_sees_them(filled: Cast, plans: Plans) -> None:
    store.select("SELECT r.id FROM events_range r WHERE r.last - r.first = %s", [5])
    store.select("SELECT e.id FROM events_event e WHERE e.event_time + e.offset = 5")

    assert len(plans.scans) == 2


MANY = 100
BANDS = 22
"""More than the bands of ranges or memberships here: so often is an index asked for each object."""


@pytest.fixture
def bare(cast: Cast) -> Cast:
    """A store of which PostgreSQL has no statistics, as while its first capture is stored."""
    if not store.is_postgresql():
        pytest.skip("SQLite joins as it is written")
    tables = "(SELECT oid FROM pg_class WHERE relname ~ '^(events|tracing|identity)_')"
    store.execute(f"DELETE FROM pg_statistic WHERE starelid IN {tables}")
    store.execute(f"UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE oid IN {tables}")
    return cast


@pytest.fixture
def repeats(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """How often a step of each statement that goes through the store module was run at most."""
    most, select = [], store.select

    def counted(sql: str, parameters: Sequence[Any] = ()) -> list[store.Row]:
        if not sql.startswith(("SELECT", "WITH")):
            return select(sql, parameters)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
            ((plan,),) = cursor.fetchall()
        loops = re.findall(r'"Actual Loops": (\d+)', json.dumps(plan))
        most.append((max(map(int, loops)), sql))
        return select(sql, parameters)

    monkeypatch.setattr(store, "select", counted)
    return most


def test_no_look_up_is_repeated_for_every_event(bare: Cast, repeats: list[tuple[int, str]]) -> None:
    """Not even where the planner believes that its condition leaves one event."""
    for minute, letter in enumerate("LM"):
        bare.capture(*(made(minute, [item(n, "1x")], lot_number=f"{letter}{n % 7}") for n in range(MANY)))
    bare.capture(packed(MANY, sscc(1), [item(n, "1x") for n in range(MANY)]))
    bare.capture(turned(MANY + 1, [(lot(1, "A"), 1)], [(lot(1, "B"), 1)], input_epc_list=[sscc(1)]))
    bare.capture(*(ended(MANY + 2, [item(n, "1x")]) for n in range(MANY)))
    bare.capture(*(made(MANY + 3, [item(n, "1x")], lot_number=f"N{n % 7}") for n in range(MANY)))
    for subject in (lot(0, "L0"), item(3, "1x"), sscc(1), lot(1, "B")):
        queries.trace(identify(subject), viewer=bare.operator)
    source = DatabaseSource(Cut(), Eyes(bare.operator))
    objects = RangeSet.from_pairs(Range.objects.values_list("first", "last"))
    assert len(StoredGraph(source, source).memberships(objects)) == 3 * MANY

    assert len(repeats) > 50
    assert [(often, sql) for often, sql in repeats if often > BANDS * 4 * MANY] == []
