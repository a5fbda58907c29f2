"""Requests that no view answered: a page for people, a problem document for machines.

Views of the interfaces tell their own failures; here is what Django refuses before it comes to them (an address
outside of every route, a host that is not ours, a form without its token), and what fails in a page.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.urls import reverse

from headwater.api import failures
from headwater.api.business import interface as business
from headwater.api.epcis import interface as epcis
from headwater.backoffice.policy import BACKOFFICE_PREFIX
from headwater.portal import failures as pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from headwater.api.problems import Failure
    from headwater.portal.verdicts import Verdict


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """400: the request itself is not acceptable."""
    return _answer(request, failures.unacceptable(), pages.unreadable)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """403: who is signed in may not do it. The interfaces of machines never leave this to Django."""
    return _page(request, pages.forbidden, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    """403: a form without its token. Machines send none and are asked for none."""
    return _page(request, pages.forged, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """404: nothing is there."""
    staff = request.path_info.startswith(BACKOFFICE_PREFIX)
    return _answer(request, failures.not_found(), pages.nothing_for_staff if staff else pages.nothing_here)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: nobody foresaw it; 503: the database is away or busy. Django has written it to the log."""
    if not isinstance(sys.exception(), OperationalError | InterfaceError):
        return _answer(request, failures.unforeseen(), pages.failed)
    response = _answer(request, failures.unavailable(), pages.unavailable)
    response["Retry-After"] = failures.RETRY_AFTER
    return response


def _answer(request: HttpRequest, failure: Failure, verdict: Callable[[], Verdict]) -> HttpResponse:
    path = request.path_info
    if path == "/epcis" or path.startswith("/epcis/"):
        return epcis.fail(request, failure)
    if path.startswith("/api/"):
        return business.fail(request, failure)
    return _page(request, verdict, failure.status)


def _page(request: HttpRequest, verdict: Callable[[], Verdict], status: int) -> HttpResponse:
    """In the back office with a way back to its first page."""
    staff = request.path_info.startswith(BACKOFFICE_PREFIX)
    return pages.page(request, verdict, status, start=reverse("admin:index") if staff else "")
