"""/epcis: what there is to ask for. Source: EPCIS 2.0, section 12.4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from headwater.api.epcis import answers
from headwater.api.epcis.interface import epcis
from headwater.epcis.context import OFFICIAL_URL

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headwater.parties.actors import Actor

RESOURCES: Final = ("capture", "events")


def _list(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """The resources that this repository has."""
    return answers.json_answer(
        request, {"@context": OFFICIAL_URL, "type": "Collection", "member": list(RESOURCES)}
    )


collection = epcis(get=_list)
