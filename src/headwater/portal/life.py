"""The life of one thing as its page tells it, made from the answers of a trace, a history and a location.

Nothing here asks a database: what was answered goes in, sentences and dates come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from headwater.parties.names import Names
from headwater.portal.temperatures import Leg, legs
from headwater.words import cbv, local

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from headwater.tracing.answers import Edge, History, Node, Place, Responsible, Step, Trace

SHOWN_AT_ONCE = 12
"""Steps shown before and after those that a reader must unfold."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When, where and by whom, in words; `iso` is for machines. Any of them may be empty."""

    iso: str
    day: str
    clock: str
    place: str
    who: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step on the time line."""

    title: str | _StrPromise
    state: str | _StrPromise
    moment: Moment
    target: str
    times: int
    """How often it happened in a row; `moment` is the first of them."""
    inside: bool
    """Whether it happened to what the thing was packed in."""
    status: str
    """ "valid", "declared" (withdrawn by who recorded it) or "claim" (by one without authority)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A lot that went in, and where it came from."""

    name: str
    lot: str
    moment: Moment | None
    steps_away: int


@dataclass(frozen=True, slots=True)
class Life:
    """All that the page says below the verdict."""

    made: Moment | None
    origins: list[Source]
    """Where it begins: lots into which nothing went that was recorded."""
    between: list[Source]
    """Lots on the way from the origins to the thing's own lot, nearest first."""
    steps: list[StepLine]
    legs: list[Leg]
    hidden: int
    """How many nodes of the way back are not published."""
    truncated: bool

    @property
    def folded(self) -> list[StepLine]:
        """The steps in the middle of a long life."""
        return self.steps[SHOWN_AT_ONCE:-SHOWN_AT_ONCE] if len(self.steps) > 2 * SHOWN_AT_ONCE + 1 else []

    @property
    def early(self) -> list[StepLine]:
        return self.steps[:SHOWN_AT_ONCE] if self.folded else self.steps

    @property
    def late(self) -> list[StepLine]:
        return self.steps[-SHOWN_AT_ONCE:] if self.folded else []


def tell(history: History, back: Trace, beginnings: Mapping[str, Step]) -> Life:
    """Tell a life.

    Args:
        history: of the thing itself.
        back: its trace back, in full detail; every edge leads from upstream to downstream.
        beginnings: for lots that nothing went into, by node id, the first step that was recorded of each.
    """
    into = {node.id: [edge for edge in back.edges if edge.target == node.id] for node in back.nodes}
    lots = sorted(
        (node for node in back.nodes if node.kind == "lot" and node.id != back.subject.id),
        key=lambda node: (node.depth, node.lot or "", node.id),
    )
    # Edges carry no offset from UTC: their days are told on the clock of the thing's own first step.
    offset = history.steps[0].offset if history.steps else "+00:00"
    origins = [_source(lot, _beginning(beginnings.get(lot.id))) for lot in lots if not into[lot.id]]
    between = [_source(lot, _making(into[lot.id], offset)) for lot in lots if into[lot.id]]
    return Life(
        made=_made(history.steps, back, into, offset),
        origins=origins,
        between=between,
        steps=list(_lines(history.steps, {edge.event for edge in into.get(back.subject.id, [])})),
        legs=legs(history.steps),
        hidden=back.summary.hidden,
        truncated=history.truncated or back.truncated,
    )


def roots(back: Trace) -> list[Node]:
    """The lots of a trace back that nothing went into, the subject itself left out."""
    fed = {edge.target for edge in back.edges}
    return [
        node
        for node in back.nodes
        if node.kind == "lot" and node.id not in fed and node.id != back.subject.id
    ]


def _made(steps: Sequence[Step], back: Trace, into: Mapping[str, list[Edge]], offset: str) -> Moment | None:
    """When and where: by what made it or its own lot, else by the step that began its life."""
    own = [back.subject.id] + [
        edge.source for edge in back.edges if edge.target == back.subject.id and edge.kind == "membership"
    ]
    for node_id in own:
        moment = _making([edge for edge in into.get(node_id, []) if edge.kind == "transformation"], offset)
        if moment:
            return moment
    begun = next((step for step in steps if step.status == "valid" and step.inherited_from is None), None)
    return _beginning(begun)


def _making(edges: Sequence[Edge], offset: str) -> Moment | None:
    """The last of the events that made a lot: it was complete only then."""
    timed = [edge for edge in edges if edge.time and edge.kind == "transformation"]
    if not timed:
        return None
    edge = max(timed, key=lambda timed_edge: timed_edge.time or "")
    return _moment(edge.time or "", offset, edge.place, edge.responsible)


def _beginning(step: Step | None) -> Moment | None:
    if step is None:
        return None
    return _moment(step.time, step.offset, step.place or step.seen_at, step.responsible)


def _lines(steps: Sequence[Step], making: Collection[str | None]) -> Iterator[StepLine]:
    """The time line: readings in a row are one line; a declaration shows as the mark of what it withdrew.

    Args:
        steps: in the order of time.
        making: the events that made the thing; other transformations used it up.
    """
    told = (step for step in steps if step.status != "declaration")
    for (measured, _place, _status), group in groupby(told, key=_sameness):
        alike = list(group)
        for step in alike[:1] if measured else alike:
            yield _line(step, making, len(alike) if measured else 1)


def _sameness(step: Step) -> tuple[bool, str, str]:
    return step.biz_step == "sensor_reporting", _named(step.place or step.seen_at), step.status


def _line(step: Step, making: Collection[str | None], times: int) -> StepLine:
    title = cbv.step_title(step.biz_step, step.type)
    if step.type == "TransformationEvent":
        title = _("Made") if step.event in making else _("Used to make something else")
    place, target = _named(step.place or step.seen_at), _named(step.destination)
    return StepLine(
        title=title,
        times=times,
        state=cbv.disposition(step.disposition),
        moment=_moment(step.time, step.offset, step.place or step.seen_at, step.responsible),
        target=target if target != place else "",
        inside=step.inherited_from is not None,
        status=step.status,
    )


def _source(node: Node, moment: Moment | None) -> Source:
    return Source(
        name=str(Names(node.name or "", node.name_zh or "")) or node.product or "",
        lot=node.lot or "",
        moment=moment,
        steps_away=node.depth,
    )


def _moment(time: str, offset: str, place: Place | None, who: Responsible | None) -> Moment:
    when = local.moment(time, offset)
    return Moment(
        iso=when.isoformat(),
        day=local.day(when),
        clock=local.clock(when),
        place=_named(place),
        who=str(Names(who.organisation, who.organisation_zh)) if who else "",
    )


def _named(place: Place | None) -> str:
    return str(Names(place.name, place.name_zh)) if place else ""
