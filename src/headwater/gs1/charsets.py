"""Character sets of element strings.

Source: GS1 General Specifications, section 7.11 (figures 7.11-1 to 7.11-3).
"""

from __future__ import annotations

import re

DIGITS = "0123456789"
"""Numeric: ASCII digits alone. `str.isdigit` would let in others, as '٣' and '²'."""

CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""Character set 82, the invariant part of ISO/IEC 646, in code order (the order that check pairs count by)."""

CSET_39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Character set 39, of component/part identifiers."""

CSET_64 = "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""Character set 64, file-safe and URI-safe base 64 with its padding."""

_ONLY_DIGITS = re.compile(r"[0-9]+").fullmatch


def is_digits(text: str) -> bool:
    """Whether `text` consists of ASCII digits, at least one."""
    return _ONLY_DIGITS(text) is not None


def first_outside(text: str, alphabet: str) -> int | None:
    """Index of the first character of `text` that is not in `alphabet`, or None."""
    return next((index for index, character in enumerate(text) if character not in alphabet), None)
