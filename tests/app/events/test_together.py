"""Small captures that wait for each other are stored as one; what each answers is what it would answer alone."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created

from headwater import store
from headwater.events import operations, storing
from headwater.events.gate import Conflict
from headwater.events.models import CaptureJob, Document
from headwater.events.models import Event as EventRow
from headwater.tracing import rebuilding
from tests.app.tracing.capturing import NOW, item, made, replace, seen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headwater.epcis.model import Event as EpcisEvent
    from headwater.events.batch import Batch
    from tests.app.tracing.capturing import Cast


def closing(act: Callable[[], object]) -> object:
    """What came of an act in a thread of its own: its answer, or the exception."""
    try:
        return act()
    except Exception as error:  # an answer, compared below
        return error
    finally:
        connections.close_all()


def together(cast: Cast, monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], object]) -> list[object]:
    """Let all come while another works, in this order, so that the first works for all; answers or exceptions."""
    turnstile = storing.turnstile_of(cast.dairy)
    serve, begun, go_on = turnstile.serve, Event(), Event()

    def held(batches: Sequence[Batch]) -> Sequence[CaptureJob | Exception]:
        if not begun.is_set():
            begun.set()
            go_on.wait(30)
            return [LookupError()] * len(batches)
        return serve(batches)

    monkeypatch.setattr(turnstile, "serve", held)
    with ThreadPoolExecutor(1 + len(acts)) as threads:
        threads.submit(closing, acts[0])
        begun.wait(30)
        running = []
        for n, act in enumerate(acts, 1):
            running.append(threads.submit(closing, act))
            until = time.monotonic() + 10
            while len(turnstile.waiting) < n and time.monotonic() < until:
                time.sleep(0.001)
        go_on.set()
        return [one.result(30) for one in running]


def stored(answers: list[object]) -> list[int | str]:
    return [answer.stored if isinstance(answer, CaptureJob) else type(answer).__name__ for answer in answers]


def one(n: int, event_id: str | None = None) -> EpcisEvent:
    return replace(seen(n, [item(1, str(n))]), event_id=event_id)


def refusing(cast: Cast, event: EpcisEvent) -> CaptureJob:
    return operations.capture_events([event], by=cast.actor(cast.dairy), now=NOW, refuse_conflicts=True)


def test_captures_that_wait_become_one_batch_with_a_job_each(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [one(n) for n in range(1, 7)]

    answers = together(cast, monkeypatch, *(lambda event=event: cast.capture(event) for event in events))

    assert stored(answers) == [1] * 6
    assert Document.objects.count() == 1, "six documents compressed together"
    jobs = {answer.pk for answer in answers if isinstance(answer, CaptureJob)}
    assert set(CaptureJob.objects.values_list("pk", flat=True)) == jobs
    assert dict(EventRow.objects.values_list("job_id", "event_time")) == {
        answer.pk: event_time
        for answer, event_time in zip(
            answers, EventRow.objects.order_by("id").values_list("event_time", flat=True), strict=True
        )
        if isinstance(answer, CaptureJob)
    }
    assert list(rebuilding.verify()) == []


def test_a_repeat_among_them_is_stored_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stored(together(cast, monkeypatch, *(lambda: cast.capture(one(1)) for _ in range(3)))) == [1, 0, 0]
    assert list(rebuilding.verify()) == []


def test_a_conflict_among_them_is_refused_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "urn:uuid:3f0f6a3e-0000-4000-8000-000000000001"

    answers = together(
        cast,
        monkeypatch,
        lambda: refusing(cast, one(1)),
        lambda: refusing(cast, one(2, name)),
        lambda: refusing(cast, one(3, name)),
        lambda: refusing(cast, one(4)),
    )

    assert stored(answers) == [1, 1, Conflict.__name__, 1]
    assert EventRow.objects.count() == CaptureJob.objects.count() == 3
    assert list(rebuilding.verify()) == []


def test_large_ones_and_those_of_others_stay_by_themselves(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[Callable[[], object]] = [lambda: cast.capture(one(1)), lambda: cast.capture(one(3))]
    expected = [1, 1]
    if not store.is_postgresql():  # there, these wait for nobody
        acts[1:1] = [
            lambda: cast.capture(made(2, [item(2, "a")]), by=cast.farm),
            lambda: cast.capture(*(one(n) for n in range(100, 180))),
        ]
        expected = [1, 1, 80, 1]

    assert stored(together(cast, monkeypatch, *acts)) == expected
    assert list(rebuilding.verify()) == []


def test_large_captures_and_other_organisations_wait_for_no_small_one_on_postgresql(cast: Cast) -> None:
    if not store.is_postgresql():
        pytest.skip("SQLite has one writer, for whom all wait")
    release = Event()
    turnstile = storing.turnstile_of(cast.dairy)
    serve = turnstile.serve

    def held(batches: Sequence[Batch]) -> Sequence[CaptureJob | Exception]:
        release.wait(30)
        return serve(batches)

    turnstile.serve = held
    try:
        with ThreadPoolExecutor(1) as threads:
            small = threads.submit(closing, lambda: cast.capture(one(1)))
            assert cast.capture(one(2), by=cast.farm).stored == 1
            assert cast.capture(*(one(n) for n in range(100, 180))).stored == 80
            assert cast.capture(seen(5, [item(3, n) for n in range(1_001)])).stored == 1
            assert not small.done()
            release.set()
            assert stored([small.result(30)]) == [1]
    finally:
        turnstile.serve = serve


@pytest.mark.parametrize("room", [0, 2, 4, 8, 12, 16])
def test_what_is_answered_as_stored_is_there_though_the_disk_fills_up(
    room: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.is_postgresql():
        pytest.skip("only SQLite can be told how large it may become")
    cast.capture(one(900))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]

    def limit(connection: Any, **_: object) -> None:
        connection.cursor().execute(f"PRAGMA max_page_count={pages + room}")

    connection_created.connect(limit)
    try:
        answers = together(
            cast,
            monkeypatch,
            *(
                lambda product=product: cast.capture(
                    *(seen(n, [item(product, 1_000 + n * 3)]) for n in range(1, 61))
                )
                for product in range(1, 9)
            ),
        )
    finally:
        connection_created.disconnect(limit)

    told = {answer.pk for answer in answers if isinstance(answer, CaptureJob)}
    failed = {str(answer) for answer in answers if isinstance(answer, Exception)}
    assert failed == {"database or disk is full"}, "there was not too much room, and the reason is told"
    assert told <= set(CaptureJob.objects.values_list("pk", flat=True))
    assert list(rebuilding.verify()) == []
