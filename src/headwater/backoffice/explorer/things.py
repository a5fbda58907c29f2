"""One lot or object as the side panel tells it: what it is, where it is now, what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from headwater.parties.names import Names
from headwater.words import cbv, local

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from headwater.gs1.identifier import Identifier
    from headwater.tracing.answers import Amount, History, Located, Node, Part, Place, Reading, Step


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the time line."""

    title: str | _StrPromise
    state: str | _StrPromise
    iso: str
    day: str
    clock: str
    zone: str
    place: str
    target: str
    who: str
    """Organisation, person and device, as far as known."""
    inside: str
    """Key of the container to which it happened, or empty."""
    amounts: str
    readings: list[str]
    status: str
    event: str
    position: int
    """The number of its record."""


@dataclass(frozen=True, slots=True)
class Thing:
    """All of the panel."""

    name: str
    node: Node
    key: str
    page: str
    """Path of its consumer page."""
    place: str
    target: str
    state: str | _StrPromise
    in_transit: bool
    via: str
    since: str
    parts: list[str]
    """Of a lot: how much of it is where. Then nothing else says where it is: it is no one thing."""
    steps: list[StepLine]
    truncated: bool


def tell(subject: Identifier, history: History, located: Located | None) -> Thing:
    """The panel of `subject`; `located` is None where nobody knows where it is."""
    node = history.subject
    parts = [_part(part) for part in located.parts] if located else []
    if parts:
        located = None
    offset = (located.offset or "") if located else ""
    since = local.moment(located.since, offset) if located and located.since else None
    return Thing(
        name=str(Names(node.name or "", node.name_zh or "")) or subject.key,
        node=node,
        key=subject.key,
        page=f"/{subject.key}" if subject.scheme != "uri" else "",
        place=_named(located.place or located.seen_at) if located else "",
        target=_named(located.destination) if located else "",
        state=cbv.state(located.state) if located else "",
        in_transit=bool(located and located.in_transit),
        via=_short(located.via) if located else "",
        since=f"{local.day(since)} {local.clock(since)} {local.zone(offset)}" if since else "",
        parts=parts,
        steps=[_line(step) for step in history.steps],
        truncated=history.truncated,
    )


def _part(part: Part) -> str:
    to = _named(part.destination)
    where = _named(part.place)
    if part.in_transit:
        where = _("on the way to {place}").format(place=to) if to else _("on the way")
    amount = "" if part.quantity is None else local.measure(part.quantity, part.uom)
    if part.objects is not None:
        named = _("{n} item") if part.objects == 1 else _("{n} items")
        amount = named.format(n=f"{part.objects:,}")
    state = "" if part.in_transit else str(cbv.state(part.state))
    return " · ".join(text for text in (amount, where, state, _short(part.via)) if text)


def _line(step: Step) -> StepLine:
    when = local.moment(step.time, step.offset)
    who = step.responsible
    return StepLine(
        title=cbv.step_title(step.biz_step, step.type),
        # A transformation tells the state of what came out.
        state="" if _uses_only(step) else cbv.disposition(step.disposition),
        iso=when.isoformat(),
        day=local.day(when),
        clock=local.clock(when),
        zone=local.zone(step.offset),
        place=_named(step.place or step.seen_at),
        target="" if step.destination == step.place else _named(step.destination),
        who=local.listed((str(Names(who.organisation, who.organisation_zh)), who.person, who.device)),
        inside=_short(step.inherited_from),
        amounts=local.listed(_amount(amount) for amount in step.amounts if amount.quantity is not None),
        readings=[_reading(reading) for reading in step.readings],
        status=step.status,
        event=step.event,
        position=step.position,
    )


def _uses_only(step: Step) -> bool:
    return bool(step.amounts) and all(amount.role == "input" for amount in step.amounts)


def _amount(amount: Amount) -> str:
    assert amount.quantity is not None
    return cbv.amount(amount.role, local.measure(amount.quantity, amount.uom))


def _reading(reading: Reading) -> str:
    values = [value for value in (reading.min_value, reading.max_value) if value is not None]
    values = values or [value for value in (reading.value, reading.mean_value) if value is not None]
    told = " … ".join(dict.fromkeys(local.measure(value, reading.uom) for value in values))
    parts = (cbv.measurement(reading.type), told, cbv.exception(reading.exception))
    return " ".join(str(part) for part in parts if part)


def _named(place: Place | None) -> str:
    return (str(Names(place.name, place.name_zh)) or _short(place.id)) if place else ""


def _short(uri: str | None) -> str:
    """An identifier without the domain that all of ours share."""
    return (uri or "").removeprefix("https://id.gs1.org/")
