"""SQLite whose writers wait in line, whichever process or thread they are of.

SQLite lets one connection write at a time; who finds another at it sleeps and looks again, ever longer, up to a
tenth of a second. A server that writes without a pause would be met at it nearly every time, and the others
would give up after half a minute. So each transaction first waits for a lock that the kernel hands on, and
which it takes back from a process that was killed. It waits as long as the setting `timeout` says, and fails as it
would without a line. A statement that writes outside a transaction is one by itself, and waits as well.

The lock is of a file beside the database, since SQLite's own locks of the database end when any descriptor of
it is closed. See docs/adr/0018-several-processes-on-sqlite.md.
"""

from __future__ import annotations

import os
import weakref
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from headwater.engines.sqlite import line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

SUFFIX: Final = "-line"
"""Of the file that the lock is of."""
_WRITES: Final = ("INSERT", "UPDATE", "DELETE")


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

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - its base names it
        return self.connection.cursor(factory=lambda connection: _Cursor(connection, self))

    @contextmanager
    def in_line_for(self, sql: str) -> Iterator[None]:
        """Runs a statement in its turn, should it write and be no part of a transaction."""
        if not self.autocommit or not sql.lstrip()[:6].upper().startswith(_WRITES):
            yield
            return
        self._wait_in_line()
        try:
            yield
        finally:
            self._leave_line()

    def commit(self) -> None:
        super().commit()  # a transaction that could not commit still is one, and is rolled back next
        self._leave_line()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave_line()

    def close(self) -> None:
        super().close()
        if self._line is not None:
            self._shut()
            self._line = None

    def _wait_in_line(self) -> None:
        if self.is_in_memory_db():
            return
        if self._line is None:
            self._line = _opened(Path(self.settings_dict["NAME"]))
            # A thread that ends takes its connection with it, and does not close it.
            self._shut = weakref.finalize(self, os.close, self._line)
        taken = False
        try:
            taken = line.take(self._line, self.settings_dict["OPTIONS"]["timeout"])
        finally:
            if not taken:
                self._shut.detach()
                self._line = None
        if not taken:
            raise OperationalError("database is locked: another writes all the time that this could wait")

    def _leave_line(self) -> None:
        if self._line is not None:
            line.drop(self._line)


class _Cursor(base.SQLiteCursorWrapper):
    """Runs statements as Django's does, each that writes by itself in its turn."""

    def __init__(self, connection: sqlite3.Connection, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self._wrapper.in_line_for(query):
            return super().execute(query, params)


def _opened(database: Path) -> int:
    """The file beside the database, made where it is not there, open.

    It is of the owner and mode of the database, as SQLite's own files beside it are: whoever may read
    that may wait. A lock needs no more, and nothing is ever written.

    Raises:
        OperationalError: it cannot be opened or made.
    """
    try:
        about = database.stat()
        file = os.open(f"{database}{SUFFIX}", os.O_RDONLY | os.O_CREAT, about.st_mode & 0o777)
    except OSError as error:
        raise OperationalError(f"unable to open the file beside the database: {error}") from error
    if os.fstat(file).st_uid != about.st_uid:
        with suppress(PermissionError):  # only root gives a file away, and only root needs to
            os.fchown(file, about.st_uid, about.st_gid)
    return file
