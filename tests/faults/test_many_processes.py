"""Eight processes capture at once: nothing is lost, nothing is there twice."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults.documents import document

if TYPE_CHECKING:
    from tests.support.counts import Counts
    from tests.support.installation import Installation

WRITER = Path(__file__).with_name("writer.py")
PROCESSES = 8


def writer(installation: Installation, *arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, WRITER, *arguments],
        env=installation.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check(installation: Installation) -> dict[str, Any]:
    """What is stored; see `writer.py`."""
    answer, errors = writer(installation, "check").communicate(timeout=240)
    assert answer, errors
    found: dict[str, Any] = json.loads(answer)
    return found


def test_eight_processes_lose_nothing_and_double_nothing(
    installation: Installation, tmp_path: Path, count: Counts
) -> None:
    installation.run("organisation", "add", "Clearwater Dairy", "--operating")
    shared, own = count("documents of each of eight processes", part=4, whole=60), 2
    expected: set[str] = set()

    def write(number: int) -> Path:
        body, ids = document(number)
        expected.update(ids)
        path = tmp_path / f"{number}.json"
        path.write_bytes(body)
        return path

    common = [write(number) for number in range(shared)]
    running = []
    for process in range(PROCESSES):
        mine = [*common, *(write(1000 + process * own + n) for n in range(own))]
        random.Random(process).shuffle(mine)
        running.append((mine, writer(installation, "capture", *mine)))

    ended = [(mine, one, one.communicate(timeout=240)) for mine, one in running]
    for mine, one, (told, errors) in ended:
        assert one.returncode == 0, errors
        assert told.split() == [str(path) for path in mine]
    found = check(installation)
    assert found["events"] == dict.fromkeys(expected, 1)
    assert found["differences"] == 0
    assert found["jobs"] == PROCESSES * (shared + own)
    installation.run("verify")
