"""Work that is done for several callers at once by one of them.

A commit waits for the disk, and a statement costs much the same for one row as for ten. Callers that come while
one works wait together; the first of them then works for all. Nobody polls, and nobody queues for a lock only to
learn that the work is done.
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
        self._working = False

    def run(self, item: T) -> R:
        """What came of the item once it has been served; an exception that is its answer is raised."""
        ticket: _Ticket[T, R] = _Ticket(item)
        with self._guard:
            self.waiting.append(ticket)
            waits, self._working = self._working, True
        if waits:
            ticket.wait()
        if not ticket.done:
            self._work()
        if isinstance(ticket.answer, BaseException):
            raise ticket.answer
        return ticket.answer  # type: ignore[return-value]  # set: the ticket is done

    def _work(self) -> None:
        """Work for those that have waited longest, the caller first among them; then let the next one work."""
        with self._guard:
            tickets = list(islice(self.waiting, MOST))
            for _ in tickets:
                self.waiting.popleft()
        try:
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
                self._working = following is not None
            if following is not None:
                following.call()
            for ticket in tickets:
                ticket.done = True
                ticket.call()
