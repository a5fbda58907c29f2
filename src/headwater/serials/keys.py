"""Key material: one key permutes counters, another makes tags, both come from one master secret.

Two keys, so that whoever learns one cannot do what the other protects. The labels name the purpose and the
version of the scheme; another label gives an unrelated key.

Source: RFC 5869 (HKDF); NIST SP 800-38G, 800-38B (AES keys of 128, 192 or 256 bits).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from headwater.serials.errors import SerialError

PERMUTATION_LABEL = b"headwater/serials/permutation/1"
TAG_LABEL = b"headwater/serials/tag/1"
_MASTER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """What is needed to make serials and to check them."""

    permutation: bytes = field(repr=False)
    """AES key of 16, 24 or 32 bytes for the permutation of counters."""
    tag: bytes = field(repr=False)
    """AES key of 16, 24 or 32 bytes for the authentication tag."""

    def __post_init__(self) -> None:
        for key in (self.permutation, self.tag):
            if len(key) not in (16, 24, 32):
                raise SerialError(
                    "key-length", "An AES key has 16, 24 or 32 bytes, not {length}.", length=len(key)
                )
        if self.permutation == self.tag:
            raise SerialError("same-keys", "The permutation and the tag need different keys.")


def derive(master: bytes, label: bytes, length: int = 16) -> bytes:
    """The key of `length` bytes that belongs to this purpose.

    Args:
        master: the master secret, at least 16 bytes of full entropy (not a password).
        label: what the key is for.
        length: in bytes.

    Raises:
        SerialError: the master secret is too short.
    """
    if len(master) < _MASTER_BYTES:
        raise SerialError(
            "master-length", "The master secret needs at least {least} bytes.", least=_MASTER_BYTES
        )
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=label).derive(master)


def derive_keys(master: bytes) -> Keys:
    """Both keys of this scheme.

    Raises:
        SerialError: the master secret is too short.
    """
    return Keys(permutation=derive(master, PERMUTATION_LABEL), tag=derive(master, TAG_LABEL))
