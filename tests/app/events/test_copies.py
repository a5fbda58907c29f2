"""One event that two organisations captured: told to the operating organisation, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headwater.epcis import event_hash
from headwater.events import operations
from headwater.events.gate import Conflict
from headwater.events.models import Event, Finding
from headwater.events.overview import overview
from headwater.events.preparing import hash_id
from headwater.gs1.identify import identify
from headwater.tracing import rebuilding
from tests.app.events.test_at_once import at_once
from tests.app.tracing.capturing import NOW, declared_wrong, item, lot, made, replace, seen, turned

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast


def copies() -> list[dict[str, Any]]:
    return [one.detail for one in Finding.objects.filter(kind=Finding.Kind.SAME_EVENT).order_by("pk")]


def test_an_event_captured_as_the_wrong_organisation_is_told(cast: Cast) -> None:
    told = turned(1, [(lot(1, "IN"), 5)], [(lot(2, "OUT"), 5)])
    cast.capture(told, by=cast.farm)
    assert copies() == []

    cast.capture(told)

    assert copies() == [
        {
            "eventID": told.event_id,
            "organisations": [cast.farm],
            "keys": sorted(identify(one).key for one in (lot(1, "IN"), lot(2, "OUT"))),
        }
    ]
    assert Event.objects.count() == 2, "a fact is never refused"
    assert list(rebuilding.verify()) == []


def test_the_operating_organisation_alone_learns_of_it(cast: Cast) -> None:
    told = seen(1, [item(1, 1)])
    cast.capture(told)

    job = cast.capture(told, by=cast.farm)

    alone = cast.capture(seen(1, [item(1, 2)]), by=cast.farm)
    assert (job.stored, job.success, job.errors) == (alone.stored, alone.success, alone.errors)
    for viewer in (cast.viewer(cast.farm), cast.viewer(cast.shop)):
        shown = overview(viewer, limit=9)
        assert (shown.findings, shown.last_findings) == (0, ())
    shown = overview(cast.operator, limit=9)
    assert shown.findings == 1
    assert [one.about for one in shown.last_findings] == [(identify(item(1, 1)).key,)]


def test_where_conflicts_are_refused_a_copy_of_another_is_stored_and_told(cast: Cast) -> None:
    told = seen(1, [item(1, 1)])
    cast.capture(told, by=cast.shop)

    job = operations.capture_events([told], by=cast.actor(cast.farm), now=NOW, refuse_conflicts=True)

    assert (job.stored, len(copies())) == (1, 1)
    with pytest.raises(Conflict):
        operations.capture_events(
            [replace(told, epc_list=(item(1, 2),))], by=cast.actor(cast.farm), now=NOW, refuse_conflicts=True
        )


def test_what_is_no_copy_is_not_told(cast: Cast) -> None:
    original = seen(1, [item(1, 1)])
    cast.capture(original, by=cast.farm)
    cast.capture(replace(original, epc_list=(item(1, 2),)), by=cast.shop)  # other content
    cast.capture(declared_wrong(original))  # the operating organisation's correction
    cast.capture(original, by=cast.dairy)  # of what no longer counts

    assert copies() == []


def test_an_event_that_came_without_an_id_is_told_by_its_hash(cast: Cast) -> None:
    hashed = made(2, [item(1, 3)], event_id=None)
    cast.capture(hashed, by=cast.farm)
    cast.capture(hashed, by=cast.shop)

    assert [(one["eventID"], one["organisations"]) for one in copies()] == [
        (hash_id(event_hash.digest(hashed)), [cast.farm])
    ]


def test_a_hash_that_leaves_something_out_is_no_conflict(cast: Cast) -> None:
    told, other = (made(2, [item(1, 3)], event_id=None, lot_number=text) for text in ("7", "007"))
    assert event_hash.digest(told) == event_hash.digest(other)

    cast.capture(told)
    job = operations.capture_events([other], by=cast.actor(cast.dairy), now=NOW, refuse_conflicts=True)

    assert job.stored == 1
    assert not Finding.objects.filter(kind=Finding.Kind.SAME_ID).exists()


def test_what_is_captured_again_as_whose_it_is_counts(cast: Cast) -> None:
    misplaced = made(1, [item(1, 1)], lot_number="L")
    cast.capture(misplaced, by=cast.farm)
    cast.capture(declared_wrong(misplaced))
    cast.capture(misplaced, by=cast.shop)

    assert list(Event.objects.filter(void=None, flags=0).values_list("capturer_id", flat=True)) == [cast.shop]
    assert copies() == []
    assert list(rebuilding.verify()) == []


def test_a_repeat_is_told_once(cast: Cast) -> None:
    told = seen(1, [item(1, 1)])
    cast.capture(told, by=cast.farm)
    for _ in range(2):
        cast.capture(told, by=cast.shop)
    cast.capture(told, by=cast.dairy)

    assert [one["organisations"] for one in copies()] == [[cast.farm], [cast.farm, cast.shop]]


def test_copies_need_no_statement_of_their_own(cast: Cast) -> None:
    told = [seen(n, [item(1, n)]) for n in range(50)]
    cast.capture(*told, by=cast.farm)
    cast.capture(*(replace(one, event_id=f"{one.event_id}-again") for one in told), by=cast.farm)
    counts = []
    for batch in ([replace(one, event_id=f"{one.event_id}-new") for one in told], told):
        with CaptureQueriesContext(connection) as context:
            cast.capture(*batch, by=cast.shop)
        counts.append(sum("events_finding" not in query["sql"] for query in context.captured_queries))

    assert len(copies()) == len(told)
    assert counts[0] == counts[1]


def test_two_organisations_at_the_same_moment(cast: Cast) -> None:
    events = [seen(n, [item(1, n)]) for n in range(6)]
    for told in events:
        at_once(lambda: cast.capture(told, by=cast.farm), lambda: cast.capture(told, by=cast.shop))  # noqa: B023

    assert [one["eventID"] for one in copies()] == [told.event_id for told in events]
