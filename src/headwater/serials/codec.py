"""Counters to serials and back: twelve characters of permuted counter, six of tag.

A serial says nothing about its neighbours to anyone without the keys, is unique by construction, and turns
back into its counter by arithmetic alone, so that no table of issued serials is needed.

Batches are numpy arrays of `S18`; each function has a twin for one serial that gives the same answer.
Source: NIST SP 800-38G and 800-38B; GS1 General Specifications, AI (21): at most 20 characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from headwater.serials import base32, ff1, tag
from headwater.serials.errors import SerialError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from headwater.serials.keys import Keys

LENGTH: Final = 18
"""Characters of a serial."""
NOT_OURS: Final = -1
"""What decoding answers where the text has another shape or a wrong tag."""

_BODY_PAIRS = tag.BODY // 2
_TAG_PAIRS = (LENGTH - tag.BODY) // 2
_BAD = "?" * LENGTH
_FEW: Final = 8
"""Serials up to which one by one is faster than as an array."""


def encode_array(keys: Keys, gtin: str, epoch: int, counters: ArrayLike) -> NDArray[np.bytes_]:
    """The serials of these counters, shape (n,), dtype S18.

    Args:
        keys: of the issuer.
        gtin: 14 digits.
        epoch: 0 to 2**32 - 1; another epoch is another permutation under the same tag key.
        counters: integers from 0 to 2**60 - 1.

    Raises:
        SerialError: GTIN, epoch or a counter is out of range.
    """
    numbers = _numbers(counters)
    out = np.empty((len(numbers), LENGTH), np.uint8)
    ff1.tweak(gtin, epoch)
    for start in range(0, len(numbers), ff1.CHUNK):
        part = numbers[start : start + ff1.CHUNK]
        _fill(keys, gtin, epoch, part, out[start : start + ff1.CHUNK])
    return out.view(f"S{LENGTH}").ravel()


def encode(keys: Keys, gtin: str, epoch: int, counters: ArrayLike) -> list[str]:
    """The same as `encode_array`, as a list of texts.

    Raises:
        SerialError: GTIN, epoch or a counter is out of range.
    """
    text = encode_array(keys, gtin, epoch, counters).tobytes().decode("ascii")
    return [text[at : at + LENGTH] for at in range(0, len(text), LENGTH)]


def decode(
    keys: Keys, gtin: str, epoch: int, serials: Sequence[str] | NDArray[np.bytes_]
) -> NDArray[np.int64]:
    """The counters of these serials, shape (n,); `NOT_OURS` where the tag is wrong or the text has another shape.

    The tag does not depend on the epoch: a serial of another epoch decodes to a counter that no block holds.

    Raises:
        SerialError: GTIN or epoch is out of range.
    """
    ff1.tweak(gtin, epoch)
    if len(serials) <= _FEW and not isinstance(serials, np.ndarray):
        return np.array([decode_one(keys, gtin, epoch, serial) for serial in serials], np.int64)
    rows = _rows(serials)
    out = np.full(len(rows), NOT_OURS, np.int64)
    for start in range(0, len(rows), ff1.CHUNK):
        part = rows[start : start + ff1.CHUNK]
        values = base32.VALUES[part]
        right = (values != base32.INVALID).all(axis=1)
        bodies, claimed = values[:, : tag.BODY], base32.decode_array(values[:, tag.BODY :])
        right &= claimed == tag.tags(keys.tag, gtin, part[:, : tag.BODY])
        numbers = base32.decode_array(bodies[right])
        out[start : start + ff1.CHUNK][right] = ff1.decrypt(keys.permutation, gtin, epoch, numbers)
    return out


def encode_one(keys: Keys, gtin: str, epoch: int, counter: int) -> str:
    """The serial of one counter.

    Raises:
        SerialError: GTIN, epoch or counter is out of range.
    """
    if not 0 <= counter < ff1.LIMIT:
        raise _range_error(counter)
    body = base32.encode_one(ff1.encrypt_one(keys.permutation, gtin, epoch, counter), _BODY_PAIRS)
    return body + base32.encode_one(tag.tag_one(keys.tag, gtin, body), _TAG_PAIRS)


def decode_one(keys: Keys, gtin: str, epoch: int, serial: str) -> int:
    """The counter of one serial, or `NOT_OURS`.

    Raises:
        SerialError: GTIN or epoch is out of range.
    """
    ff1.tweak(gtin, epoch)
    if len(serial) != LENGTH:
        return NOT_OURS
    number = base32.decode_one(serial)
    if number is None:
        return NOT_OURS
    if number & (1 << tag.BITS) - 1 != tag.tag_one(keys.tag, gtin, serial[: tag.BODY]):
        return NOT_OURS
    return ff1.decrypt_one(keys.permutation, gtin, epoch, number >> tag.BITS)


def looks_like_ours(serial: str) -> bool:
    """Whether the text has the shape of our serials; says nothing of its tag."""
    return len(serial) == LENGTH and base32.decode_one(serial) is not None


def write(file: BinaryIO, keys: Keys, gtin: str, epoch: int, first: int, count: int) -> None:
    """Write the serials of `count` counters from `first` on, one a line, in ASCII with a line feed.

    Uses memory for one chunk, whatever the count.

    Raises:
        SerialError: GTIN, epoch or a counter is out of range; nothing is written.
        OSError: the file cannot take them.
    """
    ff1.tweak(gtin, epoch)
    if first < 0 or count < 0 or first + count > ff1.LIMIT:
        raise _range_error(first if first < 0 else first + count)
    for numbers in _chunks(first, count):
        lines = np.empty((len(numbers), LENGTH + 1), np.uint8)
        lines[:, LENGTH] = ord("\n")
        _fill(keys, gtin, epoch, numbers, lines[:, :LENGTH])
        file.write(lines.tobytes())


def _chunks(first: int, count: int) -> Iterator[NDArray[np.uint64]]:
    for start in range(first, first + count, ff1.CHUNK):
        yield np.arange(start, min(start + ff1.CHUNK, first + count), dtype=np.uint64)


def _fill(keys: Keys, gtin: str, epoch: int, numbers: NDArray[np.uint64], out: NDArray[np.uint8]) -> None:
    """Write the characters of each number's serial into the rows of `out`, shape (n, 18)."""
    bodies = base32.encode_array(ff1.encrypt(keys.permutation, gtin, epoch, numbers), _BODY_PAIRS)
    out[:, : tag.BODY] = bodies
    out[:, tag.BODY :] = base32.encode_array(tag.tags(keys.tag, gtin, bodies), _TAG_PAIRS)


