"""Writers of several connections, in processes and threads of their own, wait in line for one SQLite file."""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, OperationalError
from django.db.utils import ConnectionHandler

from headwater.config.environment import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import DjangoDbBlocker

    Connect = Callable[..., BaseDatabaseWrapper]


PLAIN = "django.db.backends.sqlite3"


def connection_to(folder: Path, **options: object) -> BaseDatabaseWrapper:
    """A connection of our engine, or of another that is named, which any thread may use."""
    found = database(f"sqlite:///{folder / 'line.sqlite3'}")
    engine = options.pop("engine", found["ENGINE"])
    given = found | {"ENGINE": engine, "OPTIONS": {**found["OPTIONS"], **options}}  # type: ignore[dict-item]
    made = ConnectionHandler({"default": given}).create_connection("default")
    made.inc_thread_sharing()
    return made


@pytest.fixture
def connect(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Connect]:
    """Makes connections to one new file with tables, closed at the end."""
    made: list[BaseDatabaseWrapper] = []

    def one(**options: object) -> BaseDatabaseWrapper:
        made.append(connection_to(tmp_path, **options))
        return made[-1]

    with django_db_blocker.unblock():
        with one().cursor() as cursor:
            cursor.execute("CREATE TABLE written (id integer PRIMARY KEY, who text)")
            cursor.execute(
                "CREATE TABLE child (of integer REFERENCES written (id) DEFERRABLE INITIALLY DEFERRED)"
            )
        yield one
        for connection in made:
            connection.close()


@contextlib.contextmanager
def atomic(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """A transaction of a connection that Django does not know by a name."""
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.in_atomic_block = True
    try:
        yield
        connection.in_atomic_block = False
        connection.commit()
    except BaseException:
        connection.in_atomic_block = False
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)


def write(connection: BaseDatabaseWrapper, who: str, seconds: float = 0) -> None:
    with atomic(connection), connection.cursor() as cursor:
        cursor.execute("INSERT INTO written (who) VALUES (%s)", [who])
        time.sleep(seconds)


@contextlib.contextmanager
def beside(folder: Path, code: str) -> Iterator[None]:
    """A process with a `connection` of its own that runs code, in the middle of it; killed at the end."""
    start = (
        "import sys; from pathlib import Path\n"
        "from tests.app.engines.test_sqlite_line import connection_to, write\n"
        "connection = connection_to(Path(sys.argv[1]))\n"
        "write(connection, 'begun'); print('begun', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start + code, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.1)
        try:
            yield
        finally:
            process.kill()


def written(connection: BaseDatabaseWrapper, who: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM written WHERE who = %s", [who])
        return int(cursor.fetchone()[0])


def test_a_writer_waits_its_turn_and_no_longer(connect: Connect, tmp_path: Path) -> None:
    """Others write without a pause; by looking again and again a writer is passed over thousands of times.

    In line it is passed over a few times, and some tens of times where it is called and finds no free core.
    """
    mine = connect()
    busy = "while True: write(connection, 'others', 0.01)"
    with beside(tmp_path, busy), beside(tmp_path, busy):
        passed = []
        for _ in range(10):
            before = written(mine, "others")
            write(mine, "mine")
            passed.append(written(mine, "others") - before)

    assert max(passed) <= 300, passed
    assert written(mine, "mine") == 10


def test_a_statement_by_itself_waits_its_turn_and_leaves_the_line(connect: Connect, tmp_path: Path) -> None:
    mine = connect()
    busy = "while True: write(connection, 'others', 0.01)"
    with beside(tmp_path, busy), beside(tmp_path, busy):
        passed = []
        for _ in range(10):
            before = written(mine, "others")
            with mine.cursor() as cursor:
                cursor.execute("INSERT INTO written (who) VALUES (%s) RETURNING id", ["mine"])
                cursor.fetchone()
            passed.append(written(mine, "others") - before)

    assert max(passed) <= 300, passed
    with pytest.raises(IntegrityError), mine.cursor() as cursor:
        cursor.execute("INSERT INTO written (id) VALUES (1), (1)")
    write(connect(), "next")


def test_one_that_is_killed_leaves_the_line(connect: Connect, tmp_path: Path) -> None:
    with beside(tmp_path, "write(connection, 'killed', 100)"):
        waiting = threading.Thread(target=write, args=(connect(), "mine"))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(10)
    assert not waiting.is_alive()
    assert written(connect(), "killed") == 0


def test_what_cannot_commit_leaves_the_line_when_it_is_undone(connect: Connect) -> None:
    one = connect()
    with pytest.raises(IntegrityError), atomic(one), one.cursor() as cursor:
        cursor.execute("INSERT INTO child (of) VALUES (77)")
    write(connect(), "next")
    write(one, "again")


def test_what_cannot_begin_leaves_the_line(connect: Connect) -> None:
    one, outside = connect(timeout=0.1), connect(engine=PLAIN)
    with atomic(outside), pytest.raises(OperationalError, match="locked"), atomic(one):
        pass
    write(connect(), "next")


def test_whoever_closes_in_the_middle_leaves_the_line(connect: Connect) -> None:
    one = connect()
    with contextlib.suppress(OperationalError), atomic(one):
        one.in_atomic_block = False
        one.close()
    write(connect(), "next")
    assert written(one, "next") == 1


def test_a_connection_that_is_dropped_leaves_nothing_open(connect: Connect, tmp_path: Path) -> None:
    def opened() -> int:
        targets = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
        return targets.count(str(tmp_path / "line.sqlite3-line"))

    connection = connection_to(tmp_path)
    write(connection, "mine")
    assert opened() == 1
    del connection
    gc.collect()
    assert opened() == 0


def test_patience_has_an_end_and_what_comes_too_late_is_dropped(connect: Connect, tmp_path: Path) -> None:
    hasty = connect(timeout=0.3)
    with beside(tmp_path, "write(connection, 'held', 1)"):
        with pytest.raises(OperationalError, match="locked"):
            write(hasty, "mine")
        time.sleep(1.5)
    write(connect(), "next")
    write(hasty, "again")
    assert written(hasty, "mine") == 0
