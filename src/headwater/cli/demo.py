"""`headwater demo`: the sample world, and where to look at it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from gettext import gettext as _
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from headwater.cli import output, start, tables
from headwater.config.environment import Environment
from headwater.gs1.identify import identify

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from headwater.cli.parsing import Commands
    from headwater.sample.dairy import Dairy

KEYS_FILE = "demo_keys.json"


def register(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("demo", help=_("load the sample world, print addresses and logins"))
    output.add_json_option(command)
    command.set_defaults(run=demo)


def demo(options: argparse.Namespace) -> int:
    """Load the dairy unless it is there, and say what to open."""
    start.installed()
    from headwater.sample import demo as sample

    environment = Environment.read()
    keys_file = environment.home / KEYS_FILE
    if not sample.is_loaded():
        from django.db import transaction

        # The keys are told once: they are on the disk before the world is.
        with output.progress(_("Loading the sample world")) as shown, transaction.atomic():
            _write_keys(keys_file, sample.load(now=datetime.now(UTC), progress=shown))
    world = sample.world()
    links = [(title, f"{environment.base_url}/{_key(text)}") for title, text in _things(world)]
    logins = [
        (login.username, login.role.label, _organisation(world, login.organisation))
        for login in sample.LOGINS
    ]
    asked = urlencode({"q": identify(world.can("P5/C1/1")).digital_link()})
    explorer = f"{environment.base_url}/backoffice/trace/?{asked}"
    if options.json:
        output.write_json(
            {
                "pages": [{"title": title, "url": url} for title, url in links],
                "backoffice": f"{environment.base_url}/backoffice/",
                "explorer": explorer,
                "logins": [
                    {"username": name, "password": sample.PASSWORD, "role": str(role), "organisation": whose}
                    for name, role, whose in logins
                ],
                "api_keys": str(keys_file),
            }
        )
        return 0
    print(
        _(
            "The sample world: a dairy, from three farms to four shops. `headwater serve` shows it at these addresses."
        )
    )
    print(
        _(
            "They are those of HEADWATER_BASE_URL, or of HEADWATER_PORT: set them here as they are for the server."
        )
    )
    print()
    print(_("What a consumer sees who scans a code:"))
    tables.pairs(links)
    print()
    print(
        _("The back office, for the people of the sample world; the password of each is {password}:").format(
            password=sample.PASSWORD
        )
    )
    tables.pairs(
        [
            (_("sign in"), f"{environment.base_url}/backoffice/"),
            (_("trace of the can whose truck grew warm"), explorer),
        ]
    )
    print()
    tables.pairs([(name, f"{role}, {whose}") for name, role, whose in logins])
    print()
    print(_("API keys of its organisations: {file}").format(file=keys_file))
    print(_("Everybody can know these passwords: keep the sample world to yourself."))
    return 0


def _things(world: Dairy) -> list[tuple[str, str]]:
    """What to look at: a title and an identifier."""
    can = world.can("P1/C1/1")
    return [
        (_("a can of formula, sold"), can),
        (_("a can whose truck grew warm"), world.can("P5/C1/1")),
        (_("a can that a dealer repacked"), world.can("P1/C3/1")),
        (_("a pallet"), world.pallet("P4")),
        (_("a lot of formula"), world.lot("F2603A")),
        (_("a tanker of milk"), world.lot("TK-0302")),
        (_("an invented code"), _invented(can)),
    ]


def _invented(can: str) -> str:
    """A code in the manner of ours that nobody issued: the last character of its tag is another."""
    last = can[-1]
    return can[:-1] + ("2" if last != "2" else "3")


def _key(text: str) -> str:
    return identify(text).key


def _organisation(world: Dairy, key: str) -> str:
    from headwater.parties.names import Names

    organisation = world.organisations[key]
    return Names(organisation.name, organisation.name_zh).text()


def _write_keys(file: Path, keys: dict[str, str]) -> None:
    """Keep the keys beside the data, for the operator's eyes only."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(keys, out, ensure_ascii=False, indent=2)
