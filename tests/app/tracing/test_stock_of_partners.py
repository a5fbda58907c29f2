"""Amounts of one lot at several organisations, each with its own way to tell: what any of them has is never left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.epcis.model import Place, Typed
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.tracing import queries
from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import at, destination, event, lot, packed, place, sscc, turned

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

FARM, SHOP = "9521111", "9522222"
Row = tuple[str | None, int, str | None]
"""Where it is, how much, and where to if it is on the way."""


def key(prefix: str, number: int, tail: str) -> str:
    body = f"0{prefix}{number:05}"
    return f"https://id.gs1.org/01/{body}{check_digit(body)}{tail}"


LOT, SHOPS = key(FARM, 1, "/10/FL"), key(SHOP, 4, "/10/X")
MILK = lot(1, "M")
YARD, COUNTER, COUNTER_2 = place(1, FARM), place(1, SHOP), place(2, SHOP)
STORE, THIRD = place(30), place(31)
"""Which nobody registered."""


@pytest.fixture
def made(cast: Cast) -> Cast:
    """A hundred kilograms of the farm's at its yard."""
    cast.capture(turned(1, [(MILK, 100)], [(LOT, 100)], **at(YARD)), by=cast.farm)
    return cast


def of_lot(minute: int, step: str, *amounts: int, action: str = "OBSERVE", **fields: Any) -> Event:
    quantities = [(LOT, amount) for amount in amounts]
    return event("ObjectEvent", minute, action=action, biz_step=step, quantity_list=quantities, **fields)


def sent(
    minute: int, amount: int, to: str, *, step: str = "shipping", start: str = YARD, **fields: Any
) -> Event:
    return of_lot(minute, step, amount, destination_list=destination(to), read_point=Place(start), **fields)


def came(minute: int, amount: int, where: str, **fields: Any) -> Event:
    return of_lot(minute, "receiving", amount, **fields, **at(where))


def stock(cast: Cast) -> list[Row]:
    rows = [row for row in trace(cast, LOT, "forward").summary.stock if row.lot == LOT]
    told = [
        (row.place and row.place.id, int(row.quantity or 0), row.destination and row.destination.id)
        for row in rows
    ]
    return sorted(told, key=str)


@pytest.mark.parametrize("action", ["OBSERVE", "ADD"])
def test_a_partner_books_its_receipt_as_it_likes(action: str, made: Cast) -> None:
    made.capture(sent(2, 30, COUNTER), by=made.farm)
    made.capture(came(4, 30, COUNTER, action=action), by=made.shop)
    assert stock(made) == sorted([(YARD, 70, None), (COUNTER, 30, None)])

    made.capture(
        of_lot(6, "retail_selling", 10, action="DELETE", **at(COUNTER)),
        came(8, 4, COUNTER, action=action, disposition="returned"),
        by=made.shop,
    )
    assert stock(made) == sorted([(YARD, 70, None), (COUNTER, 24, None)])


def test_a_partner_sends_on_with_delete(made: Cast) -> None:
    made.capture(sent(2, 30, COUNTER), by=made.farm)
    made.capture(came(4, 30, COUNTER), sent(6, 30, COUNTER_2, start=COUNTER, action="DELETE"), by=made.shop)
    assert stock(made) == sorted([(YARD, 70, None), (None, 30, COUNTER_2)], key=str)

    made.capture(came(8, 30, COUNTER_2, action="ADD"), by=made.shop)
    assert stock(made) == sorted([(YARD, 70, None), (COUNTER_2, 30, None)])


def test_who_has_none_sends_none_on(made: Cast) -> None:
    made.capture(sent(6, 30, STORE, start=COUNTER, action="DELETE"), by=made.shop)

    assert stock(made) == [(YARD, 100, None)]


@pytest.mark.parametrize(
    "told",
    [
        turned(5, [(LOT, 100)], [(SHOPS, 100)]),
        of_lot(5, "shipping", 100, destination_list=destination(COUNTER_2)),
        of_lot(5, "retail_selling", 100, action="DELETE"),
    ],
    ids=["uses", "sends", "sells"],
)
def test_who_has_none_and_says_not_where_empties_nobody_s_place(told: Event, made: Cast) -> None:
    made.capture(told, by=made.shop)

    assert (YARD, 100, None) in stock(made)


def test_what_was_used_before_it_came_by_its_time_is_not_there_again(made: Cast) -> None:
    made.capture(sent(2, 30, COUNTER), by=made.farm)
    made.capture(turned(5, [(LOT, 30)], [(SHOPS, 30)], **at(COUNTER)), came(6, 30, COUNTER), by=made.shop)

    assert stock(made) == [(YARD, 70, None)]


def test_two_departures_are_two(made: Cast) -> None:
    made.capture(sent(4, 30, COUNTER, step="departing"), sent(5, 30, THIRD, step="departing"), by=made.farm)

    assert stock(made) == sorted([(YARD, 40, None), (None, 30, COUNTER), (None, 30, THIRD)], key=str)


def test_a_departure_is_of_what_was_shipped_to_the_same_place(made: Cast) -> None:
    made.capture(sent(4, 30, COUNTER), sent(5, 20, THIRD, step="departing"), by=made.farm)
    assert stock(made) == sorted([(YARD, 50, None), (None, 30, COUNTER), (None, 20, THIRD)], key=str)

    made.capture(sent(6, 30, COUNTER, step="departing"), by=made.farm)
    assert stock(made) == sorted([(YARD, 50, None), (None, 30, COUNTER), (None, 20, THIRD)], key=str)

    made.capture(sent(7, 10, COUNTER, step="departing"), by=made.farm)
    assert stock(made) == sorted([(YARD, 40, None), (None, 40, COUNTER), (None, 20, THIRD)], key=str)


