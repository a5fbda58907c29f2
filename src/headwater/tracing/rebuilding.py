"""Every projection made again from the facts, and every projection compared with them.

The facts are the documents of events, who captured each and when, the claims that the gate found, and the
tables of identity. All else is derived: the columns and rows by which events are found, which events are
void, which objects belong to which lot. `rebuild` and `verify` derive with the code that capture uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import transaction

from headwater import store
from headwater.events import appending, declarations, documents
from headwater.events.codes import AUTHORITY, ROW_BITS, Flag
from headwater.events.models import Band, Declaration, Document, Event, Lapsed, Quantity, Range
from headwater.events.models import Term as TermRow
from headwater.events.naming import names_of
from headwater.events.preparing import prepared
from headwater.identity.models import Sequence as Numbers
from headwater.tracing import membership
from headwater.tracing.models import Membership

if TYPE_CHECKING:
    from headwater.epcis.model import Event as EpcisEvent
    from headwater.events.batch import Names, Prepared

DOCUMENTS: Final = 50
"""Documents that are derived from at a time: about 3,000 events."""

Progress = Callable[[int, int], None]
"""Told (events done, events in all)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a rebuild read and wrote."""

    events: int
    ranges: int
    quantities: int
    terms: int
    memberships: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the facts say."""

    table: str
    event: int
    """Record position."""
    what: str
    """"missing", "not derived", "altered", or a column of the event that differs."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from some events."""

    positions: list[int]
    events: dict[int, tuple[object, ...]]
    """Columns of the event from `event_time` on, by position."""
    ranges: list[tuple[int, ...]]
    quantities: list[tuple[Any, ...]]
    terms: list[tuple[Any, ...]]
    memberships: list[tuple[int, ...]]
    declarations: list[tuple[int, int, int | None]]

    @property
    def sizes(self) -> tuple[int, int, int, int, int]:
        """How many rows of each, as `Counts` lists them."""
        return (
            len(self.positions),
            len(self.ranges),
            len(self.quantities),
            len(self.terms),
            len(self.memberships),
        )


def rebuild(progress: Progress | None = None) -> Counts:
    """Make every projection again, in one transaction: readers see the old ones or the new."""
    with transaction.atomic():
        for model in (Membership, Declaration, TermRow, Quantity, Range, Band):
            store.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608
        appending.forget_bands()
        total = Event.objects.count()
        counts = [0, 0, 0, 0, 0]
        for derived in _derive_all():
            appending.write_ranges(_as_ranges(derived.ranges))
            store.insert(Quantity, appending.QUANTITY_COLUMNS, derived.quantities)
            store.insert(TermRow, appending.TERM_COLUMNS, derived.terms)
            store.insert(Membership, membership.COLUMNS, derived.memberships)
            store.insert(Declaration, declarations.DECLARATION_COLUMNS, derived.declarations)
            _write_events(derived.events)
            counts = [before + size for before, size in zip(counts, derived.sizes, strict=True)]
            if progress:
                progress(counts[0], total)
        store.execute("UPDATE events_event SET void = NULL WHERE void IS NOT NULL")
        Lapsed.objects.all().delete()
        declarations.settle(_declared_keys())
    return Counts(*counts)


def verify(progress: Progress | None = None) -> Iterator[Difference]:
    """Compare the store with what its facts say; nothing is changed."""
    total = Event.objects.count()
    done = 0
    for derived in _derive_all(keep=False):
        yield from _differences("events_range", "id, band, first, last", derived.positions, derived.ranges)
        yield from _differences(
            "events_quantity", ", ".join(appending.QUANTITY_COLUMNS), derived.positions, derived.quantities
        )
        yield from _differences(
            "events_term", ", ".join(appending.TERM_COLUMNS), derived.positions, derived.terms
        )
        yield from _membership_differences(derived)
        yield from _declaration_differences(derived)
        yield from _event_differences(derived)
        done += len(derived.positions)
        if progress:
            progress(done, total)
    yield from _void_differences()
    yield from _band_differences()
    yield from _count_differences(total, done)


