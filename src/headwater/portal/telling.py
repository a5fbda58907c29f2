"""Everything that the page of one item, lot or shipping unit says, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache

from headwater.gs1.identify import identify
from headwater.parties.actors import Viewer
from headwater.parties.queries import operating_organisation
from headwater.portal import asking, cards, facts, life, shelf, verdicts
from headwater.portal.standing import standing
from headwater.tracing import queries as tracing
from headwater.tracing.queries import UnknownSubject

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from headwater.gs1.identifier import Identifier
    from headwater.portal.verdicts import Verdict
    from headwater.tracing.answers import Step, Trace

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
REMEMBERED_SECONDS = 60
ORIGINS_ASKED = 24
"""Lots at the beginning whose first step is looked up; of others the page tells the name and number."""


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
    viewer = _public()
    try:
        history = tracing.history(subject, viewer=viewer)
        back = tracing.trace(subject, viewer=viewer, direction="back", detail="graph", limit=None)
    except UnknownSubject:
        return _not_in_use(request, subject, now) if status == "issued" else Told(verdicts.unknown())
    located = next(iter(tracing.locate([subject], viewer=viewer)), None)
    state = located.state if located else None
    told = life.tell(history, back, _beginnings(back, viewer))
    last_day = shelf.last_day(subject.attributes, today=now.date())
    context: dict[str, object] = {
        "card": cards.card(subject, history.subject),
        "life": told,
        # The packs of a lot are in many places: where its number was last seen would mislead.
        "facts": list(facts.facts(told, None if subject.kind == "lot" else located, last_day)),
        "contents": facts.contents(subject, back),
        "warnings": list(
            verdicts.warnings(
                state,
                expired_on=last_day if last_day and last_day < now.date() else None,
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
    organisation = operating_organisation()
    return Viewer(organisation.pk, operating=True) if organisation else Viewer(0)


def _beginnings(back: Trace, viewer: Viewer) -> dict[str, Step]:
    """The first step of each lot that nothing went into, by node id.

    A farm's milk is in a million cans: its beginning is remembered for a minute.
    """
    ids = [node.id for node in life.roots(back)[:ORIGINS_ASKED]]
    keys = {node_id: f"portal.beginning:{viewer.organisation_id}:{node_id}" for node_id in ids}
    known = cache.get_many(keys.values())
    new = {}
    for node_id in ids:
        if keys[node_id] not in known:
            steps = tracing.history(identify(node_id), viewer=viewer).steps
            new[keys[node_id]] = next((step for step in steps if step.status == "valid"), None)
    if new:
        cache.set_many(new, timeout=REMEMBERED_SECONDS)
    known |= new
    return {node_id: step for node_id, key in keys.items() if (step := known[key]) is not None}
