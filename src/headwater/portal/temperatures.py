"""Temperatures on the way, one line per leg: the coldest, the warmest, and whether an alarm was raised."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from headwater.parties.names import Names
from headwater.portal.moments import when
from headwater.words import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from headwater.tracing.answers import Place, Reading, Step


@dataclass(frozen=True, slots=True)
class Alarm:
    """What devices judged to be outside what is allowed on one leg; which range that is, no event tells."""

    times: int
    day: str
    """When it was reported first."""
    clock: str
    degrees: str
    """What they measured then; "10 °C to 12 °C" for several; empty where the alarm came without a figure."""


@dataclass(frozen=True, slots=True)
class Leg:
    """The readings between two places, or at one place when `origin` and `target` are the same."""

    origin: str
    target: str
    coldest: str
    warmest: str
    alarm: Alarm | None
    """Where a reading of the leg says ALARM_CONDITION, as the sensor's owner judged it."""
    broken: bool
    """Whether a reading says ERROR_CONDITION: the device itself failed."""

    @property
    def moving(self) -> bool:
        return bool(self.target) and self.origin != self.target

    @property
    def steady(self) -> bool:
        return self.coldest == self.warmest


def legs(steps: Sequence[Step], language: str) -> list[Leg]:
    """The legs with temperature readings, in the order of time; steps that do not count are left out."""
    if not any(step.readings for step in steps):
        return []
    counted = [step for step in steps if step.status == "valid"]
    measured = [
        (_origin(counted, index), _target(counted, index), step)
        for index, step in enumerate(counted)
        if any(_temperatures(step))
    ]
    return [
        leg
        for (origin, target), group in groupby(measured, key=itemgetter(0, 1))
        if (leg := _leg(origin, target, [step for *_places, step in group], language))
    ]


def _leg(origin: str, target: str, steps: Sequence[Step], language: str) -> Leg | None:
    readings = [reading for step in steps for reading in _temperatures(step)]
    unit = next((reading.uom for reading in readings if reading.uom), None)
    # Readings of one leg in two units cannot be compared without knowing both: the first unit is told.
    values = [value for reading in readings if reading.uom == unit for value in _values(reading)]
    if not values:
        return None
    return Leg(
        origin=origin,
        target=target,
        coldest=local.measure(min(values), unit),
        warmest=local.measure(max(values), unit),
        alarm=_alarm(steps, unit, language),
        broken=any(reading.exception == "ERROR_CONDITION" for reading in readings),
    )


def _alarm(steps: Sequence[Step], unit: str | None, language: str) -> Alarm | None:
    raised = [
        (step, reading)
        for step in steps
        for reading in _temperatures(step)
        if reading.exception == "ALARM_CONDITION"
    ]
    if not raised:
        return None
    first = when(raised[0][0].time, raised[0][0].offset, language)
    values = [value for _step, reading in raised if reading.uom == unit for value in _values(reading)]
    coldest, warmest = (local.measure(edge(values), unit) for edge in (min, max)) if values else ("", "")
    several = _("{coldest} to {warmest}").format(coldest=coldest, warmest=warmest)
    return Alarm(len(raised), first.day, first.clock, coldest if coldest == warmest else several)


def _temperatures(step: Step) -> Iterable[Reading]:
    return (reading for reading in step.readings if reading.type.endswith("Temperature"))


def _values(reading: Reading) -> Iterable[Decimal]:
    found = (reading.min_value, reading.max_value, reading.value, reading.mean_value)
    return (value for value in found if value is not None)


def _origin(steps: Sequence[Step], index: int) -> str:
    """The last place known at or before this step."""
    return next((named for step in reversed(steps[: index + 1]) if (named := _named(step.place))), "")


def _target(steps: Sequence[Step], index: int) -> str:
    """The place of this step, or for one on the road the next place known or planned."""
    if steps[index].place is not None:
        return _named(steps[index].place)
    later = (_named(step.place) for step in steps[index + 1 :])
    planned = (_named(step.destination) for step in reversed(steps[: index + 1]))
    return next(filter(None, later), "") or next(filter(None, planned), "")


def _named(place: Place | None) -> str:
    return str(Names(place.name, place.name_zh)) if place else ""
