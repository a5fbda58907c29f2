"""The explorer's own tests of grouping and placing, run by Node."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.app.backoffice.scripts import SOURCES


def test_scripts() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip(
            "no Node.js on this machine: the build brings its own, tests of scripts need one on the path"
        )
    done = subprocess.run(
        [node, "--test"], cwd=SOURCES.parent, capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 0, done.stdout


def test_lock_names_no_registry() -> None:
    lock = (SOURCES.parent / "package-lock.json").read_text("utf-8")

    assert '"resolved"' not in lock
    assert '"integrity"' in lock
