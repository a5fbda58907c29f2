"""Installations to measure on each database, how much room their tables take, and how much memory servers."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson
import psycopg

from scripts import private_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.installation import Installation, Server

ROOT = Path(__file__).resolve().parents[1]
DURABLE = {**private_postgres.SETTINGS, "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""What an operator's PostgreSQL does: an answered capture survives a power cut."""
INSIDE_SECONDS = 500
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


def databases() -> list[str]:
    """The databases that this machine can run."""
    try:
        private_postgres.binaries()
    except FileNotFoundError:
        return [SQLITE]
    return [SQLITE, POSTGRESQL]


@contextlib.contextmanager
def database(name: str) -> Iterator[None]:
    """Installations that are made meanwhile use this database."""
    before = os.environ.pop("DATABASE_URL", None)
    try:
        if name == SQLITE:
            yield
            return
        with private_postgres.cluster(DURABLE) as url:
            os.environ["DATABASE_URL"] = url
            yield
    finally:
        os.environ.pop("DATABASE_URL", None)
        if before is not None:
            os.environ["DATABASE_URL"] = before


def inside(installation: Installation, task: str, *arguments: str | Path) -> Any:
    """Run a task of bench/inside.py in the installation's environment; what it answers.

    Raises:
        RuntimeError: it failed; the text has its errors.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", task, *map(str, arguments)],
        cwd=ROOT,
        env=installation.environment,
        capture_output=True,
        timeout=INSIDE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{task}: {done.stderr.decode(errors='replace')}")
    return orjson.loads(done.stdout)


def sqlite_path(url: str) -> str:
    """The file of a SQLite database."""
    return urlsplit(url).path.removeprefix("/")


def table_bytes(url: str) -> dict[str, int]:
    """Bytes of each table with its indexes, whole pages counted."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(sqlite_path(url))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return dict(
                connection.execute(
                    "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name"
                    " GROUP BY m.tbl_name"
                ).fetchall()
            )
    with psycopg.connect(url) as server:
        return dict(
            server.execute(
                "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
                " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
        )


def grown(before: dict[str, int], after: dict[str, int]) -> tuple[int, int]:
    """Bytes that the tables gained: those of documents, and all others."""
    gained = {name: size - before.get(name, 0) for name, size in after.items()}
    documents = gained.pop("events_document")
    return documents, sum(gained.values())


def peak_memory_mib(server: Server) -> float:
    """The most memory that the server's processes ever held, each at its own peak, in MiB.

    Pages that workers share with their parent count for each of them.
    """
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if os.getpgid(int(folder.name)) == server.process.pid:
                status = (folder / "status").read_text()
                peak = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0")
                total += int(peak.split()[1])
    return total / 1024
