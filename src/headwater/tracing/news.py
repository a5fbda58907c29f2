"""What was recorded since one last looked: by whatever process, each event once, in any order of commits.

Positions are given out before a capture commits, so that on PostgreSQL a lower one may appear after a higher.
Positions that were passed over are therefore asked for again, until nobody can still be filling them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.events.codes import ROW_BITS, Flag
from headwater.tracing.consumption import TRANSFORMATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST: Final = 5_000
"""More new events than this are not told one by one."""
LOOKED_BACK: Final = 100_000
"""Positions below the newest that are searched for gaps when a process begins to look."""
GAP_SECONDS: Final = 3_600.0
"""After so long, a position that was passed over stays empty: no capture takes this long to commit."""


@dataclass(frozen=True, slots=True)
class News:
    """What some new events name; `upheaval` says that anything may have changed."""

    lots: frozenset[int] = frozenset()
    """Lots and classes in quantities."""
    begun: frozenset[int] = frozenset()
    """Lots that gained members."""
    transformations: frozenset[int] = frozenset()
    """By id; see `graph`."""
    upheaval: bool = False
    """An error declaration is among them or about one of them, or they are too many to tell."""


@dataclass(slots=True)
class Feed:
    """One reader's place in the stream of events. Not for several threads at once."""

    newest: int | None = None
    """The highest position that was seen; None before the first look."""
    gaps: list[tuple[int, int, float]] = field(default_factory=list)
    """(first, last, when it was passed over) of lower positions that have not been seen."""

    def look(self) -> News | None:
        """What came since the last look; None where nothing did. One statement then, five at most."""
        if self.newest is None:
            return self._begin()
        found = self._positions()
        if not found:
            return None
        self._pass(found)
        return _told(found) if len(found) <= MOST else News(upheaval=True)

    def _begin(self) -> News:
        ((newest,),) = store.select("SELECT COALESCE(MAX(id), 0) FROM events_event")
        low = max(newest - LOOKED_BACK, 0)
        self.newest, self.gaps = low, []
        if store.is_postgresql():
            self._pass(self._positions())
        self.newest = max(newest, self.newest)
        return News(upheaval=True)

    def _positions(self) -> list[int]:
        """New positions, ascending."""
        sql, parameters = "SELECT e.id FROM events_event e WHERE e.id > %s", [self.newest]
        if self.gaps:
            now = time.monotonic()
            self.gaps = [gap for gap in self.gaps if now - gap[2] < GAP_SECONDS]
            sql += (
                f" UNION ALL SELECT e.id FROM {store.unnest('k', [('first', 'int'), ('last', 'int')])}"  # noqa: S608
                " CROSS JOIN events_event e WHERE e.id BETWEEN k.first AND k.last"
            )
            parameters += store.arrays([gap[0] for gap in self.gaps], [gap[1] for gap in self.gaps])
        return sorted(row[0] for row in store.select(sql, parameters))

    def _pass(self, found: Sequence[int]) -> None:
        """Note what is passed over. SQLite has one writer, who leaves no position to be filled later."""
        newest = self.newest or 0
        if store.is_postgresql():
            filled = {position for position in found if position <= newest}
            if filled:
                self.gaps = [piece for gap in self.gaps for piece in _without(gap, filled)]
            now = time.monotonic()
            last = newest
            for position in found:
                if position > newest:
                    if position > last + 1:
                        self.gaps.append((last + 1, position - 1, now))
                    last = position
        self.newest = max(newest, found[-1]) if found else newest


def _without(gap: tuple[int, int, float], filled: Iterable[int]) -> list[tuple[int, int, float]]:
    """What is left of a gap."""
    first, last, since = gap
    pieces = []
    for position in sorted(one for one in filled if first <= one <= last):
        if position > first:
            pieces.append((first, position - 1, since))
        first = position + 1
    return [*pieces, (first, last, since)] if first <= last else pieces


def _told(found: Sequence[int]) -> News:
    keys, parameters = store.unnest("k", [("id", "int")]), store.arrays(found)
    rows = store.select(
        f"SELECT {TRANSFORMATION}, e.transformation, EXISTS (SELECT 1 FROM events_event d"  # noqa: S608
        f" WHERE d.event_key = e.event_key AND d.flags & {int(Flag.DECLARATION)} <> 0)"
        f" FROM {keys} CROSS JOIN events_event e WHERE e.id = k.id",
        parameters,
    )
    if any(declared for *_, declared in rows):
        return News(upheaval=True)
    where = f"BETWEEN k.id << {ROW_BITS} AND (k.id << {ROW_BITS}) + {(1 << ROW_BITS) - 1}"
    lots = store.select(
        f"SELECT DISTINCT q.item_class FROM {keys} CROSS JOIN events_quantity q WHERE q.id {where}",  # noqa: S608
        parameters,
    )
    begun = store.select(
        f"SELECT DISTINCT m.lot FROM {keys} CROSS JOIN tracing_membership m WHERE m.id {where}",  # noqa: S608
        parameters,
    )
    return News(
        lots=frozenset(row[0] for row in lots),
        begun=frozenset(row[0] for row in begun),
        transformations=frozenset(one for one, shared, _ in rows if shared is not None),
    )
