"""Callers that are served together, without a database."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Condition, Event
from typing import TYPE_CHECKING

import pytest

from headwater.events import grouping
from headwater.events.grouping import Turnstile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Desk:
    """Doubles numbers, the first time only when told to go on."""

    def __init__(self) -> None:
        self.go_on = Event()
        self.served: list[list[int]] = []
        self.turnstile: Turnstile[int, int] = Turnstile(self.serve)

    def serve(self, items: Sequence[int]) -> list[int]:
        self.served.append(list(items))
        assert self.go_on.wait(30)
        return [item * 2 for item in items]


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def one_works_and_two_wait(desk: Desk, threads: ThreadPoolExecutor, *, patient: bool) -> list[Future[int]]:
    """Calls 1, 2 and 3, of which the first works until `desk` goes on."""
    calls = [threads.submit(desk.turnstile.run, 1, patient=patient)]
    _until(lambda: len(desk.served) == 1)
    for item in (2, 3):
        calls.append(threads.submit(desk.turnstile.run, item, patient=patient))
        _until(partial(_waits, desk, item - 1))
    return calls


def _waits(desk: Desk, callers: int) -> bool:
    return len(desk.turnstile.waiting) == callers


def _until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_as_many_as_there_were_are_waited_for(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "PATIENCE", 30)
    desk = Desk()
    calls = one_works_and_two_wait(desk, threads, patient=True)
    desk.go_on.set()
    assert calls[0].result(30) == 2

    again = threads.submit(desk.turnstile.run, 4, patient=True)

    assert [call.result(10) for call in (*calls, again)] == [2, 4, 6, 8]
    assert desk.served == [[1], [2, 3, 4]]


def test_who_has_much_to_do_waits_for_nobody(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "PATIENCE", 30)
    desk = Desk()
    calls = one_works_and_two_wait(desk, threads, patient=False)
    desk.go_on.set()

    assert [call.result(10) for call in calls] == [2, 4, 6]
    assert desk.served == [[1], [2, 3]]


def test_those_who_do_not_come_again_are_waited_for_once(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    calls = one_works_and_two_wait(desk, threads, patient=True)
    desk.go_on.set()
    assert [call.result(30) for call in calls] == [2, 4, 6]
    assert [threads.submit(desk.turnstile.run, 4, patient=True).result(30)] == [8]

    monkeypatch.setattr(grouping, "PATIENCE", 30)

    assert threads.submit(desk.turnstile.run, 5, patient=True).result(10) == 10
    assert desk.served == [[1], [2, 3], [4], [5]]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_who_is_interrupted_while_waiting_keeps_nobody_from_working(
    interruption: type[BaseException], threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(gathered: Condition, _enough: Callable[[], bool], _patience: float) -> None:
        while not _waits(desk, 2):
            gathered.wait(0.001)
        monkeypatch.undo()
        raise interruption

    desk = Desk()
    desk.go_on.set()
    monkeypatch.setattr(Condition, "wait_for", interrupted)
    first = threads.submit(desk.turnstile.run, 1, patient=True)
    _until(partial(_waits, desk, 1))
    behind = threads.submit(desk.turnstile.run, 2)

    assert isinstance(first.exception(10), interruption)
    assert behind.result(10) == 4
    assert threads.submit(desk.turnstile.run, 3).result(10) == 6
    assert desk.served == [[2], [3]]
