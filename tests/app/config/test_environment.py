from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from headwater.config.environment import POSTGRESQL, Environment, SettingError, create_home, database


def test_defaults():
    environment = Environment.read({})

    home = Path("var").absolute()
    assert environment.home == home
    assert environment.database_url == f"sqlite:///{home}/headwater.sqlite3"
    assert (environment.base_url, environment.port) == ("http://127.0.0.1:8000", 8000)


def test_what_is_set_is_taken(tmp_path):
    environment = Environment.read(
        {
            "HEADWATER_HOME": str(tmp_path),
            "DATABASE_URL": "postgresql:///x",
            "HEADWATER_SECRET_KEY": "k",
            "HEADWATER_BASE_URL": "https://id.example.com/",
            "HEADWATER_PORT": "9000",
        }
    )
    assert environment == Environment(tmp_path, "postgresql:///x", "k", "https://id.example.com", 9000)


def test_the_default_base_address_has_the_port():
    assert Environment.read({"HEADWATER_PORT": "81"}).base_url == "http://127.0.0.1:81"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８０", "80.0"])
def test_no_port(port):
    with pytest.raises(SettingError, match=r"^HEADWATER_PORT must be a number from 1 to 65535"):
        Environment.read({"HEADWATER_PORT": port})


@pytest.mark.parametrize(
    "url", ["id.example.com", "ftp://x", "https://", "https://x/path", "https://x?a", "https://x#a"]
)
def test_no_base_address(url):
    with pytest.raises(SettingError, match=r"^HEADWATER_BASE_URL must"):
        Environment.read({"HEADWATER_BASE_URL": url})


def test_a_data_folder_has_one_key_that_its_owner_alone_reads(tmp_path):
    home = tmp_path / "a" / "b"
    assert Environment.read({"HEADWATER_HOME": str(home)}).secret_key == ""

    create_home(home)
    first = Environment.read({"HEADWATER_HOME": str(home)}).secret_key
    create_home(home)

    assert len(first) == 86
    assert Environment.read({"HEADWATER_HOME": str(home)}).secret_key == first
    assert [path.name for path in home.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_beginners_at_once_agree_on_one_key(tmp_path):
    def begin(_: int) -> str:
        create_home(tmp_path)
        return Environment.read({"HEADWATER_HOME": str(tmp_path)}).secret_key

    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(begin, range(40)))

    assert len(keys) == 1
    assert keys != {""}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///data/a.sqlite3", "data/a.sqlite3"),
        ("sqlite:////var/lib/a%20b.sqlite3", "/var/lib/a b.sqlite3"),
    ],
)
def test_sqlite(url, name):
    found = database(url)

    assert (found["ENGINE"], found["NAME"]) == ("headwater.engines.sqlite", name)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://u:p%40ss@db.example:5433/hw",
            ("hw", "u", "p@ss", "db.example", "5433", {"options": POSTGRESQL}),
        ),
        (
            "postgres://db/hw?sslmode=require",
            ("hw", "", "", "db", "", {"sslmode": "require", "options": POSTGRESQL}),
        ),
        (
            "postgresql:///hw?host=/run/pg&port=5440",
            ("hw", "", "", "/run/pg", "5440", {"options": POSTGRESQL}),
        ),
    ],
)
def test_postgresql(url, expected):
    found = database(url)

    assert found["ENGINE"] == "headwater.engines.postgresql"
    assert tuple(found[part] for part in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected


@pytest.mark.parametrize(
    "url", ["", "mysql://x/y", "sqlite://", "sqlite:///", "postgresql://host", "postgresql://h:x/y"]
)
def test_no_database(url):
    with pytest.raises(SettingError, match=r"^DATABASE_URL"):
        database(url)
