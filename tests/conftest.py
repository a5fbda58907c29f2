"""Fixtures that every test may ask for.

The database is what DATABASE_URL names, SQLite without it. A test that touches it is marked `database`
here, so that `make test` can run it again on PostgreSQL.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation

from tests.support import chromium, counts
from tests.support.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.support.chromium import Windows
    from tests.support.installation import Server

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "empty"}

# No deadline: two cores shared by two workers make any single example slow now and then.
for _name, _examples in (("dev", 50), ("ci", 100), ("soak", 2000)):
    hypothesis.settings.register_profile(
        _name, max_examples=_examples, deadline=None, print_blob=True, database=None
    )
hypothesis.settings.load_profile("soak" if counts.SOAK else "ci" if os.environ.get("CI") else "dev")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database or the browser, and what a soak tries more often, before `-m` selects."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if "browser" in fixtures:
            item.add_marker("browser")
        if "count" in fixtures or hypothesis.is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker("soak")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was tried of every count that an issue names."""
    if lines := counts.summary(terminalreporter):
        terminalreporter.section("tried")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def _no_language() -> None:
    """The language of another test's last request is gone."""
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder and key of the tests' own, so that no test meets those of the checkout."""
    home = tmp_path_factory.mktemp("home")
    # Set, never put back: Django cannot even read the key of a checkout that has none.
    settings.HEADWATER_HOME, settings.MEDIA_ROOT = home, home / "media"
    settings.SECRET_KEY = secrets.token_urlsafe(64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEADWATER_HOME", str(home))
        yield home


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite's test database is a file: in memory there is no WAL, and locks are other ones."""
    default = connections["default"]
    if default.vendor == "sqlite":
        default.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of test vectors that HEADWATER_VECTORS names (default: ../shared/vectors)."""
    folder = Path(os.environ.get("HEADWATER_VECTORS") or ROOT.parent / "shared" / "vectors")
    if not folder.is_dir():
        pytest.skip(f"no vectors at {folder}: set HEADWATER_VECTORS")
    return folder


@pytest.fixture
def count(request: pytest.FixtureRequest) -> counts.Counts:
    """How often to repeat: `count("random worlds", part=30, whole=300)`."""
    return counts.Counts(request)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An empty Headwater after `headwater init`, to copy: the migrations take seconds."""
    with Installation.create(tmp_path_factory.mktemp("empty")) as installation:
        yield installation


@pytest.fixture
def installation(empty: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An empty Headwater of this test's own."""
    with empty.copy(tmp_path) as installation:
        yield installation


@pytest.fixture(scope="session")
def demo(empty: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A Headwater with the sample world, shared by the tests of this worker: they only read it."""
    with empty.copy(tmp_path_factory.mktemp("demo")) as installation:
        installation.run("demo")
        yield installation


@pytest.fixture(scope="session")
def server(demo: Installation) -> Iterator[Server]:
    """The real server over the sample world."""
    with demo.serve() as server:
        yield server


# A module at a time: while playwright runs, Django takes this thread for an asynchronous one and refuses
# the database to the tests of other modules.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if chromium.executable() is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    yield from chromium.launch()


@pytest.fixture
def windows(browser: Browser, server: Server) -> Iterator[Windows]:
    """Opens pages of the sample world; fails the test when a page's script failed."""
    windows = chromium.Windows(browser, server.url, [], [])
    yield windows
    windows.close()
    assert windows.errors == []
