"""What verify finds when somebody changes the store behind its back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater import store
from headwater.identity import cache
from headwater.tracing.rebuilding import verify
from tests.app.tracing.capturing import item, made, packed, sscc

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast


@pytest.fixture
def filled(cast: Cast) -> Cast:
    cast.capture(made(1, (item(1, "A"), item(1, "B")), lot_number="L1"))
    cast.capture(packed(2, sscc(1), (item(1, "A"), item(1, "B"))))
    assert list(verify()) == []
    return cast


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DELETE FROM events_band", "events_band"),
        ("DELETE FROM events_range WHERE id IN (SELECT MIN(id) FROM events_range)", "events_range"),
        (
            "UPDATE events_range SET last = last + 1 WHERE id IN (SELECT MIN(id) FROM events_range)",
            "events_range",
        ),
        ("UPDATE events_event SET event_time = event_time + 1", "events_event"),
        ("UPDATE events_event SET void = 1", "events_event"),
        ("UPDATE identity_sequence SET next = 1 WHERE name = 'event'", "identity_sequence"),
        ("DELETE FROM identity_word", "events_event"),
    ],
)
def test_every_change_is_told(filled: Cast, statement: str, table: str) -> None:
    store.execute(statement)
    cache.forget_all()

    assert table in {difference.table for difference in verify()}


def test_an_event_that_is_gone_with_all_its_rows_is_missed(filled: Cast) -> None:
    for table in ("events_range", "events_quantity", "events_term", "tracing_membership"):
        store.execute(f"DELETE FROM {table} WHERE id >> 20 = (SELECT MAX(id) FROM events_event)")
    store.execute("DELETE FROM events_document WHERE id = (SELECT MAX(id) FROM events_event)")
    store.execute("DELETE FROM events_event WHERE id IN (SELECT MAX(id) FROM events_event)")

    assert "events_job" in {difference.table for difference in verify()}


def test_verify_writes_nothing(filled: Cast) -> None:
    store.execute("DELETE FROM identity_word")
    cache.forget_all()

    list(verify())

    assert store.select("SELECT COUNT(*) FROM identity_word") == [(0,)]
