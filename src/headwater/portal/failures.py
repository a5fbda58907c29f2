"""Pages for people whose request cannot be answered, in the manner of the consumer's pages.

They are made without a session, a database or the request's context, any of which may be what failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from headwater.portal import languages
from headwater.portal.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


def page(
    request: HttpRequest, verdict: Callable[[], Verdict], status: int, *, start: str = ""
) -> HttpResponse:
    """What `verdict` says, one of the functions below, in the reader's language, which they may change on it.

    Args:
        start: the path of the back office's first page, for people who work there; a consumer has none to go to.
    """
    try:
        chosen, switch_query = languages.chosen(request), languages.switch_query(request)
    except TooManyFieldsSent:  # what Django does not read holds no choice, and is not worth repeating
        chosen, switch_query = None, ""
    language = chosen or translation.get_language_from_request(request)
    with translation.override(language):
        context = {"verdict": verdict(), "switch_query": switch_query, "start": start}
        html = render_to_string("portal/refusal.html", context)
    response = HttpResponse(html, status=status)
    if chosen:
        languages.keep(response, chosen)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def unreadable() -> Verdict:
    """Of a request that is none to this server."""
    return Verdict(
        "warn",
        _("This request cannot be read"),
        (_("The address may be damaged. Open the page anew, or scan the code again."),),
    )


def forbidden() -> Verdict:
    """Of what the person who is signed in may not do."""
    return Verdict(
        "warn",
        _("Not permitted"),
        (_("Your role does not allow it. Whoever administers your organisation can give you another."),),
    )


def forged() -> Verdict:
    """Of a form that did not come from a page of ours, or not in time."""
    return Verdict(
        "warn",
        _("This was not accepted"),
        (
            _("The page may have been open for too long, or your browser keeps no cookies."),
            _("Go back, load the page again and repeat what you did."),
        ),
    )


def nothing_here() -> Verdict:
    """Of an address that leads nowhere."""
    return Verdict(
        "note",
        _("There is nothing at this address"),
        (_("Part of it may be missing or mistyped. If you scanned a code, scan it again."),),
    )


def nothing_for_staff() -> Verdict:
    """Of an address of the back office that leads nowhere: its readers scanned nothing."""
    return Verdict(
        "note",
        _("There is nothing at this address"),
        (_("The address may be mistyped, or what stood here was removed."),),
    )


def unavailable() -> Verdict:
    """Of a database that is away, or busy for longer than anybody waits."""
    return Verdict(
        "warn",
        _("This cannot be answered right now"),
        (
            _("Our records cannot be reached at the moment. It says nothing about your product."),
            _("Try again in a few minutes."),
        ),
    )


def failed() -> Verdict:
    """Of a mistake of ours."""
    return Verdict(
        "bad",
        _("Something failed here"),
        (
            _("It is our mistake, not yours, and was recorded. It says nothing about your product."),
            _("Try again in a few minutes."),
        ),
    )
