"""What a page may load and run: nothing but our own styles and pictures, and no scripts at all.

The back office is the exception: Unfold's Alpine evaluates expressions that stand in attributes, and sets styles.
A view that needs something else (a page that reads the API's description, a camera) sets the header itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
BACKOFFICE = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
BACKOFFICE_PREFIX = "/backoffice/"


class ContentSecurityPolicyMiddleware:
    """Gives every answer a policy that has none yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        relaxed = request.path_info.startswith(BACKOFFICE_PREFIX)
        response.headers.setdefault(HEADER, BACKOFFICE if relaxed else STRICT)
        return response
