"""Expected failures as one plain sentence in the reader's language."""

from __future__ import annotations

import sys
from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater.cli import system_errors

if TYPE_CHECKING:
    from headwater.epcis.errors import EpcisError, Problem


class Refusal(Exception):  # noqa: N818 - an answer, named as such
    """The command does not do it; the text, already in the reader's language, says why."""


def sentence(error: Exception) -> str | None:
    """What to tell of an error; None for one that is a mistake in the program."""
    if isinstance(error, Refusal):
        return str(error)
    return _of_the_system(error) or _of_settings(error) or _of_the_domain(error) or _of_the_database(error)


def _of_the_system(error: Exception) -> str | None:
    """With the file where it is known; without one, only what is no mistake in the program."""
    if not isinstance(error, OSError) or (error.filename is None and error.errno not in system_errors.TEXTS):
        return None
    reason = system_errors.text(error)
    return reason if error.filename is None else f"{error.filename}: {reason}"


def _of_settings(error: Exception) -> str | None:
    from headwater.config.environment import SettingError

    return _(error.template).format(**error.params) if isinstance(error, SettingError) else None


def _of_the_domain(error: Exception) -> str | None:
    from headwater.epcis.errors import EpcisError
    from headwater.epcis.times import TimeError
    from headwater.gs1.errors import IdentifierError

    if isinstance(error, IdentifierError | TimeError):
        return _(error.template).format(**error.params)
    if isinstance(error, EpcisError):
        return problems(error)
    from headwater.parties.errors import Refused

    if isinstance(error, Refused):
        return _(error.template).format(**error.params)
    tracing = sys.modules.get("headwater.tracing.queries")  # who never asked it cannot have its answer
    if tracing is not None and isinstance(error, tracing.WrongCursor):
        return _("{text} is no cursor of a trace").format(text=repr(error.text))
    return None


def _of_the_database(error: Exception) -> str | None:
    from django.db import OperationalError, ProgrammingError

    if not isinstance(error, OperationalError | ProgrammingError):
        return None
    text = str(error)
    if "no such table" in text or "does not exist" in text or "unable to open database file" in text:
        return _("There is no Headwater here yet: run `headwater init` first.")
    if isinstance(error, OperationalError):
        return _("The database cannot be used: {reason}").format(reason=text.strip().splitlines()[0])
    return None


def problems(error: EpcisError) -> str:
    """Every problem of a document, one a line."""
    return "\n".join(problem(found) for found in error.problems)


def problem(found: Problem) -> str:
    """One problem, with the event and the path where it lies."""
    message = _(found.template).format(**found.params) if found.template else found.message
    where = found.path or "/"
    if found.index is None:
        return f"{where}: {message}"
    return _("event {index}, {path}: {message}").format(index=found.index, path=where, message=message)
