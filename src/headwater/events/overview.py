"""What came in last, how much there is, and what about it a person should look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Sum

from headwater.events.models import CaptureJob, Finding
from headwater.identity import dictionary
from headwater.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from headwater.parties.actors import Viewer
    from headwater.parties.names import Names


_BETWEEN: Final = (
    Finding.Kind.SAME_EVENT,
    Finding.Kind.SHARED_TRANSFORMATION,
    Finding.Kind.CONFLICTING_LOTS,
)
"""Kinds that tell what another organisation may have captured: for the operating organisation alone."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One document that came in: `stored` of its `read` events were new."""

    created_at: datetime
    organisation: Names
    success: bool
    stored: int
    read: int


@dataclass(frozen=True, slots=True)
class Oddity:
    """One finding."""

    found_at: datetime
    label: str
    """In the reader's language."""
    about: tuple[str, ...]
    """Canonical keys of the things that it is about; some of them where they are many, none where it names none."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers and lists for one viewer, newest first."""

    events: int
    lots: int | None
    """None for all but the operating organisation, as are `codes`."""
    codes: int | None
    findings: int
    last_captures: tuple[Capture, ...]
    last_findings: tuple[Oddity, ...]


def overview(viewer: Viewer, *, limit: int) -> Overview:
    """At most seven statements; what others than the operating organisation captured is theirs alone.

    Args:
        viewer: whoever asks.
        limit: how many captures and findings are listed.
    """
    captures, findings = _captures(viewer), _findings(viewer)
    listed = list(findings.order_by("-found_at", "-pk")[:limit])
    lots = dictionary.classes({lot for found in listed for lot in found.detail.get("lots", ())})
    return Overview(
        # Counting the jobs' own counts is cheap; counting the rows of a large store is not.
        events=captures.aggregate(total=Sum("stored"))["total"] or 0,
        lots=identity.count_lots() if viewer.operating else None,
        codes=identity.count_issued_codes() if viewer.operating else None,
        findings=findings.count(),
        last_captures=tuple(
            Capture(job.created_at, job.organisation.names, job.success, job.stored, job.events)
            for job in captures.select_related("organisation").order_by("-created_at", "pk")[:limit]
        ),
        last_findings=tuple(
            Oddity(
                found.found_at,
                found.get_kind_display(),
                (*found.detail.get("keys", ()), *(lots[lot] for lot in found.detail.get("lots", ()))),
            )
            for found in listed
        ),
    )


def _captures(viewer: Viewer) -> QuerySet[CaptureJob]:
    jobs = CaptureJob.objects.all()
    return jobs if viewer.operating else jobs.filter(organisation=viewer.organisation_id)


def _findings(viewer: Viewer) -> QuerySet[Finding]:
    findings = Finding.objects.all()
    if viewer.operating:
        return findings
    own = findings.filter(event__capturer=viewer.organisation_id)
    return own.exclude(kind__in=_BETWEEN)
