"""For which of their organisations a person acts: the one that their session keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from headwater.parties.actors import Actor

CHOICE: Final = "organisation"
"""Key of the choice, in the session and as a query parameter."""


def choose(request: HttpRequest, actors: Sequence[Actor], asked: str) -> None:
    """Keep the organisation that is asked for by its id, where the person has a role in it."""
    for actor in actors:
        if str(actor.organisation_id) == asked:
            request.session[CHOICE] = actor.organisation_id


def chosen(request: HttpRequest, actors: Sequence[Actor]) -> Actor:
    """The actor of the organisation that the session keeps, else the first of the person's actors (at least one)."""
    kept = str(request.session.get(CHOICE, ""))
    return next((actor for actor in actors if str(actor.organisation_id) == kept), actors[0])
