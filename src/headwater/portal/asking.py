"""Which requests are people asking, and their count.

Fetches that nobody looks at do not count: HEAD, a browser fetching ahead, a robot that draws a preview of a link
in a chat. The same phone again shortly after counts, and is told apart, so that looking twice is no suspicion.
The phone is recognised by a cookie for this one code, which lives for half an hour and holds nothing but "1".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

from headwater.portal.counting import tally

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from headwater.portal.counting import Count

REPEAT_WITHIN = timedelta(minutes=30)

_AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
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
    count = tally.add(key, repeat=repeat, now=now) if counts else tally.so_far(key)
    return Asking(count, repeat, person)


def is_person(request: HttpRequest) -> bool:
    """Whether somebody looks at the answer of this request."""
    if request.method != "GET":
        return False
    if any(name in request.META and _AHEAD.search(request.META[name]) for name in _AHEAD_HEADERS):
        return False
    agent = request.META.get("HTTP_USER_AGENT", "")
    return bool(agent) and not _is_robot(agent)


@lru_cache(maxsize=4096)
def _is_robot(agent: str) -> bool:
    return _ROBOT.search(agent) is not None


def is_repeat(request: HttpRequest, key: str) -> bool:
    """Whether this phone has asked for this code within REPEAT_WITHIN."""
    return _cookie(key) in request.COOKIES


def remember(response: HttpResponse, key: str) -> None:
    """Let this phone be recognised when it asks for this code again."""
    response.set_cookie(
        _cookie(key),
        "1",
        max_age=int(REPEAT_WITHIN.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie(key: str) -> str:
    # A name for each code, not a path: browsers and servers disagree on how a path with "%2F" is spelt.
    return "asked-" + sha256(key.encode()).hexdigest()[:12]
