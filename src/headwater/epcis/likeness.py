"""Which word somebody meant who misspelt one."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 40
"""Characters of a word for which another is looked for that it may have meant."""
_LAST_PART: Final = re.compile(r"[A-Za-z0-9_]*$")


def nearest(text: str, words: Iterable[str], likeness: float = 0.7) -> str | None:
    """The word that the text may have meant; None where there is none like it.

    >>> nearest("cbv:BizStep-Shiping", ["packing", "shipping"])
    'shipping'
    """
    last = _LAST_PART.search(text)
    if last is None or not 0 < len(last.group()) <= _LONGEST:
        return None
    spelt = {word.casefold(): word for word in sorted(words)}
    found = get_close_matches(last.group().casefold(), spelt, n=1, cutoff=likeness)
    return spelt[found[0]] if found else None
