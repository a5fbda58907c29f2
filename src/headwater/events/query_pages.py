"""Tokens that lead to the next page: sealed, for one viewer and one query, valid for a day.

Within are ids of the store, which would tell how much others captured between two pages.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Final

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from headwater.events.query_errors import QueryError
from headwater.events.query_parameters import NEXT_PAGE_TOKEN

LIFETIME: Final = timedelta(days=1)
_SALT: Final = b"headwater.events.next-page"


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """The last row of a page: where the next begins."""

    order: int
    position: int
    served: int
    """Events on this page and those before."""
    until: int | None = None
    """The last record time on any page, in microseconds since 1970; None where there is no such bound."""


def write(mark: Mark, *, organisation_id: int, fingerprint: str) -> str:
    """A token for the page after `mark`."""
    value = [organisation_id, fingerprint, *msgspec.to_builtins(mark)]
    return _seal().encrypt(msgspec.json.encode(value)).decode()


def read(token: str, *, organisation_id: int, fingerprint: str) -> Mark:
    """The mark in a token.

    Raises:
        QueryError: it is expired, not ours, or was given to another viewer or for another query.
    """
    try:
        sealed = _seal().decrypt(token.encode(), ttl=int(LIFETIME.total_seconds()))
    except (InvalidToken, UnicodeEncodeError) as error:
        raise QueryError(NEXT_PAGE_TOKEN, "This page token is wrong or expired: begin again.") from error
    organisation, asked, *mark = msgspec.json.decode(sealed)
    if organisation != organisation_id or asked != fingerprint:
        raise QueryError(NEXT_PAGE_TOKEN, "This page token belongs to another query.")
    return msgspec.convert(mark, Mark)


def _seal() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), _SALT, hashlib.sha256)
    return Fernet(urlsafe_b64encode(key))
