"""Captures that are under way, and up to which record time none of them can still bring anything.

PostgreSQL stores captures beside each other: one that began earlier can end later, with an earlier record time than
what a reader has seen. So each holds a lock whose number tells when it began, and a reader in the order of
recording goes no further than the oldest of them. SQLite has one writer, and nothing to wait for.

Why none is missed: a capture takes its lock, then looks for the newest record time that is stored, and is recorded no
earlier than that. One that holds its lock when a reader asks is told to the reader; one that takes it
later sees at least what the reader saw, and is recorded then or afterwards.
"""

from __future__ import annotations

from typing import Final

from headwater import store

LOCK: Final = "pg_advisory_xact_lock_shared(%s::int, %s::int)"
"""Held to the end of a transaction; its parameters are those of `number`."""
_BEGUN: Final = (
    "SELECT min((l.classid::bigint << 32) | l.objid::bigint) FROM pg_locks l"
    " WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.pid <> pg_backend_pid()"
    " AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
)


def number(now: int) -> tuple[int, int]:
    """The lock of a capture that began at `now`, in microseconds since 1970: the upper and the lower half of it.

    >>> number(1_772_438_400_000_000)
    (412677, -113778688)
    """
    low = now & 0xFFFF_FFFF
    return now >> 32, low - (1 << 32) if low >> 31 else low


def settled() -> int | None:
    """The record time up to which nothing more will be recorded, in microseconds since 1970.

    None on SQLite, where all that is stored is settled. At this very time something more may be
    recorded: who goes on from here must ask for it again.
    """
    if not store.is_postgresql():
        return None
    ((newest, begun),) = store.select(
        f"SELECT (SELECT COALESCE(max(record_time), 0) FROM events_event), ({_BEGUN})"  # noqa: S608
    )
    return int(newest) if begun is None else min(int(newest), int(begun) - 1)
