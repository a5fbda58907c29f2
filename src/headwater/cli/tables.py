"""Tables for people: whatever somebody may copy from one stands there whole.

In a file or for another program a table is as wide as it needs. On a terminal that is narrower, the last columns
stand below their row as "label: value", and lines are parted at blanks alone: an identifier has none.
"""

from __future__ import annotations

import shutil
import sys
from gettext import gettext as _
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP = "  "
_APART = "   "
"""Between two labelled values of one line."""
_INDENT = "  "


def show(headings: Sequence[str], rows: Sequence[Sequence[str]], *, most: int | None = None) -> None:
    """Print a table, without columns that are empty throughout; nothing where there are no rows.

    Args:
        headings: one for each column; what must be seen first comes first.
        rows: as many texts each.
        most: rows to show; the number of the others is said.
    """
    if not rows:
        return
    kept = [at for at in range(len(headings)) if any(row[at] for row in rows)]
    shown = [[row[at] for at in kept] for row in rows[:most]]
    for line in _lines([headings[at] for at in kept], shown, _width()):
        print(line)
    if most is not None and len(rows) > most:
        print(_("… and {n} more: --json has all").format(n=len(rows) - most))


def pairs(rows: Sequence[tuple[str, str]]) -> None:
    """Print two columns without headings."""
    width = max(cell_len(left) for left, _right in rows)
    for left, right in rows:
        print(f"{_INDENT}{_padded(left, width)}{_GAP}{right}")


def _width() -> int | None:
    """Cells of a line; None where it may be as long as it wants."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _lines(headings: Sequence[str], rows: Sequence[Sequence[str]], room: int | None) -> Iterator[str]:
    widths = [max(map(cell_len, column)) for column in zip(headings, *rows, strict=True)]
    beside = len(widths) if room is None else _beside(widths, room)
    yield _row(headings[:beside], widths)
    yield "─" * _needed(widths[:beside])
    for row in rows:
        yield _row(row[:beside], widths)
        if room is not None:
            below = zip(headings[beside:], row[beside:], strict=True)
            labelled = [
                _("{label}: {value}").format(label=label, value=value) for label, value in below if value
            ]
            yield from (_INDENT + line for line in _filled(labelled, room - len(_INDENT)))


def _beside(widths: Sequence[int], room: int) -> int:
    """How many columns fit beside one another: at least the first, which is what the row is about."""
    return max([1, *(n for n in range(1, len(widths) + 1) if _needed(widths[:n]) <= room)])


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(_padded(cell, width) for cell, width in zip(cells, widths, strict=False)).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _filled(labelled: Iterable[str], room: int) -> Iterator[str]:
    """Lines of as many labelled values as fit; one that is longer than a line is parted at blanks."""
    line = ""
    for one in labelled:
        joined = f"{line}{_APART}{one}" if line else one
        if cell_len(joined) <= room:
            line = joined
            continue
        if line:
            yield line
        *full, line = _parted(one, room)
        yield from full
    if line:
        yield line


def _parted(text: str, room: int) -> list[str]:
    """The words of a text in lines; a word that is longer than a line has one to itself."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and cell_len(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
