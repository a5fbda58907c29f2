"""For which organisation a person in the back office acts.

Somebody with roles in several organisations chooses one; the choice is kept in the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater.parties import pages, queries
from headwater.parties.choice import CHOICE, choose, chosen
from headwater.parties.errors import NotPermitted

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headwater.parties.actors import Actor
    from headwater.parties.names import Names


@dataclass(frozen=True, slots=True)
class Acting:
    """As whom, and what else there is to choose."""

    actor: Actor
    choices: dict[int, Names]
    """Names of the organisations in which the person has a role, by id; the one acted for is among them."""


def acting(request: HttpRequest) -> Acting:
    """As whom the signed-in person of this request acts. Two statements.

    Raises:
        NotPermitted: the person has no role in any organisation.
    """
    actors = pages.actors(request)
    if not actors:
        raise NotPermitted(
            "no-role", "You have no role in any organisation, so there is nothing to show you."
        )
    choose(request, actors, request.GET.get(CHOICE, ""))
    names = queries.names_of_organisations({actor.organisation_id for actor in actors})
    return Acting(chosen(request, actors), names)
