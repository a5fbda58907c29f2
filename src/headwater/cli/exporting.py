"""`headwater export`: every event, or the edges of the lineage, as a file for other programs."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from headwater.cli import output, start
from headwater.cli.refusals import Refusal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from headwater.cli.parsing import Commands
    from headwater.epcis.model import Event
    from headwater.parties.actors import Viewer

STRIDE = 1000
"""Events between two moves of the progress bar."""
FORMATS = ("jsonld", "xml", "parquet")


def register(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("export", help=_("write all events, or the edges of the lineage"))
    command.add_argument(
        "what",
        choices=("events", "lineage"),
        help=_("EPCIS events as they were captured, or a table of edges"),
    )
    command.add_argument(
        "--format", choices=FORMATS, default="jsonld", help=_("default: %(default)s; lineage has no XML")
    )
    command.add_argument("--out", metavar="FILE", type=Path, help=_("a file (default: standard output)"))
    output.add_json_option(command)
    command.set_defaults(run=export, parser=command)


def export(options: argparse.Namespace) -> int:
    """Write the store out as a stream, in the order of recording."""
    if options.what == "lineage" and options.format == "xml":
        options.parser.error(_("lineage has no XML: choose jsonld or parquet"))
    if options.json and options.out is None:
        options.parser.error(_("--json needs --out: without a file, standard output is the export itself"))
    start.installed()
    from headwater.events import queries

    viewer = start.operator().viewer
    if options.format == "parquet":
        _require_pyarrow()
    with (
        _opened(options.out, binary_only=options.format == "parquet") as file,
        output.progress(_("Exporting")) as shown,
    ):
        if options.what == "lineage":
            _lineage(file, options.format, viewer)
        else:
            _events(file, options.format, _counted(queries.every(viewer=viewer), shown))
    if options.json:
        output.write_json(
            {
                "what": options.what,
                "format": options.format,
                "file": str(options.out),
                "bytes": options.out.stat().st_size,
            }
        )
    return 0


def _events(file: BinaryIO, form: str, found: Iterator[Event]) -> None:
    from headwater.cli import event_files

    now = datetime.now(UTC)
    if form == "parquet":
        from headwater.cli import parquet_files

        parquet_files.write_events(file, found)
    elif form == "xml":
        event_files.write_xml(file, found, now)
    else:
        event_files.write_jsonld(file, found, now)


def _lineage(file: BinaryIO, form: str, viewer: Viewer) -> None:
    from headwater.cli import event_files
    from headwater.tracing import queries

    edges = queries.edges(viewer=viewer)
    if form == "parquet":
        from headwater.cli import parquet_files

        parquet_files.write_edges(file, edges)
    else:
        event_files.write_edges(file, edges)


def _counted(found: Iterator[Event], shown: output.Shown) -> Iterator[Event]:
    for number, event in enumerate(found, 1):
        yield event
        if number % STRIDE == 0:
            shown(number, None)


@contextmanager
def _opened(path: Path | None, *, binary_only: bool) -> Iterator[BinaryIO]:
    """The file to write: under another name until it is whole, so that half an export is never taken for one."""
    if path is None:
        if binary_only and sys.stdout.isatty():
            raise Refusal(_("Parquet is no text for a terminal: name a file with --out."))
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    draft = path.with_name(f"{path.name}.part")
    with draft.open("wb") as file:
        yield file
    draft.replace(path)


def _require_pyarrow() -> None:
    try:
        import pyarrow.parquet  # noqa: F401 - an extra, needed for this alone
    except ImportError:
        raise Refusal(_("Parquet needs the package pyarrow: install headwater[parquet].")) from None
