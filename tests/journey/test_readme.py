"""Whoever follows the README, the tutorial and the how-to pages: each command typed, each address opened.

A page's commands run in one shell, in order, in a folder that looks like the checkout, beside a server with the
sample world. What `make run` does is done by its parts; that they are its parts is asserted.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import orjson
import pytest

from tests.support.installation import COMMAND, Installation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (
    *READMES,
    "docs/tutorial/first-trace.md",
    "docs/tutorial/first-trace.zh-CN.md",
    "docs/how-to/connect-an-erp.md",
    "docs/how-to/load-master-data.md",
    "docs/how-to/simulate.md",
)
ORIGIN = "http://127.0.0.1:8000"
PAGE_SECONDS = 240
LARGEST_PICTURE = 300_000


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def commands(page: str) -> list[str]:
    """What the page says to type, in order."""
    return re.findall(r"^\$ (.+)$", text_of(page), re.MULTILINE)


def addresses(page: str) -> list[str]:
    """What the page says to open, without scheme and authority."""
    return re.findall(rf"<{ORIGIN}([^>]*)>", text_of(page))


@dataclass(frozen=True)
class Followed:
    """A page's commands with what each printed, and the server where its addresses are."""

    printed: dict[str, str]
    url: str

    def by(self, beginning: str) -> str:
        """What the one command with this beginning printed."""
        (found,) = (text for command, text in self.printed.items() if command.startswith(beginning))
        return found


@pytest.fixture(scope="module")
def made(empty: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """What `make run` leaves before it serves; to copy."""
    with empty.copy(tmp_path_factory.mktemp("made")) as installation:
        installation.run("demo")
        yield installation


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def follow(
    made: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[tuple[str, ...]], Followed]]:
    """Follows commands, once: the two READMEs say the same."""
    with contextlib.ExitStack() as servers:
        yield functools.cache(
            lambda typed: servers.enter_context(_follow(typed, made, tmp_path_factory.mktemp("checkout")))
        )


@pytest.fixture
def followed(page: str, follow: Callable[[tuple[str, ...]], Followed]) -> Followed:
    """The page, followed by somebody with a checkout and a server of their own."""
    if "export HEADWATER_HOME=" in text_of(page) and os.environ.get("DATABASE_URL", "").startswith(
        "postgres"
    ):
        pytest.skip("a data folder of its own has a database of its own on SQLite alone")
    if "curl " in text_of(page) and shutil.which("curl") is None:
        pytest.skip("no curl on this machine: apt-get install curl")
    return follow(tuple(command for command in commands(page) if not command.startswith("make ")))


@contextlib.contextmanager
def _follow(typed: tuple[str, ...], made: Installation, checkout: Path) -> Iterator[Followed]:
    (checkout / "docs").symlink_to(ROOT / "docs")
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "bin").symlink_to(COMMAND.parent)
    with made.copy(checkout) as installation, installation.serve() as server:
        (checkout / "var").symlink_to(installation.home)
        moved = [_moved(command, server.url, checkout) for command in typed]
        done = subprocess.run(
            ["sh", "-ec", "".join(f"{command}\nprintf '\\0'\n" for command in moved)],
            env=_environment(installation),
            cwd=checkout,
            capture_output=True,
            text=True,
            timeout=PAGE_SECONDS,
            check=False,
        )
        printed = done.stdout.split("\0")[:-1]
        assert len(printed) == len(typed), f"{typed[len(printed)]}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, done.stderr
        yield Followed(dict(zip(typed, printed, strict=True)), server.url)


def _moved(command: str, url: str, checkout: Path) -> str:
    """The command, of this server and folder, and with a world that is soon made."""
    return (
        command.replace(ORIGIN, url)
        .replace("/tmp/", f"{checkout}/")
        .replace("--serials 100000", "--serials 1000")
    )


def _environment(installation: Installation) -> dict[str, str]:
    """As in a terminal: ./var and a database in it are found without being named."""
    environment = installation.environment
    if installation.database_url.startswith("sqlite"):
        del environment["HEADWATER_HOME"], environment["DATABASE_URL"]
    return environment


def test_commands_do_what_they_say_without_a_word_of_error(followed):
    assert followed.printed
    assert all(text.strip() for command, text in followed.printed.items() if _answers(command))


def _answers(command: str) -> bool:
    """Whether somebody who types it expects to read something."""
    return not ("> var/" in command or command.startswith(("export ", "curl ")))


def test_addresses_open_in_both_languages(followed, page):
    for path in addresses(page):
        for language in ("en", "zh-CN"):
            headers = {"Accept-Language": language, "User-Agent": "Mozilla/5.0"}
            answer = httpx.get(followed.url + path, headers=headers, follow_redirects=True, timeout=20)
            assert answer.status_code == 200, path
            assert f'lang="{"zh" if language == "zh-CN" else "en"}' in answer.text, path


@pytest.mark.parametrize("page", READMES, indirect=True)
def test_answers_are_those_that_the_readme_tells(followed, page):
    assert "7 events, 7 new" in followed.by(".venv/bin/headwater capture")
    assert "FARM-0301" in followed.by('.venv/bin/headwater trace "(01)09506000134352(21)MILK-1"')
    forward = followed.by('.venv/bin/headwater trace "(01)09506000134000(10)FARM-0301"')
    assert re.search(r"Corner Shop +2\b", forward)
    assert re.search(r"Valley Dairy, plant +1\b", forward)
    where = followed.by(".venv/bin/headwater locate").splitlines()
    assert any("00/395060000000000016" in line and "Corner Shop" in line for line in where)
    assert any("MILK-3" in line and "Valley Dairy, plant" in line for line in where)
    history = followed.by(".venv/bin/headwater history")
    assert len(re.findall(r"  Valley Dairy(?:  |$)", history, re.MULTILINE)) == 4  # who did each step
    (captured,) = (text for command, text in followed.printed.items() if command.endswith("/epcis/capture"))
    assert " 202 " in captured.splitlines()[0]
    (asked,) = (text for command, text in followed.printed.items() if "/api/v1/trace" in command)
    answer = orjson.loads(asked)
    lots = {node["lot"] for node in answer["nodes"] if node["kind"] == "lot"}
    assert (lots, answer["summary"]["objects"], answer["summary"]["hidden"]) == (
        {"CAN-0301", "FARM-0301"},
        2,
        0,
    )
    shown = httpx.get(f"{followed.url}/01/09506000134352/21/MILK-1", timeout=20).text
    assert "Milk powder, 800 g" in shown


@pytest.mark.parametrize("page", READMES)
def test_make_run_and_make_test_are_what_the_readme_says(page):
    assert [command for command in commands(page) if command.startswith("make ")] == ["make run", "make test"]
    run = subprocess.run(
        ["make", "--dry-run", "run"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    parts = [run.index(f".venv/bin/headwater {part}\n") for part in ("init", "demo", "serve")]
    assert parts == sorted(parts)
    test = subprocess.run(
        ["make", "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert "pytest" in test
    assert "private_postgres.py" in test


@pytest.mark.parametrize("page", READMES)
def test_pictures_are_there_and_small(page):
    named = re.findall(r"""!\[[^\]]+\]\(([^)]+)\)|<img src="([^"]+)\"""", text_of(page))
    files = [ROOT / (first or second) for first, second in named]
    can = "can.zh-CN.png" if "zh" in page else "can.png"
    assert [file.name for file in files] == ["trace.png", can]
    for file in files:
        assert file.read_bytes().startswith(b"\x89PNG")
        assert file.stat().st_size < LARGEST_PICTURE
