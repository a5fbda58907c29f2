"""Capture: the one way by which events come into the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.module_loading import import_string

from headwater import store
from headwater.epcis.model import Document, Event
from headwater.events.batch import Batch
from headwater.events.grouping import Turnstile
from headwater.events.models import CaptureJob, Finding
from headwater.parties.roles import require

if TYPE_CHECKING:
    from headwater.epcis.errors import Problem
    from headwater.parties.actors import Actor

ATTEMPTS = 20
"""How often a capture is tried when others capture the same events at the same moment."""

_turnstile = Turnstile()

Stage = Callable[[Batch], None]


class Stream(msgspec.Struct, frozen=True):
    """The stages that a batch passes: what is computed, what is named, what is one transaction."""

    read: tuple[Stage, ...]
    name: tuple[Stage, ...]
    keep: tuple[Stage, ...]


@cache
def _stream() -> Stream:
    stream: Stream = import_string(settings.HEADWATER_PIPELINE)
    return stream


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
    return _run(batch)


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
    return _run(batch)


def _batch(by: Actor, now: datetime, *, proceed: bool, refuse_conflicts: bool) -> Batch:
    require(by, "events.capture")
    return Batch(
        job=uuid4(),
        by=by,
        now=now,
        now_us=round((now - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000),
        proceed=proceed,
        refuse_conflicts=refuse_conflicts,
    )


def _run(batch: Batch) -> CaptureJob:
    stream = _stream()
    for stage in stream.read:
        stage(batch)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _store(batch, stream)
        except DatabaseError as error:
            # Another capture stored one of these events between our look and our write, or each waited for the
            # other and the database chose us to give way: look again.
            if attempt == ATTEMPTS or not _passes(error):
                raise
    raise AssertionError("unreachable")


def _passes(error: DatabaseError) -> bool:
    """Whether the same capture, tried again, can go well."""
    return (isinstance(error, IntegrityError) and "identity" in str(error)) or "deadlock detected" in str(
        error
    )


def _store(batch: Batch, stream: Stream) -> CaptureJob:
    batch.findings.clear()
    if store.is_postgresql():
        # Each statement by itself, so that nobody waits for another's whole capture over a word or a number.
        _pass(batch, stream.name)
        with transaction.atomic():
            return _keep(batch, stream.keep)
    return _turnstile.run(lambda: _keep(batch, (*stream.name, *stream.keep)))


def _pass(batch: Batch, stages: Sequence[Stage]) -> None:
    for stage in stages:
        stage(batch)


def open_job(batch: Batch) -> None:
    """Write the job that the events belong to."""
    batch.answer = CaptureJob(
        id=batch.job,
        organisation_id=batch.by.organisation_id,
        created_at=batch.now,
        finished_at=batch.now,
        behaviour=CaptureJob.Behaviour.PROCEED if batch.proceed else CaptureJob.Behaviour.ROLLBACK,
        success=not batch.problems,
        events=len(batch.prepared),
        stored=len(batch.new),
        errors=[problem_json(found) for found in batch.problems],
    )
    batch.answer.save(force_insert=True)


def _keep(batch: Batch, stages: Sequence[Stage]) -> CaptureJob:
    _pass(batch, stages)
    if batch.findings:
        Finding.objects.bulk_create(
            Finding(kind=kind, event_id=position, detail=detail, found_at=batch.now)
            for kind, position, detail in batch.findings
        )
    if batch.answer is None:
        raise LookupError("the pipeline opened no job")
    return batch.answer


def problem_json(found: Problem) -> dict[str, Any]:
    """A problem as a job lists it: with its template, so that each reader gets it in their language."""
    return {
        "code": found.code,
        "index": found.index,
        "path": found.path,
        "message": found.message,
        "template": found.template,
        "params": {
            name: value if isinstance(value, int) else str(value) for name, value in found.params.items()
        },
    }
