"""Everything that the page of one item, lot or shipping unit says, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater.parties.actors import Viewer
from headwater.parties.queries import operating_organisation
from headwater.portal import asking, cards, facts, life, shelf, verdicts
from headwater.portal.remembering import remember
from headwater.portal.standing import standing
from headwater.tracing import queries as tracing
from headwater.tracing.queries import UnknownSubject

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from headwater.gs1.identifier import Identifier
    from headwater.portal.verdicts import Verdict

GONE = frozenset(
    {
        "sold",
        "consumed",
        "decommissioned",
        "retail_sold",
        "dispensed",
        "partially_dispensed",
        "destroyed",
        "disposed",
        "inactive",
    }
)
"""States after which a seal need not be unbroken any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict, and the rest of the page; `context` is None where nothing is known of the code."""

    verdict: Verdict
    context: dict[str, object] | None = None
    recognise: bool = False
    """Whether the phone should be recognised when it asks for this code again."""


def tell(request: HttpRequest, subject: Identifier, *, now: datetime) -> Told:
    """Gather the page, and count this request where a person asks for a code that exists."""
    status = standing(subject)
    if status == "forged":
        return Told(verdicts.made_up())
    try:
        story = tracing.story(subject, viewer=_public(), remember=remember)
    except UnknownSubject:
        return _not_in_use(request, subject, now) if status == "issued" else Told(verdicts.unknown())
    state, told = story.located.state, life.tell(story)
    last_day = shelf.last_day(story.dates, subject.attributes, today=now.date())
    context: dict[str, object] = {
        "card": cards.card(subject, story.history.subject),
        "life": told,
        # The packs of a lot are in many places: where its number was last seen would mislead.
        "facts": list(facts.facts(told, None if subject.kind == "lot" else story.located, last_day)),
        "contents": facts.contents(story.upstream.contents) if subject.scheme == "sscc" else [],
        "warnings": list(
            verdicts.warnings(
                state,
                expired_on=last_day.day if last_day and last_day.passed(now.date()) else None,
                alarm=any(leg.alarm for leg in told.legs),
            )
        ),
    }
    if subject.kind == "lot":
        return Told(verdicts.of_lot(), context)
    if subject.scheme == "sscc":
        return Told(verdicts.of_unit(), context)
    asked = asking.register(request, subject.key, now=now)
    verdict = verdicts.of_item(asked, issued=status == "issued", in_use=True, sealed=state not in GONE)
    return Told(verdict, context | {"counted": True}, recognise=asked.person)


def _not_in_use(request: HttpRequest, subject: Identifier, now: datetime) -> Told:
    """A code that was issued, and nothing more."""
    asked = asking.register(request, subject.key, now=now)
    verdict = verdicts.of_item(asked, issued=True, in_use=False, sealed=True)
    return Told(verdict, {"card": cards.card(subject), "counted": True}, recognise=asked.person)


def _public() -> Viewer:
    """Through whose eyes the public looks: the operating organisation publishes these pages.

    What of its knowledge a page tells is chosen in `life`, `facts` and the templates: no person, no device, no
    quantity, no holder.
    """
    return remember("the public", _operator)


def _operator() -> Viewer:
    organisation = operating_organisation()
    return Viewer(organisation.pk, operating=True) if organisation else Viewer(0)
