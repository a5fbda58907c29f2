"""Record positions by the time of recording."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from headwater import store

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def last_recorded(at: datetime) -> int:
    """The position of the last event recorded at or before `at`; 0 where none was. One statement, by index.

    Record times never run back, so that what was known at a moment is what stands up to a position.
    """
    rows = store.select(
        "SELECT id FROM events_event WHERE record_time <= %s ORDER BY record_time DESC, id DESC LIMIT 1",
        [(at - _EPOCH) // timedelta(microseconds=1)],
    )
    return int(rows[0][0]) if rows else 0
