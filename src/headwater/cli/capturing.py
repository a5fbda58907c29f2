"""`headwater capture`: EPCIS documents from files."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwater.cli import output, refusals, start
from headwater.cli.parties import find_organisation
from headwater.epcis.errors import EpcisError, Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection
    from uuid import UUID

    from headwater.cli.parsing import Commands
    from headwater.parties.actors import Actor

_SUFFIXES = {
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".xml": "application/xml",
}
_SHOWN = 20
"""Problems of one file that people are shown; --json has all."""


def register(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("capture", help=_("capture EPCIS documents: JSON-LD and XML 2.0, XML 1.2"))
    command.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help=_("a document, or a folder that `simulate` wrote")
    )
    command.add_argument(
        "--proceed", action="store_true", help=_("keep what is right in a document with wrong events")
    )
    command.add_argument(
        "--organisation", metavar="O", help=_("capture as this organisation (default: the operating one)")
    )
    output.add_json_option(command)
    command.set_defaults(run=capture)


def capture(options: argparse.Namespace) -> int:
    """Capture each file as a job of its own; 1 when a file, or an event of one, was not stored."""
    start.installed()
    by = _actor(options.organisation)
    whose = _whose(by)
    answers: list[dict[str, Any]] = []
    with output.progress(_("Capturing")) as shown:
        for done, file in enumerate(options.files):
            shown(done, len(options.files))
            if file.is_dir():
                answers.append(_answer(file, whose, _capture_folder(file, by, shown)))
            else:
                answers.append(_answer(file, whose, _capture_file(file, by, proceed=options.proceed)))
            if not options.json:
                _tell(answers[-1])
    if options.json:
        output.write_json(
            [{name: one for name, one in answer.items() if name != "problems"} for answer in answers]
        )
    return 0 if all(answer["success"] for answer in answers) else 1


def content_type(file: Path, data: bytes) -> str:
    """The media type of a document, by the suffix of its file, else by its first character."""
    known = _SUFFIXES.get(file.suffix.lower())
    if known is not None:
        return known
    return (
        "application/xml"
        if data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
        else "application/json"
    )


def _actor(organisation: str | None) -> Actor:
    if organisation is None:
        return start.operator()
    from headwater.parties.actors import Actor
    from headwater.parties.roles import Role

    found = find_organisation(organisation)
    return Actor(
        organisation_id=found.pk,
        roles=frozenset({Role.ADMINISTRATOR.value}),
        operating=found.operating,
        device="headwater command",
    )


def _whose(by: Actor) -> dict[str, str | None]:
    """As whom is captured."""
    from headwater.parties import queries

    found = queries.organisations([by.organisation_id])[by.organisation_id]
    return {"key": found.key, "name": found.names.name, "name_zh": found.names.name_zh}


def _answer(file: Path, whose: dict[str, str | None], captured: dict[str, Any]) -> dict[str, Any]:
    """What is told of one file; the parts that it has not are none."""
    answer = {
        "file": str(file),
        "organisation": whose,
        "job": None,
        "success": False,
        "events": 0,
        "stored": 0,
        "known": 0,
        "captured_by_others": [],
        "errors": [],
        "problems": [],
    } | captured
    return answer | {"known": answer["events"] - answer["stored"]}


def _capture_file(file: Path, by: Actor, *, proceed: bool) -> dict[str, Any]:
    from headwater.events import operations, storing

    data = file.read_bytes()
    try:
        job = operations.capture(
            data, content_type=content_type(file, data), by=by, now=datetime.now(UTC), proceed=proceed
        )
    except EpcisError as error:
        return {
            "errors": [storing.problem_json(found) for found in error.problems],
            "problems": error.problems,
        }
    return {
        "job": str(job.id),
        "success": job.success,
        "events": job.events,
        "stored": job.stored,
        "captured_by_others": _by_others([job.id]),
        "errors": job.errors,
        "problems": [Problem(**one) for one in job.errors],
    }


def _capture_folder(folder: Path, by: Actor, shown: Callable[[int, int], None]) -> dict[str, Any]:
    from headwater.sample import loader

    loaded = loader.load(folder, by=by, now=datetime.now(UTC), progress=shown)
    return {
        "success": True,
        "events": loaded.events,
        "stored": loaded.stored,
        "captured_by_others": _by_others(loaded.jobs),
        "events_per_second": round(loaded.events_per_second),
    }


def _by_others(jobs: Collection[UUID]) -> list[dict[str, Any]]:
    """Who had captured the same before; whoever runs the command is the operator, and nobody else is told."""
    from headwater.events import overview
    from headwater.parties import queries

    told = overview.captured_by_others(jobs, viewer=queries.operating_viewer())
    return [{"name": one.name, "name_zh": one.name_zh, "events": events} for one, events in told]


def _tell(answer: dict[str, Any]) -> None:
    problems = answer["problems"]
    if answer["job"] is not None or answer["success"]:
        events = ngettext("{n} event", "{n} events", answer["events"]).format(n=answer["events"])
        line = _("{file}, captured as {organisation}: {events}, {new} new, {known} known before").format(
            file=answer["file"],
            organisation=_named(answer["organisation"]),
            events=events,
            new=answer["stored"],
            known=answer["known"],
        )
        if "events_per_second" in answer:
            line += _(" ({rate} a second)").format(rate=answer["events_per_second"])
        print(line, flush=True)
        for other in answer["captured_by_others"]:
            told = _("{n} of these events {organisation} had captured before, unchanged: see the findings.")
            print("  " + told.format(n=other["events"], organisation=_named(other)), flush=True)
    else:
        print(_("{file}: nothing was stored.").format(file=answer["file"]), file=sys.stderr)
    for found in problems[:_SHOWN]:
        print(f"  {refusals.problem(found)}", file=sys.stderr)
    if len(problems) > _SHOWN:
        print(_("  … and {n} more").format(n=len(problems) - _SHOWN), file=sys.stderr)


def _named(one: dict[str, Any]) -> str:
    from headwater.parties.names import Names

    return Names(one["name"], one["name_zh"]).text()
