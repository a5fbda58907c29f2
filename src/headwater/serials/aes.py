"""AES of single blocks, the primitive beneath both the permutation and the tag.

Electronic codebook mode serves here only to reach the bare block cipher; no message is enciphered with it.

Source: FIPS 197.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import CipherContext

_MOST = 64
_contexts = threading.local()


def encryptor(key: bytes) -> CipherContext:
    """A context whose `update` encrypts whole blocks of 16 bytes.

    Making one costs as much as checking a serial, so each thread keeps its own: a context carries no state
    from block to block in this mode, but must not be shared while another thread is inside it.
    """
    known: dict[bytes, CipherContext] = _contexts.__dict__.setdefault("known", {})
    context = known.get(key)
    if context is None:
        if len(known) >= _MOST:
            known.clear()
        context = known[key] = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - one block
    return context
