"""Coupon codes of North America, AIs (8110) and (8112): a row of fields, some led by their length.

Source: North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols (8110); GS1 AI (8112) Coupon
Data Specification.
"""

from __future__ import annotations

from headwater.gs1.charsets import is_digits
from headwater.gs1.dates import yymmdd
from headwater.gs1.errors import IdentifierError, shown

_NO_PREFIX = "9"
"""Length indicator that says: the company prefix is the first one."""
_REQUIREMENT_CODES = "012349"


class _Fields:
    """The digits of a coupon, taken one field at a time."""

    def __init__(self, value: str, ai: str) -> None:
        self._value = value
        self._ai = ai
        self._position = 0

    def take(self, length: int, name: str) -> str:
        """The next digits.

        Raises:
            IdentifierError: "coupon", where fewer are left.
        """
        field = self._value[self._position : self._position + length]
        if len(field) < length:
            raise IdentifierError(
                "coupon",
                "The coupon “{value}” in AI ({ai}) ends within its field “{field}”.",
                value=shown(self._value), ai=self._ai, field=name,
            )  # fmt: skip
        self._position += length
        return field

    def choice(self, allowed: str, name: str) -> str:
        """The next digit, one of `allowed`."""
        digit = self.take(1, name)
        if digit not in allowed:
            raise IdentifierError(
                "coupon",
                "The coupon “{value}” in AI ({ai}) has a wrong digit in its field “{field}”.",
                value=shown(self._value), ai=self._ai, field=name,
            )  # fmt: skip
        return digit

    def sized(self, allowed: str, extra: int, name: str) -> str:
        """A field led by a digit that tells its length, less `extra`."""
        length = self.choice(allowed, "length of the " + name)
        return self.take(int(length) + extra, name)

    def date(self, name: str) -> str:
        date = self.take(6, name)
        yymmdd(date, self._ai)
        return date

    def option(self, digit: str) -> bool:
        """Whether the optional field of this number comes next; if so, its number is taken."""
        present = self._value[self._position : self._position + 1] == digit
        self._position += present
        return present

    def end(self) -> None:
        if self._position != len(self._value):
            raise self.error("The coupon “{value}” in AI ({ai}) goes on after its last field.")

    def error(self, template: str) -> IdentifierError:
        return IdentifierError("coupon", template, value=shown(self._value), ai=self._ai)


def _fields(value: str, ai: str) -> _Fields:
    fields = _Fields(value, ai)
    if not is_digits(value):
        raise fields.error("The coupon “{value}” in AI ({ai}) has a character that is not a digit.")
    return fields


def check_coupon(value: str, ai: str) -> None:
    """Check a coupon code of AI (8110).

    Raises:
        IdentifierError: "coupon", or "month" or "day" of one of its dates.
    """
    fields = _fields(value, ai)
    fields.sized("0123456", 6, "company prefix")
    fields.take(6, "offer code")
    fields.sized("12345", 0, "save value")
    _purchase(fields, "first")
    if fields.option("1"):
        fields.choice("0123", "rules of additional purchases")
        _purchase(fields, "second")
        _purchase_prefix(fields)
    if fields.option("2"):
        _purchase(fields, "third")
        _purchase_prefix(fields)
    expiration = fields.date("expiration date") if fields.option("3") else None
    if fields.option("4"):
        start = fields.date("start date")
        if expiration is not None and start > expiration:
            raise fields.error("The coupon “{value}” in AI ({ai}) expires before it starts.")
    if fields.option("5"):
        fields.sized("0123456789", 6, "serial number")
    if fields.option("6"):
        fields.sized("1234567", 6, "retailer")
    if fields.option("9"):
        fields.choice("01256", "save value code")
        fields.choice("012", "item that the save value applies to")
        fields.take(1, "store coupon flag")
        fields.choice("01", "flag against multiplying")
    fields.end()


def _purchase(fields: _Fields, which: str) -> None:
    fields.sized("12345", 0, which + " purchase requirement")
    fields.choice(_REQUIREMENT_CODES, which + " purchase requirement code")
    fields.take(3, which + " purchase family code")


def _purchase_prefix(fields: _Fields) -> None:
    length = fields.choice("0123456" + _NO_PREFIX, "length of the purchase company prefix")
    if length != _NO_PREFIX:
        fields.take(int(length) + 6, "purchase company prefix")


def check_positive_offer(value: str, ai: str) -> None:
    """Check a coupon code of a positive offer file, AI (8112).

    Raises:
        IdentifierError: "coupon".
    """
    fields = _fields(value, ai)
    fields.choice("01", "format code")
    fields.sized("0123456", 6, "funder")
    fields.take(6, "offer code")
    fields.sized("0123456789", 6, "serial number")
    fields.end()
