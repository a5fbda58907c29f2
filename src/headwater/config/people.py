"""Sessions and messages where people sign in, and nowhere else.

Machines bring a key with every request and consumers bring nothing; what a session needs would be a fifth of
the time that their requests take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.utils.deprecation import MiddlewareMixin

    Base = MiddlewareMixin
else:
    Base = object

ADDRESSES: Final = ("/backoffice", "/api/", "/i18n")
"""What the addresses begin with that know who is signed in."""


class ForPeople(Base):
    """Passes by the requests to other addresses."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if request.path_info.startswith(ADDRESSES):
            return super().__call__(request)
        return self.get_response(request)


class Sessions(ForPeople, SessionMiddleware):
    """Django's sessions."""


class SignedIn(ForPeople, AuthenticationMiddleware):
    """Who is signed in."""


class Messages(ForPeople, MessageMiddleware):
    """What is told to a person on the next page."""
