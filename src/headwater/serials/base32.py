"""Numbers as upper-case base-32 text without look-alikes, ten bits to two characters.

I, L and O are left out because they read as 1 and 0, U because it makes words. Every character is allowed
in AI (21), needs no escape in a URN or a Digital Link, and fits the alphanumeric mode of a QR code.

Source: GS1 General Specifications, figure 7.11-1 (characters of AI 21).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
INVALID: Final = 255
"""What `VALUES` has for a byte that is no character of the alphabet."""

_letters = np.frombuffer(ALPHABET.encode(), np.uint8)
PAIRS: Final[NDArray[np.uint8]] = np.stack([np.repeat(_letters, 32), np.tile(_letters, 32)], axis=1)
"""Shape (1024, 2): the two characters of each ten-bit number."""
PAIR_TEXTS: Final = tuple(high + low for high in ALPHABET for low in ALPHABET)
"""The same as text."""

VALUES: Final[NDArray[np.uint8]] = np.full(256, INVALID, np.uint8)
"""Byte to five-bit value."""
VALUES[_letters] = np.arange(32, dtype=np.uint8)
_PYTHON_DIGITS = bytes.maketrans(ALPHABET.encode(), b"0123456789abcdefghijklmnopqrstuv")
_TO_PYTHON = bytes(_PYTHON_DIGITS[byte] if chr(byte) in ALPHABET else ord("?") for byte in range(256))
"""Our alphabet to the digits that `int` knows, all else to what it refuses."""


def encode_array(numbers: NDArray[np.uint64], pairs: int) -> NDArray[np.uint8]:
    """The `2 * pairs` characters of each number, most significant first; shape (n, 2 * pairs)."""
    out = np.empty((len(numbers), pairs), np.dtype("V2"))
    table = PAIRS.view("V2").ravel()
    for place in range(pairs):
        shift = np.uint64(10 * (pairs - 1 - place))
        out[:, place] = table[((numbers >> shift) & np.uint64(1023)).astype(np.intp)]
    return out.view(np.uint8).reshape(len(numbers), 2 * pairs)


def decode_array(values: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The number of each row of five-bit values (from `VALUES`); shape (n,)."""
    numbers = np.zeros(len(values), np.uint64)
    for column in range(values.shape[1]):
        numbers = (numbers << np.uint64(5)) | values[:, column]
    return numbers


def encode_one(number: int, pairs: int) -> str:
    """The scalar twin of `encode_array`."""
    return "".join([PAIR_TEXTS[number >> shift & 1023] for shift in range(10 * (pairs - 1), -1, -10)])


def decode_one(text: str) -> int | None:
    """The scalar twin of `decode_array`; None when the text is empty or a character is not of the alphabet."""
    try:
        return int(text.encode("ascii", "replace").translate(_TO_PYTHON), 32)
    except ValueError:
        return None
