"""Canonical keys of places and parties, and the parts of a key that tell its owner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headwater.gs1.check_digits import check_digit
from headwater.gs1.errors import IdentifierError
from headwater.gs1.typed import identify

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier

MIN_PREFIX, MAX_PREFIX = 4, 12
"""Digits in a GS1 Company Prefix (GS1 General Specifications, section 1.4.4)."""

_GLN = 13
_LIKE_A_GLN = re.compile(r"[0-9]{6,}[0-9A-Za-z]*\Z")
_PREFIX_STARTS = {
    # AI of the key to the digit at which its GS1 Company Prefix starts: after the indicator of a GTIN, the
    # extension digit of an SSCC, the filler of a GRAI (GS1 General Specifications, section 3).
    "00": 1,
    "01": 1,
    "253": 0,
    "255": 0,
    "401": 0,
    "402": 0,
    "414": 0,
    "417": 0,
    "8003": 1,
    "8004": 0,
    "8006": 1,
    "8010": 0,
    "8017": 0,
    "8018": 0,
}


def location_key(text: str) -> str:
    """The key of a place: "414/GLN", "414/GLN/254/extension", or another absolute URI.

    Thirteen bare digits are a GLN here, not the GTIN-13 that they would be elsewhere.

    Raises:
        IdentifierError: no identifier, or one of something else.
    """
    identifier = _identified(text, "414")
    if identifier.kind not in ("place", "uri"):
        raise IdentifierError("not-a-place", "{text} does not identify a place", text=text)
    return identifier.key


def party_key(text: str) -> str:
    """The key of a party: "417/GLN", or another absolute URI. A GLN in any form is the party of that GLN.

    Raises:
        IdentifierError: no identifier, or one of something else.
    """
    identifier = _identified(text, "417")
    if identifier.kind == "uri" or identifier.key.startswith("417/"):
        return identifier.key
    if identifier.key.startswith("414/") and len(identifier.elements) == 1:
        return f"417/{gln_of(identifier.key)}"
    raise IdentifierError("not-a-party", "{text} does not identify a party", text=text)


def gln_of(key: str) -> str | None:
    """The 13 digits of the GLN in a place's or party's key, whatever its extension; None in any other."""
    ai, _, rest = key.partition("/")
    return rest[:_GLN] if ai in ("414", "417") else None


def prefix_digits(key: str) -> str | None:
    """The digits of a GS1 key from where its company prefix starts; None for a key that has none.

    >>> prefix_digits("01/09521141123454/10/L1")
    '9521141123454'
    """
    ai, _, rest = key.partition("/")
    start = _PREFIX_STARTS.get(ai)
    if start is None:
        return None
    value = rest.partition("/")[0][start:]
    digits = next((value[:at] for at, char in enumerate(value) if not ("0" <= char <= "9")), value)
    return digits if len(digits) >= MIN_PREFIX else None


def possible_prefixes(digits: str) -> list[str]:
    """Every company prefix with which these digits could begin, longest first."""
    return [digits[:length] for length in range(min(len(digits), MAX_PREFIX), MIN_PREFIX - 1, -1)]


def _identified(text: str, ai: str) -> Identifier:
    """What a text names, where thirteen bare digits are a GLN under this AI: nobody who types them thinks of an AI."""
    bare = text.strip()
    if not _is_gln(bare):
        _require_no_slip(bare)
        return identify(text)
    right = check_digit(bare[:-1])
    if bare[-1] != right:
        raise IdentifierError(
            "check-digit",
            "The check digit of the GLN “{text}” is {digit}; it should be {right}.",
            text=bare,
            digit=bare[-1],
            right=right,
        )
    return identify(f"({ai}){bare}")


def _require_no_slip(text: str) -> None:
    """Refuse what looks like a bare GLN and is none: read as another key, its fault would be told as that key's."""
    if not _LIKE_A_GLN.match(text) or (len(text) >= len("414") + _GLN and text.startswith(("414", "417"))):
        return
    if letter := next((character for character in text if not character.isdigit()), None):
        raise IdentifierError(
            "gln-digits", "“{text}” is no GLN: “{character}” is no digit.", text=text, character=letter
        )
    if len(text) == _GLN - 1:
        raise IdentifierError(
            "gln-length",
            "“{text}” is no GLN: it has {n} digits instead of 13. With its check digit it would be {right}.",
            text=text,
            n=len(text),
            right=text + check_digit(text),
        )
    raise IdentifierError(
        "gln-length", "“{text}” is no GLN: it has {n} digits instead of 13.", text=text, n=len(text)
    )


def _is_gln(text: str) -> bool:
    return len(text) == _GLN and text.isascii() and text.isdigit()
