"""Which events error declarations call wrong, now and at every position before.

A declaration names its original by eventID. Where that ID was used for several contents, the one with the
declaration's own content is meant; content that no original has means them all. Only the original's capturer and the
operating organisation have the authority; which of declaration and original came first makes no difference.

An original that arrives later can take a declaration over from those that it meant until then. So an event is void
over intervals of record positions, each decided by the events up to that position alone: what was known then stays
answerable. The open interval is in the event's own row, the closed ones, of which there are few, in `Lapsed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.epcis import times
from headwater.events import locks
from headwater.events.codes import Flag
from headwater.events.models import Declaration, Finding, Lapsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from headwater.events.batch import Batch, Names, Prepared

_NEVER: Final = 1 << 62
"""A position that no event has."""

Lapse = tuple[int, int, int]
"""An event, since when it was void, and from when on it counted again."""


@dataclass(frozen=True, slots=True)
class Member:
    """An event among those of one eventID."""

    key: int
    position: int
    capturer: int
    operating: bool
    flags: int
    digest: bytes
    void: int | None

    @property
    def declares(self) -> bool:
        """Whether it is a declaration."""
        return bool(self.flags & Flag.DECLARATION)


DECLARATION_COLUMNS: Final = ("id", "declared_at", "reason")


def record(batch: Batch) -> None:
    """Write when and why the declarations among the new events were made."""
    if batch.names is not None:
        store.insert(Declaration, DECLARATION_COLUMNS, declaration_rows(batch.new, batch.names))


def declaration_rows(new: Sequence[Prepared], names: Names) -> Iterator[tuple[int, int, int | None]]:
    """Rows of `models.Declaration`."""
    for prepared in new:
        declaration = prepared.event.error_declaration
        if declaration is not None:
            reason = None if declaration.reason is None else names.words[declaration.reason]
            yield prepared.position, times.parse(declaration.declaration_time), reason


def apply_declarations(batch: Batch) -> None:
    """Take out of the projections what an error declaration, old or new, calls wrong."""
    declared = {prepared.event_key for prepared in batch.new if prepared.flags & Flag.DECLARATION}
    declared |= _declared({prepared.event_key for prepared in batch.new} - declared)
    if declared:
        locks.hold(declared)
        settle(declared, batch)


def _declared(keys: set[int]) -> set[int]:
    rows = store.select(
        "SELECT DISTINCT e.event_key FROM "  # noqa: S608
        + store.unnest("k", [("key", "int")])
        + f" {store.looked_up('events_event', 'e', 'e.event_key = k.key AND e.flags & %s <> 0')}",
        [*store.arrays(sorted(keys)), int(Flag.DECLARATION)],
    )
    return {row[0] for row in rows}


def settle(keys: Collection[int], batch: Batch | None = None) -> None:
    """Decide anew, for these event keys, which events are void; `batch` receives findings of its own."""
    mine = {prepared.position for prepared in batch.new} if batch is not None else set()
    stored = lapsed(keys)
    for group in _groups(keys):
        voids, lapses = decide(group)
        for member in group:
            if voids.get(member.position) != member.void:
                store.execute(
                    "UPDATE events_event SET void = %s WHERE id = %s",
                    [voids.get(member.position), member.position],
                )
        here = {member.position for member in group}
        if lapses != {lapse for lapse in stored if lapse[0] in here}:
            Lapsed.objects.filter(event_id__in=here).delete()
            store.insert(Lapsed, ("event_id", "since", "until"), sorted(lapses))
        if batch is not None:
            _tell_of_foreign(group, mine, batch)


def _tell_of_foreign(group: Sequence[Member], mine: set[int], batch: Batch) -> None:
    originals = {member.position for member in group if not member.declares}
    owners = {member.capturer for member in group if not member.declares}
    # Only the first original tells whose declarations that came before it were foreign.
    first = originals <= mine
    for member in group:
        foreign = owners and not member.operating and member.capturer not in owners
        if member.declares and foreign and (first or member.position in mine):
            batch.findings.append((Finding.Kind.FOREIGN_DECLARATION, member.position, {}))


def lapsed(keys: Collection[int]) -> set[Lapse]:
    """What is stored of intervals that have ended, of the events of these keys."""
    return set(
        store.select(
            "SELECT l.event_id, l.since, l.until FROM "  # noqa: S608
            + store.unnest("k", [("key", "int")])
            + " CROSS JOIN events_event e CROSS JOIN events_lapsed l"
            " WHERE e.event_key = k.key AND l.event_id = e.id",
            store.arrays(sorted(set(keys))),
        )
    )


def decided(keys: Collection[int]) -> tuple[dict[int, int], set[Lapse]]:
    """What `settle` writes for these event keys: since when events are void, and when others were."""
    voids: dict[int, int] = {}
    lapses: set[Lapse] = set()
    for group in _groups(keys):
        now, before = decide(group)
        voids |= now
        lapses |= before
    return voids, lapses


def _groups(keys: Collection[int]) -> Iterator[list[Member]]:
    """The events of each key, in order of position."""
    rows = store.select(
        "SELECT e.event_key, e.id, e.capturer_id, o.operating, e.flags, e.digest, e.void FROM "  # noqa: S608
        + store.unnest("k", [("key", "int")])
        + " CROSS JOIN events_event e CROSS JOIN parties_organisation o"
        " WHERE e.event_key = k.key AND o.id = e.capturer_id ORDER BY e.event_key, e.id",
        store.arrays(sorted(set(keys))),
    )
    members = (
        Member(key, position, capturer, bool(operating), flags, bytes(digest), void)
        for key, position, capturer, operating, flags, digest, void in rows
    )
    for _, group in groupby(members, key=attrgetter("key")):
        yield list(group)


def decide(group: Sequence[Member]) -> tuple[dict[int, int], set[Lapse]]:
    """Since when each event of one eventID is void, and when others were, from nothing but the events."""
    originals = [member for member in group if not member.declares]
    intervals: dict[int, list[tuple[int, int]]] = {}
    for declaration in group:
        if declaration.declares:
            for original, since, until in _meant(declaration, originals):
                intervals.setdefault(original, []).append((since, until))
    voids: dict[int, int] = {}
    lapses: set[Lapse] = set()
    for original, some in intervals.items():
        for since, until in _joined(some):
            if until == _NEVER:
                voids[original] = since
            else:
                lapses.add((original, since, until))
    return voids, lapses


def _meant(declaration: Member, originals: Sequence[Member]) -> Iterator[tuple[int, int, int]]:
    """(original, since, until): what one declaration means, as originals arrive."""
    alike = [one for one in originals if one.digest == declaration.digest]
    own = [one for one in originals if one.capturer == declaration.capturer]
    first_alike = _first(alike)
    first_own = _first(own)
    first_own_alike = _first([one for one in own if one.digest == declaration.digest])
    reached = _reached(declaration, alike), _reached(declaration, originals)
    for one in originals:
        is_alike, is_own = one.digest == declaration.digest, one.capturer == declaration.capturer
        since = max(one.position, declaration.position)
        if is_alike and is_own:
            yield one.position, since, _NEVER
        elif is_alike:
            # The operating organisation may correct anybody's event, and means its own where it has one.
            if declaration.operating and one.capturer in reached[0]:
                yield one.position, since, first_own_alike
        elif is_own:
            yield one.position, since, first_alike
        elif declaration.operating and one.capturer in reached[1]:
            yield one.position, since, min(first_alike, first_own)


def _reached(declaration: Member, candidates: Sequence[Member]) -> set[int]:
    """Whose events the operating organisation means: of those who had one then, else of the first who has one.

    Whoever captures anew as its own what was declared wrong under another's name has mended it.
    """
    there = {one.capturer for one in candidates if one.position < declaration.position}
    return there or {one.capturer for one in candidates[:1]}


def _first(members: Sequence[Member]) -> int:
    return min((member.position for member in members), default=_NEVER)


def _joined(intervals: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Half-open intervals as few that neither meet nor overlap."""
    found: list[tuple[int, int]] = []
    for since, until in sorted(intervals):
        if until <= since:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found
