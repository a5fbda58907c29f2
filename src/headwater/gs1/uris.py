"""Absolute URIs that are no GS1 keys: only their form is asked.

Source: RFC 3986 (URIs), RFC 3987 (the characters beyond ASCII).
"""

from __future__ import annotations

import re

from headwater.gs1.errors import IdentifierError, shown

LONGEST = 4096
"""Characters of a text that is read as an identifier at all."""

# A scheme, a colon, and no space, control, surrogate or other character that may not stand in a URI.
_ABSOLUTE_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\xa0\"<>\\^`{|}\ud800-\udfff\u2028\u2029\ufff0-\uffff]+"
)


def is_absolute_uri(text: str) -> bool:
    """Whether the text has the form of an absolute URI, or of one with characters beyond ASCII (IRI)."""
    return _ABSOLUTE_URI.fullmatch(text) is not None


def require_length(text: str) -> None:
    """Refuse a text longer than any identifier.

    Raises:
        IdentifierError: "too-long-text".
    """
    if len(text) > LONGEST:
        raise IdentifierError(
            "too-long-text",
            "This text has {length} characters; an identifier has at most {longest}.",
            length=len(text),
            longest=LONGEST,
        )


def require_uri(text: str) -> None:
    """Refuse a text that is no absolute URI.

    Raises:
        IdentifierError: "uri" or "too-long-text".
    """
    require_length(text)
    if not is_absolute_uri(text):
        raise IdentifierError("uri", "“{text}” is no absolute URI.", text=shown(text))
