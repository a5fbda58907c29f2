"""Batches into the store: their transaction, what several captures share of it, and when it is tried again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.module_loading import import_string

from headwater import store
from headwater.events.batch import Batch, together
from headwater.events.decoding import rows_of
from headwater.events.grouping import Turnstile
from headwater.events.models import CaptureJob, Finding

if TYPE_CHECKING:
    from headwater.epcis.errors import Problem

ATTEMPTS: Final = 20
"""How often a batch is tried when others store the same events at the same moment."""
SHARED: Final = 100
"""Events of several small captures that are stored as one batch; not more than `locks.COMPARED`, which would
change what they wait for."""
JOB_COLUMNS: Final = (
    "id",
    "organisation_id",
    "created_at",
    "finished_at",
    "behaviour",
    "success",
    "events",
    "stored",
    "errors",
)

SMALL: Final = 1_000
"""Objects, or quantities, that a small capture names at most."""

Stage = Callable[[Batch], None]


class Stream(msgspec.Struct, frozen=True):
    """The stages that a batch passes: what is computed, what is named, what is one transaction."""

    read: tuple[Stage, ...]
    name: tuple[Stage, ...]
    keep: tuple[Stage, ...]


@cache
def stream() -> Stream:
    """The stream of data that the settings name."""
    found: Stream = import_string(settings.HEADWATER_PIPELINE)
    return found


def run(batch: Batch) -> CaptureJob:
    """Take a batch through the whole stream."""
    _pass(batch, stream().read)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _in_turn(batch)
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


def _in_turn(batch: Batch) -> CaptureJob:
    """Store a batch, with those of others where that is cheaper; as part of the caller's transaction if it has one.

    SQLite has one writer. PostgreSQL has many: there large captures, which gain nothing from each other, wait for
    nobody, and nobody waits for another organisation.
    """
    small = _is_small(batch)
    if connection.in_atomic_block or (store.is_postgresql() and not small):
        return _store(batch)[0]
    return turnstile_of(batch.by.organisation_id).run(batch, patient=small)


def _is_small(batch: Batch) -> bool:
    return (
        len(batch.prepared) * 2 <= SHARED
        and sum(rows_of(one.event) for one in batch.prepared) <= SMALL
        and not (batch.document and batch.document.master_data)
    )


def _store_all(batches: Sequence[Batch]) -> list[CaptureJob | Exception]:
    """Store captures that came together; what is wrong in one undoes that one alone.

    Raises:
        DatabaseError: nothing was stored; where a disk is full, SQLite undoes the captures before as well.
    """
    groups = list(_groups(batches))
    if len(groups) == 1 or store.is_postgresql():  # which has many writers, and names given before it begins
        return [answer for group in groups for answer in _store_group(group)]
    answers: list[CaptureJob | Exception] = []
    with transaction.atomic():  # one commit for all, since each waits for the only writer
        for group in groups:
            answers += _store_group(group)
            if connection.needs_rollback:
                raise next(answer for answer in answers if isinstance(answer, Exception))
    return answers


def _groups(batches: Sequence[Batch]) -> Iterator[list[Batch]]:
    """Batches that can be stored as one, in their order: small ones of one organisation."""
    group: list[Batch] = []
    events = 0
    for batch in batches:
        fits = (
            group
            and events + len(batch.prepared) <= SHARED
            and _is_small(batch)
            and _is_small(group[0])
            and batch.by.organisation_id == group[0].by.organisation_id
            and batch.refuse_conflicts == group[0].refuse_conflicts
        )
        if group and not fits:
            yield group
            group, events = [], 0
        group.append(batch)
        events += len(batch.prepared)
    if group:
        yield group


def _store_group(batches: Sequence[Batch]) -> list[CaptureJob | Exception]:
    if len(batches) > 1:
        try:
            return [*_store(together(batches))]
        except Exception:
            if connection.needs_rollback:  # all is undone, and the true reason is this
                raise
            # One of them may be at fault: then each by itself tells which.
    answers: list[CaptureJob | Exception] = []
    for batch in batches:
        try:
            answers += _store(batch)
        except Exception as error:
            answers.append(error)
    return answers


def _store(batch: Batch) -> list[CaptureJob]:
    """Name and keep; the jobs of the captures in the batch."""
    batch.findings.clear()
    for n, part in enumerate(batch.captures):
        for one in part.prepared:
            one.capture = n
    name, keep = stream().name, stream().keep
    if store.is_postgresql():
        # Each statement by itself, so that nobody waits for another's whole capture over a word or a number.
        _pass(batch, name)
        name = ()
    with transaction.atomic():
        _pass(batch, name)
        _pass(batch, keep)
        if batch.findings:
            Finding.objects.bulk_create(
                Finding(kind=kind, event_id=position, detail=detail, found_at=batch.now)
                for kind, position, detail in batch.findings
            )
    return [part.answer for part in batch.captures if part.answer is not None]


def turnstile_of(organisation_id: int) -> Turnstile[Batch, CaptureJob]:
    """Where captures wait: all together for the one writer of SQLite, else each organisation's by themselves."""
    key = organisation_id if store.is_postgresql() else None
    return _turnstiles.setdefault(key, Turnstile(_store_all))


_turnstiles: Final[dict[int | None, Turnstile[Batch, CaptureJob]]] = {}


def _pass(batch: Batch, stages: Sequence[Stage]) -> None:
    for stage in stages:
        stage(batch)


def open_job(batch: Batch) -> None:
    """Write the jobs that the events belong to: one of each capture."""
    stored = [one.capture for one in batch.new]
    rows = []
    for n, part in enumerate(batch.captures):
        errors = [problem_json(found) for found in part.problems]
        job = CaptureJob(
            id=part.job,
            organisation_id=part.by.organisation_id,
            created_at=part.now,
            finished_at=part.now,
            behaviour=CaptureJob.Behaviour.PROCEED if part.proceed else CaptureJob.Behaviour.ROLLBACK,
            success=not errors,
            events=len(part.prepared),
            stored=stored.count(n),
            errors=errors,
        )
        time = store.time_value(part.now)
        part.answer = job
        rows.append(
            (
                store.uuid_value(part.job),
                job.organisation_id,
                time,
                time,
                str(job.behaviour),
                job.success,
                job.events,
                job.stored,
                json.dumps(errors),
            )
        )
    store.insert(CaptureJob, JOB_COLUMNS, rows)


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
