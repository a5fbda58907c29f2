"""The parameters of a question, read strictly: a wrong or unknown one is refused, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, TypeVar, cast, get_args

import msgspec
from django.utils.translation import gettext_noop as _

from headwater.api.problems import Failure, sentence
from headwater.epcis import jsonld_parse, times
from headwater.gs1.errors import IdentifierError, shown
from headwater.tracing.meant import meant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.http import HttpRequest

    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer

MAX_LIMIT: Final = 10_000
MAX_POSITION: Final = (1 << 63) - 1
MAX_IDS: Final = 10_000
MAX_BODY: Final = 5_000_000
"""Bytes of a list of identifiers."""

Choice = TypeVar("Choice", bound=str)


class Subjects(msgspec.Struct, forbid_unknown_fields=True):
    """The body of a question about many things."""

    ids: list[str]
    at: str | None = None
    known_at: Annotated[int, msgspec.Meta(ge=1, le=MAX_POSITION)] | None = None


def require_only(request: HttpRequest, names: Collection[str]) -> None:
    """Refuse parameters that are not among `names`, and any but `id` that is given twice."""
    for name, texts in request.GET.lists():
        if name not in names:
            raise _failure(_("The parameter {name} is not known here."), name=name)
        if len(texts) > 1 and name != "id":
            raise _failure(_("The parameter {name} is given more than once."), name=name)


def subject(text: str, viewer: Viewer) -> Identifier:
    """A thing, in any spelling, as typed; a path like 01/09506000134352/21/7 is that of its Digital Link.

    Raises:
        IdentifierError: no identifier, and no lot that is recorded with such a number.
    """
    numbered = text.partition("/")[0].isdigit() and "/" in text
    return meant(f"https://id.gs1.org/{text}" if numbered else text, viewer=viewer)


def subjects(texts: Iterable[str], viewer: Viewer) -> list[Identifier]:
    """Several things, each in any spelling.

    Raises:
        Failure: one is no identifier; it is named.
    """
    found = []
    for text in texts:
        try:
            found.append(subject(text, viewer))
        except IdentifierError as error:
            raise Failure(
                400,
                "ValidationException",
                _("“{text}”: {reason}"),
                {"text": shown(text), "reason": sentence(error.template, error.params)},
            ) from error
    return found


def asked_subject(request: HttpRequest, viewer: Viewer) -> Identifier:
    """The thing of the parameter `id`."""
    texts = request.GET.getlist("id")
    if len(texts) != 1:
        raise _failure(_("Give one identifier as the parameter {name}."), name="id")
    return subject(texts[0], viewer)


def time(text: str | None) -> datetime | None:
    """A time with a zone, or None for none."""
    if not text:
        return None
    try:
        # A plus sign that a client did not encode arrives as a space.
        return times.moment(times.parse(text.replace(" ", "+")))
    except times.TimeError as error:
        raise Failure(400, "QueryParameterException", error.template, error.params) from error


def asked_time(request: HttpRequest, name: str) -> datetime | None:
    """The time of a parameter."""
    return time(request.GET.get(name))


def asked_number(request: HttpRequest, name: str, most: int) -> int | None:
    """A whole number from 1 to `most`, or None for none."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and 1 <= int(text) <= most):
        raise _failure(
            _("{value!r} is no value of the parameter {name}; it takes a whole number from 1 to {most}."),
            name=name,
            value=text[:200],
            most=most,
        )
    return int(text)


def asked_choice(request: HttpRequest, name: str, choices: object, default: Choice) -> Choice:
    """One of the values of a literal type."""
    text = request.GET.get(name, default)
    if text not in get_args(choices):
        raise _failure(
            _("{value!r} is no value of the parameter {name}; it takes {choices}."),
            name=name,
            value=text[:200],
            choices=", ".join(get_args(choices)),
        )
    return cast("Choice", text)


def body(data: bytes) -> Subjects:
    """The body of a question about many things.

    Raises:
        EpcisError: it is no JSON.
        Failure: it is not as documented.
    """
    value = jsonld_parse.parse(data)
    try:
        found = msgspec.convert(value, Subjects)
    except msgspec.ValidationError as error:
        raise Failure(
            400, "ValidationException", _("The body is not as documented: {reason}"), {"reason": str(error)}
        ) from error
    if not 0 < len(found.ids) <= MAX_IDS:
        raise _failure(_("Give from 1 to {most} identifiers."), most=MAX_IDS)
    return found


def _failure(template: str, **params: object) -> Failure:
    return Failure(400, "QueryParameterException", template, params)
