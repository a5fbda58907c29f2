"""Run a command beside a PostgreSQL cluster of its own, named to it by DATABASE_URL.

Usage: private_postgres.py COMMAND [ARGUMENT...]

The cluster lives in a temporary folder, listens on a free port of the loopback address, trusts local
connections and never waits for the disk. It ends with the command, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWNER = "postgres"
"""System user that runs the server when we are root, as whom PostgreSQL refuses to run."""
START_SECONDS = 30
POLL_SECONDS = 0.5
"""At most so long after a signal the command is told to end."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "UTC",
}


def binaries() -> Path:
    """The folder of the newest PostgreSQL server programs.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
    """
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = max(debian, key=lambda path: float(path.parent.parent.name), default=None)
    initdb = found or shutil.which("initdb")
    if initdb is None:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return Path(initdb).resolve().parent


def free_port() -> int:
    """A TCP port of the loopback address on which nothing listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def cluster(settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """A running cluster with these settings; its DATABASE_URL, naming the database `headwater`."""
    programs, port = binaries(), free_port()
    owner = OWNER if os.geteuid() == 0 else None
    # In /tmp itself: a root's TMPDIR may be closed to the server's user, and socket paths must be short.
    with tempfile.TemporaryDirectory(prefix="headwater-postgres-", dir="/tmp") as folder:
        if owner:
            shutil.chown(folder, owner, owner)
        data = Path(folder, "data")
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([programs / "initdb", "-D", data, *options], owner, folder)
        given = [f"-c{name}={value}" for name, value in settings.items()]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, *given],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt at the keyboard is ours to handle
                user=owner,
                group=owner,
                extra_groups=None if owner is None else [],
            )
        try:
            address = ["-h", folder, "-p", str(port), "-U", "postgres"]
            _wait_until_ready(server, [programs / "pg_isready", "-q", *address], Path(folder, "log"))
            _run([programs / "createdb", *address, "headwater"], owner, folder)
            yield f"postgresql://postgres@127.0.0.1:{port}/headwater"
        finally:
            _stop(server)


def _run(command: list[str | Path], owner: str | None, folder: str) -> None:
    groups: list[str] | None = None if owner is None else []
    done = subprocess.run(
        command,
        cwd=folder,
        user=owner,
        group=owner,
        extra_groups=groups,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}")


def _wait_until_ready(server: subprocess.Popen[bytes], is_ready: list[str | Path], log: Path) -> None:
    # pg_isready, since the server takes connections for a while before it serves them.
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if subprocess.run(is_ready, stdout=subprocess.DEVNULL, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: it ends every session
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)  # its immediate one
        server.wait(10)


def main(command: list[str]) -> int:
    """Run the command beside a cluster; answer its exit code, or 128 and the signal that ended the run."""
    signals: list[int] = []
    # Handlers only note: one that raised could strike between a start and the note of what was started.
    # SIGINT as well: who was started in the background by a shell inherits that it is ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: signals.append(number))
    with cluster() as url:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        while not signals:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return child.wait(POLL_SECONDS)
        child.terminate()
        child.wait()
    return 128 + signals[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
