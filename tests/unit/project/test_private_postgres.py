"""The private PostgreSQL cluster ends with what it was made for."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from scripts.private_postgres import binaries

SCRIPT = Path(__file__).resolve().parents[3] / "scripts/private_postgres.py"


@pytest.fixture(autouse=True)
def _needs_postgresql():
    try:
        binaries()
    except FileNotFoundError as error:
        pytest.skip(str(error))


def beside_a_cluster(code: str) -> list[str | Path]:
    return [sys.executable, SCRIPT, sys.executable, "-c", code]


def refuses(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return True
    return False


def test_command_reaches_the_cluster_and_its_exit_code_is_answered():
    code = (
        "import os, sys, psycopg\n"
        "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
        "    print(connection.execute('SELECT current_database()').fetchone()[0])\n"
        "sys.exit(7)"
    )
    done = subprocess.run(beside_a_cluster(code), capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("headwater\n", 7), done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_cluster_ends_when_the_run_is_interrupted(number):
    code = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    with subprocess.Popen(
        beside_a_cluster(code), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as runner:
        url = runner.stdout.readline().strip()
        assert url, runner.stderr.read()
        assert not refuses(url)
        began = time.monotonic()
        runner.send_signal(number)
        runner.communicate(timeout=30)
    assert runner.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}[number]
    assert time.monotonic() - began < 20
    assert refuses(url)


def test_a_signal_while_the_command_starts_leaves_nothing_behind():
    # The signal comes when the command runs already and its starter has not come back yet.
    code = (
        "import os, signal, subprocess, sys\n"
        "from scripts import private_postgres\n"
        "class Slow(subprocess.Popen):\n"
        "    def __init__(self, command, **rest):\n"
        "        super().__init__(command, **rest)\n"
        "        if command[0] == 'sleep':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "subprocess.Popen = Slow\n"
        "sys.exit(private_postgres.main(['sleep', '60']))"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=SCRIPT.parents[1], timeout=50, check=False
    )
    assert (done.returncode, done.stderr) == (130, b"")
    assert time.monotonic() - began < 30  # the pipes close with the last of those that were started
