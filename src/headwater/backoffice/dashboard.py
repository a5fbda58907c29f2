"""The first page of the back office: the size of what is kept, what came in last, what a person should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from headwater.backoffice.acting import acting
from headwater.events.overview import overview
from headwater.parties.errors import NotPermitted

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 8


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds to the context of the administration's first page; called by Unfold. At most nine statements."""
    context = context | {"title": _("Dashboard")}
    try:
        viewer = acting(request).actor.viewer
    except NotPermitted as refusal:
        return context | {"problem": _(refusal.template).format(**refusal.params)}
    seen = overview(viewer, limit=SHOWN)
    figures = (
        (_("Events"), seen.events),
        (_("Lots"), seen.lots),
        (_("Codes issued here"), seen.codes),
        (_("Findings"), seen.findings),
    )
    return context | {
        "overview": seen,
        "figures": [(label, value) for label, value in figures if value is not None],
    }
