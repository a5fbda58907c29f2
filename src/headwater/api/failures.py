"""What the exceptions of queries and operations mean in HTTP.

The kinds are the exception names of EPCIS 2.0, section 8.2.4 and 12; both interfaces use the same statuses.
"""

from __future__ import annotations

import logging
from typing import Final

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop as _

from headwater.api.problems import Failure, sentence
from headwater.epcis.errors import EpcisError
from headwater.epcis.times import TimeError
from headwater.events.decoding import TooManyEvents, WrongContentType
from headwater.events.gate import Conflict
from headwater.events.query_errors import QueryError, QueryTooLarge
from headwater.gs1.errors import IdentifierError
from headwater.parties.errors import NotPermitted, Refused
from headwater.tracing.paging import WrongCursor
from headwater.tracing.subjects import UnknownSubject

_log = logging.getLogger(__name__)

TITLES: Final = {
    "CaptureLimitExceededException": _("Too large for one capture"),
    "ImplementationException": _("The server failed"),
    "NoSuchNameException": _("Not found"),
    "NotAcceptableException": _("No answer of the kind asked for"),
    "NotAllowedException": _("Method not allowed"),
    "QueryParameterException": _("Wrong query parameter"),
    "QueryTooLargeException": _("Too many results"),
    "ResourceAlreadyExistsException": _("The event exists already"),
    "SecurityException": _("Not authorised"),
    "URITooLongException": _("The address is too long"),
    "UnsupportedMediaTypeException": _("Unsupported content type"),
    "ValidationException": _("Not valid"),
}
"""What each kind of problem is called."""
RETRY_AFTER: Final = "10"
"""Seconds after which to ask again whoever was told that the database is away."""


def failure_of(error: Exception) -> Failure:
    """The failure that an exception means; what nobody foresaw is logged and becomes a 500."""
    match error:
        case Failure():
            return error
        case EpcisError():
            return _invalid(error)
        case QueryError():
            return _wrong_parameter(error)
        case IdentifierError():
            return Failure(400, "ValidationException", error.template, error.params)
        case NotPermitted():
            return Failure(403, "SecurityException", error.template, error.params)
        case Refused():
            return Failure(400, "ValidationException", error.template, error.params)
        case UnknownSubject():
            return Failure(404, "NoSuchNameException", _("Nothing is known of {key}."), {"key": error.key})
        case WrongCursor():
            return Failure(
                400,
                "QueryParameterException",
                _("{value!r} is no value of the parameter {name}."),
                {"name": "cursor", "value": error.text[:200]},
            )
        case OperationalError() | InterfaceError():
            _log.error("the database cannot be used", exc_info=error)
            return unavailable()
        case Conflict():
            return Failure(
                409,
                "ResourceAlreadyExistsException",
                _("You have captured another event with the eventID {event_id}."),
                {"event_id": error.event_id},
            )
        case WrongContentType():
            return unsupported(error.content_type)
        case TooManyEvents():
            return Failure(
                413,
                "CaptureLimitExceededException",
                _("One capture takes {most} events; this document has {events}."),
                {"most": error.most, "events": error.events},
            )
        case QueryTooLarge():
            return Failure(
                413, "QueryTooLargeException", _("More than {most} events match."), {"most": error.most}
            )
    _log.error("request failed", exc_info=error)
    return unforeseen()


def _wrong_parameter(error: QueryError) -> Failure:
    params = error.params
    if isinstance(error.__cause__, IdentifierError | TimeError):
        params = params | {"reason": sentence(error.__cause__.template, error.__cause__.params)}
    return Failure(400, "QueryParameterException", error.template, params)


def _invalid(error: EpcisError) -> Failure:
    if any(problem.index is not None for problem in error.problems):
        return Failure(
            400,
            "ValidationException",
            _("Events of the document are wrong, so that nothing was stored."),
            errors=error.problems,
        )
    return Failure(400, "ValidationException", _("The document cannot be read."), errors=error.problems)


def unsupported(content_type: str) -> Failure:
    """The body is of a kind that is not read."""
    return Failure(
        415,
        "UnsupportedMediaTypeException",
        _("The content type {content_type!r} is not read here: send JSON or XML."),
        {"content_type": content_type[:200]},
    )


def unavailable() -> Failure:
    """The database is away, or busy for longer than anybody waits; the log says which. It may be back soon."""
    return Failure(
        503,
        "ImplementationException",
        _("The server cannot use its database now: try again in a moment."),
        headers={"Retry-After": RETRY_AFTER},
    )


def unforeseen() -> Failure:
    """A mistake of ours, which is in the log."""
    return Failure(500, "ImplementationException", _("The server failed; the failure was recorded."))


def unacceptable() -> Failure:
    """What was asked is no request to this server: another host, or headers that contradict each other."""
    return Failure(400, "ValidationException", _("The request is not one for this server."))


def not_found() -> Failure:
    """There is nothing at this address, or not for this viewer."""
    return Failure(404, "NoSuchNameException", _("There is nothing at this address."))


def not_allowed(allow: str) -> Failure:
    """The address knows no such method."""
    return Failure(
        405,
        "NotAllowedException",
        _("This address answers to {allow} alone."),
        {"allow": allow},
        headers={"Allow": allow},
    )
