"""The commands and their options, gathered from one module per group."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater import __version__
from headwater.cli import (
    capturing,
    demo,
    exporting,
    identifiers,
    importing,
    parties,
    serving,
    setting_up,
    tracing,
    upkeep,
    worlds,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - has no public name
    """What a group adds its commands to."""

_GROUPS: tuple[Callable[[Commands], None], ...] = (
    setting_up.register,
    serving.register,
    demo.register,
    parties.register,
    importing.register,
    capturing.register,
    exporting.register,
    identifiers.register,
    tracing.register,
    worlds.register,
    upkeep.register,
)


def build() -> argparse.ArgumentParser:
    """The parser of the whole command; a parsed command has its function as `run`."""
    parser = argparse.ArgumentParser(
        prog="headwater",
        description=_("Product traceability: where it came from, where it went, where it is now."),
        epilog=_("ID is any spelling of an identifier: URN, Digital Link, element string, plain digits."),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"headwater {__version__}",
        help=_("show program's version number and exit"),  # argparse itself says it in English alone
    )
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="command")
    for register in _GROUPS:
        register(commands)
    return parser
