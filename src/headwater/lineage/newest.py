"""The newest of some touches within windows of time, for many windows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from headwater.lineage.ranges import Bool, Int64
    from headwater.lineage.sweep import Sweep


class Newest:
    """Finds the newest of some touches within a window."""

    def __init__(self, sweep: Sweep, marked: Bool) -> None:
        self.touch = np.flatnonzero(marked)
        self.key = sweep.key[self.touch]
        self.size, self.never = sweep.size, sweep.never
        # Touches are in order, and of several values given to one index the last one stays.
        self.latest = np.full(len(sweep.bound), -1, np.int64)
        self.latest[sweep.segment[self.touch]] = np.arange(len(self.touch))

    def within(self, item: Int64, begin: Int64, end: Int64) -> tuple[Int64, Int64]:
        """(index of window, index of touch) for each window that has such a touch strictly inside."""
        if not len(self.key):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        base = item * self.size
        at = self.latest[item]
        ended = np.flatnonzero(end != self.never)
        at[ended] = np.searchsorted(self.key, base[ended] + end[ended]) - 1
        hit = np.flatnonzero((at >= 0) & (self.key[np.maximum(at, 0)] > base + begin))
        return hit, self.touch[at[hit]]


def rise(newest: Int64, target: Int64, moment: Int64) -> None:
    """Make the newest moments of targets, which ascend, no less than these."""
    begins = np.flatnonzero(np.diff(target, prepend=-1))
    if len(begins):  # several times faster than `np.maximum.at`
        at = target[begins]
        newest[at] = np.maximum(newest[at], np.maximum.reduceat(moment, begins))
