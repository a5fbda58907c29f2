"""Events that say they happen later than they are told: a clock that is wrong, or a year mistyped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from headwater.events.codes import Flag
from headwater.events.models import Finding

if TYPE_CHECKING:
    from headwater.events.batch import Batch

TOLERANCE: Final = timedelta(minutes=10)
"""Clocks of partners that nobody sets drift by a second or two a day; ten minutes is a quarter without care."""
_TOLERANCE_US: Final = TOLERANCE // timedelta(microseconds=1)


def find_ahead(batch: Batch) -> None:
    """Tell of events whose eventTime is later than their capture by more than `TOLERANCE`.

    Such an event wins over all that truly happens until then, since event time orders. A declaration bears the time
    of the event that it takes back, and is no such event.
    """
    for prepared in batch.new:
        capture = batch.captures[prepared.capture]
        if prepared.time > capture.now_us + _TOLERANCE_US and not prepared.flags & Flag.DECLARATION:
            detail: dict[str, object] = {"time": prepared.event.event_time}
            batch.findings.append((Finding.Kind.AHEAD_OF_TIME, prepared.position, detail))
