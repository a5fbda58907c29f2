"""The language of a page: what the reader chose, else what the browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PARAMETER = "lang"


def chosen(request: HttpRequest) -> str | None:
    """The language that the address asks for, if it is one of ours; "zh" is simplified Chinese here."""
    asked = request.GET.get(PARAMETER, "")
    try:
        return translation.get_supported_language_variant(asked) if asked else None
    except LookupError:
        return None


def in_force() -> str:
    """The language of this request. Django takes a while to answer: a page asks once, and hands it on."""
    return translation.get_language() or settings.LANGUAGE_CODE


def keep(response: HttpResponse, language: str) -> None:
    """Remember the choice for the pages that follow, where Django's own language form keeps it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=bool(settings.LANGUAGE_COOKIE_SECURE),
        samesite="Lax",
    )


def switch_query(request: HttpRequest) -> str:
    """The query of this page without its language, ready for another to follow: "" or "17=290101&"."""
    if not request.META.get("QUERY_STRING"):
        return ""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return f"{query.urlencode()}&" if query else ""
