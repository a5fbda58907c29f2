"""Record positions by the time of recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.epcis import times

if TYPE_CHECKING:
    from datetime import datetime

BESIDE: Final = 100_000
"""Events that captures beside each other may store at most, for the answer to be exact."""


def last_recorded(at: datetime) -> int:
    """The position of the last event recorded at or before `at`; 0 where none was. One statement.

    Captures that PostgreSQL stores beside each other take their positions and their record times in orders of
    their own: an event recorded a moment later may then be within the position, and none that was known is beyond.
    """
    ((position,),) = store.select(
        "SELECT COALESCE(MAX(e.id), 0) FROM (SELECT id FROM events_event WHERE record_time <= %s"
        " ORDER BY record_time DESC, id DESC LIMIT %s) e",
        [times.microseconds(at), BESIDE],
    )
    return int(position)
