"""What all addresses under /epcis have in common: keys, version headers, the standard's exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from headwater.api import credentials, problems
from headwater.api.endpoints import endpoint
from headwater.api.epcis import negotiation
from headwater.api.failures import TITLES, not_found
from headwater.api.problems import Failure

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headwater.api.endpoints import Handler, View
    from headwater.parties.actors import Actor

MAX_EVENTS: Final = 10_000
MAX_BYTES: Final = 50_000_000
MAX_ADDRESS: Final = 32_768
"""Characters of a query string; longer ones are a 414."""

_VERSIONS: Final = {
    "GS1-EPCIS-Version": negotiation.VERSION,
    "GS1-CBV-Version": negotiation.VERSION,
}
_DISCOVERY: Final = {
    **_VERSIONS,
    "GS1-EPCIS-Min": negotiation.VERSION,
    "GS1-EPCIS-Max": negotiation.VERSION,
    "GS1-CBV-Min": negotiation.VERSION,
    "GS1-CBV-Max": negotiation.VERSION,
    "GS1-EPC-Format": "Always_GS1_Digital_Link",
    "GS1-CBV-XML-Format": "Always_URN",
    "GS1-Vendor-Version": "headwater",
}
_LIMITS: Final = {
    "GS1-EPCIS-Capture-Limit": str(MAX_EVENTS),
    "GS1-EPCIS-Capture-File-Size-Limit": str(MAX_BYTES),
}


def epcis(
    *,
    get: Handler | None = None,
    post: Handler | None = None,
    options: Handler | None = None,
    captures: bool = False,
) -> View:
    """A view of this interface; one that captures tells its limits."""
    given = {"GET": get, "POST": post, "OPTIONS": options}
    methods = {name: handler for name, handler in given.items() if handler is not None}

    def finish(request: HttpRequest, response: HttpResponse) -> None:
        discovers = request.method == "OPTIONS"
        headers = _DISCOVERY if discovers else _VERSIONS
        if captures and (discovers or response.status_code == 413):
            headers = headers | _LIMITS
        if captures and discovers:
            headers = headers | {"GS1-Capture-Error-Behaviour": "all"}
        for name, value in headers.items():
            response.headers.setdefault(name, value)

    return endpoint(methods, who=credentials.machine, prepare=_prepare, fail=fail, finish=finish)


def _prepare(request: HttpRequest) -> None:
    if len(request.META.get("QUERY_STRING", "")) > MAX_ADDRESS:
        raise Failure(
            414,
            "URITooLongException",
            _("The query is longer than {most} characters."),
            {"most": MAX_ADDRESS},
        )
    if request.method == "POST":
        negotiation.require_capture_version(request)
    else:
        negotiation.require_versions(request)


def fail(request: HttpRequest, failure: Failure) -> HttpResponse:
    """A failure, as the standard words it."""
    return problems.response(
        failure,
        type_=f"epcisException:{failure.kind}",
        title=gettext(TITLES[failure.kind]),
        instance=request.path,
    )


def _nowhere(_request: HttpRequest, _actor: Actor, **_arguments: str) -> HttpResponse:
    raise not_found()


nowhere = epcis(get=_nowhere, post=_nowhere, options=_nowhere)
"""An address that the standard knows and this interface does not, or nobody knows."""
