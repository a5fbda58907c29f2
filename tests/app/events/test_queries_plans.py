"""Queries of a large store read what they answer, not what is there."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from headwater import store
from headwater.events import operations, queries
from headwater.events.query_parameters import parse
from headwater.identity import cache
from headwater.parties import operations as parties
from headwater.parties.actors import Actor
from tests.app.api.calling import document, event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.parties.actors import Viewer

SGTIN = "urn:epc:id:sgtin:9521141.012345."
LOT = "urn:epc:class:lgtin:9521141.012345.L"
PLACE = "urn:epc:id:sgln:9521141.12345."
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EVENTS = 12_000
STEPS = ("shipping", "receiving", "packing", "storing")


@pytest.fixture
def viewers(db: None) -> tuple[Viewer, Viewer]:
    """The operating organisation, and another that has one event and a place in one; among 12,000."""
    cache.forget_all()
    dairy = parties.add_organisation(name="Dairy", key="9521141123454", operating=True, by=None)
    shop = parties.add_organisation(name="Shop", key="9506000134352", by=None)
    by = Actor(dairy.pk, frozenset({"integrator"}), operating=True)
    for start in range(0, EVENTS, 4000):
        events = [
            event(
                n,
                eventTime=f"2026-03-{1 + n // 3600 % 28:02}T{n // 60 % 24:02}:{n % 60:02}:00.000Z",
                bizStep=STEPS[n % 4],
                bizLocation={"id": f"{PLACE}{n % 50}"},
                quantityList=[{"epcClass": f"{LOT}{n % 3000}", "quantity": 1, "uom": "KGM"}],
                bizTransactionList=[{"type": "po", "bizTransaction": f"urn:x:order:{n % 3000}"}],
                eventID=f"urn:x:event:{n}",
            )
            for n in range(start, start + 4000)
        ]
        data = json.dumps(document(*events)).encode()
        operations.capture(data, content_type="application/json", by=by, now=NOW)
    parties.add_location(key=f"{PLACE}7", organisation=shop, name="Dock", by=None)
    other = Actor(shop.pk, frozenset({"integrator"}))
    data = json.dumps(document(event(EVENTS))).encode()
    operations.capture(data, content_type="application/json", by=other, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return by.viewer, other.viewer


QUERIES = [
    ({"MATCH_anyEPC": f"{SGTIN}4321"}, 1),
    ({"MATCH_epc": "|".join(f"{SGTIN}{n}" for n in range(100, 120))}, 20),
    ({"MATCH_epcClass": f"{LOT}77"}, 4),
    ({"EQ_bizTransaction_po": "urn:x:order:77"}, 4),
    ({"EQ_eventID": "urn:x:event:9000|urn:x:event:3"}, 2),
    ({"MATCH_epcClass": f"{LOT}77", "MATCH_epc": f"{SGTIN}77"}, 1),
    ({"MATCH_epc": "urn:epc:idpat:sgtin:9521141.012345.*"}, 30),
    ({"MATCH_anyEPC": "urn:epc:idpat:sscc:9521141.*"}, 0),
    ({"MATCH_epcClass": "urn:epc:idpat:sgtin:9521141.*.*"}, 0),
    ({"EQ_bizStep": "shipping|packing"}, 30),
    ({"EQ_bizLocation": f"{PLACE}7", "orderBy": "eventTime"}, 30),
    ({"EXISTS_errorDeclaration": "true", "GE_errorDeclarationTime": "2026-03-01T00:00:00Z"}, 0),
    ({"orderBy": "eventTime"}, 30),
    ({"GE_recordTime": "2026-03-01T00:00:00Z", "orderBy": "recordTime", "orderDirection": "ASC"}, 30),
    ({"GE_eventTime": "2026-03-01T05:00:00Z", "LT_eventTime": "2026-03-01T06:00:00Z"}, 30),
]


FEW = 6
"""Statements of a page: names that this process has not met, the events, and where and what their texts are."""
SIGHT = 4
"""More for a viewer who does not see all."""


def test_few_statements_and_no_full_scan(
    viewers: tuple[Viewer, Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Sequence[Any]]] = []

    def select(sql: str, parameters: Sequence[Any] = (), **options: bool) -> list[Any]:
        asked.append((sql, parameters))
        return original(sql, parameters, **options)

    original = store.select
    monkeypatch.setattr(store, "select", select)
    for viewer, most in zip(viewers, (FEW, FEW + SIGHT), strict=True):
        for parameters, events in QUERIES:
            query = parse({name: [text] for name, text in parameters.items()})
            cache.forget_all()
            with CaptureQueriesContext(connection) as statements:
                page = queries.find(query, viewer=viewer)
            assert len(statements) <= most, (parameters, [one["sql"] for one in statements])
            if viewer.operating:
                assert len(page.events) == events, parameters
    assert len(asked) > 2 * len(QUERIES)
    for sql, values in asked:
        plan = explain(sql, values)
        assert not scans(plan), f"{sql}\n{plan}"


def test_no_plan_is_kept_that_depends_on_how_much_there_is(viewers: tuple[Viewer, Viewer]) -> None:
    """In an empty store all is read and sorted: a plan made then would do so for ever."""
    if not store.is_postgresql():
        pytest.skip("SQLite plans for what statistics say, and is asked for none")
    for parameters, _ in QUERIES:
        query = parse({name: [text] for name, text in parameters.items()})
        for most in (None, EVENTS * 2):
            queries.find(replace(query, max_event_count=most), viewer=viewers[0])

    kept = [sql for (sql,) in store.select("SELECT statement FROM pg_prepared_statements")]
    assert [sql for sql in kept if "DISTINCT event" in sql] != []
    assert [sql for sql in kept if " LIMIT " in sql and "DISTINCT event" not in sql] == []


def explain(sql: str, parameters: Sequence[Any]) -> str:
    """The plan of a statement, a line for each step."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if store.is_postgresql() else 'QUERY PLAN '}{sql}", parameters)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def scans(plan: str) -> list[str]:
    """Steps that read one of the large tables from end to end without an index."""
    if store.is_postgresql():
        return re.findall(r"Seq Scan on events_(?:event|range|quantity|term|document)\b.*", plan)
    return re.findall(
        r"SCAN (?:e|r|q|t|d|events_event|events_range)(?: *$| USING COVERING INDEX.*$)", plan, re.MULTILINE
    )
