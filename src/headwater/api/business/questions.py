"""Objects, their history, trace and place. Each view makes one query of `tracing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from headwater.api import bodies, failures
from headwater.api.business import asked
from headwater.api.business.interface import answer, business
from headwater.api.problems import Failure
from headwater.gs1.errors import IdentifierError
from headwater.parties.keys import prefix_digits
from headwater.parties.queries import prefix_length_for
from headwater.parties.roles import require
from headwater.tracing import queries as tracing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Actor


def _show(request: HttpRequest, actor: Actor, object_id: str) -> HttpResponse:
    """What something is called, in every spelling, and where it is."""
    require(actor, "trace.read")
    asked.require_only(request, {"at"})
    subject = asked.subject(object_id, actor.viewer)
    (located,) = tracing.locate([subject], viewer=actor.viewer, at=asked.asked_time(request, "at"))
    return answer({**_identity(subject), "located": located})


def _identity(subject: Identifier) -> dict[str, Any]:
    return {
        "id": subject.digital_link(),
        "key": subject.key,
        "scheme": subject.scheme,
        "kind": subject.kind,
        "urn": _urn(subject),
        "elements": [{"ai": ai, "value": value} for ai, value in subject.elements],
    }


def _urn(subject: Identifier) -> str | None:
    digits = prefix_digits(subject.key)
    try:
        return subject.urn(prefix_length_for(digits) if digits else None)
    except IdentifierError:
        return None  # the length of its company prefix is not known, or the standard gives it no URN


def _history(request: HttpRequest, actor: Actor, object_id: str) -> HttpResponse:
    """What happened to something, step by step."""
    require(actor, "trace.read")
    asked.require_only(request, {"at", "known_at"})
    return answer(
        tracing.history(
            asked.subject(object_id, actor.viewer),
            viewer=actor.viewer,
            at=asked.asked_time(request, "at"),
            known_at=asked.asked_number(request, "known_at", asked.MAX_POSITION),
        )
    )


def _trace(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where something came from and what became of it."""
    require(actor, "trace.read")
    asked.require_only(request, {"id", "direction", "at", "known_at", "detail", "cursor", "limit"})
    return answer(
        tracing.trace(
            asked.asked_subject(request, actor.viewer),
            viewer=actor.viewer,
            direction=asked.asked_choice(request, "direction", tracing.Direction, "both"),
            at=asked.asked_time(request, "at"),
            known_at=asked.asked_number(request, "known_at", asked.MAX_POSITION),
            detail=asked.asked_choice(request, "detail", tracing.Detail, "graph"),
            cursor=request.GET.get("cursor"),
            limit=asked.asked_number(request, "limit", asked.MAX_LIMIT),
        )
    )


def _locate(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where things are, in the order of the question; 404 where none is known."""
    require(actor, "trace.read")
    asked.require_only(request, {"id", "at", "known_at"})
    texts = request.GET.getlist("id")
    if not 0 < len(texts) <= asked.MAX_IDS:
        raise Failure(
            400,
            "QueryParameterException",
            _("Give from 1 to {most} identifiers."),
            {"most": asked.MAX_IDS},
        )
    return answer(
        tracing.locate(
            asked.subjects(texts, actor.viewer),
            viewer=actor.viewer,
            at=asked.asked_time(request, "at"),
            known_at=asked.asked_number(request, "known_at", asked.MAX_POSITION),
        )
    )


def _locate_many(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same for a list in the body."""
    require(actor, "trace.read")
    asked.require_only(request, ())
    content_type = request.headers.get("Content-Type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise failures.unsupported(content_type)
    found = asked.body(bodies.read(request, asked.MAX_BODY))
    return answer(
        tracing.locate(
            asked.subjects(found.ids, actor.viewer),
            viewer=actor.viewer,
            at=asked.time(found.at),
            known_at=found.known_at,
        )
    )


show = business(get=_show)
history = business(get=_history)
trace = business(get=_trace)
locate = business(get=_locate, post=_locate_many)
