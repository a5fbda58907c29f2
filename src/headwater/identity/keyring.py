"""The secrets behind our codes: kept outside of the database, one set per epoch.

The master secret is a file of the data folder that only its owner may read. Everything else is derived.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from headwater.serials.keys import Keys, derive, derive_keys

EPOCH: Final = 1
"""The epoch in which codes are issued now."""
_FILE: Final = Path("keys", "serials.key")
"""Where the master secret lies in the data folder."""


def path() -> Path:
    """Where the master secret lies."""
    return Path(settings.HEADWATER_HOME) / _FILE


def create() -> bool:
    """Make a master secret unless there is one; says whether it did."""
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    return True


@lru_cache(maxsize=16)
def _keys(home: Path, epoch: int) -> Keys:
    return derive_keys(derive((home / _FILE).read_bytes(), f"epoch {epoch}".encode(), 32))


def keys(epoch: int) -> Keys:
    """The keys of an epoch.

    Raises:
        FileNotFoundError: the data folder was never initialised.
    """
    return _keys(settings.HEADWATER_HOME, epoch)
