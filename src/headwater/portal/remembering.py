"""What pages remember for a minute: what is upstream of a lot is asked for by each of its million cans.

It is kept in Django's cache, bounded by its settings, under a key that names the viewer. So a correction or a
late event upstream shows at most a minute later; what happens to a can itself shows at once.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from django.core.cache import cache

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

SECONDS = 60


def remember(key: str, make: Callable[[], T], /) -> T:
    """The answer of `make`, or what it answered for the same key within SECONDS. See `tracing.stories.Remember`."""
    name = f"portal:{sha256(key.encode()).hexdigest()}"
    known: T | None = cache.get(name)
    if known is None:
        known = make()
        cache.set(name, known, timeout=SECONDS)
    return known
