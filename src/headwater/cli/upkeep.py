"""`headwater rebuild` and `headwater verify`: projections and the facts behind them."""

from __future__ import annotations

import dataclasses
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any

from headwater.cli import output, start

if TYPE_CHECKING:
    import argparse

    from headwater.cli.parsing import Commands


def register(commands: Commands) -> None:
    """Add both commands."""
    command = commands.add_parser("rebuild", help=_("make every projection again from the facts"))
    output.add_json_option(command)
    command.set_defaults(run=rebuild)
    command = commands.add_parser("verify", help=_("say whether projections agree with the facts"))
    output.add_json_option(command)
    command.set_defaults(run=verify)


def rebuild(options: argparse.Namespace) -> int:
    """Make the projections again; readers see the old ones until the new are whole."""
    start.installed()
    from headwater.tracing import rebuilding

    with output.progress(_("Rebuilding")) as shown:
        counts = rebuilding.rebuild(shown)
    if options.json:
        output.write_json(dataclasses.asdict(counts))
    else:
        print(
            _(
                "{events} events: {ranges} ranges, {quantities} quantities, {terms} terms, {memberships} memberships."
            ).format(**dataclasses.asdict(counts))
        )
    return 0


def verify(options: argparse.Namespace) -> int:
    """List every difference; 1 where there is one. Nothing is changed."""
    start.installed()
    from headwater.tracing import rebuilding

    found: list[dict[str, Any]] = []
    count = 0
    with output.progress(_("Verifying")) as shown:
        for difference in rebuilding.verify(shown):
            count += 1
            if options.json:
                found.append(dataclasses.asdict(difference))
            else:
                print(f"{difference.table} {difference.event}: {difference.what}")
    if options.json:
        output.write_json({"agrees": not found, "differences": found})
    elif count:
        print(
            ngettext(
                "{n} difference: `headwater rebuild` mends projections.",
                "{n} differences: `headwater rebuild` mends projections.",
                count,
            ).format(n=count)
        )
    else:
        print(_("Everything agrees."))
    return 1 if count else 0
