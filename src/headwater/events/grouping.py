"""Commits that serve several captures at once, for the database with one writer.

On SQLite one transaction writes at a time, and each commit waits for the disk. Whoever finds others waiting
writes for them too: one wait for the disk acknowledges them all, and nobody polls for a lock.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 64
"""Captures in one commit; one that is lost is lost with them."""

T = TypeVar("T")


class _Ticket(Generic[T]):
    """A write that waits its turn, and what came of it."""

    def __init__(self, write: Callable[[], T]) -> None:
        self.write = write
        self.done = False
        self.value: T | None = None
        self.error: BaseException | None = None


class Turnstile:
    """Lets one thread write at a time, for itself and for those behind it."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._waiting: deque[_Ticket[object]] = deque()

    def run(self, write: Callable[[], T]) -> T:
        """Do `write` in a transaction, and answer what it answers once that is durable.

        Within a transaction of the caller it becomes a part of that. An exception of `write` undoes its own
        changes only.
        """
        if connection.in_atomic_block:
            with transaction.atomic():
                return write()
        ticket = _Ticket(write)
        self._waiting.append(ticket)  # type: ignore[arg-type]  # a deque of tickets of any kind
        with self._writing:
            while not ticket.done:
                self._serve()
        if ticket.error is not None:
            raise ticket.error
        return ticket.value  # type: ignore[return-value]  # set unless there is an error

    def _serve(self) -> None:
        """Write for those that have waited longest."""
        tickets = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        try:
            with transaction.atomic():
                if len(tickets) == 1:
                    tickets[0].value = tickets[0].write()
                else:
                    for ticket in tickets:
                        _write(ticket)
        except BaseException as error:
            # The commit failed, and all that went with it.
            for ticket in tickets:
                ticket.error = ticket.error or error
            if not isinstance(error, Exception):
                raise
        finally:
            for ticket in tickets:
                ticket.done = True


def _write(ticket: _Ticket[object]) -> None:
    """Write one of several: what goes wrong undoes this one alone, and is raised where it belongs."""
    try:
        with transaction.atomic():
            ticket.value = ticket.write()
    except Exception as error:
        ticket.error = error
