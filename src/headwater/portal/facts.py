"""The few facts that a reader wants first, and what was packed in a shipping unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headwater.parties.names import Names
from headwater.words import cbv, local

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.portal.life import Moment
    from headwater.portal.shelf import LastDay
    from headwater.tracing.answers import Located, Place
    from headwater.tracing.upstream import Content


UNDER_WAY = frozenset({"active", "in_progress", "in_transit"})
"""States that say nothing to a reader who is told a place."""


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
    made: Moment | None, located: Located | None, last_day: LastDay | None, language: str
) -> tuple[Fact, ...]:
    """When and where it was made, until when it is good, where it is."""
    found = (
        _made(made, language) if made else None,
        _good_until(last_day, language) if last_day else None,
        _whereabouts(
            located.state,
            located.place or located.seen_at,
            language,
            in_transit=located.in_transit,
            destination=located.destination,
        )
        if located
        else None,
    )
    return tuple(filter(None, found))


# Thousands of items share each of these, and looking up messages is slow.


@lru_cache(maxsize=1024)
def _made(made: Moment, _language: str) -> Fact:
    return Fact(_("Made"), made.when.day, made.place)


@lru_cache(maxsize=1024)
def _good_until(last_day: LastDay, _language: str) -> Fact:
    label = _("To be sold by") if last_day.to_be_sold else _("Good until")
    how = _("as recorded for its lot") if last_day.recorded else _("as printed in its code")
    return Fact(label, local.day(last_day.day), how)


@lru_cache(maxsize=1024)
def _whereabouts(
    state: str | None, place: Place | None, language: str, *, in_transit: bool, destination: Place | None
) -> Fact | None:
    told = str(cbv.state(state))
    if in_transit:
        target = _named(destination, language)
        return Fact(_("Now"), _("On its way"), _("to {place}").format(place=target) if target else told)
    where = _named(place, language)
    return Fact(_("Last known place"), where, "" if state in UNDER_WAY else told) if where else None


def contents(held: Iterable[Content]) -> tuple[Entry, ...]:
    """What went into a shipping unit, by product."""
    found: Counter[str] = Counter()
    for content in held:
        packed = _("Packages") if content.product is None else _("Items")
        found[str(Names(content.name or "", content.name_zh or "")) or packed] += content.count
    return tuple(
        Entry(name, ngettext("{n} piece", "{n} pieces", n).format(n=n)) for name, n in sorted(found.items())
    )


def _named(place: Place | None, language: str) -> str:
    return Names(place.name, place.name_zh).text(language) if place else ""