def _derive_all(*, keep: bool = True) -> Iterator[Derived]:
    """What follows from every document; unless `keep`, names that are missing are not written anew."""
    ids = Document.objects.order_by("id").values_list("id", flat=True).iterator()
    for some in store.batched(ids, DOCUMENTS):
        bodies = Document.objects.filter(id__in=some).order_by("id").values_list("id", "body")
        events = [
            (first + n, event)
            for first, body in bodies
            for n, event in enumerate(documents.decode(bytes(body)))
        ]
        with transaction.atomic():
            derived = derive(events)
            transaction.set_rollback(not keep)
        yield derived


def derive(events: Sequence[tuple[int, EpcisEvent]]) -> Derived:
    """What follows from events at their positions."""
    positions = [position for position, _ in events]
    rows = store.select(
        f"SELECT e.id, e.capturer_id, e.flags FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
        " CROSS JOIN events_event e WHERE e.id = k.id",
        store.arrays(positions),
    )
    captured = {position: (capturer, flags) for position, capturer, flags in rows}
    new: list[Prepared] = []
    for position, event in events:
        capturer, flags = captured.get(position, (0, 0))
        one = prepared(event, 0, capturer)
        one.position = position
        one.flags |= flags & AUTHORITY
        new.append(one)
    names, _ = names_of([one.event for one in new])
    ranges = appending.range_rows(names, np.array(positions, dtype=np.int64))
    return Derived(
        positions=positions,
        events=_event_rows(new, names),
        ranges=list(
            zip(
                *(column.tolist() for column in (ranges.id, ranges.band, ranges.first, ranges.last)),
                strict=True,
            )
        ),
        quantities=list(appending.quantity_rows(new, names)),
        terms=list(appending.term_rows(new, names)),
        memberships=list(membership.membership_rows(new, names)),
        declarations=list(declarations.declaration_rows(new, names)),
    )


def _event_rows(new: Sequence[Prepared], names: Names) -> dict[int, tuple[object, ...]]:
    parents = appending.parents_of(names)
    return {one.position: appending.event_row(one, names, parents.get(n)) for n, one in enumerate(new)}


def _as_ranges(rows: Sequence[tuple[int, ...]]) -> appending.Ranges:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return appending.Ranges(columns[0], columns[1], columns[2], columns[3])


_DERIVED_COLUMNS: Final = appending.EVENT_COLUMNS[appending.EVENT_COLUMNS.index("event_time") :]


def _write_events(events: dict[int, tuple[object, ...]]) -> None:
    """Bring derived columns of events up to date where they differ."""
    stored = _stored_events(events)
    for position, row in events.items():
        if stored.get(position) != row:
            assignments = ", ".join(f'"{column}" = %s' for column in _DERIVED_COLUMNS)
            store.execute(f"UPDATE events_event SET {assignments} WHERE id = %s", [*row, position])  # noqa: S608


def _stored_events(positions: Iterable[int]) -> dict[int, tuple[object, ...]]:
    columns = ", ".join(f'e."{column}"' for column in _DERIVED_COLUMNS)
    rows = store.select(
        f"SELECT e.id, {columns} FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
        " CROSS JOIN events_event e WHERE e.id = k.id",
        store.arrays(sorted(positions)),
    )
    return {row[0]: tuple(_plain(value) for value in row[1:]) for row in rows}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _event_differences(derived: Derived) -> Iterator[Difference]:
    stored = _stored_events(derived.positions)
    for position, row in derived.events.items():
        if position not in stored:
            yield Difference("events_event", position, "missing")
            continue
        for column, is_now, should_be in zip(_DERIVED_COLUMNS, stored[position], row, strict=True):
            if is_now != should_be:
                yield Difference("events_event", position, column)


def _differences(
    table: str, columns: str, positions: Sequence[int], derived: Sequence[tuple[Any, ...]]
) -> Iterator[Difference]:
    is_now = {row[0]: tuple(row) for row in _stored_rows(table, columns, positions)}
    should_be = {row[0]: tuple(row) for row in derived}
    for key in sorted(is_now.keys() | should_be.keys()):
        if is_now.get(key) != should_be.get(key):
            what = "missing" if key not in is_now else "not derived" if key not in should_be else "altered"
            yield Difference(table, key >> ROW_BITS, what)


