"""Percent-encoding of values in Digital Links and EPC URNs.

A canonical key escapes every character that RFC 3986 does not call unreserved, with uppercase hex digits, so that
one value has one spelling.

>>> encode("32a/b"), decode("32a%2fb")
('32a%2Fb', '32a/b')

Source: RFC 3986, sections 2.1 to 2.4; GS1 Digital Link URI Syntax, character sets of its grammar; EPC Tag Data
Standard, section 6.3.1 (the characters that a URN escapes).
"""

from __future__ import annotations

import re

from headwater.gs1.errors import IdentifierError, shown

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALL_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*").fullmatch
_LINK_ESCAPES = {code: f"%{code:02X}" for code in range(128) if chr(code) not in _UNRESERVED}
_URN_ESCAPES = {ord(character): f"%{ord(character):02X}" for character in '"#%&/<>?'}
_HALF_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")


def encode(value: str) -> str:
    """An ASCII value as a path segment or query value of a Digital Link."""
    if _ALL_UNRESERVED(value):
        return value
    return value.translate(_LINK_ESCAPES)


def encode_urn(value: str) -> str:
    """An ASCII value as a component of an EPC URN."""
    return value.translate(_URN_ESCAPES)


def is_well_formed(text: str) -> bool:
    """Whether two hexadecimal digits follow every percent sign."""
    return _HALF_ESCAPE.search(text) is None


def decode(text: str) -> str:
    """Text without its escapes.

    Raises:
        IdentifierError: "percent-encoding", for a percent sign without two hex digits or an escape beyond ASCII.
    """
    if "%" not in text:
        return text

    def character(escape: re.Match[str]) -> str:
        code = int(escape[1], 16) if escape[1] else 128
        if code > 127:
            raise IdentifierError(
                "percent-encoding",
                "In “{text}” the percent sign at position {position} is not followed by two hexadecimal digits of an"
                " ASCII character.",
                text=shown(text),
                position=escape.start() + 1,
            )
        return chr(code)

    return _ESCAPE.sub(character, text)
