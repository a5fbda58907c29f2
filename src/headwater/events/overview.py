"""What came in last, how much there is, and what about it a person should look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Sum
from django.utils.translation import gettext

from headwater.events.labels import labels
from headwater.events.models import CaptureJob, Finding
from headwater.identity import dictionary
from headwater.identity import queries as identity
from headwater.parties.queries import names_of_organisations

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from headwater.parties.actors import Viewer
    from headwater.parties.names import Names

FAULTS: Final = 20
"""How many of a capture's errors an overview tells."""
BETWEEN: Final = (
    Finding.Kind.SAME_EVENT,
    Finding.Kind.SHARED_TRANSFORMATION,
    Finding.Kind.CONFLICTING_LOTS,
)
"""Kinds that tell what another organisation may have captured: for the operating organisation alone."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in an event of a document."""

    index: int | None
    """Its place in the document, from 0; None where the document is meant."""
    path: str
    message: str
    """In the reader's language."""

    @property
    def number(self) -> int | None:
        """The event as people count, from 1."""
        return None if self.index is None else self.index + 1


@dataclass(frozen=True, slots=True)
class Capture:
    """One document that came in: `stored` of the `sent` events were new."""

    created_at: datetime
    organisation: Names
    success: bool
    stored: int
    sent: int
    wrong: int
    """Events that were left out, because something is wrong in them."""
    errors: tuple[Fault, ...]
    """The first of what is wrong."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """One finding."""

    found_at: datetime
    label: str
    """In the reader's language."""
    about: tuple[str, ...]
    """Canonical keys of the things that it is about; some of them where they are many, none where it names none."""
    event: str
    """The eventID, or the hash that serves as one."""
    sender: Names
    """Who captured the event."""


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
    """At most eight statements; what others than the operating organisation captured is theirs alone.

    Args:
        viewer: whoever asks.
        limit: how many captures and findings are listed.
    """
    captures, findings = _captures(viewer), _findings(viewer)
    listed = list(findings.select_related("event__capturer").order_by("-found_at", "-pk")[:limit])
    named = labels({found.event_id for found in listed})
    lots = dictionary.classes({lot for found in listed for lot in found.detail.get("lots", ())})
    return Overview(
        # Counting the jobs' own counts is cheap; counting the rows of a large store is not.
        events=captures.aggregate(total=Sum("stored"))["total"] or 0,
        lots=identity.count_lots() if viewer.operating else None,
        codes=identity.count_issued_codes() if viewer.operating else None,
        findings=findings.count(),
        last_captures=tuple(
            capture_of(job)
            for job in captures.select_related("organisation").order_by("-created_at", "pk")[:limit]
        ),
        last_findings=tuple(
            Oddity(
                found.found_at,
                found.get_kind_display(),
                (*found.detail.get("keys", ()), *(lots[lot] for lot in found.detail.get("lots", ()))),
                named[found.event_id].event_id,
                found.event.capturer.names,
            )
            for found in listed
        ),
    )


def captured_by_others(jobs: Collection[UUID], *, viewer: Viewer) -> list[tuple[Names, int]]:
    """Who had captured events of these captures before, unchanged, and how many; the most first, then by name.

    Told to the operating organisation alone: others get nothing.
    """
    if not viewer.operating:
        return []
    found = Finding.objects.filter(kind=Finding.Kind.SAME_EVENT, event__job__in=jobs)
    events = Counter(
        one for detail in found.values_list("detail", flat=True) for one in set(detail["organisations"])
    )
    names = names_of_organisations(events)
    told = [(names[one], count) for one, count in events.items()]
    return sorted(told, key=lambda one: (-one[1], one[0].name))


def capture_of(job: CaptureJob) -> Capture:
    """A capture in numbers, with the first of its errors."""
    wrong = {error["index"] for error in job.errors if error["index"] is not None}
    return Capture(
        created_at=job.created_at,
        organisation=job.organisation.names,
        success=job.success,
        stored=job.stored,
        sent=job.events + len(wrong),
        wrong=len(wrong),
        errors=tuple(faults(job)[:FAULTS]),
    )


def faults(job: CaptureJob) -> list[Fault]:
    """All that is wrong in the document of a capture, in the reader's language."""
    return [
        Fault(error["index"], error["path"], _sentence(error["template"], error["params"], error["message"]))
        for error in job.errors
    ]


def _sentence(template: str, params: dict[str, object], otherwise: str) -> str:
    return gettext(template).format(**params) if template else otherwise


def _captures(viewer: Viewer) -> QuerySet[CaptureJob]:
    jobs = CaptureJob.objects.all()
    return jobs if viewer.operating else jobs.filter(organisation=viewer.organisation_id)


def _findings(viewer: Viewer) -> QuerySet[Finding]:
    findings = Finding.objects.all()
    if viewer.operating:
        return findings
    own = findings.filter(event__capturer=viewer.organisation_id)
    return own.exclude(kind__in=BETWEEN)
