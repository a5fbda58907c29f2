"""The life of one thing as its page tells it, made from its story as tracing knows it.

Nothing here asks a database: what was answered goes in, sentences and dates come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headwater.parties.names import Names
from headwater.portal import moments
from headwater.portal.steps import lines
from headwater.portal.temperatures import Leg, legs

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.portal.moments import Moment
    from headwater.portal.steps import StepLine
    from headwater.tracing.answers import Node
    from headwater.tracing.stories import Story
    from headwater.tracing.upstream import Source as UpstreamSource
    from headwater.tracing.upstream import Told, Upstream

_Own = tuple[str, str | None, str | None, bool]
"""The id of a lot that is asked about, else nothing; and the product and lot number of what is asked about."""
_LOT: Final = gettext_noop("lot %(lot)s")
SHOWN_AT_ONCE = 12
"""Steps shown before and after those that a reader must unfold."""
SHOWN_AT_ALL = 120
"""Steps on the page, half of them from the beginning and half from the end: it stays under 100 kB."""


@dataclass(frozen=True, slots=True)
class Begun:
    """How a life began, as far as anything tells it."""

    title: str
    """What is said to have happened then."""
    moment: Moment


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


@dataclass(frozen=True, slots=True)
class Life:
    """All that the page says below the verdict."""

    begun: Begun | None
    origin: Origin
    steps: list[StepLine]
    legs: list[Leg]
    truncated: bool
    """Whether steps in the middle of the life are left out."""
    ahead: bool
    """Whether a record that counts bears a time that has not come yet."""

    @property
    def parts(self) -> tuple[list[StepLine], list[StepLine], list[StepLine]]:
        """The beginning, the middle that a reader must unfold, and the end; of a short life all at once."""
        if len(self.steps) <= 2 * SHOWN_AT_ONCE + 1:
            return self.steps, [], []
        middle = self.steps[SHOWN_AT_ONCE:-SHOWN_AT_ONCE]
        return self.steps[:SHOWN_AT_ONCE], middle, self.steps[-SHOWN_AT_ONCE:]


def tell(story: Story, language: str, now: str) -> Life:
    """Tell a life in the language that is in force; `now` as `moments.instant` tells it."""
    history, above = story.history, story.upstream
    subject = history.subject
    of_lot = subject.kind == "lot"
    told = list(lines(history.steps, above.making, language, of_lot=of_lot, now=now))
    cut = len(told) > SHOWN_AT_ALL
    begun = _begun(story, language, now)
    ahead = frozenset(
        source.told.time for source in above.sources if source.told is not None and source.told.time > now
    )
    own = (subject.id if of_lot else "", subject.product, subject.lot, subject.kind == "container")
    return Life(
        begun=begun,
        origin=_origin(_Same(above), own, ahead, language),
        steps=told[: SHOWN_AT_ALL // 2] + told[-SHOWN_AT_ALL // 2 :] if cut else told,
        legs=legs(history.steps, language),
        truncated=cut or history.truncated,
        ahead=(begun is not None and begun.moment.ahead)
        or any(line.words.ahead and line.words.status == "valid" for line in told),
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
def _origin(above: _Same, own: _Own, ahead: frozenset[str], language: str) -> Origin:
    """Where something comes from; `ahead` are times that have not come yet."""
    lots = [source for source in above.value.sources if not _is_own(source.lot, own)]
    return Origin(
        origins=tuple(_source(source, language, ahead) for source in lots if source.first),
        between=tuple(_source(source, language, ahead) for source in lots if not source.first),
        further=above.value.unlisted,
    )


def _is_own(lot: Node, own: _Own) -> bool:
    """Whether it is the lot that is asked about, that of the item, or that of a carton that it was in: nothing from
    which that came. The lots of what is in a container are what that came from."""
    subject, product, number, holds = own
    if lot.id == subject:
        return True
    if product is not None and lot.depth == 0 and lot.product != product and not holds:
        return True
    if product is None or lot.product != product:
        return False
    return lot.lot == number if number else lot.depth == 0


def _begun(story: Story, language: str, now: str) -> Begun | None:
    """By what made the thing, else by the first step of a life of which nothing else tells."""
    if (made := story.upstream.made) is not None:
        return Begun(_("Made"), _moment(made, language, ahead=made.time > now))
    first = next(
        (step for step in story.history.steps if step.status == "valid" and step.inherited_from is None), None
    )
    if first is None:
        return None
    # Who gives a code to a thing need not make it, and what is recorded first need not be its beginning.
    coded = first.biz_step == "commissioning" and story.history.subject.kind != "lot"
    title = _("Given its code") if coded else _("First recorded")
    place, ahead = first.place or first.seen_at, first.time > now
    return Begun(
        title, moments.moment(first.time, first.offset, place, first.responsible, language, ahead=ahead)
    )


def _source(source: UpstreamSource, language: str, ahead: Collection[str]) -> Source:
    node, told = source.lot, source.told
    return Source(
        name=Names(node.name or "", node.name_zh or "").text(language) or node.product or "",
        lot=moments.phrase(_LOT, "lot", node.lot or "", language),
        moment=_moment(told, language, ahead=told.time in ahead) if told else None,
        steps_away=node.depth,
    )


def _moment(told: Told, language: str, *, ahead: bool) -> Moment:
    return moments.moment(told.time, told.offset, told.place, told.responsible, language, ahead=ahead)
