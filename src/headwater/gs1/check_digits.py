"""Check digit of numeric keys and check character pair of alphanumeric ones.

>>> check_digit("0950600013435")
'2'
>>> check_pair("1987654Ad4X4bL5ttr2310c")
'2K'

Source: GS1 General Specifications, sections 7.9.1 (digit) and 7.9.5 (character pair).
"""

from __future__ import annotations

from headwater.gs1.charsets import CSET_82

_PAIR_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PAIR_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
_PAIR_MODULUS = 1021
_CSET_82_VALUES = {character: value for value, character in enumerate(CSET_82)}
_DIGIT_ZERO = ord("0")


def check_digit(digits: str) -> str:
    """The check digit that follows these ASCII digits.

    Weights are 3 and 1 in turn from the right, so the last digit given weighs 3.
    """
    codes = digits.encode("ascii")
    total = 3 * sum(codes[-1::-2]) + sum(codes[-2::-2])
    # Each code is its digit plus 48; 48 is taken off once for every weight.
    total -= _DIGIT_ZERO * (3 * ((len(codes) + 1) // 2) + len(codes) // 2)
    return str(-total % 10)


def has_check_digit(digits: str) -> bool:
    """Whether the last of these ASCII digits is the check digit of those before it."""
    return check_digit(digits[:-1]) == digits[-1]


def check_pair(text: str) -> str:
    """The two check characters that follow `text`, at most 23 characters of GS1 character set 82."""
    weights = reversed(_PAIR_PRIMES[: len(text)])
    total = sum(w * _CSET_82_VALUES[c] for w, c in zip(weights, text, strict=True)) % _PAIR_MODULUS
    return _PAIR_ALPHABET[total >> 5] + _PAIR_ALPHABET[total & 31]
