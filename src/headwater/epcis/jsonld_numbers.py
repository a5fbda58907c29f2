"""Numbers between JSON and Decimal, without losing a digit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson

from headwater.epcis.errors import EpcisError

MAX_EXPONENT = 308
"""Powers of ten that a double reaches, so that every consumer can read what we accept."""
MAX_DIGITS = 60

_INT64 = 2**63
_ZERO = Decimal(0)


def read_number(value: Any) -> Decimal:
    """A JSON number as Decimal.

    Raises:
        EpcisError: codes type, number-range, with an empty path.
    """
    if type(value) is not int and not isinstance(value, Decimal):
        raise EpcisError.of("type", "", "{expected} is expected here.", expected="A number")
    number = Decimal(value)
    if number and (abs(number.adjusted()) > MAX_EXPONENT or len(number.as_tuple().digits) > MAX_DIGITS):
        raise EpcisError.of("number-range", "", "The number is too large, too small or too long.")
    return number


def read_amount(value: Any) -> Decimal:
    """The number of a field: every zero, "-0" and "0e-99" among them, is the plain one.

    Raises:
        EpcisError: as from `read_number`.
    """
    return read_number(value) or _ZERO


def json_number(value: Decimal) -> Any:
    """What orjson writes as exactly this number: an int or float where they hold it, else its digits."""
    if value == value.to_integral_value():
        if abs(value) < _INT64:
            return int(value)
    elif Decimal(repr(float(value))) == value:
        return float(value)
    return orjson.Fragment(str(value))
