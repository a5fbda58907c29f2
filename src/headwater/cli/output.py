"""What the command prints: JSON for programs, tables for people, progress for the patient."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence


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


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while it is a terminal; the value is called with what is done and the whole."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bars:
        bar = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)
