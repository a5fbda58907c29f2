"""Identities used for one thing after another: a trace follows a life, not an identity."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from headwater.gs1.identify import identify
from headwater.tracing import queries
from tests.app.tracing.asking import ids, trace
from tests.app.tracing.capturing import (
    at,
    declared_wrong,
    ended,
    gtin,
    item,
    lot,
    made,
    packed,
    place,
    seen,
    sscc,
    turned,
    unpacked,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast

TOTE = f"https://id.gs1.org/8003/{gtin(9)}TOTE"
MILK, WHEY = lot(1, "MILK"), lot(1, "WHEY")
CHEESE, RICOTTA = lot(2, "CHEESE"), lot(2, "RICOTTA")


def filled_twice() -> list[Event]:
    """A tote filled with milk and emptied into cheese; the next day with whey, into ricotta."""
    return [
        turned(10, [MILK], output_epc_list=[TOTE]),
        turned(20, [], [CHEESE], input_epc_list=[TOTE]),
        turned(30, [WHEY], output_epc_list=[TOTE]),
        turned(40, [], [RICOTTA], input_epc_list=[TOTE]),
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_tote_filled_twice_mixes_nothing(cast: Cast, order: int) -> None:
    for one in filled_twice()[::order]:
        cast.capture(one)

    assert ids(trace(cast, MILK, "forward")) == {MILK, TOTE, CHEESE}
    assert ids(trace(cast, WHEY, "forward")) == {WHEY, TOTE, RICOTTA}
    assert ids(trace(cast, CHEESE, "back")) == {MILK, TOTE, CHEESE}
    assert ids(trace(cast, RICOTTA, "back")) == {WHEY, TOTE, RICOTTA}
    assert {(edge.source, edge.target) for edge in trace(cast, RICOTTA).edges} == {
        (WHEY, TOTE),
        (TOTE, RICOTTA),
    }


def test_a_tote_is_asked_about_in_the_life_that_it_has_at_the_time(cast: Cast) -> None:
    cast.capture(*filled_twice())

    assert ids(trace(cast, TOTE)) == {WHEY, TOTE, RICOTTA}
    assert ids(trace(cast, TOTE, at=datetime(2026, 3, 1, 0, 25, tzinfo=UTC))) == {MILK, TOTE, CHEESE}
    assert ids(trace(cast, TOTE, at=datetime(2026, 3, 1, 0, 35, tzinfo=UTC))) == {WHEY, TOTE}


def test_a_tote_that_is_topped_up_lives_on(cast: Cast) -> None:
    cast.capture(
        turned(10, [MILK], output_epc_list=[TOTE]),
        turned(20, [WHEY], input_epc_list=[TOTE], output_epc_list=[TOTE]),
        turned(30, [], [RICOTTA], input_epc_list=[TOTE]),
    )

    assert ids(trace(cast, RICOTTA, "back")) == {MILK, WHEY, TOTE, RICOTTA}


def test_so_does_one_whose_topping_up_is_told_by_two_events(cast: Cast) -> None:
    run = "https://example.com/run/1"
    cast.capture(
        turned(10, [MILK], output_epc_list=[TOTE]),
        turned(20, [WHEY], input_epc_list=[TOTE], transformation_id=run),
        turned(25, [], output_epc_list=[TOTE], transformation_id=run),
        turned(30, [], [RICOTTA], input_epc_list=[TOTE]),
    )

    assert ids(trace(cast, RICOTTA, "back")) == {MILK, WHEY, TOTE, RICOTTA}


def test_without_an_ending_there_is_one_life(cast: Cast) -> None:
    emptied, *others = filled_twice()[1::-1] + filled_twice()[2:]
    cast.capture(*others)
    assert ids(trace(cast, RICOTTA, "back")) == {MILK, WHEY, TOTE, RICOTTA}

    cast.capture(emptied)
    assert ids(trace(cast, RICOTTA, "back")) == {WHEY, TOTE, RICOTTA}

    cast.capture(declared_wrong(emptied))
    assert ids(trace(cast, RICOTTA, "back")) == {MILK, WHEY, TOTE, RICOTTA}


def test_a_claim_ends_no_life(cast: Cast) -> None:
    """Who makes in another's name takes nothing out of a scope."""
    tote, cheese = "https://id.gs1.org/8004/9521111TOTE", "https://id.gs1.org/8004/9521111CHEESE"
    cast.capture(
        turned(10, [MILK], output_epc_list=[tote]),
        turned(30, [WHEY], output_epc_list=[tote]),
        turned(40, [], [RICOTTA], input_epc_list=[tote]),
        by=cast.farm,
    )
    cast.capture(turned(20, [], input_epc_list=[tote], output_epc_list=[cheese]), by=cast.shop)

    assert ids(trace(cast, MILK, "forward")) == {MILK, tote, cheese, RICOTTA}


