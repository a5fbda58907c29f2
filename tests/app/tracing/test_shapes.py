"""Shapes that break naive tracing, each by name."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from headwater.epcis.model import QuantityElement
from headwater.events.models import Finding
from headwater.gs1.identify import identify
from headwater.identity import blocks
from headwater.tracing import queries
from tests.app.tracing.capturing import (
    at,
    destination,
    event,
    gtin,
    item,
    lot,
    made,
    packed,
    place,
    replace,
    seen,
    sscc,
    turned,
    unpacked,
)

if TYPE_CHECKING:
    from headwater.tracing.answers import History, Located, Trace
    from headwater.tracing.queries import Direction
    from tests.app.tracing.capturing import Cast


@pytest.fixture
def ask(cast: Cast) -> Questions:
    return Questions(cast)


class Questions:
    """What the operating organisation asks, by any spelling."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def trace(self, subject: str, direction: Direction = "both") -> Trace:
        return queries.trace(identify(subject), viewer=self.cast.operator, direction=direction)

    def history(self, subject: str) -> History:
        return queries.history(identify(subject), viewer=self.cast.operator)

    def locate(self, subject: str) -> Located:
        return queries.locate([identify(subject)], viewer=self.cast.operator)[0]

    def steps(self, subject: str) -> list[tuple[str, str | None]]:
        return [(step.event, step.inherited_from) for step in self.history(subject).steps]


def names(traced: Trace, kind: str = "lot") -> list[str]:
    return [node.id for node in traced.nodes if node.kind == kind]


def test_rework_into_itself_ends(cast: Cast, ask: Questions) -> None:
    milk, paste, scrap = lot(1, "MILK"), lot(2, "PASTE"), lot(3, "SCRAP")
    cast.capture(
        turned(10, [milk], [paste]),
        turned(20, [paste], [scrap]),
        turned(30, [scrap, paste], [paste]),
    )

    assert names(ask.trace(milk, "forward")) == [milk, paste, scrap]
    assert names(ask.trace(scrap, "back")) == [scrap, paste, milk]
    assert {(e.source, e.target) for e in ask.trace(paste).edges} == {
        (milk, paste),
        (paste, scrap),
        (scrap, paste),
        (paste, paste),
    }


def test_a_lot_that_feeds_a_thousand_lots(cast: Cast, ask: Questions) -> None:
    milk = lot(1, "MILK")
    cast.capture(*(turned(10 + n % 60, [(milk, 1)], [(lot(2, f"P{n}"), 2)]) for n in range(1000)))

    forward = ask.trace(milk, "forward")

    assert forward.summary.lots == 1001
    assert len(forward.edges) == 1000
    assert not forward.truncated
    assert names(ask.trace(lot(2, "P500"), "back")) == [lot(2, "P500"), milk]


def test_a_chain_of_ten_thousand_lots(cast: Cast, ask: Questions) -> None:
    cast.capture(*(turned(n % 1440, [lot(1, f"C{n}")], [lot(1, f"C{n + 1}")]) for n in range(10_000)))

    started = time.process_time()  # of a machine that has more to do
    forward = queries.trace(
        identify(lot(1, "C0")), viewer=cast.operator, direction="forward", detail="summary"
    )
    back = queries.trace(identify(lot(1, "C10000")), viewer=cast.operator, direction="back", detail="summary")
    seconds = time.process_time() - started

    assert forward.summary.lots == back.summary.lots == 10_001
    assert seconds < 10


def test_a_case_unpacked_and_its_items_packed_elsewhere(cast: Cast, ask: Questions) -> None:
    old, new = sscc(1), sscc(2)
    first, second = item(1, 1), item(1, 2)
    made_ = made(0, [first, second])
    into = packed(10, old, [first, second], **at(place(1)))
    moved = seen(20, [old], **at(place(2)), biz_step="receiving")
    out = unpacked(30, old, [first])
    again = packed(40, new, [first])
    old_goes = seen(50, [old], **at(place(3)))
    new_goes = seen(60, [new], **at(place(4)))
    cast.capture(made_, into, moved, out, again, old_goes, new_goes)

    ids = {e.event_id: name for name, e in locals().items() if hasattr(e, "event_id")}
    assert [(ids[e], c) for e, c in ask.steps(first)] == [
        ("made_", None),
        ("into", None),
        ("moved", old),
        ("out", None),
        ("again", None),
        ("new_goes", new),
    ]
    assert [(ids[e], c) for e, c in ask.steps(second)] == [
        ("made_", None),
        ("into", None),
        ("moved", old),
        ("out", old),
        ("old_goes", old),
    ]
    here = [ask.locate(one) for one in (first, second)]
    assert [(one.place.id, one.via) for one in here if one.place] == [(place(4), new), (place(3), old)]


