"""The tests run on the database that they were asked to run on, set up as in production."""

from __future__ import annotations

import os

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.fixture
def asked_for() -> str:
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"


@pytest.mark.django_db
def test_vendor_is_the_one_that_the_environment_names(asked_for):
    assert connection.vendor == asked_for


@pytest.mark.django_db
def test_every_migration_ran_from_zero():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db(transaction=True)
def test_sqlite_keeps_a_write_ahead_log_and_waits_for_the_disk(asked_for):
    if asked_for != "sqlite":
        pytest.skip("about SQLite alone")
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    assert (mode, synchronous) == ("wal", 2)