def test_an_sscc_used_twice_brings_different_contents(cast: Cast) -> None:
    pallet, first, second = sscc(1), item(3, 1), item(3, 2)
    cast.capture(
        made(0, [first], lot_number="A"),
        made(0, [second], lot_number="B"),
        made(5, [pallet]),
        packed(10, pallet, [first]),
        turned(20, [], [CHEESE], input_epc_list=[pallet]),
        made(30, [pallet]),
        packed(40, pallet, [second]),
        turned(50, [], [RICOTTA], input_epc_list=[pallet]),
    )

    assert ids(trace(cast, lot(3, "A"), "forward")) == {lot(3, "A"), first, pallet, CHEESE}
    assert ids(trace(cast, RICOTTA, "back")) == {lot(3, "B"), second, pallet, RICOTTA}
    assert ids(trace(cast, pallet)) == {lot(3, "B"), second, pallet, RICOTTA}


def test_a_serial_commissioned_again_is_of_its_new_lot(cast: Cast) -> None:
    can, old, new = item(3, 1), lot(3, "A"), lot(3, "B")
    cast.capture(
        turned(0, [MILK], [old]),
        turned(0, [WHEY], [new]),
        made(10, [can, item(3, 2)], lot_number="A", **at(place(1))),
        packed(15, sscc(1), [can]),
        unpacked(16, sscc(1)),
        ended(20, [can]),
        made(30, [can], lot_number="B", **at(place(2))),
        packed(40, sscc(2), [can]),
    )

    assert ids(trace(cast, can, "back")) == {can, new, WHEY, sscc(2)}
    assert ids(trace(cast, MILK, "forward")) == {MILK, old, can, item(3, 2), sscc(1)}
    assert ids(trace(cast, WHEY, "forward")) == {WHEY, new, can, sscc(2)}
    assert [step.time[11:16] for step in queries.history(identify(can), viewer=cast.operator).steps] == [
        "00:30",
        "00:40",
    ]


def test_places_and_balances_are_those_of_the_lives_that_are_asked_about(cast: Cast) -> None:
    can, old, new = item(3, 1), lot(3, "A"), lot(3, "B")
    cast.capture(
        made(10, [can, item(3, 2)], lot_number="A", **at(place(1))),
        ended(20, [can]),
        made(30, [can], lot_number="B", **at(place(2))),
        seen(40, [can], **at(place(3))),
    )

    of_old, of_new = (trace(cast, one, "forward", detail="summary").summary for one in (old, new))

    assert [(one.id, one.objects) for one in of_old.locations] == [(place(1), 2)]
    assert [(one.id, one.objects) for one in of_new.locations] == [(place(3), 1)]
    assert [(one.lot, one.made, one.on_hand, one.consumed) for one in of_old.balance] == [(old, 2, 1, 0)]
    assert [one.made for one in of_new.balance] == [1]


def test_an_object_met_in_two_lives_is_one_node_and_counted_once(cast: Cast) -> None:
    can, old, new = item(3, 1), lot(3, "A"), lot(3, "B")
    cast.capture(
        turned(0, [MILK], [old]),
        turned(0, [MILK], [new]),
        made(10, [can], lot_number="A", **at(place(1))),
        ended(20, [can]),
        made(30, [can], lot_number="B", **at(place(2))),
    )

    told = trace(cast, MILK, "forward")

    assert sorted(node.id for node in told.nodes) == sorted([MILK, old, new, can])
    assert {(edge.source, edge.target) for edge in told.edges if edge.kind == "membership"} == {
        (old, can),
        (new, can),
    }
    assert told.summary.objects == 1
    assert [(one.id, one.objects) for one in told.summary.locations] == [(place(2), 1)]
    page = trace(cast, MILK, "forward", detail="objects")
    assert [node.id for node in page.nodes].count(can) == 1
    assert {(edge.source, edge.target) for edge in page.edges} == {(old, can), (new, can)}


def test_a_group_of_a_lot_leads_only_to_what_its_lives_went_into(cast: Cast) -> None:
    can, old, new = item(3, 1), lot(3, "A"), lot(3, "B")
    cast.capture(
        turned(0, [MILK], [old]),
        turned(0, [MILK], [new]),
        made(10, [can, item(3, 2)], lot_number="A"),
        ended(20, [can]),
        made(30, [can], lot_number="B"),
        turned(40, [], [CHEESE], input_epc_list=[can]),
    )

    told = queries.trace(identify(MILK), viewer=cast.operator, direction="forward", limit=0)

    assert {(edge.source, edge.target, edge.objects) for edge in told.edges if edge.objects} == {
        (old, f"{old}#objects", 2),
        (new, f"{new}#objects", 1),
        (f"{new}#objects", CHEESE, 1),
    }
    assert told.summary.objects == 2
    made_from = queries.story(identify(CHEESE), viewer=cast.operator).upstream.sources
    assert {one.lot.id for one in made_from} == {CHEESE, new, MILK}


def test_many_used_again_cost_as_many_statements_as_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cans = [item(3, n) for n in range(1, 200)]
    cast.capture(made(10, cans, lot_number="A"), ended(20, cans[::2]), made(30, cans[::2], lot_number="B"))

    with django_assert_max_num_queries(60):
        told = trace(cast, lot(3, "A"), "forward", detail="summary")

    assert told.summary.objects == 199
    assert told.summary.lots == 1