def test_a_delete_that_names_no_children_empties_the_case(cast: Cast, ask: Questions) -> None:
    case, cans = sscc(1), [item(1, n) for n in range(1, 4)]
    into = packed(10, case, cans)
    there = seen(20, [case], **at(place(1)))
    emptied = unpacked(30, case)
    gone = seen(40, [case], **at(place(2)))
    cast.capture(gone, emptied, there, into)

    assert ask.steps(cans[1]) == [(into.event_id, None), (there.event_id, case), (emptied.event_id, case)]
    stands = ask.locate(cans[1])
    assert stands.via is None
    assert stands.place is not None
    assert stands.place.id == place(1)


def test_an_sscc_used_twice_has_two_lives(cast: Cast, ask: Questions) -> None:
    case = sscc(1)
    before, after = item(1, 1), item(1, 2)
    first = [
        made(0, [case]),
        packed(10, case, [before]),
        unpacked(20, case, [before]),
        event("ObjectEvent", 30, action="DELETE", epc_list=[case], biz_step="decommissioning"),
    ]
    second = [made(40, [case]), packed(50, case, [after]), seen(60, [case], **at(place(1)))]
    cast.capture(*second, *first)

    assert [step for step, _ in ask.steps(case)] == [e.event_id for e in second]
    assert [step for step, _ in ask.steps(before)] == [e.event_id for e in first[1:3]]
    traced = ask.trace(case)
    assert before not in {node.id for node in traced.nodes}
    assert after in {node.id for node in traced.nodes}


def test_a_bare_product_joins_no_lots(cast: Cast, ask: Questions) -> None:
    water = f"https://id.gs1.org/01/{gtin(9)}"
    cast.capture(
        turned(10, [(lot(1, "A"), 1), (water, 5)], [lot(2, "B")]),
        turned(20, [(lot(1, "C"), 1), (water, 5)], [(lot(2, "D"), 1), (water, 1)]),
    )

    assert names(ask.trace(lot(2, "B"))) == [lot(2, "B"), lot(1, "A")]
    assert names(ask.trace(lot(2, "B")), "class") == [water]
    assert ask.trace(water).summary.lots == 0


def test_a_bare_product_in_a_case_joins_no_lots(cast: Cast, ask: Questions) -> None:
    water, case = f"https://id.gs1.org/01/{gtin(9)}", sscc(1)
    cast.capture(
        turned(10, [(water, 5)], [lot(2, "B")]),
        packed(20, case, [item(1, 1)], child_quantity_list=[(water, 12)]),
    )

    traced = ask.trace(case)

    assert names(traced) == []
    assert traced.summary.lots == 0


def test_lots_in_a_case_are_in_its_trace(cast: Cast, ask: Questions) -> None:
    case = sscc(1)
    cast.capture(
        turned(10, [(lot(1, "MILK"), 5)], [(lot(2, "B"), 4)]),
        packed(20, case, [], child_quantity_list=[(lot(2, "B"), 3)]),
    )

    assert set(names(ask.trace(case, "back"))) == {lot(2, "B"), lot(1, "MILK")}


def test_items_are_counted_and_their_containers_are_not(cast: Cast, ask: Questions) -> None:
    pallet, cases, cans = sscc(1), [sscc(2), sscc(3)], [item(1, n) for n in range(1, 7)]
    cast.capture(
        made(0, cans, lot_number="L"),
        packed(10, cases[0], cans[:3]),
        packed(11, cases[1], cans[3:]),
        packed(20, pallet, cases),
        seen(30, [pallet], **at(place(1))),
    )

    traced = ask.trace(pallet)

    assert traced.summary.objects == 6
    assert [(one.id, one.objects) for one in traced.summary.locations] == [(place(1), 6)]
    assert sorted(names(traced, "container")) == sorted([pallet, *cases])
    assert sorted(names(traced, "object")) == cans


