"""API keys as text: made here, shown once, and known afterwards by their SHA-256 alone."""

from __future__ import annotations

import secrets
from hashlib import sha256

MARK = "hw_"
SHOWN = 8
"""Characters that people recognise a key by: the mark and 30 of its 256 bits."""


def new() -> str:
    """A key of 256 random bits: the mark and 43 characters of base64url."""
    return MARK + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a key, 64 hexadecimal digits. Any text has one; only an issued key's is ever found."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def beginning(token: str) -> str:
    return token[:SHOWN]
