"""A Headwater of its own: a data folder, a database, the real command and the real server.

with Installation.create(folder) as headwater, headwater.serve() as server:
    headwater.run("capture", "events.json")
    httpx.get(f"{server.url}/health")
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import httpx
import psycopg

from scripts.private_postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = Path(sys.executable).with_name("headwater")
COMMAND_SECONDS = 120
START_SECONDS = 30
STOP_SECONDS = 15


@dataclass
class Server:
    """A running `headwater serve`."""

    url: str
    """Scheme and authority, without a closing slash."""
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End the server and its workers as `kill -9` does, with no chance to finish anything."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Its workers die a moment later; until then they hold the port and the database.
        deadline = time.monotonic() + STOP_SECONDS
        while _listens(self.url) and time.monotonic() < deadline:
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server as an operator does, and by force where it does not obey."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        self.kill()


@dataclass
class Installation:
    """One data folder and database, and the environment in which the command uses them."""

    home: Path
    database_url: str
    settings: dict[str, str] = field(default_factory=dict)
    """Further settings by environment."""

    @classmethod
    @contextlib.contextmanager
    def create(cls, folder: Path) -> Iterator[Installation]:
        """An installation after `headwater init`: SQLite in the folder, or a new database beside the one
        that DATABASE_URL names, dropped at the end."""
        home = folder / "home"
        with _database(home) as url:
            installation = cls(home, url)
            installation.run("init")
            yield installation

    @contextlib.contextmanager
    def copy(self, folder: Path) -> Iterator[Installation]:
        """Another installation with what this one has now, keys included; nothing may serve this one."""
        home = folder / "home"
        shutil.copytree(self.home, home)
        with _database(home, template=urlsplit(self.database_url).path.removeprefix("/")) as url:
            yield Installation(home, url)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this process, with this installation's settings in place of any other's."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("HEADWATER_", "DJANGO_"))}
        own = {
            "HEADWATER_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "HEADWATER_LANGUAGE": "en",
        }
        return inherited | own | self.settings

    def run(self, *arguments: str | Path, stdin: str = "", code: int = 0) -> str:
        """Run `headwater` with these arguments; its standard output.

        Raises:
            AssertionError: it ended with another exit code than `code`.
        """
        done = subprocess.run(
            [COMMAND, *arguments],
            env=self.environment,
            cwd=self.home.parent,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert done.returncode == code, (
            f"headwater {arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    @contextlib.contextmanager
    def serve(self, *arguments: str) -> Iterator[Server]:
        """The server on a free port, once it answers; ended with the context.

        Raises:
            RuntimeError: it ended or did not answer in time; the text has its log.
        """
        port, log = free_port(), self.home.parent / f"serve-{uuid4().hex[:8]}.log"
        url = f"http://127.0.0.1:{port}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port), *arguments],
                env=self.environment | {"HEADWATER_BASE_URL": url},
                cwd=self.home.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # so that its workers are ended with it
            )
        server = Server(url, process, log)
        try:
            _wait_until_healthy(server)
            yield server
        finally:
            server.stop()


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


def _wait_until_healthy(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{server.url}/health", timeout=5).status_code == 200:
                return
        time.sleep(0.05)
    raise RuntimeError(f"headwater serve did not start:\n{server.log.read_text(errors='replace')}")


@contextlib.contextmanager
def _database(home: Path, template: str = "template1") -> Iterator[str]:
    base = os.environ.get("DATABASE_URL", "")
    if not base.startswith("postgres"):
        yield f"sqlite:///{home / 'headwater.sqlite3'}"
        return
    name = f"journey_{uuid4().hex}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield urlunsplit(urlsplit(base)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
