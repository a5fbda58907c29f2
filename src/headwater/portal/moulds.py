"""Templates, rendered once for each shape and filled by joining text.

Django's templates take a millisecond for a page of thirty lines, nearly all of it for what every such page has
in common. A mould is what a template made of the part of its values that few pages differ in, with gaps where
the others go. It follows from those values alone: nothing of it can be out of date.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from html import escape
from sys import getsizeof
from typing import TYPE_CHECKING, Final

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import override

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

LIMIT: Final = 16_000_000
"""Bytes of moulds that a process keeps, the latest used."""
_OVERHEAD: Final = 1_000
"""Bytes of a mould beside its text and its shape; a shape tells in objects what the text tells."""
_SIGN: Final = secrets.token_hex(8)
"""Nobody can have a gap in a name."""
GAPS: Final = tuple(f"\ue000{_SIGN}{n}\ue001" for n in range(12))
"""What stands in a shape for the values that come later, by their place among them."""
_GAP: Final = re.compile(f"\ue000{_SIGN}([0-9]+)\ue001")

Shape = tuple[str, str, "tuple[tuple[str, Hashable], ...]"]
"""The name of a template, the language, and the values that shape it."""
Mould = tuple[SafeString, tuple[tuple[int, str], ...]]
"""The text before the first gap, and each gap with the text after it."""


def pour(
    template: str, language: str, shape: Mapping[str, Hashable], values: Sequence[str] = ()
) -> SafeString:
    """The template with this shape, and the values where its gaps are, escaped as a template would.

    Args:
        template: its name.
        language: of the page, which is asked for once.
        shape: values by name; hashable, since equal shapes share a mould. Texts in it may be GAPS.
        values: what goes into the gaps, in their order; a gap may be used more than once, or not at all.
    """
    beginning, rest = _rack.get((template, language, tuple(shape.items())))
    if not rest:
        return beginning
    text: list[str] = [beginning]
    for gap, piece in rest:
        value = values[gap]
        text += (value if isinstance(value, SafeString) else escape(value), piece)
    return SafeString("".join(text))


class _Rack:
    """Moulds by shape, the latest used last; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moulds: OrderedDict[Shape, Mould] = OrderedDict()
        self._size = 0

    def get(self, shape: Shape) -> Mould:
        with self._lock:
            found = self._moulds.get(shape)
            if found is not None:
                self._moulds.move_to_end(shape)
                return found
        made = _make(shape)
        with self._lock:
            if shape not in self._moulds:
                self._moulds[shape] = made
                self._size += _size(made)
            while self._size > LIMIT:
                self._size -= _size(self._moulds.popitem(last=False)[1])
        return made

    def clear(self) -> None:
        with self._lock:
            self._moulds.clear()
            self._size = 0


_rack: Final = _Rack()


def _make(shape: Shape) -> Mould:
    template, language, values = shape
    with override(language):
        beginning, *rest = _GAP.split(get_template(template).render(dict(values)))
    gaps = tuple(zip(map(int, rest[::2]), rest[1::2], strict=True))
    return SafeString(beginning), gaps


def _size(mould: Mould) -> int:
    """About how many bytes it takes, with its shape."""
    beginning, rest = mould
    return 3 * (getsizeof(beginning) + sum(getsizeof(piece) for _, piece in rest)) + _OVERHEAD


def forget() -> None:
    """Break all moulds."""
    _rack.clear()
