"""The least work that could store the same: the rows that a capture wrote, written again without anything else.

Into new tables of the same shape, indexes included, in one transaction a call, by `executemany` on SQLite and
COPY on PostgreSQL, with the same durability.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from bench import stores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Row = tuple[Any, ...]
Call = dict[str, list[Row]]
"""Rows by table of one call."""
ROW_BITS = 20
"""A row of an event has the number (event << 20) + n."""
TABLES = ("events_event", "events_range", "events_term", "events_document")


def seconds(url: str, calls: int) -> tuple[int, float]:
    """Write again what the last `calls` captures of a store wrote; events and seconds."""
    return _sqlite(url, calls) if url.startswith("sqlite") else _postgresql(url, calls)


def _calls(select: Callable[[str], list[Row]], calls: int) -> list[Call]:
    """The rows of the last captures, one after the other. A capture is a job; its events follow each other."""
    events = select("SELECT job_id, events_event.* FROM events_event ORDER BY id")
    by_job = [[row[1:] for row in rows] for _, rows in groupby(events, key=lambda row: row[0])][-calls:]
    found = []
    for rows in by_job:
        first, last = rows[0][0], rows[-1][0]
        below = f"id BETWEEN {first << ROW_BITS} AND {(last + 1 << ROW_BITS) - 1}"
        call = {"events_event": rows}
        call |= {
            name: select(f"SELECT * FROM {name} WHERE {below}") for name in ("events_range", "events_term")
        }
        call["events_document"] = select(f"SELECT * FROM events_document WHERE id BETWEEN {first} AND {last}")
        found.append(call | _serials(select, call))
    return found


def _serials(select: Callable[[str], list[Row]], call: Call) -> Call:
    """The rows of the dictionary that the call's objects brought, if they are in it."""
    name = "identity_serial"
    firsts = [row[2] for row in call["events_range"]]
    rows = select(f"SELECT * FROM {name} WHERE id BETWEEN {min(firsts)} AND {max(firsts)}")
    return {name: rows} if rows else {}


def _timed(calls: list[Call], write: Callable[[Call], None]) -> tuple[int, float]:
    began = time.perf_counter()
    for call in calls:
        write(call)
    took = time.perf_counter() - began
    return sum(len(call["events_event"]) for call in calls), took


def _sqlite(url: str, calls: int) -> tuple[int, float]:
    with contextlib.closing(sqlite3.connect(stores.sqlite_path(url))) as source:
        shapes = source.execute(
            "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC"
        ).fetchall()
        rows = _calls(lambda sql: source.execute(sql).fetchall(), calls)
    tables = {name for call in rows for name in call}
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(sqlite3.connect(Path(folder, "floor.sqlite3"), isolation_level=None)) as target,
    ):
        target.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")
        for name, shape in shapes:
            if name in tables:
                target.execute(shape)

        def write(call: Call) -> None:
            target.execute("BEGIN IMMEDIATE")
            for name, some in call.items():
                if some:
                    marks = ", ".join("?" * len(some[0]))
                    target.executemany(f"INSERT INTO {name} VALUES ({marks})", some)
            target.execute("COMMIT")

        return _timed(rows, write)


@contextlib.contextmanager
def _schema(connection: psycopg.Connection[Row], tables: set[str]) -> Iterator[None]:
    connection.execute("CREATE SCHEMA floor")
    for name in tables:
        connection.execute(f"CREATE TABLE floor.{name} (LIKE public.{name} INCLUDING ALL)")
    try:
        yield
    finally:
        connection.execute("DROP SCHEMA floor CASCADE")


def _postgresql(url: str, calls: int) -> tuple[int, float]:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = _calls(lambda sql: connection.execute(sql).fetchall(), calls)

        def write(call: Call) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                for name, some in call.items():
                    with cursor.copy(f"COPY floor.{name} FROM STDIN") as copy:
                        for row in some:
                            copy.write_row(row)

        with _schema(connection, {name for call in rows for name in call}):
            return _timed(rows, write)
