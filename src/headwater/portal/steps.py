"""The steps of a life, in words that say what they were to the thing whose page it is.

The Core Business Vocabulary names what was done to whatever an event names. On the page of a can that may be the pallet
on which it stood, or all packs of a lot: "Installed" would be a riddle there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headwater.portal.moments import named, phrase, recorders, when
from headwater.portal.states import SILENT
from headwater.words import cbv

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from headwater.portal.moments import When
    from headwater.tracing.answers import Place, Responsible, Step

_TO: Final = gettext_noop("to %(place)s")
_MADE: Final = gettext_noop("Made")
_USED: Final = gettext_noop("Used to make something else")
_CODED: Final = gettext_noop("Code assigned")
_MEASURED: Final = gettext_noop("Temperature measured")
_ATTACHING: Final = {
    ("ADD", False): gettext_noop("Joined with a sensor, a vehicle or the like"),
    ("DELETE", False): gettext_noop("Parted from a sensor, a vehicle or the like"),
    ("ADD", True): gettext_noop("The package around it was joined with a sensor, a vehicle or the like"),
    ("DELETE", True): gettext_noop("The package around it was parted from a sensor, a vehicle or the like"),
}
"""By action, and whether it happened to what the thing was packed in."""
_PACKING: Final = {
    "packing": gettext_noop("The package around it was packed"),
    "unpacking": gettext_noop("The package around it was unpacked"),
}
_ATTACHES: Final = frozenset({None, "installing", "removing", "other"})
_MEASURES: Final = "sensor_reporting"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """All of a step but its time: many steps say the same, and share one of these, so that it is but itself."""

    title: str
    way: str
    """Where it happened, and where it was to lead."""
    remark: str
    """The state that it left, if that says more, and who recorded it."""
    times: int
    """How often it happened in a row."""
    inside: bool
    """Whether it happened to what the thing was packed in, and the title does not say so."""
    status: str
    """ "valid", "declared" (withdrawn by who recorded it) or "claim" (by one without authority)."""
    ahead: bool
    """Whether its time has not come yet."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step on the time line; of several in a row, `when` is the first."""

    words: Words
    when: When


def lines(
    steps: Sequence[Step], making: Collection[int], language: str, *, of_lot: bool, now: str
) -> Iterator[StepLine]:
    """The time line: readings in a row are one line, and so is an event that several recorded; a declaration shows as
    the mark of what it withdrew.

    Args:
        steps: in the order of time.
        making: positions of the events that made the thing; other transformations used it up.
        language: of the reader.
        of_lot: the steps are a lot's, those of its packs among them.
        now: as `moments.instant` tells it.
    """
    told = (step for step in steps if step.status != "declaration")
    once = [list(records) for _, records in groupby(told, _record)]
    for (measured, _place, _status), group in groupby(once, lambda records: _sameness(records[0], language)):
        events = list(group)
        alike = [records[0] for records in events]
        for step, *others in events[:1] if measured else events:
            title, says_inside = _title(step, alike, making, of_lot=of_lot)
            words = _words(
                title,
                step.biz_step,
                step.type,
                step.place or step.seen_at,
                step.destination,
                step.disposition,
                tuple(one.responsible for one in (step, *others)),
                len(alike) if measured else 1,
                step.inherited_from is not None and not says_inside,
                step.status,
                step.time > now,
                language,
            )
            yield StepLine(words, when(step.time, step.offset, language))


def _record(step: Step) -> tuple[object, ...]:
    """What records of one event have in common, whoever made them."""
    said = step.type, step.action, step.biz_step, step.disposition, step.place, step.seen_at, step.destination
    return step.event, step.time, step.status, step.inherited_from, *said


def _sameness(step: Step, language: str) -> tuple[bool, str, str]:
    if step.biz_step != _MEASURES:
        return False, "", step.status
    return True, named(step.place or step.seen_at, language), step.status


def _title(step: Step, alike: Sequence[Step], making: Collection[int], *, of_lot: bool) -> tuple[str, bool]:
    """What a step is called where its business step would say too little, or something else; and whether it needs not be
    said any more that it happened to the packing."""
    inherited = step.inherited_from is not None
    if step.type == "TransformationEvent":
        return _MADE if step.position in making else _USED, False
    if step.type == "AssociationEvent" and step.biz_step in _ATTACHES:
        return _ATTACHING.get((step.action or "", inherited), ""), True
    if step.type == "AggregationEvent" and inherited and step.biz_step in _PACKING:
        return _PACKING[step.biz_step], True
    if of_lot and step.biz_step == "commissioning":
        return _CODED, False
    if step.biz_step == _MEASURES:
        readings = [reading for one in alike for reading in one.readings]
        warmth = bool(readings) and all(reading.type.endswith("Temperature") for reading in readings)
        return _MEASURED if warmth else "", True
    return "", False


@lru_cache(maxsize=4096)
def _words(
    title: str,
    biz_step: str | None,
    event_type: str,
    place: Place | None,
    destination: Place | None,
    disposition: str | None,
    responsible: tuple[Responsible, ...],
    times: int,
    inside: bool,
    status: str,
    ahead: bool,
    language: str,
) -> Words:
    told = _(title) if title else str(cbv.step_title(biz_step, event_type))
    here, target = named(place, language), named(destination, language)
    onward = phrase(_TO, "place", target, language) if target != here else ""
    state = "" if disposition in SILENT else str(cbv.disposition(disposition))
    return Words(
        title=told,
        way=" ".join(filter(None, (here, onward))),
        remark=" · ".join(filter(None, (state if state != told else "", recorders(responsible, language)))),
        times=times,
        inside=inside,
        status=status,
        ahead=ahead,
    )
