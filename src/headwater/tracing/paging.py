"""Pages of single objects, and where the next one begins.

Whoever sees everything is told objects in the order of their ids, which is that of issue. To anybody else ids
would tell which of two things was named first, and how much others named in between: they are told objects in the
order of numbers that AES makes of the ids, under a key of their own for each subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

if TYPE_CHECKING:
    from headwater.lineage.ranges import RangeSet

_DECIMALS: Final = 19
"""Of an id."""
_DIGITS: Final = 32
_HEXADECIMAL: Final = frozenset("0123456789abcdef")
"""Of a block of AES."""
_LOWER: Final = 2**64 - 1
_CHUNK: Final = 1 << 16
"""Ids that are turned into numbers together; what is far ahead needs no memory."""


class WrongCursor(ValueError):  # noqa: N818 - an answer, named as such
    """Text that no answer gave as its `next`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def after_of(cursor: str | None, *, by_id: bool) -> int:
    """The id, or the number, after which a page begins; -1 for the first page.

    Raises:
        WrongCursor: it is no id, or no number of AES in hexadecimal.
    """
    if cursor is None:
        return -1
    if by_id and cursor.isascii() and cursor.isdigit() and len(cursor) <= _DECIMALS:
        return int(cursor)
    if not by_id and len(cursor) == _DIGITS and _HEXADECIMAL.issuperset(cursor):
        return int(cursor, 16)
    raise WrongCursor(cursor)


def page_of(objects: RangeSet, after: int, size: int, key: bytes | None) -> tuple[list[int], str | None]:
    """Up to `size` of these objects, and the cursor after which more follow, if any do.

    Args:
        objects: all that are told, whichever page.
        after: see `after_of`.
        size: how many at most, from 1.
        key: sixteen bytes of the viewer and the subject; None for who sees everything.
    """
    return _by_id(objects, after, size) if key is None else _by_number(objects, after, size, key)


def _by_id(objects: RangeSet, after: int, size: int) -> tuple[list[int], str | None]:
    ids: list[int] = []
    for first, last in objects:
        if last > after:
            start = max(first, after + 1)
            ids += range(start, min(last, start + size - len(ids)) + 1)
        if len(ids) > size:
            return ids[:size], str(ids[size - 1])
    return ids, None


def _by_number(objects: RangeSet, after: int, size: int, key: bytes) -> tuple[list[int], str | None]:
    """The least numbers after one, found chunk by chunk: no more than a page and a chunk are held."""
    kept = np.empty((0, 3), dtype=np.uint64)
    for low, high in objects:
        for start in range(low, high + 1, _CHUNK):
            new = _numbered(np.arange(start, min(high, start + _CHUNK - 1) + 1, dtype=np.int64), key)
            if after >= 0:
                major, minor = np.uint64(after >> 64), np.uint64(after & _LOWER)
                new = new[(new[:, 0] > major) | ((new[:, 0] == major) & (new[:, 1] > minor))]
            kept = np.concatenate([kept, new])
            if len(kept) > size + 1:
                kept = kept[np.lexsort((kept[:, 1], kept[:, 0]))][: size + 1]
    kept = kept[np.lexsort((kept[:, 1], kept[:, 0]))]
    ids = kept[:size, 2].view(np.int64).tolist()
    if len(kept) <= size:
        return ids, None
    major, minor = kept[size - 1, :2].tolist()
    return ids, f"{major:016x}{minor:016x}"


def _numbered(
    ids: np.ndarray[tuple[int], np.dtype[np.int64]], key: bytes
) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    """(number's upper half, its lower half, id) of each id."""
    blocks = np.zeros((len(ids), 2), dtype=">i8")
    blocks[:, 1] = ids
    encryptor = Cipher(AES(key), ECB()).encryptor()  # noqa: S305 - single blocks: a permutation is what is wanted
    numbers = np.frombuffer(encryptor.update(blocks.tobytes()), dtype=">u8").reshape(-1, 2)
    return np.column_stack([numbers.astype(np.uint64), ids.view(np.uint64)])
