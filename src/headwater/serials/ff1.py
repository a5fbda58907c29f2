"""FF1 over numbers of 60 bits: a permutation that only the holder of the key can follow.

The scheme is NIST FF1 with radix 2 and 60 numerals, so each Feistel half is one 30-bit number. The tweak is
the GTIN as seven bytes of packed decimal and the epoch as four bytes, eleven in all: together with the
round number and the four bytes of a half that is exactly one AES block, so P is encrypted once per tweak
and each round costs one block.

Source: NIST SP 800-38G, section 5.1, algorithms 7 and 8.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from headwater.serials.aes import encryptor
from headwater.serials.errors import SerialError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BITS: Final = 60
LIMIT: Final = 1 << BITS
"""Numbers run from 0 to one below this."""
ROUNDS: Final = 10
CHUNK: Final = 16_384
"""Numbers permuted at once: larger arrays fall out of the processor's cache and take 3.5 times as long."""

_HALF = BITS // 2
_MASK = (1 << _HALF) - 1
_TWEAK_BYTES = 11
# P: version 1, method 2, addition 1, the radix in three bytes, ten rounds, u, then n and t in four bytes each.
_P = bytes([1, 2, 1, 0, 0, 2, 10, _HALF]) + struct.pack(">II", BITS, _TWEAK_BYTES)
# Of the block that AES returns the first eight bytes are the number y; modulo 2**30 only four of them count.
_f_of = struct.Struct(">4xI8x").unpack
_word = struct.Struct(">I").pack
_GTIN_DIGITS = 14
_EPOCH_LIMIT = 1 << 32


@lru_cache(maxsize=1024)
def tweak(gtin: str, epoch: int) -> bytes:
    """The eleven bytes that make the permutation of each GTIN and epoch another one.

    Raises:
        SerialError: the GTIN has not 14 digits, or the epoch is not between 0 and 2**32 - 1.
    """
    if len(gtin) != _GTIN_DIGITS or not (gtin.isascii() and gtin.isdigit()):
        raise SerialError("gtin", "A GTIN is written here with 14 digits, not as {gtin!r}.", gtin=gtin)
    if not 0 <= epoch < _EPOCH_LIMIT:
        raise SerialError("epoch", "The epoch {epoch} is not between 0 and 4294967295.", epoch=epoch)
    return bytes.fromhex(gtin) + epoch.to_bytes(4, "big")


@lru_cache(maxsize=1024)
def _rounds(key: bytes, gtin: str, epoch: int) -> tuple[tuple[bytes, int], ...]:
    """Per round, the first twelve bytes of the block, and what the half is xored with to make the last four."""
    first = int.from_bytes(encryptor(key).update(_P), "big")
    fixed = int.from_bytes(tweak(gtin, epoch), "big") << 40
    blocks = [(first ^ fixed ^ number << 32).to_bytes(16, "big") for number in range(ROUNDS)]
    return tuple((block[:12], int.from_bytes(block[12:], "big")) for block in blocks)


@lru_cache(maxsize=1024)
def _words(key: bytes, gtin: str, epoch: int) -> NDArray[np.uint32]:
    """The same as words in the order of the machine, shape (10, 4)."""
    blocks = b"".join(head + last.to_bytes(4, "big") for head, last in _rounds(key, gtin, epoch))
    return np.frombuffer(blocks, np.uint32).reshape(ROUNDS, 4)


def _permute(
    key: bytes, gtin: str, epoch: int, numbers: NDArray[np.uint64], *, back: bool
) -> NDArray[np.uint64]:
    cipher, words = encryptor(key), _words(key, gtin, epoch)
    out = np.empty(len(numbers), np.uint64)
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        # Forth, each round is (a, b) -> (b, a + f(b)); back it is the same with the halves and the sign exchanged.
        a, b = (part >> np.uint64(_HALF)).astype(np.uint32), (part & np.uint64(_MASK)).astype(np.uint32)
        if back:
            a, b = b, a
        block = np.empty((len(part), 4), np.uint32)
        sealed = bytearray(16 * len(part) + 15)
        mixed = np.frombuffer(sealed, ">u4", 4 * len(part))[1::4]
        for number in range(ROUNDS):
            row = words[ROUNDS - 1 - number if back else number]
            block[:, :3] = row[:3]
            block[:, 3] = b.astype(">u4").view(np.uint32) ^ row[3]
            cipher.update_into(block.data.cast("B"), sealed)
            f = mixed.astype(np.uint32)
            a, b = b, (a - f if back else a + f) & np.uint32(_MASK)
        if back:
            a, b = b, a
        out[start : start + CHUNK] = (a.astype(np.uint64) << np.uint64(_HALF)) | b
    return out


def encrypt(key: bytes, gtin: str, epoch: int, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The permuted numbers, shape (n,), each below 2**60.

    Raises:
        SerialError: the GTIN or epoch is out of range.
    """
    return _permute(key, gtin, epoch, numbers, back=False)


def decrypt(key: bytes, gtin: str, epoch: int, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The numbers that `encrypt` permuted to these.

    Raises:
        SerialError: the GTIN or epoch is out of range.
    """
    return _permute(key, gtin, epoch, numbers, back=True)


def encrypt_one(key: bytes, gtin: str, epoch: int, number: int) -> int:
    """The scalar twin of `encrypt`."""
    update = encryptor(key).update
    a, b = number >> _HALF, number & _MASK
    for head, last in _rounds(key, gtin, epoch):
        (f,) = _f_of(update(head + _word(last ^ b)))
        a, b = b, a + f & _MASK
    return a << _HALF | b


def decrypt_one(key: bytes, gtin: str, epoch: int, number: int) -> int:
    """The scalar twin of `decrypt`."""
    update = encryptor(key).update
    a, b = number >> _HALF, number & _MASK
    for head, last in reversed(_rounds(key, gtin, epoch)):
        (f,) = _f_of(update(head + _word(last ^ a)))
        a, b = b - f & _MASK, a
    return a << _HALF | b
