"""Counts of how often people asked, gathered in the process and written together.

A count is acknowledged to nobody, and a page must not wait for whoever writes to the database just then. So
`serve` gathers for SECONDS and writes all counts of that time in one transaction, which waits for no disk. A
kill takes the last of them away; a regular end takes none. What a page shows is what is written plus what this
process has gathered: other processes' last half second is missing.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from headwater import store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SECONDS: Final = 0.5
"""How long counts are gathered, at most, before they are written."""
_TIME: Final = {False: "text", True: "timestamptz"}
"""How a time is stored, by whether the database is PostgreSQL."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Count:
    """How often people asked for one code; `first_at` is when the first of them did."""

    times: int
    repeats: int
    first_at: datetime
    newest_at: datetime

    def __add__(self, other: Count) -> Count:
        return Count(
            self.times + other.times,
            self.repeats + other.repeats,
            min(self.first_at, other.first_at),
            max(self.newest_at, other.newest_at),
        )


class Tally:
    """Counts that are not written yet; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._gathered: dict[str, Count] = {}
        self._leaving: dict[str, Count] = {}
        """What a transaction is writing just now."""
        self._before: dict[str, Count] = {}
        """What was stored of these codes before it."""
        self._written = 0
        self._wake = threading.Event()
        self._gathers = False

    def add(self, key: str, *, repeat: bool, now: datetime) -> Count:
        """One more request for a code, and its count with it. One statement."""
        one = Count(1, int(repeat), now, now)
        with self._lock:
            before = self._gathered.get(key)
            self._gathered[key] = before + one if before else one
        if self._gathers:
            self._wake.set()
        else:
            self.write()
        return self.so_far(key) or one

    def so_far(self, key: str) -> Count | None:
        """The count of a code; None where nobody has asked yet. At most one statement, most often."""
        while True:
            with self._lock:
                written, gathered, leaving = self._written, self._gathered.get(key), self._leaving.get(key)
                before = self._before.get(key)
            if leaving:
                # Nobody can tell whether the table has it by now; what the table had before is known.
                return _sum(before, leaving, gathered)
            stored = _stored([key]).get(key)
            with self._lock:
                settled = written == self._written and key not in self._leaving
            if settled:  # otherwise what was gathered may be in the table by now, and be counted twice
                return _sum(stored, gathered)

    def write(self) -> None:
        """Write what was gathered.

        Raises:
            DatabaseError: nothing was written, and nothing is lost: it is written with what comes next.
        """
        with self._writing:
            with self._lock:
                keys = sorted(self._gathered)
            if not keys:
                return
            before = _stored(keys)
            with self._lock:
                self._before, self._leaving = before, {key: self._gathered.pop(key) for key in keys}
            try:
                _store(self._leaving)
            except BaseException:
                with self._lock:
                    for key, one in self._leaving.items():
                        later = self._gathered.get(key)
                        self._gathered[key] = one + later if later else one
                    self._before, self._leaving = {}, {}
                raise
            with self._lock:
                self._before, self._leaving = {}, {}
                self._written += 1

    def gather(self) -> None:
        """From now on gather, in this process, and write every SECONDS; the last when it ends."""
        if not self._gathers:
            self._gathers = True
            threading.Thread(target=self._keep_writing, name="counts", daemon=True).start()
            Finalize(self, self.write, exitpriority=0)

    def _keep_writing(self) -> None:
        pause, failed = threading.Event(), False
        while True:
            self._wake.wait()
            self._wake.clear()
            pause.wait(SECONDS)
            try:
                if failed:
                    connection.close()
                self.write()
                failed = False
            except Exception:  # whatever it is: without this thread nothing would be written any more
                _log.exception("counts could not be written; they are kept for the next time")
                failed = True
                self._wake.set()


tally: Final = Tally()


def _store(counts: Mapping[str, Count]) -> None:
    """Add to the rows of the codes, in one order: processes that meet wait for each other, never in a circle."""
    rows = [
        # Of a code that nobody has a row of, the first time is no repeat, whichever process writes first.
        (key, one.times, min(one.repeats, one.times - 1), one.first_at, one.newest_at, one.repeats)
        for key, one in sorted(counts.items())
    ]
    times = f"CAST(%s AS {_TIME[store.is_postgresql()]})"
    with _hasty(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO portal_asked (key, times, repeats, first_at, newest_at)"  # noqa: S608
            f" VALUES (%s, %s, %s, {times}, {times})"
            " ON CONFLICT (key) DO UPDATE SET times = portal_asked.times + excluded.times,"
            " repeats = portal_asked.repeats + %s, newest_at = excluded.newest_at",
            rows,
        )


@contextmanager
def _hasty() -> Iterator[None]:
    """A transaction whose commit does not wait for the disk; the log stays whole (WAL)."""
    sqlite = not store.is_postgresql()
    if connection.in_atomic_block:
        yield
        return
    if sqlite:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
    try:
        with transaction.atomic():
            if not sqlite:
                store.execute("SET LOCAL synchronous_commit = off")
            yield
    finally:
        if sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=FULL")


def _stored(keys: Sequence[str]) -> dict[str, Count]:
    """The counts in the table, by code. One statement."""
    rows = store.select(
        "SELECT a.key, a.times, a.repeats, a.first_at, a.newest_at"  # noqa: S608
        f" FROM {store.unnest('k', [('key', 'text')])} CROSS JOIN portal_asked a WHERE a.key = k.key",
        store.arrays(keys),
    )
    return {
        key: Count(times, repeats, _aware(first_at), _aware(newest_at))
        for key, times, repeats, first_at, newest_at in rows
    }


def _sum(*counts: Count | None) -> Count | None:
    """Of the counts that there are."""
    total: Count | None = None
    for one in filter(None, counts):
        total = total + one if total else one
    return total


def _aware(value: datetime | str) -> datetime:
    """A time as the driver gave it: SQLite answers text or a naive UTC time to bare SQL."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
