"""What the command prints: JSON for programs, tables for people, progress for the patient."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence


def add_json_option(command: argparse.ArgumentParser) -> None:
    """Add --json to a command whose answer is otherwise for people."""
    command.add_argument("--json", action="store_true", help=_("answer in JSON"))


def write_json(answer: Any) -> None:
    """One JSON document, indented: people read it as well."""
    text = msgspec.json.format(msgspec.json.encode(answer), indent=2)
    print(text.decode())


def write_json_line(answer: Any) -> None:
    """One JSON document in one line, at once."""
    print(msgspec.json.encode(answer).decode(), flush=True)


def pairs(rows: Sequence[tuple[str, str]]) -> None:
    """Two columns; a Chinese character is as wide as two letters."""
    width = max(cell_len(left) for left, _right in rows)
    for left, right in rows:
        print(f"  {left}{' ' * (width - cell_len(left))}  {right}")


class Shown(Protocol):
    """Told how much is done, and of how much in all where that is known."""

    def __call__(self, done: int, total: int | None, /) -> None: ...


@contextmanager
def progress(title: str) -> Iterator[Shown]:
    """A bar on standard error while it is a terminal; the value is called with what is done and the whole."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bars:
        bar = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)


@contextmanager
def waiting(title: str) -> Iterator[None]:
    """A sign of life on standard error while it is a terminal, for work of unknown length."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True).status(title):
        yield


WIDE = 220
"""Columns of a table that goes to a file or another program: nothing is cut."""


def _console() -> Console:
    width = None if sys.stdout.isatty() else WIDE
    return Console(file=sys.stdout, width=width, highlight=False, markup=False)


def say(text: str, *, bold: bool = False) -> None:
    """A line of text."""
    _console().print(text, style="bold" if bold else None, soft_wrap=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, most: int | None = None) -> None:
    """A table, without columns that are empty throughout; nothing where there are no rows.

    Args:
        headings: one for each column.
        rows: as many texts each.
        most: rows to show; the number of the others is said.
    """
    if not rows:
        return
    kept = [at for at in range(len(headings)) if any(row[at] for row in rows)]
    shown = Table(*(headings[at] for at in kept), box=SIMPLE_HEAD, pad_edge=False)
    for row in rows[:most]:
        shown.add_row(*(row[at] for at in kept))
    _console().print(shown)
    if most is not None and len(rows) > most:
        say(_("… and {n} more: --json has all").format(n=len(rows) - most))
