"""What the command prints: JSON for programs, lines for people, progress for the patient. Tables: tables.py."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


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


def say(text: str, *, bold: bool = False) -> None:
    """A line of text, whole: the terminal alone parts it."""
    console = Console(file=sys.stdout, highlight=False, markup=False)
    console.print(text, style="bold" if bold else None, soft_wrap=True)