def _stored_rows(table: str, columns: str, positions: Sequence[int]) -> list[tuple[Any, ...]]:
    return store.select(
        f"SELECT {columns} FROM {table} WHERE id BETWEEN %s AND %s",  # noqa: S608
        [positions[0] << ROW_BITS, (positions[-1] << ROW_BITS) + (1 << ROW_BITS) - 1],
    )


def _membership_differences(derived: Derived) -> Iterator[Difference]:
    """By event, whatever the numbers of its rows: they tell nothing, and were given in another order once."""
    table = "tracing_membership"
    is_now = _by_event(_stored_rows(table, ", ".join(membership.COLUMNS), derived.positions))
    should_be = _by_event(derived.memberships)
    for event in sorted(is_now.keys() | should_be.keys()):
        stored, meant = is_now.get(event, Counter()), should_be.get(event, Counter())
        if stored != meant:
            what = (
                "altered"
                if stored - meant and meant - stored
                else "missing"
                if meant - stored
                else "not derived"
            )
            yield Difference(table, event, what)


def _by_event(rows: Iterable[tuple[Any, ...]]) -> dict[int, Counter[tuple[Any, ...]]]:
    """How often an event has each row, its number apart."""
    found: dict[int, Counter[tuple[Any, ...]]] = {}
    for number, *rest in rows:
        found.setdefault(number >> ROW_BITS, Counter())[tuple(rest)] += 1
    return found


def _declaration_differences(derived: Derived) -> Iterator[Difference]:
    stored = store.select(
        f"SELECT {', '.join(declarations.DECLARATION_COLUMNS)} FROM events_declaration"  # noqa: S608
        " WHERE id BETWEEN %s AND %s",
        [derived.positions[0], derived.positions[-1]],
    )
    for position in sorted({row[0] for row in set(stored) ^ set(derived.declarations)}):
        yield Difference("events_declaration", position, "altered")


def _band_differences() -> Iterator[Difference]:
    """Bands that look-ups would not ask for, so that their ranges could not be found."""
    used = {row[0] for row in store.select("SELECT DISTINCT band FROM events_range")}
    known = {row[0] for row in store.select("SELECT band FROM events_band")}
    for band in sorted(used ^ known):
        yield Difference("events_band", 0, f"{band} {'missing' if band in used else 'not derived'}")


def _count_differences(events: int, documented: int) -> Iterator[Difference]:
    """Events that are gone with their documents, as the jobs and the numbers given out tell."""
    if documented != events:
        yield Difference("events_event", 0, f"{events} events, documents of {documented}")
    rows = store.select(
        "SELECT j.id, j.stored, COUNT(e.id) FROM events_job j LEFT JOIN events_event e ON e.job_id = j.id"
        " GROUP BY j.id, j.stored HAVING COUNT(e.id) <> j.stored ORDER BY j.id"
    )
    for job, stored, found in rows:
        yield Difference("events_job", 0, f"{job}: {stored} events were stored, {found} are here")
    ((last,),) = store.select("SELECT COALESCE(MAX(id), 0) FROM events_event")
    following = Numbers.objects.filter(name="event").values_list("next", flat=True).first()
    if last >= (following or 1):
        yield Difference("identity_sequence", last, "the next position was given out already")


def _declared_keys() -> list[int]:
    rows = store.select(
        "SELECT DISTINCT event_key FROM events_event WHERE flags & %s <> 0", [int(Flag.DECLARATION)]
    )
    return [row[0] for row in rows]


def _void_differences() -> Iterator[Difference]:
    keys = _declared_keys()
    voids, lapses = declarations.decided(keys)
    is_now: dict[int, int] = dict(store.select("SELECT id, void FROM events_event WHERE void IS NOT NULL"))
    for position in sorted(is_now.keys() | voids.keys()):
        if is_now.get(position) != voids.get(position):
            yield Difference("events_event", position, "void")
    stored = set(store.select("SELECT event_id, since, until FROM events_lapsed"))
    for event in sorted({event for event, *_ in stored ^ lapses}):
        yield Difference("events_lapsed", event, "altered")
