"""Which requests are people asking, and their count.

Fetches that nobody looks at do not count: HEAD, a browser fetching ahead, a robot that draws a preview of a link
in a chat. The same phone again shortly after counts, and is told apart, so that looking twice is no suspicion.
The phone is recognised by a cookie for this one code, which lives for half an hour and holds nothing but "1".
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection

from headwater import store
from headwater.portal.models import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper
    from django.http import HttpRequest, HttpResponse

_TIME = {False: "text", True: "timestamptz"}
"""How a time is stored, by whether the database is PostgreSQL."""
REPEAT_WITHIN = timedelta(minutes=30)

_AHEAD_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_AHEAD = re.compile(r"prefetch|preview|prerender", re.IGNORECASE)
_ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|whatsapp/|embedly|vkshare|"
    r"iframely|mattermost|googleother|google-read-aloud|chrome-lighthouse|headlesschrome|monitor|uptime|"
    r"python-|curl/|wget/|libwww|okhttp/|go-http-client|java/|node-fetch|axios/|httpclient",
    re.IGNORECASE,
)
"""User agents of machines that open links: preview robots of chats, crawlers, monitors, bare HTTP libraries.

In-app browsers of chats (MicroMessenger, DingTalk, Telegram-Android) are people and must not match, nor may
telephones of the make CUBOT.
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How often people asked for one code; `first_at` is when the first of them did."""

    times: int
    repeats: int
    first_at: datetime

    @property
    def first(self) -> bool:
        """Whether this is the very first time."""
        return self.times == 1


@dataclass(frozen=True, slots=True)
class Asking:
    """What one request is to the count of a code."""

    count: Count | None
    """After this request; None where nobody has asked yet and this request does not count."""
    repeat: bool
    person: bool


def register(request: HttpRequest, key: str, *, now: datetime) -> Asking:
    """Count the request if a person makes it. One statement.

    Changing the language of a page that one looks at is no asking: the same phone, with `lang` in the address.
    """
    person, repeat = is_person(request), is_repeat(request, key)
    counts = person and not (repeat and "lang" in request.GET)
    return Asking(count(key, repeat=repeat, now=now) if counts else so_far(key), repeat, person)


def is_person(request: HttpRequest) -> bool:
    """Whether somebody looks at the answer of this request."""
    if request.method != "GET":
        return False
    if any(_AHEAD.search(request.headers.get(name, "")) for name in _AHEAD_HEADERS):
        return False
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not _ROBOT.search(agent)


def is_repeat(request: HttpRequest, key: str) -> bool:
    """Whether this phone has asked for this code within REPEAT_WITHIN."""
    return _cookie(key) in request.COOKIES


def remember(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """Let this phone be recognised when it asks for this code again."""
    response.set_cookie(
        _cookie(key),
        "1",
        max_age=int(REPEAT_WITHIN.total_seconds()),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _cookie(key: str) -> str:
    # A name for each code, not a path: browsers and servers disagree on how a path with "%2F" is spelt.
    return "asked-" + sha256(key.encode()).hexdigest()[:12]


def count(key: str, *, repeat: bool, now: datetime) -> Count:
    """Add one, atomically, and answer the new count: one statement, safe beside any number of its like.

    A count is acknowledged to nobody. So it does not wait for the disk, as all else here does: a power cut may
    take the last of them away, a crash of the server takes none.
    """
    with _hasty() as cursor:
        # PostgreSQL keeps a volatile function that nobody reads; it holds until this statement commits.
        hasty = ", set_config('synchronous_commit', 'off', true)" if store.is_postgresql() else ""
        cursor.execute(
            "INSERT INTO portal_asked (key, times, repeats, first_at, newest_at) "  # noqa: S608
            f"SELECT key, 1, 0, at, at FROM (SELECT %s AS key, CAST(%s AS {_TIME[store.is_postgresql()]}) AS at"
            f"{hasty}) one WHERE TRUE "
            "ON CONFLICT (key) DO UPDATE SET times = portal_asked.times + 1, "
            "repeats = portal_asked.repeats + %s, newest_at = excluded.newest_at "
            "RETURNING times, repeats, first_at",
            [key, now, int(repeat)],
        )
        times, repeats, first_at = cursor.fetchone()
    return Count(times, repeats, _aware(first_at))


@contextmanager
def _hasty() -> Iterator[CursorWrapper]:
    """A cursor whose commits SQLite writes without waiting for the disk (its log stays whole: WAL)."""
    alone = not store.is_postgresql() and not connection.in_atomic_block
    with connection.cursor() as cursor:
        if alone:
            cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield cursor
        finally:
            if alone:
                cursor.execute("PRAGMA synchronous=FULL")


def so_far(key: str) -> Count | None:
    """The count without adding to it; None where nobody has asked yet."""
    row = Asked.objects.filter(key=key).values_list("times", "repeats", "first_at").first()
    return Count(*row) if row else None


def _aware(value: datetime | str) -> datetime:
    """A time as the driver gave it: SQLite answers text or a naive UTC time to bare SQL."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
