"""`headwater organisation add`, `headwater apikey add` and `headwater person add`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater.cli import arguments, output, start
from headwater.cli.refusals import Refusal

if TYPE_CHECKING:
    import argparse

    from headwater.cli.parsing import Commands
    from headwater.parties.models import Organisation


def register(commands: Commands) -> None:
    """Add the commands."""
    organisation = commands.add_parser("organisation", help=_("organisations that take part"))
    acts = organisation.add_subparsers(metavar=_("ACT"), required=True, dest="act")
    command = acts.add_parser("add", help=_("add an organisation, or bring the one with this GLN up to date"))
    command.add_argument("name", metavar="NAME")
    command.add_argument("--gln", metavar="G", help=_("its GLN in any spelling, or a URI"))
    command.add_argument("--name-zh", metavar="NAME", default="", help=_("its Chinese name"))
    command.add_argument(
        "--operating",
        action="store_true",
        help=_("it runs this deployment and sees all; one organisation does"),
    )
    output.add_json_option(command)
    command.set_defaults(run=add_organisation)

    apikey = commands.add_parser("apikey", help=_("keys for machines"))
    acts = apikey.add_subparsers(metavar=_("ACT"), required=True, dest="act")
    command = acts.add_parser("add", help=_("issue a key and print it alone, this once"))
    command.add_argument("name", metavar="NAME", help=_("what the key is for"))
    command.add_argument("--organisation", metavar="O", required=True, help=_("GLN, URI or name"))
    command.add_argument(
        "--role",
        metavar="R",
        type=arguments.role,
        required=True,
        help=_("as whom: administrator, integrator, auditor …"),
    )
    output.add_json_option(command)
    command.set_defaults(run=add_api_key)

    person = commands.add_parser("person", help=_("people who sign in to the back office"))
    acts = person.add_subparsers(metavar=_("ACT"), required=True, dest="act")
    command = acts.add_parser(
        "add",
        help=_("let a person sign in, and print a password alone, this once; or give a known one a role"),
    )
    command.add_argument("username", metavar="USERNAME")
    command.add_argument("--organisation", metavar="O", required=True, help=_("GLN, URI or name"))
    command.add_argument(
        "--role",
        metavar="R",
        type=arguments.role,
        required=True,
        help=_("as whom: administrator, quality_manager, inspector …"),
    )
    command.add_argument("--email", metavar="E", default="", help=_("where to write to them"))
    output.add_json_option(command)
    command.set_defaults(run=add_person)


def add_organisation(options: argparse.Namespace) -> int:
    """Add an organisation; a repeat changes nothing."""
    start.installed()
    from headwater.parties import operations

    organisation = operations.add_organisation(
        name=options.name, name_zh=options.name_zh, key=options.gln, operating=options.operating, by=None
    )
    if options.json:
        output.write_json(
            {
                "name": organisation.name,
                "name_zh": organisation.name_zh,
                "key": organisation.key,
                "gln": organisation.gln,
                "operating": organisation.operating,
            }
        )
    elif organisation.gln:
        print(_("{name}, GLN {gln}").format(name=organisation, gln=organisation.gln))
    else:
        print(organisation)
    return 0


def add_api_key(options: argparse.Namespace) -> int:
    """Issue a key; nothing but the key goes to standard output."""
    start.installed()
    from headwater.parties import operations

    key = operations.issue_api_key(
        name=options.name,
        organisation=find_organisation(options.organisation),
        role=options.role,
        now=datetime.now(UTC),
        by=None,
    )
    if options.json:
        output.write_json({"key": key})
    else:
        print(key)
    return 0


def add_person(options: argparse.Namespace) -> int:
    """Let a person sign in; nothing but the password of a new one goes to standard output."""
    start.installed()
    from headwater.parties import operations

    password = operations.add_person(
        username=options.username,
        organisation=find_organisation(options.organisation),
        role=options.role,
        email=options.email,
        by=None,
    )
    if options.json:
        output.write_json({"username": options.username, "password": password})
    elif password is None:
        print(
            _("{username} is known: the role is given, the password stays.").format(
                username=options.username
            ),
            file=sys.stderr,
        )
    else:
        print(password)
    return 0


def find_organisation(text: str) -> Organisation:
    """The organisation with this GLN, key or name.

    Raises:
        Refusal: there is none.
    """
    from headwater.parties import queries

    organisation = queries.find_organisation(text)
    if organisation is None:
        raise Refusal(_("There is no organisation {text}.").format(text=text))
    return organisation
