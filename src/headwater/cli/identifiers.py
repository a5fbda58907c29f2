"""`headwater identify` and `headwater hash`: what needs no store."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from gettext import gettext as _
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwater.cli import output, refusals
from headwater.cli.capturing import content_type
from headwater.config.environment import Environment
from headwater.epcis import jsonld, xml
from headwater.epcis.errors import EpcisError
from headwater.epcis.event_hash import event_hash
from headwater.gs1.errors import IdentifierError
from headwater.gs1.typed import identify as read_identifier

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from headwater.cli.parsing import Commands
    from headwater.gs1.identifier import Identifier


def register(commands: Commands) -> None:
    """Add both commands."""
    command = commands.add_parser("identify", help=_("read identifiers in any spelling; a JSON line each"))
    command.add_argument(
        "texts", metavar="TEXT", nargs="+", help=_("an identifier; - for the lines of standard input")
    )
    command.set_defaults(run=identify)
    command = commands.add_parser("hash", help=_("the CBV event hash of each event, one a line"))
    command.add_argument("files", metavar="FILE", nargs="+", type=Path, help=_("an EPCIS document"))
    output.add_json_option(command)
    command.set_defaults(run=hash_files)


def identify(options: argparse.Namespace) -> int:
    """Say what each text identifies; 1 when one identifies nothing."""
    prefix_length = _prefix_lengths()
    good = True
    for text in _lines(options.texts):
        try:
            found = read_identifier(text)
        except IdentifierError as error:
            good = False
            sentence = refusals.sentence(error)
            answer = {
                "input": text,
                "key": None,
                "digital_link": None,
                "urn": None,
                "elements": None,
                "error": sentence,
            }
        else:
            answer = _described(text, found, prefix_length(found.key))
        output.write_json_line(answer)
    return 0 if good else 1


def _lines(texts: list[str]) -> Iterable[str]:
    """Bytes that are no text become "\\xff": one such text is one that is refused, and can be printed."""
    for text in texts:
        if text == "-":
            if isinstance(sys.stdin, TextIOWrapper):
                sys.stdin.reconfigure(errors="backslashreplace")
            yield from (line.rstrip("\r\n") for line in sys.stdin)
        else:
            yield os.fsencode(text).decode(errors="backslashreplace")


def _described(text: str, found: Identifier, prefix_length: int | None) -> dict[str, Any]:
    try:
        urn = found.urn(prefix_length)
    except IdentifierError:
        urn = None  # the length of the company prefix is unknown, or the key has no URN
    application_identifiers = [pair for pair in found.attributes if pair[0].isdigit()]
    return {
        "input": text,
        "key": found.key,
        "digital_link": found.digital_link(),
        "urn": urn,
        "elements": dict([*found.elements, *application_identifiers]),
        "error": None,
    }


def _prefix_lengths() -> Any:
    """From a key to the length of its company prefix, as far as a store here knows it."""
    if not Environment.read().secret_key:
        return lambda _key: None
    from headwater.cli import start

    start.django()
    from django.db import DatabaseError

    from headwater.parties.keys import prefix_digits
    from headwater.parties.queries import prefix_length_for

    @lru_cache(maxsize=10_000)
    def of_digits(digits: str) -> int | None:
        try:
            return prefix_length_for(digits)
        except DatabaseError:
            return None  # a folder without tables yet: the identifier is told all the same

    def of_key(key: str) -> int | None:
        digits = prefix_digits(key)
        return None if digits is None else of_digits(digits[:12])

    return of_key


def hash_files(options: argparse.Namespace) -> int:
    """Tell the hashes in the order of the events; 1 when an event cannot be read."""
    answers = []
    for file in options.files:
        hashes, errors = _hashed(file)
        answers.append({"file": str(file), "hashes": hashes, "errors": errors})
        if not options.json:
            for one in hashes:
                print(one)
            for error in errors:
                print(f"{file}: {error}", file=sys.stderr)
    if options.json:
        output.write_json(answers)
    return 1 if any(answer["errors"] for answer in answers) else 0


def _hashed(file: Path) -> tuple[list[str], list[str]]:
    """The hashes of the events of a document, and what is wrong with those that have none."""
    data = file.read_bytes()
    read = xml.read if content_type(file, data) == "application/xml" else jsonld.read
    try:
        reading = read(data)
    except EpcisError as error:
        return [], [refusals.problems(error)]
    hashes, errors = [], []
    for index, event in zip(reading.indexes, reading.document.events, strict=True):
        try:
            hashes.append(event_hash(event))
        except ValueError as error:  # a time or number that is none
            reason = refusals.sentence(error) or error
            errors.append(_("event {index}: {reason}").format(index=index, reason=reason))
    return hashes, errors + [refusals.problem(found) for found in reading.problems]
