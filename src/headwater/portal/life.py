"""The life of one thing as its page tells it, made from its story as tracing knows it.

Nothing here asks a database: what was answered goes in, sentences and dates come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headwater.parties.names import Names
from headwater.portal.temperatures import Leg, legs
from headwater.words import cbv, local

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from headwater.tracing.answers import Place, Responsible, Step
    from headwater.tracing.stories import Story
    from headwater.tracing.upstream import Source as Node
    from headwater.tracing.upstream import Told, Upstream

_TO, _LOT = gettext_noop("to %(place)s"), gettext_noop("lot %(lot)s")
_RECORDED_BY = gettext_noop("recorded by %(who)s")

USUAL = frozenset({"active", "in_progress", "in_transit", "retail_sold"})
"""Dispositions that say what the step and its place say already: nobody scans a can to read "in progress"."""
SHOWN_AT_ONCE = 12
"""Steps shown before and after those that a reader must unfold."""
SHOWN_AT_ALL = 120
"""Steps on the page, half of them from the beginning and half from the end: it stays under 100 kB."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """All of a step but its time: many steps say the same, and share one of these, so that it is but itself."""

    title: str
    way: str
    """Where it happened, and where it was to lead."""
    remark: str
    """The state that it left, and who recorded it."""
    times: int
    """How often it happened in a row."""
    inside: bool
    """Whether it happened to what the thing was packed in."""
    status: str
    """ "valid", "declared" (withdrawn by who recorded it) or "claim" (by one without authority)."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step on the time line; of several in a row, `when` is the first."""

    words: Words
    when: When


@dataclass(frozen=True, slots=True)
class Source:
    """A lot that went in, and where it came from."""

    name: str
    lot: str
    """ "lot ..." """
    moment: Moment | None
    steps_away: int


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where a thing comes from: the same for all things of one upstream, so that it is but itself."""

    origins: tuple[Source, ...]
    """Where it begins: lots into which nothing went that was recorded."""
    between: tuple[Source, ...]
    """Lots on the way from the origins to the thing's own lot, nearest first."""
    further: int
    """How many lots more there are."""
    hidden: int
    """How many nodes of the way back are not published."""


@dataclass(frozen=True, slots=True)
class Life:
    """All that the page says below the verdict."""

    made: Moment | None
    origin: Origin
    steps: list[StepLine]
    legs: list[Leg]
    truncated: bool
    """Whether steps in the middle of the life are left out."""

    @property
    def parts(self) -> tuple[list[StepLine], list[StepLine], list[StepLine]]:
        """The beginning, the middle that a reader must unfold, and the end; of a short life all at once."""
        if len(self.steps) <= 2 * SHOWN_AT_ONCE + 1:
            return self.steps, [], []
        middle = self.steps[SHOWN_AT_ONCE:-SHOWN_AT_ONCE]
        return self.steps[:SHOWN_AT_ONCE], middle, self.steps[-SHOWN_AT_ONCE:]


