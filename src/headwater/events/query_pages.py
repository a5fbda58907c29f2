"""Tokens that lead to the next page: opaque, signed, for one viewer and one query, valid for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec
from django.core import signing

from headwater.events.query_errors import QueryError
from headwater.events.query_parameters import NEXT_PAGE_TOKEN

LIFETIME: Final = timedelta(days=1)
_SALT: Final = "headwater.events.next-page"


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
    return signing.dumps(value, salt=_SALT)


def read(token: str, *, organisation_id: int, fingerprint: str) -> Mark:
    """The mark in a token.

    Raises:
        QueryError: it is expired, not ours, or was given to another viewer or for another query.
    """
    try:
        organisation, asked, *mark = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise QueryError(NEXT_PAGE_TOKEN, "This page token is wrong or expired: begin again.") from error
    if organisation != organisation_id or asked != fingerprint:
        raise QueryError(NEXT_PAGE_TOKEN, "This page token belongs to another query.")
    return msgspec.convert(mark, Mark)
