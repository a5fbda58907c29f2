"""Reads of the event store: events by the standard's query parameters, and captures.

What a viewer may not see is left out in the statement itself. Source: EPCIS 2.0, section 8.2.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from headwater import store
from headwater.epcis import times
from headwater.events import documents, query_pages, under_way
from headwater.events.models import CaptureJob
from headwater.events.preparing import event_key, hash_id
from headwater.events.query_criteria import Criteria, Nothing, criteria, statement
from headwater.events.query_errors import QueryTooLarge
from headwater.events.query_model import EventQuery
from headwater.events.query_pages import Mark
from headwater.events.query_sight import condition
from headwater.gs1.uri_forms import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from headwater.epcis.model import Event
    from headwater.parties.actors import Viewer

_COLUMNS: Final = {"eventTime": "event_time", "recordTime": "record_time"}
_AT_A_TIME: Final = 1000
"""Events of one page where all are read."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the events that match, in order; `next` is a token, None on the last page."""

    events: tuple[Event, ...]
    """Each with the record time that this store gave it, and an eventID."""
    next: str | None


def find(query: EventQuery, *, viewer: Viewer, token: str | None = None, settled: bool = True) -> Page:
    """One page of the events that match and that the viewer sees.

    The order is that of the query; without one, that of event time, or of record time where the query bounds
    only that. Equal times stand in the order of recording, so that pages neither repeat nor skip an event
    that was there when the first was asked for. Three statements for the operating organisation, four more
    for others, one on PostgreSQL where times of recording matter, and one for each kind of name that this process
    has not met before.

    Args:
        query: what is asked.
        viewer: whoever asks.
        token: of the page before.
        settled: where times of recording matter, go no further than what nothing can be recorded before any more:
            a reader who goes on from the newest time then misses none.

    Raises:
        QueryError: the token is expired, or belongs to another query or viewer.
        QueryTooLarge: more match than `max_event_count`.
    """
    fingerprint = query.fingerprint()
    last = Mark(0, 0, 0)
    if token is not None:
        last = query_pages.read(token, organisation_id=viewer.organisation_id, fingerprint=fingerprint)
    try:
        made = criteria(query)
    except Nothing:
        return Page((), None)
    made.conditions.append(condition(viewer, "e"))
    column, descending = _order(query)
    until = last.until if token is not None else _until(query, column, descending) if settled else None
    if until is not None:
        made.conditions.append(("e.record_time <= %s", [until]))
    if token is None and query.max_event_count is not None:
        _require_at_most(query.max_event_count, made, column)
    if token is not None:
        sign = "<" if descending else ">"
        made.conditions.append((f"(e.{column}, e.id) {sign} (%s, %s)", [last.order, last.position]))
    left = query.per_page if query.event_count_limit is None else query.event_count_limit - last.served
    size = min(query.per_page, left)
    if size <= 0:
        return Page((), None)
    sql, parameters = statement(made, (column, "id"), descending=descending, limit=size + 1)
    rows = store.select(sql, parameters, plan_anew=not made.sets)
    more = len(rows) > size and (query.event_count_limit is None or left > size)
    rows = rows[:size]
    following = None
    if more:
        position, event_time, record_time, _ = rows[-1]
        order = event_time if column == "event_time" else record_time
        following = query_pages.write(
            Mark(order, position, last.served + size, until),
            organisation_id=viewer.organisation_id,
            fingerprint=fingerprint,
        )
    return Page(_events(rows), following)


def every(*, viewer: Viewer) -> Iterator[Event]:
    """Every event that the viewer sees, in the order of recording; few of them in memory at a time."""
    query = EventQuery(order_by="recordTime", descending=False, per_page=_AT_A_TIME)
    token: str | None = None
    while True:
        page = find(query, viewer=viewer, token=token, settled=False)
        yield from page.events
        token = page.next
        if token is None:
            return


def with_event_id(event_id: str, *, viewer: Viewer) -> tuple[Event, ...]:
    """The event of this ID, and declarations and others that bear it, in the order of recording."""
    seen, parameters = condition(viewer, "e")
    rows = store.select(
        "SELECT e.id, e.event_time, e.record_time, e.digest FROM events_event e"  # noqa: S608
        f" WHERE e.event_key = %s AND {seen}",
        [event_key(event_id), *parameters],
    )
    same = normal(event_id)
    # Sorted here: PostgreSQL would walk all events in their order, if it took them for few.
    found = _events(sorted(rows))
    return tuple(event for event in found if event.event_id and normal(event.event_id) == same)


def job(job_id: UUID, *, viewer: Viewer) -> CaptureJob | None:
    """A capture of the viewer's own organisation."""
    return CaptureJob.objects.filter(pk=job_id, organisation_id=viewer.organisation_id).first()


def jobs(*, viewer: Viewer, limit: int, before: tuple[datetime, UUID] | None = None) -> list[CaptureJob]:
    """Captures of the viewer's own organisation, newest first; `before` is the last of the page before."""
    own = CaptureJob.objects.filter(organisation_id=viewer.organisation_id)
    if before is not None:
        created_at, job_id = before
        own = own.filter(created_at__lte=created_at).exclude(created_at=created_at, pk__gte=job_id)
    return list(own.order_by("-created_at", "-pk")[:limit])


def _order(query: EventQuery) -> tuple[str, bool]:
    if query.order_by is not None:
        return _COLUMNS[query.order_by], query.descending
    only_recorded = query.record_time != (None, None) and query.event_time == (None, None)
    indexed = query.biz_steps or query.biz_locations
    return ("record_time" if only_recorded and not indexed else "event_time"), False


def _until(query: EventQuery, column: str, descending: bool) -> int | None:
    """The last record time that is settled; None where that is of no concern."""
    recorded = (column == "record_time" and not descending) or query.record_time != (None, None)
    return under_way.settled() if recorded else None


def _require_at_most(most: int, made: Criteria, column: str) -> None:
    sql, parameters = statement(made, (column, "id"), descending=False, limit=most + 1)
    ((number,),) = store.select(
        f"SELECT count(*) FROM ({sql}) n",  # noqa: S608
        parameters,
        plan_anew=not made.sets,
    )
    if number > most:
        raise QueryTooLarge(most)


def _events(rows: Sequence[Sequence[Any]]) -> tuple[Event, ...]:
    """Events of rows of (position, event time, record time, digest)."""
    if not rows:
        return ()
    stored = documents.read(row[0] for row in rows)
    return tuple(
        msgspec.structs.replace(
            stored[position],
            record_time=times.format(record_time),
            event_id=stored[position].event_id or hash_id(bytes(digest)),
        )
        for position, _, record_time, digest in rows
    )
