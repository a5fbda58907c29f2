"""Arithmetic with quantities, to the last digit.

>>> from decimal import Decimal
>>> with exactly():
...     str(Decimal("123456789012345678901234567890") + Decimal("0.001"))
'123456789012345678901234567890.001'
"""

from __future__ import annotations

from decimal import Context, DivisionByZero, Inexact, InvalidOperation, Overflow, localcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

DIGITS = 1000
"""More than any quantity that validation lets pass can need, and few enough to be quick."""


def exactly() -> AbstractContextManager[Context]:
    """A context in which a sum or product is exact, or fails.

    Raises:
        decimal.Inexact: it needs more than a thousand digits.
    """
    return localcontext(Context(prec=DIGITS, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow]))
