"""Capture: the one way by which events come into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from headwater.epcis import times
from headwater.epcis.model import Document, Event
from headwater.events import storing
from headwater.events.batch import Batch
from headwater.parties.roles import require

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from headwater.events.models import CaptureJob
    from headwater.parties.actors import Actor


def capture(
    data: bytes,
    *,
    content_type: str,
    by: Actor,
    now: datetime,
    proceed: bool = False,
    refuse_conflicts: bool = False,
    namespaces: Mapping[str, str] | None = None,
    at_most: int | None = None,
) -> CaptureJob:
    """Store the events of a document. What is answered is durable.

    A repeat is stored once and answered as before. With `proceed`, events that are wrong are listed in the
    job's errors and the others kept; otherwise one wrong event means that nothing is stored. `namespaces` are
    prefixes bound outside the document; `at_most` is how many events it may have.

    Raises:
        NotPermitted: `by` may not capture.
        WrongContentType: neither JSON nor XML.
        TooManyEvents: more than `at_most`.
        EpcisError: the document cannot be read, or an event is wrong.
        Conflict: with `refuse_conflicts`, the capturer used an eventID for other content before.
    """
    batch = _batch(by, now, proceed=proceed, refuse_conflicts=refuse_conflicts)
    batch.data, batch.content_type = data, content_type
    batch.namespaces, batch.at_most = namespaces or {}, at_most
    return storing.run(batch)


def capture_events(
    events: Sequence[Event],
    *,
    by: Actor,
    now: datetime,
    refuse_conflicts: bool = False,
) -> CaptureJob:
    """Store events that this program made; as `capture` otherwise."""
    batch = _batch(by, now, proceed=False, refuse_conflicts=refuse_conflicts)
    batch.document = Document(kind="", events=tuple(events))
    batch.indexes = tuple(range(len(events)))
    return storing.run(batch)


def _batch(by: Actor, now: datetime, *, proceed: bool, refuse_conflicts: bool) -> Batch:
    require(by, "events.capture")
    return Batch(
        job=uuid4(),
        by=by,
        now=now,
        now_us=times.microseconds(now),
        proceed=proceed,
        refuse_conflicts=refuse_conflicts,
    )
