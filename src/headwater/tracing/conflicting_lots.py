"""Objects that are told to be of more than one lot at once.

A serial or tote that was decommissioned and commissioned again may be of another lot: two lots conflict only
where one life of an object is of both (`lineage.lives`). Which lives there are is asked only of objects that are
told to be of two lots at all: the usual capture pays for one look-up.

What arrives late is compared like all else, by the time at which it happened: the later of two conflicting events
is told of when it arrives, whichever that is. An ending that arrives after both lots leaves the finding, which was
right by what was known, for a person to close. If an ending is declared wrong, the lives before and after it become
one, and what conflicts by that is told of with the declaration. One case is not seen: a transformation of several
events by which an object is at first taken in for good, then, after it was added with another lot, given out again
by an event that comes later still.

Source: DESIGN.md, section 4 (conflicting lots are both kept, with a finding); docs/adr/0016-lives-are-vertices.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headwater import store
from headwater.events.codes import BAND_BITS, ROW_BITS, Action, Role, Type
from headwater.events.lookup import event_of_row, rows_of_events
from headwater.events.models import Finding
from headwater.lineage.ranges import RangeSet
from headwater.lineage.segments import overlapping
from headwater.parties.actors import Viewer
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.graph import StoredGraph
from headwater.tracing.member_lookup import memberships_holding
from headwater.tracing.source import DatabaseSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headwater.events.batch import Batch


Told = tuple[int, int, int, int, int]
"""(event, lot, first, last, time): objects `first` to `last` are of a lot, as told at a time; the event is the one to
which a finding belongs."""


class _Two(NamedTuple):
    """Objects `first` to `last` are told to be of two lots, at two times."""

    event: int
    lot: int
    other: int
    first: int
    last: int
    time: int
    other_time: int


def find(batch: Batch, rows: Sequence[tuple[int, int, int, int, int]]) -> None:
    """Tell of objects that the new events, or what they take back, leave in more than one lot.

    Args:
        batch: its events and memberships are stored, its declarations applied.
        rows: its memberships, as `models.Membership` has them.
    """
    found = []
    if overlaps := _overlaps([row[2] for row in rows], [row[3] for row in rows], [row[4] for row in rows]):
        times = {prepared.position: prepared.time for prepared in batch.new}
        for n, *other in overlaps:
            row_id, _, first, last, lot = rows[n]
            event = row_id >> ROW_BITS
            found.append(_two((event, lot, first, last, times[event]), *other))
    found += _joined_by_declarations(batch)
    if not found:
        return
    everything = DatabaseSource(Cut(), Eyes(Viewer(batch.by.organisation_id, operating=True)))
    graph = StoredGraph(everything, everything)
    conflicts = {(two.event, *sorted((two.lot, two.other))) for two in _of_one_life(found, graph)}
    for event, *lots in sorted(conflicts):
        batch.findings.append((Finding.Kind.CONFLICTING_LOTS, event, {"lots": lots}))


def _overlaps(first: Sequence[int], last: Sequence[int], lot: Sequence[int]) -> list[tuple[int, ...]]:
    """(n, lot, first, last, time) of memberships that count, overlap the n-th of these and are of another lot."""
    if not first:
        return []
    live, _ = Cut().live("e")
    sql = memberships_holding(
        "k.n AS n, k.lot AS asked, m.id AS row_id, m.lot AS lot, m.first AS first, m.last AS last",
        [("n", "int"), ("first", "int"), ("last", "int"), ("lot", "int")],
    )
    return store.select(
        f"SELECT t.n, t.lot, t.first, t.last, e.event_time FROM ({sql}) t"  # noqa: S608
        f" {event_of_row(live)} AND t.lot <> t.asked",
        store.arrays(range(len(first)), first, last, lot),
    )


def _two(told: Told, lot: int, first: int, last: int, time: int) -> _Two:
    event, own, own_first, own_last, own_time = told
    return _Two(event, own, lot, max(first, own_first), min(last, own_last), own_time, time)


def _of_one_life(found: Sequence[_Two], graph: StoredGraph) -> Iterator[_Two]:
    """Those of which some object was of both lots in one life."""
    lives = graph.reused(RangeSet.from_pairs((two.first, two.last) for two in found))
    apart = [0] * len(found)
    """How many objects were of the one lot in one life and of the other in another."""
    first, last = np.array([(two.first, two.last) for two in found], dtype=np.int64).T
    begin, end = np.array([(one.first, one.last) for one in lives], dtype=np.int64).reshape(-1, 2).T
    for i, j in zip(*(index.tolist() for index in overlapping(first, last, begin, end)), strict=True):
        two, one = found[i], lives[j]
        if one.number(two.time) != one.number(two.other_time):
            apart[i] += min(two.last, one.last) - max(two.first, one.first) + 1
    return (two for two, many in zip(found, apart, strict=True) if many <= two.last - two.first)


def _joined_by_declarations(batch: Batch) -> list[_Two]:
    """What is told before and after endings that declarations of the batch take back."""
    declarations = {
        prepared.event_key: prepared.position
        for prepared in batch.new
        if prepared.event.error_declaration is not None
    }
    if not declarations:
        return []
    endings = store.select(
        "SELECT e.id, e.event_key, e.event_time FROM "  # noqa: S608
        + store.unnest("k", [("key", "int")])
        + " CROSS JOIN events_event e WHERE e.event_key = k.key AND e.void IS NOT NULL"
        " AND (e.type = %s OR e.type = %s AND e.rank = %s)",
        [*store.arrays(sorted(declarations)), int(Type.TRANSFORMATION), int(Type.OBJECT), int(Action.DELETE)],
    )
    ended: dict[int, list[int]] = {}
    for _, key, time in endings:
        ended.setdefault(declarations[key], []).append(time)
    events = {event: declarations[key] for event, key, _ in endings}
    named = [
        (events[event], first, last)
        for event, band, first, last in rows_of_events("events_range", "band, first, last", events)
        if band >> BAND_BITS in (Role.OBJECT, Role.INPUT)
    ]
    members = _members(named)
    _, lots, firsts, lasts, _ = zip(*members, strict=True) if members else ((),) * 5
    found = [_two(members[n], *other) for n, *other in _overlaps(firsts, lasts, lots)]
    return [two for two in found if any(two.time <= time < two.other_time for time in ended[two.event])]


def _members(named: Sequence[tuple[int, int, int]]) -> list[Told]:
    """The memberships that count of objects, (event, first, last), as told by these events."""
    if not named:
        return []
    live, _ = Cut().live("e")
    sql = memberships_holding(
        "k.event AS event, k.first AS asked_first, k.last AS asked_last, m.id AS row_id, m.lot AS lot,"
        " m.first AS first, m.last AS last",
        [("event", "int"), ("first", "int"), ("last", "int")],
    )
    told = store.select(
        "SELECT t.event, t.lot, t.asked_first, t.asked_last, t.first, t.last, e.event_time"  # noqa: S608
        f" FROM ({sql}) t {event_of_row(live)}",
        store.arrays(*zip(*named, strict=True)),
    )
    return [
        (event, lot, max(first, asked_first), min(last, asked_last), time)
        for event, lot, asked_first, asked_last, first, last, time in told
    ]
