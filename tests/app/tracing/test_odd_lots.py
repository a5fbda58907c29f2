"""Lot numbers as people write them: an answer's own id can always be asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.events.models import Event, Finding
from headwater.gs1.identify import identify
from headwater.tracing import queries, rebuilding
from headwater.tracing.ilmd import dates
from headwater.tracing.models import Membership
from tests.app.tracing.capturing import event, gtin, item, lot, made, replace, seen

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast


@pytest.mark.parametrize("number", ["批次2026-01", "LOT 2026 01", "A:B/C", "1" * 21, "L-7"])
def test_a_lot_of_any_number_is_found_by_the_id_that_answers_show(cast: Cast, number: str) -> None:
    cast.capture(made(1, (item(1, "A"), item(1, "B")), lot_number=number))
    back = queries.trace(identify(item(1, "A")), viewer=cast.operator, direction="back")
    (shown,) = (node for node in back.nodes if node.kind == "lot")

    forward = queries.trace(identify(shown.id), viewer=cast.operator, direction="forward")

    assert (shown.lot, shown.product) == (number, gtin(1))
    assert forward.summary.objects == 2


def test_two_lot_numbers_in_one_event_are_both_kept(cast: Cast) -> None:
    cast.capture(made(1, (item(1, "A"),), lot_number=["X1", "X2"]))

    back = queries.trace(identify(item(1, "A")), viewer=cast.operator, direction="back")

    assert {node.lot for node in back.nodes if node.kind == "lot"} == {"X1", "X2"}


def spelt(product: int, number: str, serial: str | int) -> str:
    """An item as a printed code spells it, with its lot."""
    return f"https://brand.example/01/{gtin(product)}/10/{number}/21/{serial}"


def lots_of(cast: Cast, text: str) -> set[str]:
    back = queries.trace(identify(text), viewer=cast.operator, direction="back")
    return {node.id for node in back.nodes if node.kind == "lot"}


def test_the_lot_in_the_spelling_of_what_begins_is_its_lot(cast: Cast) -> None:
    cast.capture(made(1, (spelt(1, "L1", "A"), spelt(1, "L2", "B"), item(1, "C"), spelt(1, "L1", "D"))))
    cast.capture(
        event("TransformationEvent", 2, input_epc_list=[item(1, "A")], output_epc_list=[spelt(2, "M", 7)])
    )

    assert [lots_of(cast, item(1, one)) for one in "ABCD"] == [
        {lot(1, "L1")},
        {lot(1, "L2")},
        set(),
        {lot(1, "L1")},
    ]
    assert lot(2, "M") in lots_of(cast, item(2, 7))
    forward = queries.trace(identify(lot(1, "L1")), viewer=cast.operator, direction="forward")
    assert {node.id for node in forward.nodes if node.kind == "object"} >= {item(1, "A"), item(1, "D")}
    assert not Finding.objects.exists()


def test_a_lot_is_told_by_no_later_spelling(cast: Cast) -> None:
    cast.capture(made(1, (item(1, "A"),)), seen(2, (spelt(1, "L1", "A"),)))

    assert lots_of(cast, item(1, "A")) == set()


def test_a_lot_in_the_spelling_and_another_in_the_master_data_are_both_kept(cast: Cast) -> None:
    cast.capture(made(1, (spelt(1, "L1", "A"), spelt(1, "L2", "B")), lot_number="L2"))

    assert lots_of(cast, item(1, "A")) == {lot(1, "L1"), lot(1, "L2")}
    assert lots_of(cast, item(1, "B")) == {lot(1, "L2")}
    assert [one.kind for one in Finding.objects.all()] == [Finding.Kind.CONFLICTING_LOTS]


def test_spelt_lots_are_made_again_by_a_rebuild(cast: Cast) -> None:
    cast.capture(made(1, (spelt(1, "L1", "A"), spelt(1, "L1", "B"))))
    before = list(Membership.objects.order_by("id").values())
    assert len(before) == 1

    rebuilding.rebuild()

    assert list(Membership.objects.order_by("id").values()) == before
    assert list(rebuilding.verify()) == []


def test_another_lot_in_the_spelling_is_no_repeat(cast: Cast) -> None:
    same = {"event_id": "urn:uuid:00000000-0000-0000-0000-000000000001"}
    cast.capture(made(1, (spelt(1, "L1", "A"),), **same))
    cast.capture(made(1, (spelt(1, "L1", "A").replace("brand", "other"),), **same))
    assert Event.objects.count() == 1

    cast.capture(made(1, (spelt(1, "L2", "A"),), **same))

    assert lots_of(cast, item(1, "A")) == {lot(1, "L1"), lot(1, "L2")}
    assert {one.kind for one in Finding.objects.all()} == {
        Finding.Kind.SAME_ID,
        Finding.Kind.CONFLICTING_LOTS,
    }


FORMS = [
    {"@value": "L1"},
    {"@value": "L1", "@type": "xsd:string"},
    {"@value": "L1", "@language": "en"},
    {"@set": ["L1"]},
    {"@list": [{"@value": " L1 "}]},
    [{"@value": "L1"}, "L1"],
    {"#text": "L1", "@unit": "x"},
]


@pytest.mark.parametrize("told", FORMS, ids=str)
def test_a_lot_number_is_read_in_every_form_of_a_text(told: object, cast: Cast) -> None:
    cast.capture(made(1, (item(1, "A"),), lot_number=told))

    assert lots_of(cast, item(1, "A")) == {lot(1, "L1")}
    assert list(rebuilding.verify()) == []


@pytest.mark.parametrize(
    "told", [{"@id": "https://example.com/L1"}, {"name": "L1"}, {"@value": " "}, []], ids=str
)
def test_what_is_no_text_is_no_lot_number(told: object, cast: Cast) -> None:
    cast.capture(made(1, (item(1, "A"),), lot_number=told))

    assert lots_of(cast, item(1, "A")) == set()


def test_dates_are_read_in_every_form_and_of_two_the_earlier_counts() -> None:
    told = {"@set": [{"@value": "2027-09-06"}, "2027-08-06"]}
    begun = made(1, (item(1, "A"),))

    assert dates(replace(begun, ilmd={"{urn:epcglobal:cbv:mda}itemExpirationDate": told})) == {
        "itemExpirationDate": "2027-08-06"
    }


def test_a_upui_is_of_the_lot_of_its_product(cast: Cast) -> None:
    pack = f"https://id.gs1.org/01/{gtin(1)}/235/TP1"
    cast.capture(made(1, (pack, item(1, "A")), lot_number="L1"))

    assert lots_of(cast, pack) == {lot(1, "L1")}
    forward = queries.trace(identify(lot(1, "L1")), viewer=cast.operator, direction="forward")
    assert {node.id for node in forward.nodes} == {lot(1, "L1"), pack, item(1, "A")}
