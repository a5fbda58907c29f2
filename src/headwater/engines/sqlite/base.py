"""SQLite whose writers wait in line, whichever process or thread they are of.

SQLite lets one connection write at a time; who finds another at it sleeps and looks again, ever longer, up to a
tenth of a second. A server that writes without a pause would be met at it nearly every time, and the others
would give up after half a minute. So each transaction first waits for a lock that the kernel hands on, and
which it takes back from a process that was killed. There is no end to this waiting: whoever is ahead goes on, or
dies. Statements outside a transaction take their chance as before.

The lock is of a file beside the database, since SQLite's own locks of the database end when any descriptor of
it is closed. See docs/adr/0018-several-processes-on-sqlite.md.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

SUFFIX = "-line"
"""Of the file that the lock is of."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits in line before it begins a transaction."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._line: int | None = None
        """Descriptor of the file, of this connection alone: the lock belongs to what was opened, not to a thread."""

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_in_line()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._leave_line()
            raise

    def commit(self) -> None:
        super().commit()  # a transaction that could not commit still is one, and is rolled back next
        self._leave_line()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave_line()

    def close(self) -> None:
        try:
            super().close()
        finally:
            if self._line is not None:
                self._leave_for_good()
                self._line = None

    def _wait_in_line(self) -> None:
        if self._line is None:
            if self.is_in_memory_db():
                return
            file = Path(self.settings_dict["NAME"])
            # Whoever may read the database may wait; a lock needs no more, and the file is never written.
            self._line = os.open(f"{file}{SUFFIX}", os.O_RDONLY | os.O_CREAT, file.stat().st_mode & 0o777)
            # A thread that ends takes its connection with it, and does not close it.
            self._leave_for_good = weakref.finalize(self, os.close, self._line)
        fcntl.flock(self._line, fcntl.LOCK_EX)

    def _leave_line(self) -> None:
        if self._line is not None:
            fcntl.flock(self._line, fcntl.LOCK_UN)
