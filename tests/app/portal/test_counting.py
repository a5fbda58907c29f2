"""Who counts: people who look, each time they do; never what merely fetches."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection
from django.test import Client

from headwater.portal import counting
from headwater.portal.counting import Count, Tally
from headwater.portal.models import Asked
from tests.app.portal.conftest import PHONE
from tests.app.portal.dairy_answers import CAN_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_django.fixtures import SettingsWrapper

KEY = CAN_PATH.removeprefix("/")
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def _times() -> tuple[int, int] | None:
    return Asked.objects.filter(key=KEY).values_list("times", "repeats").first()


def test_a_person_counts(answers: dict[str, object], phone: Client) -> None:
    phone.get(CAN_PATH)

    assert _times() == (1, 0)


def test_the_same_phone_again_counts_and_is_told_apart(answers: dict[str, object], phone: Client) -> None:
    phone.get(CAN_PATH)
    page = phone.get(CAN_PATH).content.decode()

    assert _times() == (2, 1)
    assert "asked 2 times so far" in page
    assert "You asked a moment ago with this phone" in page


def test_another_phone_is_no_repeat(answers: dict[str, object], phone: Client) -> None:
    phone.get(CAN_PATH)
    page = Client(headers={"user-agent": PHONE, "accept-language": "en"}).get(CAN_PATH).content.decode()

    assert _times() == (2, 0)
    assert "You asked a moment ago" not in page


def test_another_code_is_no_repeat(answers: dict[str, object], phone: Client) -> None:
    phone.get(CAN_PATH)
    phone.get("/01/09506000134352/21/OTHER")

    assert Asked.objects.get(key="01/09506000134352/21/OTHER").repeats == 0


def test_changing_the_language_is_no_asking(answers: dict[str, object], phone: Client) -> None:
    phone.get(CAN_PATH)
    phone.get(CAN_PATH + "?lang=zh-hans")

    assert _times() == (1, 0)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"sec-purpose": "prefetch"}),
        ("GET", {"sec-purpose": "prefetch;prerender"}),
        ("GET", {"purpose": "prefetch"}),
        ("GET", {"x-moz": "prefetch"}),
        ("GET", {"x-purpose": "preview"}),
        ("GET", {"user-agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"}),
        ("GET", {"user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}),
        ("GET", {"user-agent": "WhatsApp/2.23.20.0"}),
        ("GET", {"user-agent": "TelegramBot (like TwitterBot)"}),
        ("GET", {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}),
        ("GET", {"user-agent": "Mozilla/5.0 (Macintosh) SkypeUriPreview Preview/0.5"}),
        ("GET", {"user-agent": "python-httpx/0.28"}),
        ("GET", {"user-agent": ""}),
    ],
)
def test_what_nobody_looks_at_does_not_count(
    answers: dict[str, object], phone: Client, method: str, headers: dict[str, str]
) -> None:
    response = phone.generic(method, CAN_PATH, headers=headers)

    assert response.status_code == 200
    assert _times() is None
    assert not response.cookies


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_secure_where_the_others_are(
    answers: dict[str, object], phone: Client, settings: SettingsWrapper, secure: bool
) -> None:
    """A proxy that ends TLS asks by http what the phone asked by https."""
    settings.SESSION_COOKIE_SECURE = secure

    (cookie,) = phone.get(CAN_PATH).cookies.values()

    assert (bool(cookie["secure"]), cookie["httponly"], cookie["samesite"]) == (secure, True, "Lax")


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        "Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 21) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) [LinkedInApp]/9.29 Mobile/15E148",
        "Mozilla/5.0 (Linux; U; Android 13; zh-CN) SogouMobileBrowser/6.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13) Mobile Safari/537.36 Telegram-Android/10.0",
    ],
)
def test_browsers_inside_chats_are_people(answers: dict[str, object], agent: str) -> None:
    Client(headers={"user-agent": agent}).get(CAN_PATH)

    assert _times() == (1, 0)


def test_made_up_and_unknown_codes_leave_no_row(answers: dict[str, object], phone: Client) -> None:
    answers |= {"story": None, "verdict": "forged"}
    phone.get(CAN_PATH)
    answers["verdict"] = "unknown"
    phone.get(CAN_PATH)

    assert not Asked.objects.exists()


def test_a_lot_is_not_counted(answers: dict[str, object], phone: Client) -> None:
    phone.get("/01/09506000134352/10/B-2026-061")

    assert not Asked.objects.exists()


def test_the_first_time_is_kept(db: None) -> None:
    tally = Tally()
    tally.add(KEY, repeat=False, now=NOON)

    later = tally.add(KEY, repeat=False, now=NOON.replace(hour=15))

    assert later == Count(times=2, repeats=0, first_at=NOON, newest_at=NOON.replace(hour=15))
    assert tally.so_far(KEY) == later


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_lose_nothing_whatever_is_written_meanwhile() -> None:
    tally, shown = Tally(), list[int]()
    tally._gathers = True  # but nobody writes, save those below

    def ask() -> None:
        for _ in range(10):
            shown.append(tally.add(KEY, repeat=False, now=NOON).times)
            tally.write()
        connection.close()

    _at_once([ask] * 8)

    assert _times() == (80, 0)
    assert max(shown) == 80
    assert tally.so_far(KEY) == Count(80, 0, NOON, NOON)


@pytest.mark.parametrize("when", ["it begins", "it is committed"])
@pytest.mark.django_db(transaction=True)
def test_nobody_is_counted_twice_while_a_count_is_written(monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """A page may ask before the transaction, in it, and between its commit and the note that it is done."""
    tally, store = Tally(), counting._store
    tally.add(KEY, repeat=False, now=NOON)
    tally._gathers = True
    tally.add(KEY, repeat=True, now=NOON)
    shown: list[Count | None] = []

    def ask() -> None:
        shown.append(tally.so_far(KEY))
        shown.append(tally.add(KEY, repeat=False, now=NOON))
        connection.close()

    def store_and_ask(counts: Mapping[str, Count]) -> None:
        if when == "it begins":
            _at_once([ask])
        store(counts)
        if when == "it is committed":
            _at_once([ask])

    monkeypatch.setattr(counting, "_store", store_and_ask)
    tally.write()

    assert shown == [Count(2, 1, NOON, NOON), Count(3, 1, NOON, NOON)]
    assert tally.so_far(KEY) == shown[1]
    assert _times() == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_count_that_is_written_while_somebody_reads_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tally, stored = Tally(), counting._stored
    tally._gathers = True
    tally.add(KEY, repeat=False, now=NOON)

    def write_and_read(keys: Sequence[str]) -> dict[str, Count]:
        monkeypatch.setattr(counting, "_stored", stored)
        tally.write()
        return stored(keys)

    monkeypatch.setattr(counting, "_stored", write_and_read)

    assert tally.so_far(KEY) == Count(1, 0, NOON, NOON)


@pytest.mark.django_db(transaction=True)
def test_whatever_befalls_the_writer_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tally, written, store = Tally(), threading.Event(), counting._store
    failures: list[Exception] = [OverflowError("too large"), OperationalError("database is locked")]

    def store_at_last(counts: Mapping[str, Count]) -> None:
        if failures:
            raise failures.pop()
        store(counts)
        connection.close()  # of the thread, which lives on
        written.set()

    monkeypatch.setattr(counting, "_store", store_at_last)
    monkeypatch.setattr(counting, "SECONDS", 0.01)
    tally.gather()
    tally.add(KEY, repeat=False, now=NOON)

    assert written.wait(20)
    assert _times() == (1, 0)
    assert caplog.text.count("counts could not be written") == 2


@pytest.mark.django_db(transaction=True)
def test_processes_add_to_one_count() -> None:
    processes = [Tally() for _ in range(4)]

    def ask(tally: Tally) -> None:
        for n in range(10):
            tally.add(f"{KEY}{n % 2}", repeat=n > 7, now=NOON)
        connection.close()

    _at_once([partial(ask, tally) for tally in processes])

    counts = Asked.objects.order_by("key").values_list("times", "repeats")
    assert list(counts) == [(20, 4), (20, 4)]


@pytest.mark.django_db
def test_what_could_not_be_written_is_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()

    def refuse(_: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(counting, "_store", refuse)
        with pytest.raises(OperationalError):
            tally.add(KEY, repeat=False, now=NOON)
    tally.add(KEY, repeat=True, now=NOON)

    assert _times() == (2, 1)


def _at_once(work: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
