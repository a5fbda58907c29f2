"""Captures that are under way, and up to which record time none of them can still bring anything.

PostgreSQL stores captures beside each other: one that began earlier can end later, with an earlier record time than
what a reader has seen. So each holds a lock whose number is a time before which it will not be recorded, and a reader
in the order of recording goes no further than the lowest of them. SQLite has one writer, and nothing to wait for.

Why none is missed: a capture takes its lock, then looks for the newest record time that is stored, and is recorded
after that. One that holds its lock when a reader asks is told to the reader; one that takes it later sees at
least what the reader saw, and is recorded later than that.
"""

from __future__ import annotations

from typing import Final

from headwater import store

_MARK: Final = 0x4AB
"""The uppermost twelve bits of our numbers, by which they are told from those of other programs in this database."""
_TIME_BITS: Final = 52
"""Enough for microseconds until the year 2112."""
SILENCE: Final = 120
"""Seconds after which the server ends a capture that asks nothing more of it: its host has died, or its process stands
still, and would hold up readers until somebody noticed."""
LOCK: Final = (
    f"set_config('idle_in_transaction_session_timeout', '{SILENCE}s', true),"  # noqa: S608
    " (SELECT pg_advisory_xact_lock_shared("
    f"({_MARK << _TIME_BITS - 32} | (k.t >> 32))::int, ((k.t & 4294967295) - ((k.t >> 31 & 1) << 32))::int)"
    " FROM (SELECT GREATEST(%s, (SELECT COALESCE(max(record_time), 0) + 1 FROM events_event)) t OFFSET 0) k)"
)
"""Columns to select at the start of a transaction, which holds the lock to its end. The parameter is the time at which
the capture began, in microseconds since 1970.

The number is of 64 bits in two halves: the locks in two halves whose number bears the mark are ours. It is no earlier
than what is stored: a clock that was once ahead would else let a capture of now hide all that is recorded since.
"""
_LOWEST: Final = (
    f"SELECT min((l.classid::bigint & {(1 << _TIME_BITS - 32) - 1}) << 32 | l.objid::bigint) FROM pg_locks l"  # noqa: S608
    f" WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid::bigint >> {_TIME_BITS - 32} = {_MARK}"
    " AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
    " AND l.pid <> pg_backend_pid()"
)


def settled() -> int | None:
    """The record time up to which nothing more will be recorded, in microseconds since 1970.

    None on SQLite, where all that is stored is settled.
    """
    if not store.is_postgresql():
        return None
    ((newest, lowest),) = store.select(
        f"SELECT (SELECT COALESCE(max(record_time), 0) FROM events_event), ({_LOWEST})"  # noqa: S608
    )
    return int(newest) if lowest is None else min(int(newest), int(lowest) - 1)
