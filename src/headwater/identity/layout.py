"""How a 64-bit id is laid out.

The three bits below the sign tell where an id comes from; the other sixty are the number there.

| top bits | what                                       | number                                     |
| -------- | ------------------------------------------ | ------------------------------------------ |
| 1        | codes that we issued                       | from one sequence, block by block          |
| 2        | identifiers of others, kept in a dictionary| in order of arrival                        |
| 3        | numeric serials of others                  | twenty bits of series, forty of serial     |
| 4        | SSCC                                       | seventeen digits, without the check digit  |

Higher ones are never given out: `lineage.lived` uses them for earlier lives, within one question.

So ids of different identifiers never collide, and ids that follow each other belong to things that were
issued, or arrived, one after the other.
"""

from __future__ import annotations

from typing import Final

SHIFT: Final = 60
OWN: Final = 1 << SHIFT
DICTIONARY: Final = 2 << SHIFT
NUMERIC: Final = 3 << SHIFT
SSCC: Final = 4 << SHIFT

SERIAL_BITS: Final = 40
SERIAL_DIGITS: Final = 12
"""Ten to the twelfth stays below two to the fortieth."""
MAX_SERIES: Final = 1 << (SHIFT - SERIAL_BITS)


def origin(object_id: int) -> int:
    """The top bits of an id in place: `OWN`, `DICTIONARY`, `NUMERIC` or `SSCC`."""
    return object_id >> SHIFT << SHIFT


def number(object_id: int) -> int:
    """The sixty bits below."""
    return object_id & (OWN - 1)


def is_plain_number(serial: str) -> bool:
    """Whether a serial is digits that an integer gives back: at most twelve, no leading zero."""
    return (
        len(serial) <= SERIAL_DIGITS
        and serial.isascii()
        and serial.isdigit()
        and (serial[0] != "0" or serial == "0")
    )
