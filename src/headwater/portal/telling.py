"""Everything that the page of one item, lot or shipping unit says, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater.parties.queries import operating_viewer
from headwater.portal import asking, cards, facts, life, moments, sections, shelf, verdicts
from headwater.portal.sales import last_sale
from headwater.portal.standing import standing
from headwater.portal.states import GONE
from headwater.tracing import queries as tracing
from headwater.tracing.queries import UnknownSubject

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from headwater.gs1.identifier import Identifier
    from headwater.portal.cards import Card
    from headwater.portal.sales import Sale
    from headwater.portal.verdicts import Verdict
    from headwater.tracing.queries import Story

_upstreams = tracing.Upstreams()


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict, and the rest of the page; `card` is None where nothing is known of the code."""

    verdict: Verdict
    card: Card | None = None
    sections: tuple[SafeString, ...] = ()
    counted: bool = False
    """Whether pages of this kind of code are counted."""
    recognise: bool = False
    """Whether the phone should be recognised when it asks for this code again."""


def tell(request: HttpRequest, subject: Identifier, language: str, *, now: datetime) -> Told:
    """Gather the page in the language that is in force, and count this request where a person asks for a code
    that exists."""
    code = standing(subject)
    if code.status == "forged":
        return Told(verdicts.made_up())
    issued = code.status == "issued"
    try:
        # Through the eyes of the operating organisation, which publishes these pages. What of its knowledge a page
        # tells is chosen in `life`, `facts` and the templates: no person, no device, no quantity, no holder.
        story = tracing.story(code.subject, viewer=operating_viewer(), upstreams=_upstreams)
    except UnknownSubject:
        return _not_in_use(request, subject, language, now) if issued else Told(verdicts.unknown())
    sale = last_sale(story.history.steps, story.located.state, language, moments.instant(now))
    if subject.kind == "lot":  # of which each pack has sales of its own
        sale = None
    card, body = (
        cards.card(subject, language, story.history.subject),
        _sections(subject, story, sale, language, now),
    )
    if subject.kind == "lot":
        return Told(verdicts.of_lot(), card, body)
    if subject.scheme == "sscc":
        return Told(verdicts.of_unit(), card, body)
    asked = asking.register(request, subject.key, now=now)
    sealed = sale is None and story.located.state not in GONE
    verdict = verdicts.of_item(asked, language, issued=issued, in_use=True, sealed=sealed)
    return Told(verdict, card, body, counted=True, recognise=asked.person)


def _sections(
    subject: Identifier, story: Story, sale: Sale | None, language: str, now: datetime
) -> tuple[SafeString, ...]:
    """All that stands below the verdict."""
    instant, state = moments.instant(now), story.located.state
    told = life.tell(story, language, instant)
    last_day = shelf.last_day(story.dates, subject.attributes, today=now.date())
    warnings = verdicts.warnings(
        state,
        expired_on=last_day.day if last_day and last_day.passed(now.date()) else None,
        alarm=any(leg.alarm for leg in told.legs),
        sale=sale,
        ahead=told.ahead,
    )
    # The packs of a lot are in many places: where its number was last seen would mislead.
    located = None if subject.kind == "lot" else story.located
    contents = facts.contents(story.upstream.contents) if subject.scheme == "sscc" else ()
    return (
        *(sections.verdict(warning, language, first=False) for warning in warnings),
        sections.facts(facts.facts(told.begun, located, last_day, language, instant), language),
        sections.contents(contents, language),
        sections.origin(told.origin, language),
        sections.way(told, language),
        sections.cold(tuple(told.legs), language),
    )


def _not_in_use(request: HttpRequest, subject: Identifier, language: str, now: datetime) -> Told:
    """A code that was issued, and nothing more."""
    asked = asking.register(request, subject.key, now=now)
    verdict = verdicts.of_item(asked, language, issued=True, in_use=False, sealed=True)
    return Told(verdict, cards.card(subject, language), counted=True, recognise=asked.person)
