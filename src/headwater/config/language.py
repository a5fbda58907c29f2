"""The language of a request: what the reader chose (a cookie), else what the browser asks for.

As Django's own middleware, but for addresses that begin with a language: none of ours does, and looking for them is
a third of what Django itself does for a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class LanguageMiddleware:
    """Puts the language into force, and tells it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        translation.activate(language)
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        # A page may have put another into force.
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response
