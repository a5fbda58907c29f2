"""What the explorer is asked: the text in the search box, and the parameters of its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_noop

from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from headwater.gs1.identifier import Identifier

Direction = Literal["both", "back", "forward"]
Detail = Literal["graph", "objects"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
DETAILS: tuple[Detail, ...] = get_args(Detail)

FNC1 = "\x1d"
FNC1_SPELLINGS = ("<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "␝", "^]")
"""What scanners set up as keyboards type for the separator, which no keyboard has."""


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


def read(query: QueryDict, field: str = "id") -> Asked:
    """The question in the parameters `field` (any spelling), `direction`, `detail` and `at` (ISO 8601).

    Raises:
        AskedWrongly: one of them cannot be read.
    """
    return Asked(
        subject=subject(query.get(field, "")),
        direction=cast("Direction", _one_of(query.get("direction") or "both", DIRECTIONS)),
        detail=cast("Detail", _one_of(query.get("detail") or "graph", DETAILS)),
        at=_time(query.get("at", "")),
    )


def subject(text: str) -> Identifier:
    """What a text names, as typed, scanned or pasted.

    Raises:
        AskedWrongly: it names nothing, with what exactly is wrong.
    """
    for spelling in FNC1_SPELLINGS:
        text = text.replace(spelling, FNC1)
    try:
        return identify(text)
    except IdentifierError as error:
        raise AskedWrongly(error.template, **error.params) from error


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise AskedWrongly(
            gettext_noop("“{text}” is none of {allowed}."), text=text, allowed=", ".join(allowed)
        )
    return text


def _time(text: str) -> datetime | None:
    """A moment; one without a zone is taken to be in the server's."""
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise AskedWrongly(gettext_noop("“{text}” is no date and time, such as 2026-03-02T08:00."), text=text)
    return make_aware(moment) if is_naive(moment) else moment
