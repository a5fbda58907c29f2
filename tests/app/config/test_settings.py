from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.test import Client

from headwater.config import messages

OWN = ("config", "parties", "catalog")


@pytest.mark.django_db
def test_sqlite_loses_nothing_that_was_acknowledged():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own settings")
    with connection.cursor() as cursor:
        assert [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ] == ["wal", 2, 30_000]
    assert connections.settings["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_health_tells_whether_the_database_answers(client, monkeypatch):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post("/health").status_code == 405

    def refuse(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("headwater.config.health.connection.cursor", refuse)
    assert client.get("/health").status_code == 503


@pytest.mark.django_db
def test_the_language_is_the_browsers_until_it_is_chosen():
    client = Client()

    def login_page(language: str) -> str:
        return client.get("/backoffice/login/", headers={"accept-language": language}).content.decode()

    assert '<html lang="zh-hans"' in login_page("zh-CN,zh;q=0.9")
    assert '<html lang="en"' in login_page("en-GB")
    assert '<html lang="en"' in login_page("fr")
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    assert '<html lang="zh-hans"' in login_page("en-GB")


def test_an_unknown_host_is_refused(client):
    assert client.get("/health", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_every_model_has_its_migration():
    call_command("makemigrations", "parties", "catalog", check=True, dry_run=True, verbosity=0)


def test_django_finds_nothing_to_complain_of():
    call_command("check", fail_level="WARNING", verbosity=0)


@pytest.mark.parametrize("folder", OWN)
def test_every_message_is_translated(folder):
    assert list(messages.untranslated(messages.ROOT / folder)) == []


def test_an_untranslated_message_is_found(tmp_path):
    (tmp_path / "a.py").write_text(
        '_("nobody says this")\nrefuse = Refused("code", "Nobody {says} that", says=1)\n_("name")\n', "utf-8"
    )
    assert list(messages.untranslated(tmp_path)) == ["Nobody {says} that", "nobody says this"]


def test_translations_keep_the_fields_of_their_messages():
    from string import Formatter

    from babel.messages.pofile import read_po

    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    with (messages.LOCALE / "zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file)
    plain = [entry for entry in catalog if isinstance(entry.id, str) and "{" in entry.id]
    assert plain
    assert [entry.id for entry in plain if fields(entry.id) != fields(str(entry.string))] == []


def test_compiled_messages_are_found(tmp_path, monkeypatch):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text((messages.LOCALE / "zh_Hans/LC_MESSAGES/django.po").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(messages, "LOCALE", tmp_path)

    assert messages.compile() == [source.with_suffix(".mo")]
    assert messages.compile() == [], "nothing is newer"


def test_only_apps_that_exist_are_installed():
    assert settings.INSTALLED_APPS[: len(settings.HEADWATER_APPS)] == settings.HEADWATER_APPS
    assert settings.DEBUG is False
