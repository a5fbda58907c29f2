"""What verify finds when somebody changes the store behind its back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater import store
from headwater.epcis import jsonld, xml
from headwater.events.codes import ROW_BITS
from headwater.events.models import Quantity
from headwater.identity import cache
from headwater.tracing import membership
from headwater.tracing.models import Membership
from headwater.tracing.rebuilding import Difference, rebuild, verify
from tests.app.tracing.capturing import LOT_NUMBER, item, lot, made, packed, replace, sscc, turned

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast


@pytest.fixture
def filled(cast: Cast) -> Cast:
    cast.capture(made(1, (item(1, "A"), item(1, "B")), lot_number="L1"))
    cast.capture(packed(2, sscc(1), (item(1, "A"), item(1, "B"))))
    assert list(verify()) == []
    return cast


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DELETE FROM events_band", "events_band"),
        ("DELETE FROM events_range WHERE id IN (SELECT MIN(id) FROM events_range)", "events_range"),
        (
            "UPDATE events_range SET last = last + 1 WHERE id IN (SELECT MIN(id) FROM events_range)",
            "events_range",
        ),
        ("UPDATE events_event SET event_time = event_time + 1", "events_event"),
        ("UPDATE events_event SET void = 1", "events_event"),
        ("UPDATE identity_sequence SET next = 1 WHERE name = 'event'", "identity_sequence"),
        ("DELETE FROM identity_word", "events_event"),
    ],
)
def test_every_change_is_told(filled: Cast, statement: str, table: str) -> None:
    store.execute(statement)
    cache.forget_all()

    assert table in {difference.table for difference in verify()}


def test_an_event_that_is_gone_with_all_its_rows_is_missed(filled: Cast) -> None:
    for table in ("events_range", "events_quantity", "events_term", "tracing_membership"):
        store.execute(f"DELETE FROM {table} WHERE id >> 20 = (SELECT MAX(id) FROM events_event)")
    store.execute("DELETE FROM events_document WHERE id = (SELECT MAX(id) FROM events_event)")
    store.execute("DELETE FROM events_event WHERE id IN (SELECT MAX(id) FROM events_event)")

    assert "events_job" in {difference.table for difference in verify()}


def test_verify_writes_nothing(filled: Cast) -> None:
    store.execute("DELETE FROM identity_word")
    cache.forget_all()

    list(verify())

    assert store.select("SELECT COUNT(*) FROM identity_word") == [(0,)]


def rows() -> list[tuple[int, ...]]:
    return store.select("SELECT id, band, first, last, lot FROM tracing_membership ORDER BY id")


def in_mixed_order() -> list[Event]:
    """Items of several products with the lot number of each event, each event naming the products in its own order."""
    first = made(1, (item(1, "a"), item(2, "b"), item(3, 7)), lot_number="L1")
    second = made(2, (item(2, "c"), item(1, "d"), item(3, 1)), lot_number="L2")
    out = (item(3, 9), item(2, "e"), item(1, "f"))
    third = turned(3, [lot(9, "M")], output_epc_list=out, ilmd={LOT_NUMBER: ["L4", "L3"]})
    return [first, second, third]


@pytest.mark.parametrize("together", [False, True])
def test_in_whatever_company_an_event_comes_its_rows_are_the_same(cast: Cast, together: bool) -> None:
    if together:
        cast.capture(*in_mixed_order())
    else:
        for one in in_mixed_order():
            cast.capture(one)
    live = rows()
    assert len(live) == 3 + 3 + 6
    assert list(verify()) == []

    rebuild()

    assert rows() == live
    assert list(verify()) == []


def test_memberships_that_an_earlier_version_numbered_otherwise_are_no_difference(cast: Cast) -> None:
    cast.capture(*in_mixed_order())
    live = rows()
    store.execute("DELETE FROM tracing_membership")
    store.insert(Membership, membership.COLUMNS, [(row[0] ^ 1, *row[1:]) for row in live])
    assert rows() != live

    assert list(verify()) == []
    rebuild()
    assert rows() == live


def test_a_membership_too_many_and_one_too_few_are_told_by_event(cast: Cast) -> None:
    cast.capture(*in_mixed_order())
    (gone, *_, last) = rows()
    store.execute("DELETE FROM tracing_membership WHERE id = %s", [gone[0]])
    store.insert(Membership, membership.COLUMNS, [(last[0] + 1, *last[1:])])

    assert list(verify()) == [
        Difference("tracing_membership", gone[0] >> ROW_BITS, "missing"),
        Difference("tracing_membership", last[0] >> ROW_BITS, "not derived"),
    ]


@pytest.mark.parametrize("zero", ["-0", "-0.0", "0e-9"])
def test_a_zero_with_a_sign_is_a_zero(cast: Cast, zero: str) -> None:
    document = (
        "<AggregationEvent><eventTime>2026-03-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>"
        f"<parentID>{sscc(1)}</parentID><action>OBSERVE</action><childQuantityList><quantityElement>"
        f"<epcClass>{lot(1, 'L')}</epcClass><quantity>{zero}</quantity></quantityElement></childQuantityList></AggregationEvent>"
    )
    read = xml.read(document.encode()).document
    written = jsonld.write_document(read).replace(b'"quantity":0', f'"quantity":{zero}'.encode())
    assert zero.encode() in written
    ((one,), (other,)) = (read.events, jsonld.read(written).document.events)
    cast.capture(one)
    cast.capture(replace(other, event_id=one.event_id))

    assert Quantity.objects.get().quantity == "0"
    assert list(verify()) == []
