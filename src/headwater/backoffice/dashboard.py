"""The first page of the back office: the size of what is kept, what came in last, what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from headwater.backoffice.acting import acting
from headwater.events.models import CaptureJob, Finding
from headwater.identity.models import Block, ItemClass
from headwater.parties.errors import NotPermitted

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from headwater.parties.actors import Viewer

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name."""

    label: str
    value: int


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds to the context of the administration's first page; called by Unfold. At most seven statements."""
    context = context | {"title": _("Dashboard")}
    try:
        viewer = acting(request).actor.viewer
    except NotPermitted as refusal:
        return context | {"problem": _(refusal.template).format(**refusal.params)}
    captures = _captures(viewer)
    findings = _findings(viewer)
    return context | {
        "figures": _figures(viewer, captures, findings),
        "captures": captures.select_related("organisation").order_by("-created_at", "pk")[:SHOWN],
        "findings": findings.order_by("-found_at", "-pk")[:SHOWN],
    }


def _figures(viewer: Viewer, captures: QuerySet[CaptureJob], findings: QuerySet[Finding]) -> list[Figure]:
    # Counting the jobs' own counts is cheap; counting the rows of a large store is not.
    events = captures.aggregate(total=Sum("stored"))["total"] or 0
    figures = [Figure(_("Events"), events)]
    if viewer.operating:
        issued = Block.objects.aggregate(total=Sum("count"))["total"] or 0
        lots = ItemClass.objects.filter(product__isnull=False).count()
        figures += [Figure(_("Lots"), lots), Figure(_("Codes issued here"), issued)]
    return [*figures, Figure(_("Findings"), findings.count())]


def _captures(viewer: Viewer) -> QuerySet[CaptureJob]:
    """What this organisation captured; all captures for the operating one."""
    jobs = CaptureJob.objects.all()
    return jobs if viewer.operating else jobs.filter(organisation=viewer.organisation_id)


def _findings(viewer: Viewer) -> QuerySet[Finding]:
    """Findings about events that this organisation captured; all of them for the operating one."""
    findings = Finding.objects.all()
    return findings if viewer.operating else findings.filter(event__capturer=viewer.organisation_id)
