"""Django, brought up where a command needs it."""

from __future__ import annotations

import os
from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater.cli import language
from headwater.cli.refusals import Refusal
from headwater.config.environment import Environment

if TYPE_CHECKING:
    from headwater.parties.actors import Actor


def django() -> None:
    """Load the settings and apps, and speak the reader's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headwater.config.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language.wanted(os.environ))


def installed() -> None:
    """Bring Django up over a data folder that `headwater init` has made, at the schema of this program.

    Raises:
        Refusal: it has not, or an older program did.
    """
    if not Environment.read().secret_key:
        raise Refusal(_("There is no Headwater here yet: run `headwater init` first."))
    django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refusal(_("The database is not at the schema of this program: run `headwater init` first."))


def operator() -> Actor:
    """The operating organisation's administrator, as whom the command acts unless told otherwise.

    Raises:
        Refusal: no organisation operates this deployment yet.
    """
    from headwater.parties import queries

    actor = queries.operator("headwater command")
    if actor is None:
        raise Refusal(
            _(
                "No organisation operates this deployment yet: name it with `headwater organisation add NAME --operating`."
            )
        )
    return actor
