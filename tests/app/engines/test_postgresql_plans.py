"""Plans that PostgreSQL keeps: of our questions alone, and one for each whatever the values."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, connection

from headwater import store
from headwater.events.models import Range
from headwater.parties.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _postgresql() -> None:
    if not store.is_postgresql():
        pytest.skip("SQLite keeps its statements by itself")


def kept() -> dict[str, int]:
    """Statements that the connection has prepared, with how often each was run by a plan that knew its values."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_one_plan_for_values_of_any_size() -> None:
    sql = f"SELECT k.id FROM {store.unnest('k', [('id', 'int')])} WHERE k.id > %s -- sizes"
    for least in (0, 1 << 20, 1 << 40):
        assert store.select(sql, [*store.arrays([1, 1 << 62]), least])[-1] == (1 << 62,)
    assert [plans for text, plans in kept().items() if "sizes" in text] == [0]


def test_large_sets_and_django_keep_none() -> None:
    sql = f"SELECT count(*) FROM {store.unnest('k', [('id', 'int')])} -- large"
    assert store.select(sql, store.arrays(range(1_000))) == [(1_000,)]
    assert not Organisation.objects.filter(name="nobody").exists()
    assert not [text for text in kept() if "large" in text or "organisation" in text]


def test_a_fault_is_one_of_django() -> None:
    with pytest.raises(DataError):
        store.select("SELECT 1 / %s::bigint", [0])


def test_few_rows_are_written_by_a_plan_that_is_kept_and_many_by_copy() -> None:
    columns = ("id", "band", "first", "last")
    store.insert(Range, columns, [(n, 4, n, n) for n in range(2)])
    store.insert(Range, columns, [(n, 4, n, n) for n in range(2, 1_000)])
    assert [text for text in kept() if "INSERT" in text] == [
        'INSERT INTO "events_range" ("id", "band", "first", "last") VALUES ($1, $2, $3, $4), ($5, $6, $7, $8)'
    ]
    assert Range.objects.count() == 1_000


@pytest.mark.parametrize("rows", [2, 1_000])
def test_a_row_that_is_there_is_a_fault_of_django(rows: int) -> None:
    with pytest.raises(IntegrityError, match="events_range_pkey"):
        store.insert(Range, ("id", "band", "first", "last"), [(7, 4, n, n) for n in range(rows)])
