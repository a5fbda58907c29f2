"""What was recorded since one last looked: by whatever process, each event once, in any order of commits.

Positions are given out before a capture commits, so that on PostgreSQL a lower one may appear after a higher.
Positions that were passed over are therefore asked for again, until nobody can still be filling them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.events.codes import BAND_BITS, ROW_BITS, Action, Flag, Role, Type, band
from headwater.events.lookup import rows_of_events
from headwater.lineage.ranges import RangeSet, union
from headwater.tracing.joining import TRANSFORMATION
from headwater.tracing.member_lookup import memberships_holding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

MOST: Final = 5_000
"""More new events than this are not told one by one."""
LOOKED_BACK: Final = 100_000
"""Positions below the newest that are searched for gaps when a process begins to look."""
GAP_SECONDS: Final = 3_600.0
"""After so long, a position that was passed over stays empty: no capture takes this long to commit."""
_BEGINNING: Final = frozenset({Type.OBJECT, Type.TRANSFORMATION})
"""Events of these types begin objects, if their rank is that of ADD; a transformation has no other."""

Gap = tuple[int, int, float]
"""(first, last, when it was passed over): positions that somebody may still fill."""


@dataclass(frozen=True, slots=True)
class News:
    """What some new events name; `upheaval` says that anything may have changed."""

    lots: frozenset[int] = frozenset()
    """Lots and classes in quantities."""
    begun: frozenset[int] = frozenset()
    """Lots that gained members, and those of objects that began again or that a transformation names."""
    transformations: frozenset[int] = frozenset()
    """By id; see `graph`."""
    upheaval: bool = False
    """An error declaration is among them or about one of them, they are too many to tell, or a transformation gives out
    a container again, with all that is in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader has come in the stream of events."""

    newest: int
    """The highest position that was seen."""
    gaps: tuple[Gap, ...] = ()
    """Lower positions that have not been seen."""


def begin() -> Place:
    """The place of a reader who knows nothing yet. One statement, or two."""
    ((newest,),) = store.select("SELECT COALESCE(MAX(id), 0) FROM events_event")
    if not store.is_postgresql():
        return Place(newest)
    low = Place(max(newest - LOOKED_BACK, 0))
    return passed(low, positions(low))


def positions(place: Place) -> list[int]:
    """Positions that are new to a reader, ascending. One statement."""
    sql, parameters = "SELECT e.id FROM events_event e WHERE e.id > %s", [place.newest]
    if place.gaps:
        sql += (
            f" UNION ALL SELECT e.id FROM {store.unnest('k', [('first', 'int'), ('last', 'int')])}"  # noqa: S608
            " CROSS JOIN events_event e WHERE e.id BETWEEN k.first AND k.last"
        )
        parameters += store.arrays([gap[0] for gap in place.gaps], [gap[1] for gap in place.gaps])
    return sorted(row[0] for row in store.select(sql, parameters))


def read(place: Place) -> tuple[Place, News]:
    """What is new to a reader, and where they have come with it. One statement where nothing is, else at most eight."""
    found = positions(place)
    if not found:
        return place, News()
    news = _told(found) if len(found) <= MOST else News(upheaval=True)
    # SQLite has one writer, who leaves no position to be filled later.
    return passed(place, found) if store.is_postgresql() else Place(found[-1]), news


def passed(place: Place, found: Sequence[int]) -> Place:
    """Where a reader has come by some new positions, ascending, and what they passed over."""
    now = time.monotonic()
    filled = {position for position in found if position <= place.newest}
    gaps = [piece for gap in place.gaps if now - gap[2] < GAP_SECONDS for piece in _without(gap, filled)]
    last = place.newest
    for position in found:
        if position > last + 1:
            gaps.append((last + 1, position - 1, now))
        last = max(last, position)
    return Place(last, tuple(gaps))


def _without(gap: Gap, filled: Iterable[int]) -> list[Gap]:
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
        f"SELECT {TRANSFORMATION}, e.transformation, e.id, e.type, e.rank, EXISTS (SELECT 1 FROM events_event d"  # noqa: S608
        f" WHERE d.event_key = e.event_key AND d.flags & {int(Flag.DECLARATION)} <> 0)"
        f" FROM {keys} CROSS JOIN events_event e WHERE e.id = k.id",
        parameters,
    )
    if any(declared for *_, declared in rows):
        return News(upheaval=True)
    making = {event: shared is not None for _, shared, event, kind, *_ in rows if kind == Type.TRANSFORMATION}
    if _gives_contents_out(making):
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
        # What made an object that was known before, or the life for which its lot was told, may be another now.
        begun=frozenset(row[0] for row in begun).union(
            _known_lots(
                [event for _, _, event, kind, rank, _ in rows if kind in _BEGINNING and rank == Action.ADD]
            )
        ),
        transformations=frozenset(one for one, shared, *_ in rows if shared is not None),
    )


def _gives_contents_out(making: Mapping[int, bool]) -> bool:
    """Whether a transformation gives out what it took in, and something was ever put into that. At most two statements.

    Args:
        making: its events, with whether others may be part of it: what they take in is not looked for.
    """
    given: dict[int, list[tuple[int, int]]] = {}
    taken: dict[int, list[tuple[int, int]]] = {}
    for event, role, first, last in rows_of_events("events_range", "band, first, last", making):
        side = {int(Role.INPUT): taken, int(Role.OUTPUT): given}.get(role >> BAND_BITS)
        if side is not None:
            side.setdefault(event, []).append((first, last))
    out = {event: RangeSet.from_pairs(pairs) for event, pairs in given.items()}
    again = union(
        objects if making[event] else objects & RangeSet.from_pairs(taken.get(event, ()))
        for event, objects in out.items()
    )
    if not again:
        return False
    parents = f"r.band = {band(Role.PARENT, 1)} AND r.first BETWEEN k.first AND k.last"
    sql = (
        f"SELECT 1 FROM {store.unnest('k', [('first', 'int'), ('last', 'int')])}"  # noqa: S608
        f" {store.looked_up('events_range', 'r', parents)} LIMIT 1"
    )
    return bool(store.select(sql, store.arrays(again.first.tolist(), again.last.tolist())))


def _known_lots(events: Collection[int]) -> frozenset[int]:
    """The lots of which the objects of these events are known to be. Two statements, if there are events."""
    ranges = rows_of_events("events_range", "first, last", events)
    if not ranges:
        return frozenset()
    objects = RangeSet.from_pairs((first, last) for _, first, last in ranges)
    sql = memberships_holding("m.lot AS lot", [("first", "int"), ("last", "int")])
    rows = store.select(
        f"SELECT DISTINCT t.lot FROM ({sql}) t",  # noqa: S608
        store.arrays(objects.first.tolist(), objects.last.tolist()),
    )
    return frozenset(row[0] for row in rows)
