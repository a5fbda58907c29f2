"""Capture: repeats, conflicts, declarations, rollback and proceed, large events, bounded statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headwater.epcis import jsonld, xml
from headwater.epcis.errors import EpcisError
from headwater.epcis.model import Document
from headwater.events import documents, operations
from headwater.events.gate import Conflict
from headwater.events.models import CaptureJob, Event, Finding, Range
from headwater.gs1.identify import identify
from headwater.identity import blocks
from headwater.tracing import queries, rebuilding
from tests.app.tracing.capturing import (
    NOW,
    declared_wrong,
    gtin,
    item,
    lot,
    made,
    packed,
    replace,
    seen,
    sscc,
    turned,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event as EpcisEvent
    from tests.app.tracing.capturing import Cast

JSON, XML = "application/ld+json", "application/xml"


def as_json(*events: EpcisEvent) -> bytes:
    return jsonld.write_document(
        Document(kind="EPCISDocument", events=events, creation_date="2026-03-01T00:00:00Z")
    )


def as_xml(*events: EpcisEvent) -> bytes:
    return xml.write_document(
        Document(kind="EPCISDocument", events=events, creation_date="2026-03-01T00:00:00Z")
    )


def capture(cast: Cast, data: bytes, kind: str = JSON, **options: Any) -> CaptureJob:
    by = options.pop("by", cast.dairy)
    return operations.capture(data, content_type=kind, by=cast.actor(by), now=NOW, **options)


def findings() -> list[str]:
    return list(Finding.objects.order_by("pk").values_list("kind", flat=True))


def test_a_document_sent_twice_is_stored_once(cast: Cast) -> None:
    data = as_json(made(1, [item(1, 1)]), seen(2, [item(1, 1)]))

    first, second = capture(cast, data), capture(cast, data)

    assert (first.events, first.stored, second.events, second.stored) == (2, 2, 2, 0)
    assert second.success
    assert Event.objects.count() == 2
    assert CaptureJob.objects.count() == 2
    assert findings() == []


def test_an_event_twice_in_one_document_is_stored_once(cast: Cast) -> None:
    one = made(1, [item(1, 1)])

    job = capture(cast, as_json(one, seen(2, [item(1, 1)]), one))

    assert (job.events, job.stored) == (3, 2)
    assert findings() == []


@pytest.mark.parametrize("event_id", ["https://example.com/e/1", None])
def test_an_event_as_xml_and_as_json_is_one(event_id: str | None, cast: Cast) -> None:
    one = made(1, [item(1, 1), item(1, "A%2F2")], lot_number="L", event_id=event_id)

    capture(cast, as_json(one))
    job = capture(cast, as_xml(one), XML)

    assert job.stored == 0
    assert Event.objects.count() == 1
    assert findings() == []


def test_spelling_makes_no_other_event(cast: Cast) -> None:
    one = made(1, [item(1, 1)])
    capture(cast, as_json(one))

    urn = identify(item(1, 1)).urn(7)
    job = capture(cast, as_json(replace(one, epc_list=(urn,))))

    assert job.stored == 0


def test_an_event_without_id_gets_its_hash_as_one(cast: Cast) -> None:
    capture(cast, as_json(made(1, [item(1, 1)], event_id=None)))

    (step,) = queries.history(identify(item(1, 1)), viewer=cast.operator).steps
    assert step.event.startswith("ni:///sha-256;")
    assert step.event.endswith("?ver=CBV2.0")


def test_other_organisations_events_are_no_repeats(cast: Cast) -> None:
    data = as_json(seen(1, [item(1, 1)]))

    for organisation in (cast.dairy, cast.farm, cast.shop):
        assert capture(cast, data, by=organisation).stored == 1


def test_the_same_id_with_other_content_is_kept_with_a_finding(cast: Cast) -> None:
    one = seen(1, [item(1, 1)])

    job = capture(cast, as_json(one, replace(one, epc_list=(item(1, 2),))))
    later = capture(cast, as_json(replace(one, epc_list=(item(1, 3),))))

    assert (job.stored, later.stored) == (2, 1)
    assert findings() == [Finding.Kind.SAME_ID, Finding.Kind.SAME_ID]


def test_where_conflicts_are_refused_nothing_is_stored(cast: Cast) -> None:
    one = seen(1, [item(1, 1)])
    capture(cast, as_json(one))
    before = Event.objects.count(), CaptureJob.objects.count()

    with pytest.raises(Conflict):
        capture(cast, as_json(replace(one, epc_list=(item(1, 2),))), refuse_conflicts=True)

    assert (Event.objects.count(), CaptureJob.objects.count()) == before
    assert findings() == []
    assert capture(cast, as_json(one), refuse_conflicts=True).stored == 0
    assert (
        capture(
            cast, as_json(replace(one, epc_list=(item(1, 2),))), refuse_conflicts=True, by=cast.farm
        ).stored
        == 1
    )


def wrong(data: bytes, index: int) -> bytes:
    """The document with a check digit spoiled in one event."""
    document = orjson.loads(data)
    event = document["epcisBody"]["eventList"][index]
    event["epcList"] = ["urn:epc:id:sgtin:0952.1.1"]
    return orjson.dumps(document)


def test_one_wrong_event_rolls_the_document_back(cast: Cast) -> None:
    data = wrong(as_json(made(1, [item(1, 1)]), seen(2, [item(1, 1)]), seen(3, [item(1, 1)])), 1)

    with pytest.raises(EpcisError) as caught:
        capture(cast, data)

    assert {problem.index for problem in caught.value.problems} == {1}
    assert not Event.objects.exists()
    assert not CaptureJob.objects.exists()


def test_proceeding_keeps_what_is_right(cast: Cast) -> None:
    data = wrong(as_json(made(1, [item(1, 1)]), seen(2, [item(1, 1)]), seen(3, [item(1, 1)])), 1)

    job = capture(cast, data, proceed=True)

    assert (job.events, job.stored, job.success) == (2, 2, False)
    assert [error["index"] for error in job.errors] == [1]
    assert len(queries.history(identify(item(1, 1)), viewer=cast.operator).steps) == 2


def test_an_event_of_a_hundred_thousand_epcs_is_one_capture(cast: Cast) -> None:
    ours = blocks.issue(gtin(1), 100_000, lot="L")
    epcs = [item(1, serial) for serial in ours]
    mixed = [item(2, n) for n in range(50_000)] + [item(3, f"A{n}") for n in range(50_000)]

    job = cast.capture(made(1, epcs), packed(2, sscc(1), mixed))

    assert job.stored == 2
    assert Range.objects.count() == 4
    assert queries.locate([identify(epcs[77_777])], viewer=cast.operator)[0].id == epcs[77_777]
    (stands,) = queries.locate([identify(mixed[99_999])], viewer=cast.operator)
    assert stands.via == sscc(1)
    traced = queries.trace(identify(lot(1, "L")), viewer=cast.operator, detail="summary")
    assert traced.summary.objects == 100_000
    assert list(rebuilding.verify()) == []


def day(events: int, product: int) -> list[EpcisEvent]:
    """What lines, warehouses and plants tell, with new names in every event."""
    found: list[EpcisEvent] = []
    for n in range(events // 4):
        ours = blocks.issue(gtin(product), 3, lot=f"B{n % 7}")
        cans = [item(product, serial) for serial in ours]
        found += [
            made(n, cans, lot_number=f"B{n % 7}"),
            made(n, [item(product, f"F{n}-{m}") for m in range(3)], lot_number=f"L{n % 50}"),
            packed(n, sscc(product * 10_000 + n), cans),
            turned(n, [(lot(product, f"IN{n}"), 1)], [(lot(product, f"OUT{n}"), 1)]),
        ]
    return found


def test_statements_do_not_grow_with_the_number_of_events(cast: Cast) -> None:
    cast.capture(*day(8, 1))
    counts = []
    for product, events in ((2, 40), (3, 800)):
        told = day(events, product)
        with CaptureQueriesContext(connection) as context:
            assert cast.capture(*told).stored == events
        counts.append(len(context))

    assert counts[1] <= counts[0] + 5, counts
    assert counts[0] < 60


def test_rebuild_writes_what_capture_wrote(cast: Cast) -> None:
    cast.capture(*day(200, 1))
    before = [list(model.objects.order_by("pk").values_list()) for model in (Event, Range)]

    rebuilding.rebuild()

    assert [list(model.objects.order_by("pk").values_list()) for model in (Event, Range)] == before


class Declarations:
    """Helpers for error declarations."""

    @staticmethod
    def valid(cast: Cast, subject: str) -> list[str]:
        told = queries.history(identify(subject), viewer=cast.operator)
        return [step.status for step in told.steps]


@pytest.mark.parametrize("first", ["original", "declaration"])
def test_a_declaration_takes_its_original_out(first: str, cast: Cast) -> None:
    birth, original = made(1, [item(1, 1)]), seen(2, [item(1, 1)], disposition="damaged")
    pair = [original, declared_wrong(original)]
    cast.capture(birth)
    for one in pair if first == "original" else reversed(pair):
        cast.capture(one)

    assert Declarations.valid(cast, item(1, 1)) == ["valid", "declared", "declaration"]
    assert queries.locate([identify(item(1, 1))], viewer=cast.operator)[0].state is None
    assert list(rebuilding.verify()) == []


@pytest.mark.parametrize("first", ["original", "declaration"])
def test_a_strangers_declaration_is_a_claim(first: str, cast: Cast) -> None:
    original = seen(2, [item(1, 1)], disposition="damaged")
    pair = [(original, cast.farm), (declared_wrong(original), cast.shop)]
    for one, by in pair if first == "original" else reversed(pair):
        cast.capture(one, by=by)

    assert queries.locate([identify(item(1, 1))], viewer=cast.operator)[0].state == "damaged"
    assert findings() == [Finding.Kind.FOREIGN_DECLARATION]
    assert list(rebuilding.verify()) == []


def test_a_transformation_id_of_two_organisations_is_two_transformations_and_told(cast: Cast) -> None:
    shared = "https://id.example/transformation/1"
    cast.capture(turned(2, [lot(1, "IN")], transformation_id=shared), by=cast.farm)
    assert findings() == []

    cast.capture(turned(3, lots_out=[lot(2, "OUT")], transformation_id=shared), by=cast.shop)

    assert findings() == [Finding.Kind.SHARED_TRANSFORMATION]
    found = queries.trace(identify(lot(2, "OUT")), direction="back", viewer=cast.operator)
    assert [node.lot for node in found.nodes] == ["OUT"], "nothing that the other put in"
    assert list(rebuilding.verify()) == []


def test_the_operating_organisation_may_declare_anyones_event_wrong(cast: Cast) -> None:
    original = seen(2, [item(1, 1)], disposition="damaged")
    cast.capture(original, by=cast.farm)
    cast.capture(declared_wrong(original), by=cast.dairy)

    assert Declarations.valid(cast, item(1, 1)) == ["declared", "declaration"]
    assert findings() == []


def test_of_an_id_used_for_two_contents_the_declared_one_goes(cast: Cast) -> None:
    one = seen(1, [item(1, 1)], disposition="damaged")
    other = replace(one, epc_list=(item(1, 2),))
    cast.capture(one)
    cast.capture(other)
    cast.capture(declared_wrong(other))

    assert queries.locate([identify(item(1, 1))], viewer=cast.operator)[0].state == "damaged"
    assert Declarations.valid(cast, item(1, 2)) == ["declared", "declaration"]
    assert list(rebuilding.verify()) == []


def test_what_was_known_before_a_declaration_can_still_be_asked(cast: Cast) -> None:
    original = seen(2, [item(1, 1)])
    cast.capture(original)
    position = Event.objects.get().pk
    cast.capture(declared_wrong(original))

    then = queries.history(identify(item(1, 1)), viewer=cast.operator, known_at=position)
    assert [step.status for step in then.steps] == ["valid"]


def test_claims_are_shown_as_such_and_stay_in_scope(cast: Cast) -> None:
    from headwater.parties import operations as parties
    from headwater.parties.models import Organisation

    parties.register_prefix(digits=gtin(1)[1:8], organisation=Organisation.objects.get(pk=cast.farm), by=None)
    cast.capture(made(1, [item(1, 1)], lot_number="REAL"), by=cast.farm)
    cast.capture(made(2, [item(1, 1)], lot_number="FALSE", disposition="damaged"), by=cast.shop)
    cast.capture(seen(3, [item(1, 1)]), by=cast.shop)

    assert findings()[0] == Finding.Kind.CLAIM
    assert Declarations.valid(cast, item(1, 1)) == ["valid", "claim", "valid"]
    # Who may not begin a thing has seen it, as who only says so: it is no other thing for that.
    assert queries.locate([identify(item(1, 1))], viewer=cast.operator)[0].state == "damaged"
    traced = queries.trace(identify(item(1, 1)), viewer=cast.operator, direction="back")
    told = {edge.source.rpartition("/")[2]: edge.claim for edge in traced.edges if edge.kind == "membership"}
    assert told == {"REAL": False, "FALSE": True}
    assert list(rebuilding.verify()) == []


def test_events_come_back_as_they_came(cast: Cast) -> None:
    told = day(200, 1)
    cast.capture(*told)

    positions = Event.objects.order_by("pk").values_list("pk", flat=True)
    assert list(documents.read(positions).values()) == told