def _numbers(counters: ArrayLike) -> NDArray[np.uint64]:
    given = np.asarray(counters)
    if given.size == 0:
        return np.empty(0, np.uint64)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise SerialError("counter-type", "Counters are a one-dimensional array of integers.")
    for extreme in (int(given.min()), int(given.max())):
        if not 0 <= extreme < ff1.LIMIT:
            raise _range_error(extreme)
    return given.astype(np.uint64)


def _rows(serials: Sequence[str] | NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """The characters, shape (n, 18); a text of another length becomes a row that is no serial."""
    if isinstance(serials, np.ndarray):
        if serials.dtype.itemsize == LENGTH and serials.dtype.kind == "S":
            return np.ascontiguousarray(serials).view(np.uint8).reshape(-1, LENGTH)
        serials = [serial.decode("latin-1") for serial in serials.tolist()]
    if any(len(serial) != LENGTH for serial in serials):
        serials = [serial if len(serial) == LENGTH else _BAD for serial in serials]
    # What is not ASCII becomes one "?" a character, which is not of the alphabet.
    data = "".join(serials).encode("ascii", "replace")
    return np.frombuffer(data, np.uint8).reshape(-1, LENGTH)


def _range_error(counter: int) -> SerialError:
    return SerialError(
        "counter-range", "The counter {counter} is not between 0 and 2**60 - 1.", counter=counter
    )
