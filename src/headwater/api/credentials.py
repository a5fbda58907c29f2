"""Who asks: a machine by its API key, a person by their session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from headwater.api.problems import Failure
from headwater.parties import operations, queries
from headwater.parties.choice import chosen
from headwater.parties.models import Person

if TYPE_CHECKING:
    from headwater.parties.actors import Actor

_SCHEME: Final = "bearer "


def machine(request: HttpRequest) -> Actor:
    """The actor of the bearer key.

    Raises:
        Failure: 401, for no key as for a wrong, expired or revoked one.
    """
    header = request.headers.get("Authorization", "")
    if header[: len(_SCHEME)].lower() == _SCHEME:
        now = timezone.now()
        actor = queries.actor_for_token(header[len(_SCHEME) :].strip(), now)
        if actor is not None and actor.api_key_id is not None:
            operations.record_use(api_key_id=actor.api_key_id, now=now)
            return actor
    raise Failure(
        401,
        "SecurityException",
        _("Send a valid API key in the header Authorization: Bearer …"),
        headers={"WWW-Authenticate": 'Bearer realm="Headwater"'},
    )


def machine_or_person(request: HttpRequest) -> Actor:
    """The actor of the bearer key, or else of the signed-in person, whose browser must show its CSRF token.

    Raises:
        Failure: 401 for neither, 403 for a person without a role or a request without the token.
    """
    user = request.user if "Authorization" not in request.headers else None
    if not isinstance(user, Person):
        return machine(request)
    if CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {}) is not None:
        raise Failure(403, "SecurityException", _("The CSRF token is missing or wrong."))
    actors = queries.actors_for_person(user)
    if not actors:
        raise Failure(403, "SecurityException", _("You have no role in any organisation."))
    return chosen(request, actors)


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