def tell(story: Story, language: str) -> Life:
    """Tell a life in the language that is in force."""
    history, above = story.history, story.upstream
    told = list(_lines(history.steps, above.making, language))
    cut = len(told) > SHOWN_AT_ALL
    own = history.subject.id if history.subject.kind == "lot" else ""
    return Life(
        made=_told(above.made, language) or _begun(history.steps, language),
        origin=_origin(_Same(above), own, language),
        steps=told[: SHOWN_AT_ALL // 2] + told[-SHOWN_AT_ALL // 2 :] if cut else told,
        legs=legs(history.steps),
        truncated=cut or history.truncated,
    )


class _Same:
    """One value itself, for a memory: thousands of items share one upstream, and comparing it is slow."""

    __slots__ = ("value",)

    def __init__(self, value: Upstream) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


@lru_cache(maxsize=2048)
def _origin(above: _Same, own: str, language: str) -> Origin:
    """Where something comes from; `own` is the lot itself that is asked about."""
    lots = [source for source in above.value.sources if source.lot.id != own]
    return Origin(
        origins=tuple(_source(source, language) for source in lots if source.first),
        between=tuple(_source(source, language) for source in lots if not source.first),
        further=above.value.unlisted,
        hidden=above.value.hidden,
    )


def _begun(steps: Sequence[Step], language: str) -> Moment | None:
    """By the step that began a life of which nothing else tells."""
    begun = next((step for step in steps if step.status == "valid" and step.inherited_from is None), None)
    if begun is None:
        return None
    return _moment(begun.time, begun.offset, begun.place or begun.seen_at, begun.responsible, language)


def _lines(steps: Sequence[Step], making: Collection[int], language: str) -> Iterator[StepLine]:
    """The time line: readings in a row are one line; a declaration shows as the mark of what it withdrew.

    Args:
        steps: in the order of time.
        making: positions of the events that made the thing; other transformations used it up.
        language: of the reader.
    """
    told = (step for step in steps if step.status != "declaration")
    for (measured, _place, _status), group in groupby(told, lambda step: _sameness(step, language)):
        alike = list(group)
        for step in alike[:1] if measured else alike:
            yield _line(step, making, len(alike) if measured else 1, language)


def _sameness(step: Step, language: str) -> tuple[bool, str, str]:
    if step.biz_step != "sensor_reporting":
        return False, "", step.status
    return True, _named(step.place or step.seen_at, language), step.status


def _line(step: Step, making: Collection[int], times: int, language: str) -> StepLine:
    words = _words(
        step.biz_step,
        step.type,
        step.position in making,
        step.place or step.seen_at,
        step.destination,
        step.disposition,
        step.responsible,
        times,
        step.inherited_from is not None,
        step.status,
        language,
    )
    return StepLine(words, _when(step.time, step.offset, language))


@lru_cache(maxsize=4096)
def _words(
    biz_step: str | None,
    event_type: str,
    made: bool,
    place: Place | None,
    destination: Place | None,
    disposition: str | None,
    responsible: Responsible,
    times: int,
    inside: bool,
    status: str,
    language: str,
) -> Words:
    title = str(cbv.step_title(biz_step, event_type))
    if event_type == "TransformationEvent":
        title = _("Made") if made else _("Used to make something else")
    here, target = _named(place, language), _named(destination, language)
    onward = _phrase(_TO, "place", target, language) if target != here else ""
    return Words(
        title=title,
        way=" ".join(filter(None, (here, onward))),
        remark=" · ".join(
            filter(None, (str(cbv.disposition(disposition)), _recorder(responsible, language)))
        ),
        times=times,
        inside=inside,
        status=status,
    )


def _source(source: Node, language: str) -> Source:
    node = source.lot
    return Source(
        name=Names(node.name or "", node.name_zh or "").text(language) or node.product or "",
        lot=_phrase(_LOT, "lot", node.lot or "", language),
        moment=_told(source.told, language),
        steps_away=node.depth,
    )


def _told(told: Told | None, language: str) -> Moment | None:
    return _moment(told.time, told.offset, told.place, told.responsible, language) if told else None


@lru_cache(maxsize=4096)
def _moment(time: str, offset: str, place: Place | None, who: Responsible, language: str) -> Moment:
    return Moment(_when(time, offset, language), _named(place, language), _recorder(who, language))


def _recorder(who: Responsible, language: str) -> str:
    return _phrase(_RECORDED_BY, "who", Names(who.organisation, who.organisation_zh).text(language), language)


@lru_cache(maxsize=16_384)
def _when(time: str, offset: str, _language: str) -> When:
    """Thousands of items share the times of their events; formatting is slow."""
    when = local.moment(time, offset)
    texts = when.isoformat(), local.day(when), local.clock(when)
    return When(*map(mark_safe, texts))  # no text of a stranger's: digits, and words of ours


@lru_cache(maxsize=4096)
def _phrase(message: str, name: str, value: str, _language: str) -> str:
    """A message with its one value, empty if that is; a template would look it up anew for every step."""
    return _(message) % {name: value} if value else ""


def _named(place: Place | None, language: str) -> str:
    return Names(place.name, place.name_zh).text(language) if place else ""
