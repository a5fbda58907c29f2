"""The life of one thing as its page tells it, made from its story as tracing knows it.

Nothing here asks a database: what was answered goes in, sentences and dates come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from headwater.parties.names import Names
from headwater.portal.temperatures import Leg, legs
from headwater.words import cbv, local

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.utils.functional import _StrPromise

    from headwater.tracing.answers import Place, Responsible, Step
    from headwater.tracing.stories import Story
    from headwater.tracing.upstream import Source as Upstream
    from headwater.tracing.upstream import Told

_TO, _LOT = gettext_noop("to %(place)s"), gettext_noop("lot %(lot)s")
_RECORDED_BY = gettext_noop("recorded by %(who)s")

SHOWN_AT_ONCE = 12
"""Steps shown before and after those that a reader must unfold."""
SHOWN_AT_ALL = 120
"""Steps on the page, half of them from the beginning and half from the end: it stays under 100 kB."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When, where and by whom, in words; `iso` is for machines. Any of them may be empty."""

    iso: str
    day: str
    clock: str
    place: str
    who: str
    """ "recorded by ..." """


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step on the time line."""

    title: str | _StrPromise
    moment: Moment
    way: str
    """Where it happened, and where it was to lead."""
    remark: str
    """The state that it left, and who recorded it."""
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
    """ "lot ..." """
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
    further: int
    """How many lots more there are."""
    hidden: int
    """How many nodes of the way back are not published."""
    truncated: bool
    """Whether steps in the middle of the life are left out."""

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


def tell(story: Story) -> Life:
    """Tell a life."""
    history, above = story.history, story.upstream
    lots = [source for source in above.sources if source.lot.id != history.subject.id]
    told = list(_lines(history.steps, above.making))
    cut = len(told) > SHOWN_AT_ALL
    return Life(
        made=_told(above.made) or _begun(history.steps),
        origins=[_source(source) for source in lots if source.first],
        between=[_source(source) for source in lots if not source.first],
        steps=told[: SHOWN_AT_ALL // 2] + told[-SHOWN_AT_ALL // 2 :] if cut else told,
        legs=legs(history.steps),
        further=above.unlisted,
        hidden=above.hidden,
        truncated=cut or history.truncated,
    )


def _begun(steps: Sequence[Step]) -> Moment | None:
    """By the step that began a life of which nothing else tells."""
    begun = next((step for step in steps if step.status == "valid" and step.inherited_from is None), None)
    return (
        _moment(begun.time, begun.offset, begun.place or begun.seen_at, begun.responsible) if begun else None
    )


def _lines(steps: Sequence[Step], making: Collection[int]) -> Iterator[StepLine]:
    """The time line: readings in a row are one line; a declaration shows as the mark of what it withdrew.

    Args:
        steps: in the order of time.
        making: positions of the events that made the thing; other transformations used it up.
    """
    told = (step for step in steps if step.status != "declaration")
    for (measured, _place, _status), group in groupby(told, key=_sameness):
        alike = list(group)
        for step in alike[:1] if measured else alike:
            yield _line(step, making, len(alike) if measured else 1)


def _sameness(step: Step) -> tuple[bool, str, str]:
    return step.biz_step == "sensor_reporting", _named(step.place or step.seen_at), step.status


def _line(step: Step, making: Collection[int], times: int) -> StepLine:
    title = cbv.step_title(step.biz_step, step.type)
    if step.type == "TransformationEvent":
        title = _("Made") if step.position in making else _("Used to make something else")
    moment = _moment(step.time, step.offset, step.place or step.seen_at, step.responsible)
    target = _named(step.destination)
    onward = _phrase(_TO, "place", target, get_language()) if target != moment.place else ""
    return StepLine(
        title=title,
        times=times,
        moment=moment,
        way=" ".join(filter(None, (moment.place, onward))),
        remark=" · ".join(filter(None, (str(cbv.disposition(step.disposition)), moment.who))),
        inside=step.inherited_from is not None,
        status=step.status,
    )


def _source(source: Upstream) -> Source:
    node = source.lot
    return Source(
        name=str(Names(node.name or "", node.name_zh or "")) or node.product or "",
        lot=_phrase(_LOT, "lot", node.lot or "", get_language()),
        moment=_told(source.told),
        steps_away=node.depth,
    )


def _told(told: Told | None) -> Moment | None:
    return _moment(told.time, told.offset, told.place, told.responsible) if told else None


def _moment(time: str, offset: str, place: Place | None, who: Responsible | None) -> Moment:
    language = get_language()
    iso, day, clock = _when(time, offset, language)
    recorder = str(Names(who.organisation, who.organisation_zh)) if who else ""
    return Moment(
        iso=iso,
        day=day,
        clock=clock,
        place=_named(place),
        who=_phrase(_RECORDED_BY, "who", recorder, language),
    )


@lru_cache(maxsize=4096)
def _when(time: str, offset: str, _language: str | None) -> tuple[str, str, str]:
    """For machines, day and clock. Thousands of items share the times of their events; formatting is slow."""
    when = local.moment(time, offset)
    return when.isoformat(), local.day(when), local.clock(when)


@lru_cache(maxsize=4096)
def _phrase(message: str, name: str, value: str, _language: str | None) -> str:
    """A message with its one value, empty if that is; a template would look it up anew for every step."""
    return _(message) % {name: value} if value else ""


def _named(place: Place | None) -> str:
    return str(Names(place.name, place.name_zh)) if place else ""
