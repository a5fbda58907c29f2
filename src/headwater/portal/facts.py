"""The few facts that a reader wants first, and what was packed in a shipping unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headwater.parties.names import Names
from headwater.portal.moments import named
from headwater.portal.states import SILENT
from headwater.words import cbv, local

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.portal.life import Begun
    from headwater.portal.shelf import LastDay
    from headwater.tracing.answers import Located, Place
    from headwater.tracing.upstream import Content


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled fact, with a detail under it."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """So many of one product, packed in a shipping unit."""

    name: str
    told: str


def facts(
    begun: Begun | None, located: Located | None, last_day: LastDay | None, language: str, now: str
) -> tuple[Fact, ...]:
    """When and where it began, until when it is good, where it is; `now` as `moments.instant` tells it."""
    found = (
        _begun(begun, language) if begun else None,
        _good_until(last_day, language) if last_day else None,
        _whereabouts(
            located.state,
            located.place or located.seen_at,
            language,
            in_transit=located.in_transit,
            destination=located.destination,
            ahead=located.since is not None and located.since > now,
        )
        if located
        else None,
    )
    return tuple(filter(None, found))


# Thousands of items share each of these, and looking up messages is slow.


@lru_cache(maxsize=1024)
def _begun(begun: Begun, _language: str) -> Fact:
    moment = begun.moment
    if moment.ahead:
        told = _("The record says {day}, which has not come yet.").format(day=moment.when.day)
        return Fact(begun.title, _("Date in doubt"), told)
    return Fact(begun.title, moment.when.day, moment.place)


@lru_cache(maxsize=1024)
def _good_until(last_day: LastDay, _language: str) -> Fact:
    label = _("To be sold by") if last_day.to_be_sold else _("Good until")
    how = _("as recorded for its lot") if last_day.recorded else _("as printed in its code")
    return Fact(label, local.day(last_day.day), how)


@lru_cache(maxsize=1024)
def _whereabouts(
    state: str | None,
    place: Place | None,
    language: str,
    *,
    in_transit: bool,
    destination: Place | None,
    ahead: bool,
) -> Fact | None:
    told = "" if state in SILENT else str(cbv.state(state))
    doubt = _("by a record whose date has not come yet") if ahead else ""
    if in_transit:
        target = named(destination, language)
        onward = _("to {place}").format(place=target) if target else told
        return Fact(_("Now"), _("On its way"), " · ".join(filter(None, (onward, doubt))))
    where = named(place, language)
    return Fact(_("Last known place"), where, " · ".join(filter(None, (told, doubt)))) if where else None


def contents(held: Iterable[Content]) -> tuple[Entry, ...]:
    """What went into a shipping unit, by product; what has no name of its own last."""
    found: Counter[tuple[bool, str]] = Counter()
    for content in held:
        packed = _("Packages") if content.product is None else _("Items")
        name = str(Names(content.name or "", content.name_zh or ""))
        found[(not name, name or packed)] += content.count
    return tuple(
        Entry(name, ngettext("{n} piece", "{n} pieces", n).format(n=n))
        for (_nameless, name), n in sorted(found.items())
    )
