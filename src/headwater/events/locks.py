"""Every lock of this app. SQLite needs none: a transaction has the database to itself from its BEGIN IMMEDIATE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.events import under_way
from headwater.events.codes import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.events.batch import Batch

COMPARED: Final = 100
"""New events up to which a capture holds all their IDs, so that another content of one is found even when it
comes at the same moment. Larger captures would fill the server's table of locks."""
_TURN: Final = 0x48656164
"""Number of the lock by which a declaration waits for captures under way; any that nobody else uses."""


def take_turn(batch: Batch) -> None:
    """Let no error declaration and its original miss each other: on PostgreSQL both may be under way at once.

    Captures share the lock; one with a declaration waits for the others, and they for it. It comes first in
    the transaction, so that who waits holds nothing that the others need. The capture is under way from here on.
    """
    if store.is_postgresql():
        alone = any(prepared.flags & Flag.DECLARATION for prepared in batch.new)
        how = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        store.select(f"SELECT {how}(%s), {under_way.LOCK}", [_TURN, batch.now_us])
    if batch.refuse_conflicts or len(batch.new) <= COMPARED:
        hold(prepared.event_key for prepared in batch.new)


def hold(keys: Iterable[int]) -> None:
    """Wait until no other capture holds one of these event keys; PostgreSQL keeps them until the end of ours."""
    if store.is_postgresql():
        store.select(
            "SELECT pg_advisory_xact_lock(k.key)"  # noqa: S608
            f" FROM (SELECT key FROM {store.unnest('k', [('key', 'int')])} ORDER BY key) k",
            store.arrays(sorted(set(keys))),
        )