def test_two_despatch_advices_are_two(made: Cast) -> None:
    advice = {
        "action": "ADD",
        "biz_step": "shipping",
        "biz_transaction_list": (Typed("urn:example:1", "desadv"),),
    }
    made.capture(
        *[
            event(
                "TransactionEvent",
                3 + n,
                quantity_list=[(LOT, 30)],
                destination_list=destination(to),
                **advice,
            )
            for n, to in enumerate([COUNTER, STORE])
        ],
        by=made.farm,
    )
    assert {row[2] for row in stock(made)} == {None, COUNTER, STORE}


def test_a_void_takes_back_what_was_sent_where_it_says(made: Cast) -> None:
    made.capture(
        sent(4, 30, COUNTER), sent(5, 30, THIRD), sent(6, 30, COUNTER, step="void_shipping"), by=made.farm
    )
    assert stock(made) == sorted([(YARD, 70, None), (None, 30, THIRD)], key=str)


def test_a_void_of_what_has_come_takes_back_nothing_else(made: Cast) -> None:
    made.capture(sent(2, 30, COUNTER), sent(3, 10, COUNTER_2), by=made.farm)
    made.capture(came(4, 30, COUNTER), by=made.shop)
    made.capture(sent(6, 30, COUNTER, step="void_shipping"), by=made.farm)

    assert stock(made) == sorted([(YARD, 60, None), (COUNTER, 30, None), (None, 10, COUNTER_2)], key=str)


def test_a_count_in_several_lines_is_their_sum(made: Cast) -> None:
    made.capture(of_lot(5, "stock_taking", 40, 50, **at(YARD)), by=made.farm)

    assert stock(made) == [(YARD, 90, None)]


def test_only_who_told_of_it_counts_what_is_at_nobody_s_place(made: Cast) -> None:
    made.capture(sent(2, 30, STORE), came(3, 30, STORE), by=made.farm)
    made.capture(of_lot(5, "stock_taking", 0, **at(STORE)), by=made.shop)
    assert stock(made) == sorted([(YARD, 70, None), (STORE, 30, None)])

    made.capture(of_lot(6, "stock_taking", 25, **at(STORE)), by=made.farm)
    assert stock(made) == sorted([(YARD, 70, None), (STORE, 25, None)])


SIZES = (300, 1200)


def _customers(n: int) -> list[Event]:
    where = [place(100 + i) for i in range(n)]
    return [sent(2, 1, to) for to in where] + [came(3, 1, to) for to in where]


def _cases(n: int) -> list[Event]:
    cases = [packed(2, sscc(100 + i), [], child_quantity_list=[(LOT, 12)], **at(YARD)) for i in range(n)]
    return cases + [of_lot(1000, "retail_selling", 1, action="DELETE", **at(YARD)) for _ in range(n)]


@pytest.mark.parametrize("world", [_customers, _cases], ids=["customers", "cases"])
def test_four_times_as_many_take_not_sixteen_times_as_long(world: Any, cast: Cast) -> None:
    """Counted in what the fold does, not in time: calls of the functions of the package."""
    calls = []
    for n in SIZES:
        cast.capture(turned(1, [(MILK, 1)], [(LOT, 12 * n)], **at(YARD)), *world(n), by=cast.farm)
        calls.append(_calls(lambda: trace(cast, LOT, "forward", detail="summary")))
    assert calls[1] < 8 * calls[0]


def _calls(ask: Any) -> int:
    """How many functions of Python are called."""
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.runcall(ask)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_a_document_that_came_with_the_wrong_key_as_well_changes_no_books(cast: Cast) -> None:
    """Captured by the farm, and once more by the operating organisation, whose number is lower."""
    told = [turned(1, [(MILK, 100)], [(LOT, 100)], **at(YARD)), sent(2, 60, COUNTER)]
    cast.capture(*told, by=cast.farm)
    before = trace(cast, LOT, "forward").summary
    cast.capture(*told)
    after = trace(cast, LOT, "forward").summary

    assert [(row.made, row.on_hand, row.shipped) for row in before.balance] == [(100, 40, 60)]
    assert after.balance == before.balance
    assert [(row.quantity, row.in_transit) for row in after.stock] == [
        (row.quantity, row.in_transit) for row in before.stock
    ]


def test_the_history_of_a_lot_says_how_much(made: Cast) -> None:
    made.capture(sent(2, 30, COUNTER), turned(3, [(LOT, 20)], [(SHOPS, 20)], **at(YARD)), by=made.farm)
    made.capture(packed(4, sscc(3), [], child_quantity_list=[(LOT, 5), (LOT, 5)], **at(YARD)), by=made.farm)

    steps = queries.history(identify(LOT), viewer=made.operator).steps
    told = [[(one.role, one.quantity, one.uom) for one in step.amounts] for step in steps]
    assert told == [
        [("output", 100, "KGM")],
        [("object", 30, "KGM")],
        [("input", 20, "KGM")],
        [("child", 5, "KGM"), ("child", 5, "KGM")],
    ]
