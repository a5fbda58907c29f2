"""Functions of a text that remember their answers, though not for texts that come from no honest sender.

A memory that is bounded in entries alone could be filled with texts of megabytes each.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST: Final = 256
"""Characters of a text that is kept."""

T = TypeVar("T")


def remembered(entries: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Decorate a function whose answer depends on one text alone, to keep the answers for so many short texts."""

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        remembering = lru_cache(maxsize=entries)(function)

        @wraps(function)
        def answer(text: str) -> T:
            return remembering(text) if len(text) <= LONGEST else function(text)

        return answer

    return decorate
