"""`headwater simulate`: a large world of documents."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

from headwater.cli import arguments, output, start
from headwater.cli.refusals import Refusal

if TYPE_CHECKING:
    import argparse

    from headwater.cli.parsing import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "simulate", help=_("write a large world of EPCIS documents, and the truth about it")
    )
    command.add_argument(
        "--serials", metavar="N", type=arguments.count, required=True, help=_("items in the world")
    )
    command.add_argument(
        "--seed", metavar="S", type=arguments.natural, required=True, help=_("one seed, one world")
    )
    command.add_argument("--out", metavar="FOLDER", type=Path, required=True, help=_("an empty folder"))
    command.add_argument(
        "--order",
        choices=("issuing", "shuffled"),
        default="issuing",
        help=_("whether items are packed in the order of their codes (default: %(default)s)"),
    )
    command.add_argument(
        "--codes",
        choices=("own", "foreign"),
        default="foreign",
        help=_("serials as this installation issues them, or as others do (default: %(default)s)"),
    )
    output.add_json_option(command)
    command.set_defaults(run=simulate)


def simulate(options: argparse.Namespace) -> int:
    """Write the world and say how large it is."""
    from headwater.sample import simulator

    keys, epoch = None, 0
    if options.codes == "own":
        start.installed()
        from headwater.identity import keyring

        keys, epoch = keyring.keys(keyring.EPOCH), keyring.EPOCH
    try:
        with output.waiting(_("Writing the world")):
            written = simulator.simulate(
                options.serials,
                options.seed,
                options.out,
                order=options.order,
                codes=options.codes,
                keys=keys,
                epoch=epoch,
            )
    except simulator.SimulationError as error:
        raise Refusal(_(str(error))) from None
    if options.json:
        output.write_json(
            {
                "folder": str(options.out),
                "documents": list(written.documents),
                "events": written.events,
                "epc_references": written.epc_references,
            }
        )
        return 0
    documents = ngettext("{n} document", "{n} documents", len(written.documents)).format(
        n=len(written.documents)
    )
    print(
        _("{events} events in {documents}, {references} EPC references: {folder}").format(
            events=written.events,
            documents=documents,
            references=written.epc_references,
            folder=options.out,
        )
    )
    print(_("Capture it with `headwater capture {folder}`.").format(folder=options.out))
    return 0
