"""Plans: whatever is looked up by object, lot or event goes by an index, on either database.

A plan that reads a whole table is right and a hundred times too slow, so that no other test would notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from headwater import store
from headwater.events import documents
from headwater.events import queries as events
from headwater.events.models import Event, Range
from headwater.events.query_parameters import parse
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

    def looked_at(sql: str, parameters: Sequence[Any] = (), **options: bool) -> list[store.Row]:
        plans.look(sql, parameters)
        return select(sql, parameters, **options)

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


@dataclass
class Run:
    """What one statement did when it was run."""

    sql: str
    repeats: int
    """How often a step was run at most."""
    read: int
    """Rows that its scans met, those included that were filtered out."""


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Every statement that goes through the store module, as PostgreSQL ran it."""
    found, select = [], store.select

    def watched(sql: str, parameters: Sequence[Any] = (), **options: bool) -> list[store.Row]:
        if sql.startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
                (((plan,),),) = cursor.fetchall()
            steps = list(_steps(plan["Plan"]))
            scans = [step for step in steps if "Relation Name" in step]
            found.append(Run(sql, max(step["Actual Loops"] for step in steps), sum(map(_rows_read, scans))))
        return select(sql, parameters, **options)

    monkeypatch.setattr(store, "select", watched)
    return found


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for step in plan.get("Plans", ()):
        yield from _steps(step)


def _rows_read(scan: dict[str, Any]) -> int:
    kept, filtered = scan["Actual Rows"], scan.get("Rows Removed by Filter", 0)
    return round((kept + filtered) * scan["Actual Loops"])


def test_no_look_up_is_repeated_for_every_event(bare: Cast, runs: list[Run]) -> None:
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

    assert len(runs) > 50
    assert [run for run in runs if run.repeats > BANDS * 4 * MANY] == []


FEW = 400
"""Rows that an answer about one of the things of `filled` may rest on; there are 2,000 events."""
LOTS = [lot(1, "B3"), lot(2, "L7"), lot(1, "C9")]


@pytest.fixture
def believed_empty(filled: Cast) -> Cast:
    """A store that PostgreSQL believes to be empty, as it was when a plan was made that is kept."""
    if not store.is_postgresql():
        pytest.skip("SQLite joins as it is written")
    tables = "(SELECT oid FROM pg_class WHERE relname ~ '^(events|tracing|identity)_')"
    store.execute(f"DELETE FROM pg_statistic WHERE starelid IN {tables}")
    store.execute(f"UPDATE pg_class SET reltuples = 0, relpages = 1 WHERE oid IN {tables}")
    return filled


@pytest.mark.parametrize("whose", ["dairy", "farm"])
def test_a_plan_made_while_the_store_was_empty_reads_what_it_answers(
    whose: str, believed_empty: Cast, runs: list[Run]
) -> None:
    viewer = believed_empty.viewer(getattr(believed_empty, whose))
    named = [item(2, "1919x"), sscc(3)]
    believed_empty.capture(seen(999, named, quantity_list=LOTS), by=believed_empty.farm)
    runs.clear()  # what a capture looks up is another matter
    for about in map(identify, LOTS):
        for known_at in (None, 10**12):
            queries.trace(about, viewer=viewer, direction="back", known_at=known_at)
            queries.history(about, viewer=viewer, known_at=known_at)
            queries.locate([about], viewer=viewer, known_at=known_at)
        queries.story(about, viewer=viewer)

    assert len(runs) > 20
    assert {run.sql: run.read for run in runs if run.read > FEW} == {}


def test_nor_does_one_made_for_events_read_more(believed_empty: Cast, runs: list[Run]) -> None:
    asked = {"MATCH_epc": item(2, "1919x"), "MATCH_outputEPCClass": lot(1, "C9"), "MATCH_anyEPC": sscc(3)}
    for name, text in asked.items():
        assert events.find(parse({name: [text]}), viewer=believed_empty.operator).events
    (event,) = events.find(parse({"MATCH_parentID": [sscc(3)]}), viewer=believed_empty.operator).events
    assert events.with_event_id(event.event_id or "", viewer=believed_empty.operator)

    assert {run.sql: run.read for run in runs if run.read > FEW} == {}
