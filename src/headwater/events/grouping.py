"""Work that is done for several callers at once by one of them.

A commit waits for the disk, and a statement costs much the same for one row as for ten. Callers that come while
one works wait together; the first of them then works for all. Nobody polls, and nobody queues for a lock only to
learn that the work is done.

Clients that wait for an answer before they send again come back together, and the first of them would work for itself
alone, the others for all but it: twice the work. So who has little to do waits a moment for as many as there were.
"""

from __future__ import annotations

import threading
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST: Final = 64
"""Callers that are served at once; what fails for all fails for no more than these."""
PATIENCE: Final = 0.002
"""Seconds that a caller waits for those that came together the last time."""

T = TypeVar("T")
R = TypeVar("R")


class _Ticket(Generic[T, R]):
    """A piece of work that waits its turn, and what came of it."""

    def __init__(self, item: T) -> None:
        self.item = item
        self.done = False
        self.answer: R | BaseException | None = None
        self._turn = threading.Lock()
        self._turn.acquire()

    def wait(self) -> None:
        """Until it is done, or its caller's turn to work has come."""
        self._turn.acquire()

    def call(self) -> None:
        self._turn.release()


class Turnstile(Generic[T, R]):
    """Lets one thread work at a time, for itself and for those behind it."""

    def __init__(self, serve: Callable[[Sequence[T]], Sequence[R | Exception]]) -> None:
        """Work by `serve`, which answers for each item, in their order; what it raises all get."""
        self.serve = serve
        self.waiting: deque[_Ticket[T, R]] = deque()
        self._guard = threading.Lock()
        """Held for a moment, never during work."""
        self._gathered = threading.Condition(self._guard)
        self._working = False
        self._expected = 1
        """How many there were the last time: served, or waiting when those had been."""

    def run(self, item: T, *, patient: bool = False) -> R:
        """What came of the item once it has been served; an exception that is its answer is raised.

        Args:
            item: what `serve` takes.
            patient: whether to wait a moment for others, should it be the caller who works for them.
        """
        ticket: _Ticket[T, R] = _Ticket(item)
        with self._guard:
            self.waiting.append(ticket)
            waits, self._working = self._working, True
            if len(self.waiting) == self._expected:
                self._gathered.notify()
        if waits:
            ticket.wait()
        if not ticket.done:
            self._work(ticket, patient=patient)
        if isinstance(ticket.answer, BaseException):
            raise ticket.answer
        return ticket.answer  # type: ignore[return-value]  # set: the ticket is done

    def _work(self, ticket: _Ticket[T, R], *, patient: bool) -> None:
        """Work for those that have waited longest, the caller first among them; then let the next one work."""
        tickets = [ticket]
        try:
            tickets = self._gather(patient=patient)
            answers = self.serve([ticket.item for ticket in tickets])
            for ticket, answer in zip(tickets, answers, strict=True):
                ticket.answer = answer
        except BaseException as error:
            for ticket in tickets:
                ticket.answer = error
            if not isinstance(error, Exception):
                raise
        finally:
            with self._guard:
                following = self.waiting[0] if self.waiting else None
                self._expected = min(len(tickets) + len(self.waiting), MOST)
                self._working = following is not None
            if following is not None:
                following.call()
            for ticket in tickets:
                ticket.done = True
                ticket.call()

    def _gather(self, *, patient: bool) -> list[_Ticket[T, R]]:
        """Take those that have waited longest; a caller who is interrupted here goes alone, the others wait on."""
        with self._guard:
            try:
                if patient:
                    self._gathered.wait_for(lambda: len(self.waiting) >= self._expected, PATIENCE)
                tickets = list(islice(self.waiting, MOST))
            except BaseException:
                self.waiting.popleft()
                raise
            for _ in tickets:
                self.waiting.popleft()
            return tickets
