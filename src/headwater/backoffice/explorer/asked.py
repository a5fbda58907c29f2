"""What the explorer is asked: the text in the search box, and the parameters of its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Literal, cast, get_args
from urllib.parse import urlencode

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from headwater.epcis import times
from headwater.events.positions import last_recorded
from headwater.gs1 import typed
from headwater.gs1.errors import IdentifierError
from headwater.tracing import meant as meanings

if TYPE_CHECKING:
    from django.http import QueryDict

    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer

Direction = Literal["both", "back", "forward"]
Detail = Literal["graph", "objects"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
DETAILS: tuple[Detail, ...] = get_args(Detail)

FNC1 = "\x1d"
FNC1_SPELLINGS = ("<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "␝", "^]")
"""What scanners set up as keyboards type for the separator, which no keyboard has."""
OFFSETS = tuple(
    f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    for sign, span in (("-", range(720, 0, -60)), ("+", range(0, 841, 60)))
    for minutes in span
)
"""Whole hours from UTC that the form offers; an address may have others."""
LARGEST_POSITION = 2**63 - 1


class AskedWrongly(ValueError):  # noqa: N818 - an answer, named as such
    """A parameter that cannot be used; `template` and `params` say why, as in IdentifierError."""

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template.format(**params))
        self.template = template
        self.params = params


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be put to tracing."""

    subject: Identifier
    direction: Direction
    detail: Detail
    at: datetime | None
    """Event time up to which events count."""
    known_time: datetime | None
    """When somebody wants to have known it, where that was asked as a time."""
    known_at: int | None
    """The record position that stands for it."""

    @property
    def happened_until(self) -> str:
        """`at` for people, on the clock that was chosen."""
        return _told(self.at)

    @property
    def known_until(self) -> str:
        """`known_time` for people, on the clock that was chosen."""
        return _told(self.known_time)

    @property
    def moments(self) -> str:
        """The question's times as the end of another question's address: "&at=…&known_at=…", or nothing."""
        told = {"at": self.at and self.at.isoformat(), "known_at": self.known_at}
        kept = {name: value for name, value in told.items() if value is not None}
        return f"&{urlencode(kept)}" if kept else ""


def read(query: QueryDict, field: str = "id") -> Asked:
    """The question in the parameters of an address. One statement where `known_time` is given.

    Args:
        query: `field` (any spelling), `direction`, `detail`; `at` and `known_time` (ISO 8601, on the clock of
            `offset` where they have no zone of their own; "+08:00", and UTC without it); or `known_at`, a record
            position, in place of `known_time`.
        field: the name of the subject's parameter.

    Raises:
        AskedWrongly: one of them cannot be read.
    """
    zone = _zone(query.get("offset", ""))
    known_time = _time(query.get("known_time", ""), zone)
    known_at = position(query.get("known_at", ""))
    if known_time is not None and known_at is not None:
        raise AskedWrongly(
            gettext_noop("Give the time or the record up to which things were known, not both.")
        )
    return Asked(
        subject=subject(query.get(field, "")),
        direction=cast("Direction", _one_of(query.get("direction") or "both", DIRECTIONS)),
        detail=cast("Detail", _one_of(query.get("detail") or "graph", DETAILS)),
        at=_time(query.get("at", ""), zone),
        known_time=known_time,
        known_at=known_at if known_time is None else last_recorded(known_time),
    )


def subject(text: str) -> Identifier:
    """What a text names, as typed, scanned or pasted.

    Raises:
        AskedWrongly: it names nothing, with what exactly is wrong.
    """
    try:
        return typed.identify(_scanned(text))
    except IdentifierError as error:
        raise AskedWrongly(error.template, **error.params) from error


def meant(text: str, *, viewer: Viewer) -> Identifier:
    """The same, or the lot that is recorded with the number that a text gives it, whatever its characters.

    Raises:
        AskedWrongly: it names nothing, and no such lot that the viewer sees.
    """
    try:
        return meanings.meant(_scanned(text), viewer=viewer)
    except IdentifierError as error:
        raise AskedWrongly(error.template, **error.params) from error


def _scanned(text: str) -> str:
    for spelling in FNC1_SPELLINGS:
        text = text.replace(spelling, FNC1)
    return text


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise AskedWrongly(
            gettext_noop("“{text}” is none of {allowed}."), text=text, allowed=", ".join(allowed)
        )
    return text


def _time(text: str, zone: tzinfo) -> datetime | None:
    """A moment; one without a zone is on the clock of `zone`."""
    if not text:
        return None
    try:
        # A plus sign that was not encoded arrives as a space; between day and time a space is one.
        moment = parse_datetime(text[:11] + text[11:].replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None:
        raise AskedWrongly(gettext_noop("“{text}” is no date and time, such as 2026-03-02T08:00."), text=text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return times.moment(times.microseconds(moment)).astimezone(moment.tzinfo)
    except times.TimeError as error:
        raise AskedWrongly(error.template, **error.params) from error


def _told(moment: datetime | None) -> str:
    """ "2026-03-02 08:00 UTC+08:00", or nothing."""
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname()}" if moment else ""


def _zone(text: str) -> tzinfo:
    """Hours and minutes from UTC, "+08:00" or "-03:30"."""
    if not text:
        return UTC
    try:
        zone = datetime.strptime(text.replace(" ", "+"), "%z").tzinfo
    except ValueError:
        zone = None
    if zone is None:
        raise AskedWrongly(gettext_noop("“{text}” is no distance from UTC, such as +08:00."), text=text)
    return zone


def position(text: str) -> int | None:
    """A whole number of an address, such as that of a record; None for an empty text.

    Raises:
        AskedWrongly: it is none, or larger than any.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= LARGEST_POSITION):
        raise AskedWrongly(gettext_noop("“{text}” is no number of a record."), text=text[:40])
    return int(text)
