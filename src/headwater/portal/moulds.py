"""Templates, rendered once for each shape and filled by joining text.

Django's templates take a millisecond for a page of thirty lines, nearly all of it for what every such page has
in common. A mould is what a template made of the part of its values that few pages differ in, with gaps where
the others go. It follows from those values alone: nothing of it can be out of date.
"""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

MOULDS: Final = 8_192
"""Moulds that a process keeps, the latest used."""
_SIGN: Final = secrets.token_hex(8)
"""Nobody can have a gap in a name."""
GAPS: Final = tuple(f"\ue000{_SIGN}{n}\ue001" for n in range(12))
"""What stands in a shape for the values that come later, by their place among them."""
_GAP: Final = re.compile(f"\ue000{_SIGN}([0-9]+)\ue001")


def pour(template: str, shape: Mapping[str, Hashable], values: Sequence[str] = ()) -> SafeString:
    """The template with this shape, and the values where its gaps are, escaped as a template would.

    Args:
        template: its name.
        shape: values by name; hashable, since equal shapes share a mould. Texts in it may be GAPS.
        values: what goes into the gaps, in their order; a gap may be used more than once, or not at all.
    """
    beginning, rest = _mould(template, get_language(), tuple(shape.items()))
    if not rest:
        return beginning
    text: list[str] = [beginning]
    for gap, piece in rest:
        value = values[gap]
        text += (value if isinstance(value, SafeString) else escape(value), piece)
    return SafeString("".join(text))


@lru_cache(maxsize=MOULDS)
def _mould(
    template: str, _language: str | None, shape: tuple[tuple[str, Hashable], ...]
) -> tuple[SafeString, tuple[tuple[int, str], ...]]:
    """The text before the first gap, and each gap with the text after it."""
    beginning, *rest = _GAP.split(get_template(template).render(dict(shape)))
    gaps = tuple(zip(map(int, rest[::2]), rest[1::2], strict=True))
    return SafeString(beginning), gaps


def forget() -> None:
    """Break all moulds."""
    _mould.cache_clear()
