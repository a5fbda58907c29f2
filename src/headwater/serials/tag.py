"""The tag that makes a serial impossible to invent: 30 bits of AES-CMAC.

The message is the element string of the item without its tag, "01", the GTIN, "21" and the twelve
characters of the permuted counter: thirty bytes, of which the first sixteen are the same for all serials of
a GTIN, so that one serial costs one block. One guess in 2**30 is right.

Source: NIST SP 800-38B, section 6.2 (the most significant bits are kept); RFC 4493.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from headwater.serials.aes import encryptor

if TYPE_CHECKING:
    from numpy.typing import NDArray

BITS: Final = 30
BODY: Final = 12
"""Characters of the permuted counter."""

_SHIFT = 32 - BITS
_BLOCK_LIMIT = 1 << 128
_FEEDBACK = 0x87


@lru_cache(maxsize=1024)
def _last_mask(key: bytes, gtin: str) -> int:
    """All of the last block that does not depend on the serial: the chained first block and the subkey."""
    update = encryptor(key).update
    subkey = int.from_bytes(update(bytes(16)), "big")
    for _ in range(2):  # twice: the second subkey serves messages whose last block is not full
        subkey = subkey << 1 ^ (_BLOCK_LIMIT | _FEEDBACK if subkey << 1 & _BLOCK_LIMIT else 0)
    chained = int.from_bytes(update(f"01{gtin}".encode()), "big")
    fixed = int.from_bytes(b"21" + bytes(BODY) + b"\x80\x00", "big")
    return subkey ^ chained ^ fixed


def tags(key: bytes, gtin: str, bodies: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The tag of each row of twelve ASCII characters; shape (n,), each below 2**30."""
    mask = np.frombuffer(_last_mask(key, gtin).to_bytes(16, "big"), np.uint8)
    block = np.empty((len(bodies), 16), np.uint8)
    block[:] = mask
    block[:, 2 : 2 + BODY] ^= bodies
    sealed = bytearray(16 * len(bodies) + 15)
    encryptor(key).update_into(block.data.cast("B"), sealed)
    return np.frombuffer(sealed, ">u4", 4 * len(bodies))[::4].astype(np.uint64) >> np.uint64(_SHIFT)


def tag_one(key: bytes, gtin: str, body: str) -> int:
    """The scalar twin of `tags`; `body` is twelve ASCII characters."""
    block = _last_mask(key, gtin) ^ int.from_bytes(body.encode(), "big") << 16
    return int.from_bytes(encryptor(key).update(block.to_bytes(16, "big"))[:4], "big") >> _SHIFT
