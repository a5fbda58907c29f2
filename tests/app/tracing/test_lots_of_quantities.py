"""A bare GTIN in a list of quantities, and its lot number in the ILMD alone: an amount of the lot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater import store
from headwater.epcis import event_hash
from headwater.events import queries as events
from headwater.events.models import Quantity
from headwater.events.query_parameters import parse
from headwater.gs1.identify import identify
from headwater.tracing import queries, rebuilding, searching
from tests.app.tracing import asking
from tests.app.tracing.asking import ids, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    declared_wrong,
    event,
    gtin,
    lot,
    packed,
    place,
    replace,
    sscc,
    turned,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

PLANT, STORE, SHOP = place(1), place(2), place(1, "9522222")
MILK, BATCH = lot(9, "MILK"), lot(1, "L1")


def product(number: int) -> str:
    return f"https://id.gs1.org/01/{gtin(number)}"


def pattern(number: int) -> str:
    """A GTIN as the pattern of its items, under a company prefix of seven digits."""
    digits = gtin(number)
    return f"urn:epc:idpat:sgtin:{digits[1:8]}.{digits[0]}{digits[8:13]}.*"


def cooked(
    minute: int = 10, what: str = product(1), amount: int = 100, number: Any = "L1", **fields: Any
) -> Event:
    """Milk becomes an amount of a product, whose lot only the ILMD tells."""
    ilmd = {} if number is None else {LOT_NUMBER: number}
    return turned(minute, [(MILK, 500)], [(what, amount)], ilmd=ilmd, **(at(PLANT) | fields))


def begun(minute: int = 10, what: str = product(1), number: Any = "L1", **fields: Any) -> Event:
    fields = {"action": "ADD", "biz_step": "commissioning", "quantity_list": [(what, 100)]} | fields
    return event("ObjectEvent", minute, ilmd={LOT_NUMBER: number}, **(at(PLANT) | fields))


def packing(minute: int, amount: int, what: str = BATCH) -> Event:
    return packed(minute, sscc(1), (), child_quantity_list=[(what, amount)], **at(PLANT))


def shipping(minute: int, **fields: Any) -> Event:
    return event(
        "ObjectEvent",
        minute,
        action="OBSERVE",
        biz_step="shipping",
        epc_list=[sscc(1)],
        **(at(STORE) | fields),
    )


@pytest.mark.parametrize("what", [product(1), pattern(1)])
def test_a_recall_goes_through_a_transformation_that_names_its_lot_in_the_ilmd_alone(
    cast: Cast, what: str
) -> None:
    cast.capture(cooked(10, what), packing(20, 60), shipping(30))

    forward, back = trace(cast, MILK, "forward"), trace(cast, BATCH, "back")

    assert {BATCH, sscc(1)} <= ids(forward)
    assert {(edge.source, edge.target, edge.kind) for edge in forward.edges} >= {
        (MILK, BATCH, "transformation"),
        (BATCH, sscc(1), "containment"),
    }
    assert MILK in ids(back)
    assert ids(trace(cast, sscc(1), "back")) >= {MILK, BATCH}
    assert product(1) not in ids(forward) | ids(back)


def test_its_balance_and_stock_are_those_of_the_lot(cast: Cast) -> None:
    cast.capture(cooked(), packing(20, 60), shipping(30))

    summary = trace(cast, BATCH, "forward").summary
    (balance,) = [one for one in summary.balance if one.uom == "KGM"]

    assert (str(balance.made), str(balance.unaccounted)) == ("100", "0")
    assert sorted((str(one.quantity), one.via) for one in summary.stock) == [("40", None), ("60", sscc(1))]


def test_commissioning_an_amount_begins_the_lot(cast: Cast) -> None:
    cast.capture(begun())

    (balance,) = trace(cast, BATCH).summary.balance
    (found,) = searching.named("L1", viewer=cast.operator).found
    lots = searching.lots_of(f"01/{gtin(1)}", viewer=cast.operator, before=None, limit=5)

    assert str(balance.made) == "100"
    assert found.node.id == BATCH
    assert found.made is not None
    assert found.made.place is not None
    assert found.made.place.id == PLANT
    assert lots is not None
    assert [one.node.id for one in lots.lots] == [BATCH]


def test_lots_of_one_product_that_are_told_so_stay_apart(cast: Cast) -> None:
    other = lot(9, "OTHER")
    cast.capture(
        cooked(10), turned(11, [(other, 5)], [(product(1), 5)], ilmd={LOT_NUMBER: "L2"}, **at(PLANT))
    )

    assert ids(trace(cast, MILK, "forward")) == {MILK, BATCH}
    assert ids(trace(cast, other, "forward")) == {other, lot(1, "L2")}


@pytest.mark.parametrize(
    "other",
    [
        cooked(number=["L1", "L2"]),
        cooked(number=None),
        cooked(what="https://id.gs1.org/8003/09521111000013"),
        turned(10, [(product(1), 5)], [(lot(2, "X"), 5)], ilmd={LOT_NUMBER: "L1"}),
    ],
    ids=["two numbers", "none", "no product", "taken in"],
)
def test_what_begins_no_lot_is_of_none(cast: Cast, other: Event) -> None:
    cast.capture(other)

    assert not Quantity.objects.exclude(sent_class=None).exists()


@pytest.mark.parametrize("action", ["OBSERVE", "DELETE"])
def test_a_later_event_that_names_the_bare_product_says_nothing_of_the_lot(cast: Cast, action: str) -> None:
    cast.capture(cooked())
    before = trace(cast, BATCH, "forward").summary
    later = event(
        "ObjectEvent",
        20,
        action=action,
        biz_step="destroying",
        quantity_list=[(product(1), 100)],
        **at(PLANT),
    )

    cast.capture(later)

    after = trace(cast, BATCH, "forward").summary
    assert (after.balance, after.stock) == (before.balance, before.stock)
    assert Quantity.objects.filter(sent_class=None).count() == 2


def test_a_number_told_twice_is_one(cast: Cast) -> None:
    cast.capture(cooked(number=["L1", " L1 "]))

    assert ids(trace(cast, MILK, "forward")) == {MILK, BATCH}


def test_a_lot_that_the_quantity_names_itself_stays(cast: Cast) -> None:
    cast.capture(cooked(what=lot(1, "OWN")))

    assert ids(trace(cast, MILK, "forward")) == {MILK, lot(1, "OWN")}


def test_a_number_that_no_key_can_hold_is_a_lot_as_well(cast: Cast) -> None:
    cast.capture(cooked(number="批次1"))

    (made,) = [node for node in trace(cast, MILK, "forward").nodes if node.lot == "批次1"]

    assert MILK in ids(trace(cast, made.id, "back"))


def asked(cast: Cast, **parameters: str) -> int:
    query = parse({name: [value] for name, value in parameters.items()})
    return len(events.find(query, viewer=cast.operator).events)


def test_events_are_found_by_what_they_name_and_given_back_as_sent(cast: Cast) -> None:
    sent = cooked(what=pattern(1))
    cast.capture(sent)

    assert [asked(cast, MATCH_anyEPCClass=one) for one in (product(1), pattern(1), BATCH)] == [1, 1, 0]
    assert asked(cast, MATCH_outputEPCClass=product(1)) == 1
    assert asked(cast, MATCH_inputEPCClass=product(1)) == 0
    (kept,) = events.every(viewer=cast.operator)
    assert (kept.output_quantity_list, kept.ilmd) == (sent.output_quantity_list, sent.ilmd)
    assert event_hash.digest(kept) == event_hash.digest(sent)


def test_the_history_of_the_product_still_lists_the_event(cast: Cast) -> None:
    sent = cooked()
    cast.capture(sent)

    for subject in (product(1), BATCH):
        history = queries.history(identify(subject), viewer=cast.operator)
        assert [step.event for step in history.steps] == [sent.event_id]


def test_whoever_sees_the_event_sees_its_lot_and_nobody_else_does(cast: Cast) -> None:
    cast.capture(cooked(), by=cast.farm)

    seen = asking.trace(cast, BATCH, viewer=cast.viewer(cast.farm))

    assert {MILK, BATCH} <= ids(seen)
    for subject in (BATCH, product(1)):
        with pytest.raises(LookupError):
            asking.trace(cast, subject, viewer=cast.viewer(cast.shop))


def test_a_correction_takes_the_lot_back(cast: Cast) -> None:
    wrong = cooked()
    cast.capture(wrong)
    cast.capture(declared_wrong(wrong), replace(cooked(number="L9"), event_id="https://example.com/right"))

    assert ids(trace(cast, MILK, "forward")) == {MILK, lot(1, "L9")}
    assert list(rebuilding.verify()) == []


def test_a_rebuild_brings_an_older_store_to_it(cast: Cast) -> None:
    cast.capture(cooked(), begun(11, number="L2"), packing(20, 60))
    rows = list(Quantity.objects.order_by("id").values())
    assert list(rebuilding.verify()) == []
    store.execute(
        "UPDATE events_quantity SET item_class = sent_class, sent_class = NULL WHERE sent_class IS NOT NULL"
    )
    assert {found.table for found in rebuilding.verify()} == {"events_quantity"}

    rebuilding.rebuild()

    assert list(Quantity.objects.order_by("id").values()) == rows
    assert list(rebuilding.verify()) == []