def test_conflicting_lots_are_both_kept_and_found(cast: Cast, ask: Questions) -> None:
    can = item(1, 1)
    cast.capture(made(10, [can], lot_number="A"))
    assert not Finding.objects.exists()
    cast.capture(made(20, [can, item(1, 2)], lot_number="B"))

    (finding,) = Finding.objects.all()
    assert finding.kind == Finding.Kind.CONFLICTING_LOTS
    assert set(names(ask.trace(can, "back"))) == {lot(1, "A"), lot(1, "B")}


def test_lots_of_a_block_and_of_ilmd_conflict_within_one_event(cast: Cast, ask: Questions) -> None:
    (serial,) = blocks.issue(gtin(1), 1, lot="BLOCK")
    cast.capture(made(10, [item(1, serial)], lot_number="TOLD"))

    assert [f.kind for f in Finding.objects.all()] == [Finding.Kind.CONFLICTING_LOTS]
    assert set(names(ask.trace(item(1, serial), "back"))) == {lot(1, "BLOCK"), lot(1, "TOLD")}


def test_events_that_share_a_transformation_are_one(cast: Cast, ask: Questions) -> None:
    run = "https://example.com/run/1"
    cast.capture(
        turned(10, [lot(1, "A")], transformation_id=run),
        turned(20, [lot(1, "B")], transformation_id=run),
    )
    cast.capture(
        turned(30, [], [lot(2, "X")], transformation_id=run),
        turned(40, [], [], output_epc_list=[item(3, 1)], transformation_id=run),
    )

    assert set(names(ask.trace(lot(2, "X"), "back"))) == {lot(2, "X"), lot(1, "A"), lot(1, "B")}
    assert set(names(ask.trace(item(3, 1), "back"))) == {lot(1, "A"), lot(1, "B")}
    assert set(names(ask.trace(lot(1, "A"), "forward"))) == {lot(1, "A"), lot(2, "X")}


def test_another_organisation_cannot_add_to_a_transformation(cast: Cast, ask: Questions) -> None:
    run = "https://example.com/run/1"
    cast.capture(turned(10, [lot(1, "A")], [lot(2, "X")], transformation_id=run))
    cast.capture(turned(20, [lot(1, "B")], [lot(2, "Y")], transformation_id=run), by=cast.farm)

    assert set(names(ask.trace(lot(2, "X"), "back"))) == {lot(2, "X"), lot(1, "A")}
    assert set(names(ask.trace(lot(2, "Y"), "back"))) == {lot(2, "Y"), lot(1, "B")}


def test_a_made_code_that_was_shipped_is_on_its_way(cast: Cast, ask: Questions) -> None:
    case, can = sscc(1), item(1, 1)
    cast.capture(
        packed(10, case, [can], **at(place(1))),
        seen(20, [case], biz_step="shipping", destination_list=destination(place(2))),
    )

    stands = ask.locate(can)
    assert stands.in_transit
    assert stands.place is None
    assert stands.destination is not None
    assert stands.destination.id == place(2)


def test_who_made_a_lot_is_told_by_time_and_not_by_arrival(cast: Cast, ask: Questions) -> None:
    cast.capture(made(20, [item(1, 3)], lot_number="L", **at(place(2))))
    cast.capture(made(10, [item(1, 1), item(1, 2)], lot_number="L", **at(place(1))))

    (balance,) = ask.trace(lot(1, "L")).summary.balance

    assert (balance.made, balance.on_hand, balance.shipped) == (3, 2, 1)


def test_both_ways_keeps_what_went_into_a_rework_of_the_subject(cast: Cast, ask: Questions) -> None:
    milk, curd, cheese = (lot(n, "L") for n in (1, 2, 3))
    cast.capture(turned(1, [curd, milk], [curd]), turned(2, [curd], [cheese]))

    edges = {(edge.source, edge.target) for edge in ask.trace(curd).edges}

    assert edges == {(milk, curd), (curd, curd), (curd, cheese)}


def test_a_quantity_in_two_units_is_told_in_neither(cast: Cast, ask: Questions) -> None:
    milk, cheese = lot(1, "L"), lot(2, "L")
    first = event(
        "TransformationEvent", 1, transformation_id="https://example.com/t/1", input_quantity_list=[(milk, 5)]
    )
    second = event(
        "TransformationEvent",
        2,
        transformation_id="https://example.com/t/1",
        output_quantity_list=[(cheese, 4)],
    )
    litres = (QuantityElement(milk, Decimal(3), "LTR"),)
    cast.capture(first, replace(second, input_quantity_list=litres))

    (edge,) = ask.trace(milk).edges

    assert edge.quantity is None
