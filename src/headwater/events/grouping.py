"""Work that is done for several callers at once by whichever of them comes first.

A commit waits for the disk, and a statement costs much the same for one row as for ten. Whoever finds others
waiting does their work too: one transaction and one wait for the disk acknowledge them all, and nobody polls
for a lock.
"""

from __future__ import annotations

import threading
from collections import deque
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


class Turnstile(Generic[T, R]):
    """Lets one thread work at a time, for itself and for those behind it."""

    def __init__(self, serve: Callable[[Sequence[T]], Sequence[R | Exception]]) -> None:
        """Work by `serve`, which answers for each item, in their order; what it raises all get."""
        self._serve = serve
        self.working = threading.Lock()
        self.waiting: deque[_Ticket[T, R]] = deque()

    def run(self, item: T) -> R:
        """What came of the item once it has been served; an exception that is its answer is raised."""
        ticket: _Ticket[T, R] = _Ticket(item)
        self.waiting.append(ticket)
        with self.working:
            while not ticket.done:
                self._serve_next()
        if isinstance(ticket.answer, BaseException):
            raise ticket.answer
        return ticket.answer  # type: ignore[return-value]  # set: the ticket is done

    def _serve_next(self) -> None:
        """Work for those that have waited longest."""
        tickets = [self.waiting.popleft() for _ in range(min(MOST, len(self.waiting)))]
        try:
            for ticket, answer in zip(tickets, self._serve([one.item for one in tickets]), strict=True):
                ticket.answer = answer
        except BaseException as error:
            for ticket in tickets:
                ticket.answer = error
            if not isinstance(error, Exception):
                raise
        finally:
            for ticket in tickets:
                ticket.done = True
