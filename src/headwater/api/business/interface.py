"""What all addresses under /api/v1 have in common: keys or sessions, JSON, stable problem types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from headwater.api import credentials, problems
from headwater.api.endpoints import endpoint
from headwater.api.failures import TITLES, not_found
from headwater.api.problems import Failure
from headwater.parties.errors import PROBLEM

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headwater.api.endpoints import Handler, View
    from headwater.parties.actors import Actor

MAX_ADDRESS: Final = 32_768
"""Characters of a query string."""
_TOO_LONG: Final = _("The query is longer than {most} characters.")
_BODY: Final = _(
    "The query is longer than {most} characters: send it as the JSON body of a POST to this address."
)


def business(*, get: Handler | None = None, post: Handler | None = None) -> View:
    """A view of this interface; `post` takes in a body what is too long for an address."""
    methods = {name: handler for name, handler in (("GET", get), ("POST", post)) if handler is not None}

    def prepare(request: HttpRequest) -> None:
        if len(request.META.get("QUERY_STRING", "")) > MAX_ADDRESS:
            raise Failure(414, "URITooLongException", _BODY if post else _TOO_LONG, {"most": MAX_ADDRESS})

    return endpoint(methods, who=credentials.machine_or_person, prepare=prepare, fail=fail, finish=_finish)


def answer(value: Any) -> HttpResponse:
    """A value of `tracing.answers` as JSON; quantities are texts, so that no digit is lost."""
    return HttpResponse(msgspec.json.encode(value), content_type="application/json")


def fail(request: HttpRequest, failure: Failure) -> HttpResponse:
    """A failure, as this interface words it."""
    return problems.response(
        failure,
        type_=PROBLEM + failure.kind.removesuffix("Exception"),
        title=gettext(TITLES[failure.kind]),
        instance=request.path,
    )


def _finish(_request: HttpRequest, response: HttpResponse) -> None:
    # What somebody may see is for them alone, and may be otherwise a moment later.
    response.headers.setdefault("Cache-Control", "private, no-store")


def _nowhere(_request: HttpRequest, _actor: Actor, **_arguments: str) -> HttpResponse:
    raise not_found()


nowhere = business(get=_nowhere, post=_nowhere)
