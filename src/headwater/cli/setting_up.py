"""`headwater init`: a data folder, keys and tables."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from gettext import gettext as _
from importlib.util import find_spec
from typing import TYPE_CHECKING

from headwater.cli import output, start
from headwater.config import environment, messages

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from headwater.cli.parsing import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("init", help=_("make the data folder, its keys and the tables"))
    output.add_json_option(command)
    command.set_defaults(run=init)


def init(options: argparse.Namespace) -> int:
    """Make what is missing; what exists stays as it is."""
    home = environment.Environment.read().home
    environment.create_home(home)
    if find_spec("babel"):  # an installed package brings its messages compiled
        messages.compile()
    start.django()
    from django.core.management import call_command

    from headwater.identity import keyring

    with _alone(home):
        keyring.create()
        call_command("migrate", verbosity=0, interactive=False)
    if options.json:
        output.write_json({"home": str(home)})
    else:
        print(_("Ready: {home}").format(home=home))
    return 0


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """While no other process prepares this folder: two migrations at once would both make each table."""
    with (home / "init.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
