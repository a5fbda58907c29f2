"""`headwater import`: master data from CSV files."""

from __future__ import annotations

import sys
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwater.cli import output, start

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from headwater.cli.parsing import Commands
    from headwater.parties.table_lines import RowProblem

_SHOWN = 50
"""Problems of a file that people are shown; --json has all."""


def register(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "import", help=_("names of organisations, locations and products, from CSV files")
    )
    tables = command.add_subparsers(metavar=_("TABLE"), required=True, dest="table")
    for name, text in (
        ("organisations", _("columns: name; if wanted name_zh, gln, prefixes, operating")),
        (
            "locations",
            _("columns: id, organisation, name; if wanted name_zh, kind, parent, latitude, longitude"),
        ),
        (
            "products",
            _(
                "columns: gtin, organisation, name; if wanted name_zh, kind, brand, brand_zh, description, description_zh, net_content, uom"
            ),
        ),
    ):
        table = tables.add_parser(name, help=text, description=text)
        table.add_argument("file", metavar="FILE", type=Path, help=_("a CSV file in UTF-8 or GB18030"))
        output.add_json_option(table)
        table.set_defaults(run=import_table)


def import_table(options: argparse.Namespace) -> int:
    """Import a table, all of it or nothing; 1 where it was refused."""
    start.installed()
    from headwater.parties.tables import MAX_BYTES, TableRefused

    with options.file.open("rb") as source:
        data = source.read(MAX_BYTES + 1)  # enough to be refused as too large
    rows: Sequence[object] = ()
    problems: Sequence[RowProblem] = ()
    try:
        with output.waiting(_("Importing")):
            rows = _imported(options.table, data)
    except TableRefused as refused:
        problems = refused.problems
    if options.json:
        output.write_json(
            {
                "success": not problems,
                "imported": len(rows),
                "problems": [_as_json(problem) for problem in problems],
            }
        )
    elif problems:
        _tell(options.file, problems)
    else:
        print(ngettext("{n} line imported", "{n} lines imported", len(rows)).format(n=len(rows)))
    return 1 if problems else 0


def _imported(table: str, data: bytes) -> Sequence[object]:
    """What the lines of the table became; the operator at the machine may do it."""
    from headwater.catalog.imports import products
    from headwater.parties.imports import locations, organisations

    if table == "organisations":
        return organisations(data, by=None)
    return locations(data, by=None) if table == "locations" else products(data, by=None)


def _tell(file: Path, problems: Sequence[RowProblem]) -> None:
    """Every problem as a line of its own, with its place in the file."""
    for found in problems[:_SHOWN]:
        where = _("line {line}, {column}") if found.column else _("line {line}")
        place = where.format(line=found.line, column=found.column)
        told = _("{file}, {place}: {message}").format(file=file, place=place, message=_message(found))
        print(told, file=sys.stderr)
    if len(problems) > _SHOWN:
        print(_("… and {n} more: --json has all").format(n=len(problems) - _SHOWN), file=sys.stderr)
    print(_("Nothing was imported."), file=sys.stderr)


def _as_json(found: RowProblem) -> dict[str, Any]:
    return {
        "line": found.line,
        "column": found.column or None,
        "code": found.code,
        "message": _message(found),
    }


def _message(found: RowProblem) -> str:
    return _(found.template).format(**dict(found.params))
