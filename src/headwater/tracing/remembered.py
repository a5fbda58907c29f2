"""What is upstream of a lot, remembered by a process for as long as it is true.

A million cans of a lot have the same upstream. It is kept with what it rests on: the lots and transformations
that the walk met, and the names that it tells. Before each use the process asks what was recorded since
(`news`), by itself or by another, and forgets what that touches; names are looked up anew each time. So what is
answered is what a walk without memory would answer.

Remembered for the operating organisation alone: it sees all, so that no rule of sight can change an answer.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from headwater.identity import cache
from headwater.tracing import news
from headwater.tracing.news import News

if TYPE_CHECKING:
    from collections.abc import Callable

    from headwater.tracing.upstream import Beginning, Found

LIMIT: Final = 100_000
"""Things kept with all answers, by `Found.size`; when there are more, all are forgotten. Each takes 250 to 500 bytes."""
LARGEST: Final = 5_000
"""Things kept with one answer; a larger one is not kept."""
SECONDS: Final = 300.0
"""An answer is asked for anew after so long all the same: projections may have been rebuilt meanwhile."""
_RECENT: Final = 200
"""Looks that found news, kept for walks that take longer than one."""
_NAMED: Final = 500
"""Names in such news; what names more is kept as an upheaval."""


@dataclass(frozen=True, slots=True)
class _Entry:
    found: Found
    since: float


class Upstreams:
    """Answers by where they begin; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._place: news.Place | None = None
        self._looks = 0
        self._recent: deque[tuple[int, News]] = deque(maxlen=_RECENT)
        self._clear()
        cache.forget_with(self.forget)

    def forget(self) -> None:
        """Forget everything: the database was replaced."""
        with self._lock:
            self._place = None
            self._note(News(upheaval=True))

    def look(self) -> int:
        """Forget what is no longer true; how often there was news until now. One statement, mostly."""
        looks, place = self._looks, self._place
        # Mostly there is nothing, and threads need not wait for each other to see that.
        if place is not None and not news.positions(place):
            return looks
        with self._lock:
            if self._place is None:
                self._place = news.begin()
                self._note(News(upheaval=True))
            else:
                place, told = news.read(self._place)
                if place != self._place:
                    self._note(told)
                    # Only now: whoever finds nothing new from here on must find nothing old either.
                    self._place = place
            return self._looks

    def _note(self, told: News) -> None:
        self._looks += 1
        short = len(told.lots) + len(told.begun) + len(told.transformations) <= _NAMED
        self._recent.append((self._looks, told if short else News(upheaval=True)))
        self._apply(told)

    def get(self, beginning: Beginning, look: int, make: Callable[[], Found]) -> Found:
        """What `make` answers, or answered before and is still true.

        Args:
            beginning: where the way back begins.
            look: what `look` answered, before anything else was read.
            make: walks.
        """
        entry = self._entries.get(beginning.shared)
        if entry is not None and time.monotonic() - entry.since < SECONDS:
            return entry.found
        return self.renew(beginning, look, make)

    def renew(self, beginning: Beginning, look: int, make: Callable[[], Found]) -> Found:
        """What `make` answers now."""
        found = make()
        with self._lock:
            # What others noticed while this was walked may have come too late for it.
            since = [one for number, one in self._recent if number > look]
            whole = self._looks - look == len(since)
            if whole and not any(_touches(one, found) for one in since):
                self._keep(beginning.shared, found)
        return found

    def _keep(self, beginning: Beginning, found: Found) -> None:
        self._drop(beginning)
        size = found.size + 1
        if size > LARGEST:
            return
        if self._size + size > LIMIT:
            self._clear()
        self._size += size
        self._entries[beginning] = _Entry(found, time.monotonic())
        if found.loose:
            self._loose.add(beginning)
        for lot in found.lots:
            self._by_lot.setdefault(lot, set()).add(beginning)

    def _drop(self, beginning: Beginning) -> None:
        entry = self._entries.pop(beginning, None)
        if entry is None:
            return
        self._size -= entry.found.size + 1
        self._loose.discard(beginning)
        for lot in entry.found.lots:
            known = self._by_lot[lot]
            known.discard(beginning)
            if not known:
                del self._by_lot[lot]

    def _clear(self) -> None:
        self._entries: dict[Beginning, _Entry] = {}
        self._by_lot: dict[int, set[Beginning]] = {}
        self._loose: set[Beginning] = set()
        self._size = 0

    def _apply(self, told: News) -> None:
        if told.upheaval:
            self._clear()
            return
        suspects = self._loose.union(*(self._by_lot.get(lot, ()) for lot in told.lots | told.begun))
        if told.transformations:
            suspects |= self._entries.keys()
        for beginning in suspects:
            if _touches(told, self._entries[beginning].found):
                self._drop(beginning)


def _touches(told: News, found: Found) -> bool:
    """Whether the answer may be another now."""
    return (
        told.upheaval
        or found.loose
        or not told.lots.isdisjoint(found.lots)
        or not told.begun.isdisjoint(found.lots)
        or not told.transformations.isdisjoint(found.transformations)
    )
