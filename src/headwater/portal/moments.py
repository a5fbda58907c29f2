"""When, where and by whom something was recorded, in the words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headwater.parties.names import Names
from headwater.words import local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from headwater.tracing.answers import Place, Responsible

_RECORDED_BY: Final = gettext_noop("recorded by %(who)s")


@dataclass(frozen=True, slots=True, eq=False)
class When:
    """A time on the clock of the place where something happened; `iso` is for machines. It is but itself, too."""

    iso: SafeString
    day: SafeString
    clock: SafeString


@dataclass(frozen=True, slots=True)
class Moment:
    """When, where and by whom, in words. Place and recorder may be empty."""

    when: When
    place: str
    who: str
    """ "recorded by ..." """
    ahead: bool = False
    """The time has not come yet: nothing can have happened then."""


def instant(now: datetime) -> str:
    """A time to which those of answers compare as texts: "2026-03-02T08:00:00.000Z" is later than what this gives
    for any time before."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds")[:-6]


@lru_cache(maxsize=4096)
def moment(
    time: str, offset: str, place: Place | None, who: Responsible, language: str, *, ahead: bool
) -> Moment:
    """All of it; `ahead` as in `Moment`."""
    return Moment(when(time, offset, language), named(place, language), recorders((who,), language), ahead)


@lru_cache(maxsize=16_384)
def when(time: str, offset: str, _language: str) -> When:
    """Thousands of items share the times of their events; formatting is slow."""
    told = local.moment(time, offset)
    texts = told.isoformat(), local.day(told), local.clock(told)
    return When(*map(mark_safe, texts))  # no text of a stranger's: digits, and words of ours


def recorders(all_of_them: Iterable[Responsible], language: str) -> str:
    """ "recorded by ..., ...", or nothing where nobody knows."""
    names = local.listed(Names(who.organisation, who.organisation_zh).text(language) for who in all_of_them)
    return phrase(_RECORDED_BY, "who", names, language)


@lru_cache(maxsize=4096)
def phrase(message: str, name: str, value: str, _language: str) -> str:
    """A message with its one value, empty if that is; a template would look it up anew for every step."""
    return _(message) % {name: value} if value else ""


def named(place: Place | None, language: str) -> str:
    """The name of a place; empty where there is none."""
    return Names(place.name, place.name_zh).text(language) if place else ""
