"""One address of an interface: its methods, who may use them, and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from headwater.api.failures import failure_of, not_allowed

if TYPE_CHECKING:
    from headwater.api.problems import Failure
    from headwater.parties.actors import Actor

Handler = Callable[..., HttpResponse]
View = Callable[..., HttpResponse]


def endpoint(
    methods: dict[str, Handler],
    *,
    who: Callable[[HttpRequest], Actor],
    prepare: Callable[[HttpRequest], None],
    fail: Callable[[HttpRequest, Failure], HttpResponse],
    finish: Callable[[HttpRequest, HttpResponse], None],
) -> View:
    """A view that answers to `methods`, HEAD where there is GET, and OPTIONS (by itself, unless that is among them).

    Each handler takes the request, the actor, and what the address names. `prepare` may refuse a request
    before anything is asked of a database; `fail` words a failure; `finish` adds to every answer.
    """
    names = dict.fromkeys(["OPTIONS", *methods, *(["HEAD"] if "GET" in methods else [])])
    allow = ", ".join(names)

    def answer(request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
        method = request.method or ""
        if method == "OPTIONS" and "OPTIONS" not in methods:
            return HttpResponse(status=204, headers={"Allow": allow})
        handler = methods.get("GET" if method == "HEAD" else method)
        if handler is None:
            raise not_allowed(allow)
        prepare(request)
        return handler(request, who(request), **arguments)

    @csrf_exempt  # keys are sent on purpose, never by a browser alone; for sessions `who` asks for the token
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        try:
            response = answer(request, arguments)
        except Exception as error:  # every failure has an answer; unforeseen ones are logged
            response = fail(request, failure_of(error))
        finish(request, response)
        if not response.content:
            response.headers.pop("Content-Type", None)
        if request.method == "HEAD":
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return view
