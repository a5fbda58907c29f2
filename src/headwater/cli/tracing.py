"""`headwater trace`, `history` and `locate`: the questions."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater.cli import arguments, output, refusals, start

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from headwater.cli.parsing import Commands
    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer

DIRECTIONS = ("back", "forward", "both")
DETAILS = ("summary", "graph", "objects")
LISTED = 20
"""Objects that people are shown one by one; more are told by their lots, with their count."""


def register(commands: Commands) -> None:
    """Add the three commands."""
    command = commands.add_parser("trace", help=_("where ID came from and what became of it"))
    command.add_argument("id", metavar="ID", help=_("an identifier in any spelling"))
    command.add_argument("--direction", choices=DIRECTIONS, default="both", help=_("default: %(default)s"))
    _add_at(command)
    command.add_argument(
        "--detail",
        choices=DETAILS,
        default="graph",
        help=_("totals alone, lots and containers, or single objects page by page (default: %(default)s)"),
    )
    command.add_argument(
        "--cursor", type=arguments.cursor, help=_("the page to go on with, as the page before said")
    )
    output.add_json_option(command)
    command.set_defaults(run=trace)

    command = commands.add_parser("history", help=_("what happened to ID, step by step"))
    command.add_argument("id", metavar="ID", help=_("an identifier in any spelling"))
    _add_at(command)
    output.add_json_option(command)
    command.set_defaults(run=history)

    command = commands.add_parser("locate", help=_("where each ID is"))
    command.add_argument("ids", metavar="ID", nargs="+", help=_("an identifier in any spelling"))
    _add_at(command)
    output.add_json_option(command)
    command.set_defaults(run=locate)


def _add_at(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--at",
        metavar="TIME",
        type=arguments.time,
        help=_("as it was then: ISO 8601 with a zone (default: now)"),
    )


def trace(options: argparse.Namespace) -> int:
    """Answer a trace."""
    viewer = _viewer()
    from headwater.cli import trace_tables
    from headwater.tracing import queries
    from headwater.tracing.meant import meant

    subject = meant(options.id, viewer=viewer)
    with _explained([subject], viewer, options.at):
        answer = queries.trace(
            subject,
            viewer=viewer,
            direction=options.direction,
            at=options.at,
            detail=options.detail,
            cursor=options.cursor,
            limit=None if options.json or options.detail == "objects" else LISTED,
        )
    if options.json:
        output.write_json(answer)
    else:
        trace_tables.trace(answer, paged=options.detail == "objects")
    return 0


def history(options: argparse.Namespace) -> int:
    """Answer a history."""
    viewer = _viewer()
    from headwater.cli import trace_tables
    from headwater.tracing import queries
    from headwater.tracing.meant import meant

    subject = meant(options.id, viewer=viewer)
    with _explained([subject], viewer, options.at):
        answer = queries.history(subject, viewer=viewer, at=options.at)
    if options.json:
        output.write_json(answer)
    else:
        trace_tables.history(answer)
    return 0


def locate(options: argparse.Namespace) -> int:
    """Answer where things are; 1 when one is unknown."""
    viewer = _viewer()
    subjects = [_meant(text, viewer) for text in options.ids]
    from headwater.cli import absence, trace_tables
    from headwater.tracing import queries

    with _explained(subjects, viewer, options.at):
        answer = queries.locate(subjects, viewer=viewer, at=options.at)
    if options.json:
        output.write_json(answer)
    else:
        trace_tables.locate(answer)
    unknown = [subject for subject, one in zip(subjects, answer, strict=True) if not one.known]
    for subject in unknown:
        print(absence.sentences(subject, viewer=viewer, at=options.at), file=sys.stderr)
    return 1 if unknown else 0


@contextmanager
def _explained(subjects: Sequence[Identifier], viewer: Viewer, at: datetime | None) -> Iterator[None]:
    """Refuse what nothing is known of with what is known beside it."""
    from headwater.cli import absence
    from headwater.tracing.queries import UnknownSubject

    try:
        yield
    except UnknownSubject:
        told = (absence.sentences(subject, viewer=viewer, at=at) for subject in subjects)
        raise refusals.Refusal("\n".join(told)) from None


def _meant(text: str, viewer: Viewer) -> Identifier:
    """One of several identifiers; a refusal names it."""
    from headwater.gs1.errors import IdentifierError, shown
    from headwater.tracing.meant import meant

    try:
        return meant(text, viewer=viewer)
    except IdentifierError as error:
        reason = refusals.sentence(error)
        raise refusals.Refusal(_("“{text}”: {reason}").format(text=shown(text), reason=reason)) from error


def _viewer() -> Viewer:
    """Who asks at the machine itself: the operating organisation, which sees all."""
    start.installed()
    return start.operator().viewer
