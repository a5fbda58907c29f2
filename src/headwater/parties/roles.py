"""Roles, and what each allows.

A verb is "subject.act". The table is the whole rule: a verb that it does not name is allowed to nobody.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from headwater.parties.errors import NotPermitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headwater.parties.actors import Actor


class Role(models.TextChoices):
    """What a person or key is to the organisation that it acts for."""

    ADMINISTRATOR = "administrator", _("administrator")
    QUALITY_MANAGER = "quality_manager", _("quality manager")
    INSPECTOR = "inspector", _("inspector")
    WAREHOUSE = "warehouse", _("warehouse worker")
    LINE_OPERATOR = "line_operator", _("line operator")
    DEALER = "dealer", _("dealer")
    REGULATOR = "regulator", _("regulator")
    AUDITOR = "auditor", _("auditor")
    INTEGRATOR = "integrator", _("integrator")


_READ = frozenset({"events.query", "trace.read"})
_LISTS = frozenset({"lists.read"})
_CAPTURE = _READ | {"events.capture"}
_MASTER_DATA = frozenset({"parties.write", "catalog.write"})
_ADMINISTER = frozenset({"admin.write"})

ALLOWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: _CAPTURE | _LISTS | _MASTER_DATA | _ADMINISTER,
        Role.QUALITY_MANAGER: _CAPTURE | _LISTS | {"catalog.write"},
        Role.INSPECTOR: _CAPTURE | _LISTS,
        Role.WAREHOUSE: _CAPTURE,
        Role.LINE_OPERATOR: _CAPTURE,
        Role.DEALER: _CAPTURE,
        Role.REGULATOR: _READ | _LISTS,
        Role.AUDITOR: _READ | _LISTS,
        Role.INTEGRATOR: _CAPTURE | _MASTER_DATA,
    }
)
"""Role to verbs."""

VERBS: frozenset[str] = frozenset().union(*ALLOWED.values())


def allows(roles: Iterable[str], verb: str) -> bool:
    """Whether one of the roles allows the verb.

    Raises:
        KeyError: a verb or role that the table does not know: a mistake in the program.
    """
    if verb not in VERBS:
        raise KeyError(verb)
    return any(verb in ALLOWED[role] for role in roles)


def require(actor: Actor, verb: str) -> None:
    """Refuse unless the actor's roles allow the verb.

    Raises:
        NotPermitted: none of them does.
    """
    if not allows(actor.roles, verb):
        raise NotPermitted("not-permitted", "Your role does not allow {verb}", verb=verb)


def require_for(actor: Actor | None, verb: str, organisation_id: int | None) -> None:
    """Refuse unless the actor may do `verb` to what belongs to this organisation.

    The operating organisation may act for every other. `actor` None is the operator at the machine itself,
    who may do everything; None as organisation is what belongs to nobody, open to the operating one alone.

    Raises:
        NotPermitted: the role does not allow it, or the organisation is another.
    """
    if actor is None:
        return
    require(actor, verb)
    if not actor.operating and actor.organisation_id != organisation_id:
        raise NotPermitted("not-yours", "This belongs to another organisation")
