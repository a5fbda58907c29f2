"""What is treated and comes out as itself, with all that is in it and nothing else, however that is reported.

Source: DESIGN.md, section 4; docs/adr/0009-what-joins-in-the-graph.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.gs1.identify import identify
from headwater.tracing import news, queries
from tests.app.tracing.asking import ids, locate, trace
from tests.app.tracing.capturing import at, event, item, lot, made, packed, place, sscc, turned

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast

A, B, C = (item(1, serial) for serial in "ABC")
CRATE, PALLET = sscc(1), sscc(2)
L, AGENT, X = lot(1, "L"), lot(2, "AGENT"), lot(3, "X")


def treated(minute: int, taken: list[str], given: list[str], *lots_in: str, **more: Any) -> Any:
    return event(
        "TransformationEvent",
        minute,
        input_epc_list=taken,
        output_epc_list=given,
        input_quantity_list=[(one, 1) for one in lots_in],
        **more,
    )


def test_items_in_a_crate_that_is_treated(cast: Cast) -> None:
    cast.capture(made(1, [A, B, C], lot_number="L"), packed(2, CRATE, [A]), packed(2, PALLET, [CRATE, B]))
    cast.capture(treated(5, [PALLET], [PALLET], AGENT, **at(place(2))))

    ahead = trace(cast, AGENT, "forward")
    assert ids(ahead) == {AGENT, PALLET, CRATE, A, B, L}
    assert {edge.target for edge in ahead.edges if edge.source == AGENT} == {PALLET, CRATE, A, B}
    assert trace(cast, AGENT, "forward", detail="summary").summary.objects == 2
    for one in (A, B):
        assert AGENT in ids(trace(cast, one, "back"))
        lots = [
            source.lot.id for source in queries.story(identify(one), viewer=cast.operator).upstream.sources
        ]
        assert lots == [L, AGENT]
    assert ids(trace(cast, C, "back")) == {C, L}, "each for itself: its lot was not treated"
    edges = {(edge.source, edge.target) for edge in queries.edges(viewer=cast.operator)}
    assert (AGENT, A) in edges


def test_amounts_in_a_crate_that_is_treated(cast: Cast) -> None:
    cast.capture(event("AggregationEvent", 2, action="ADD", parent_id=CRATE, child_quantity_list=[(L, 60)]))
    cast.capture(treated(5, [CRATE], [CRATE], AGENT), turned(9, [(L, 1)], [(X, 1)]))

    assert {AGENT, L, X} <= ids(trace(cast, AGENT, "forward"))
    assert AGENT in ids(trace(cast, X, "back"))


def test_what_came_through_together_hangs_at_its_container(cast: Cast) -> None:
    """Not each at each: a pallet has a thousand cans."""
    cans = [item(1, n) for n in range(40)]
    cast.capture(packed(2, CRATE, cans), treated(5, [CRATE], [CRATE, B], AGENT))

    for told in (trace(cast, AGENT, "forward").edges, queries.edges(viewer=cast.operator)):
        made = {(edge.source, edge.target) for edge in told if edge.kind == "transformation"}
        expected = {(AGENT, CRATE), (AGENT, B), (CRATE, CRATE), (CRATE, B)}
        expected |= {edge for can in cans for edge in ((AGENT, can), (CRATE, can), (can, CRATE), (can, B))}
        assert made == expected
    assert set(cans) < ids(trace(cast, cans[0], "forward")), "they were treated together"


@pytest.mark.parametrize("given_first", [True, False])
def test_a_crate_that_goes_in_by_one_event_and_comes_out_by_another(cast: Cast, given_first: bool) -> None:
    halves = [
        treated(5, [CRATE], [], AGENT, transformation_id="urn:x:1"),
        treated(6, [], [CRATE], transformation_id="urn:x:1"),
    ]
    cast.capture(made(1, [A], lot_number="L"), packed(2, CRATE, [A]))
    for half in reversed(halves) if given_first else halves:
        cast.capture(half)

    assert A in ids(trace(cast, AGENT, "forward"))
    assert AGENT in ids(trace(cast, A, "back"))


def test_what_was_put_in_after_the_treatment_is_not_treated(cast: Cast) -> None:
    cast.capture(made(1, [A, B]), packed(2, CRATE, [A]), treated(5, [CRATE], [CRATE], AGENT))
    cast.capture(packed(6, CRATE, [B]))

    assert A in ids(trace(cast, AGENT, "forward"))
    assert AGENT not in ids(trace(cast, B, "back"))


def test_a_treatment_of_what_holds_something_is_an_upheaval(cast: Cast) -> None:
    """The crate is of no lot, and yet what was made of its contents comes of the agent now."""
    cast.capture(packed(2, CRATE, [A]), made(2, [B]))
    for change, upheaval in (
        (treated(5, [CRATE], [CRATE], AGENT), True),
        (treated(5, [], [CRATE], transformation_id="urn:x:1"), True),
        (treated(6, [CRATE], [], AGENT, output_quantity_list=[X]), False),
        (treated(7, [B], [B], AGENT), False),
    ):
        before = news.begin()
        cast.capture(change)
        assert news.read(before)[1].upheaval == upheaval


@pytest.mark.parametrize("by_another", [True, False])
def test_an_item_that_goes_in_and_comes_out_by_two_transformations(cast: Cast, by_another: bool) -> None:
    """The second tells of nothing that went into it: the can is given back, and is still of its lot."""
    cast.capture(made(1, [A], lot_number="L", **at(place(1))))
    cast.capture(treated(5, [A], [], AGENT, transformation_id="urn:x:1", **at(place(2))))
    cast.capture(
        treated(9, [], [A], transformation_id="urn:x:1" if by_another else "urn:x:2", **at(place(3))),
        by=cast.farm if by_another else cast.dairy,
    )

    assert L in ids(trace(cast, A, "back"))
    summary = trace(cast, L, "forward").summary
    assert [(one.id, one.objects) for one in summary.locations] == [(place(3), 1)]
    assert summary.ended == {}
    assert (locate(cast, A).place.id, locate(cast, A).state) == (place(3), None)


def test_what_comes_out_of_something_else_is_something_else(cast: Cast) -> None:
    cast.capture(made(1, [A], lot_number="L"), treated(5, [A], [], AGENT, output_quantity_list=[X]))
    cast.capture(treated(9, [], [A], lot(4, "WHEY")))

    assert trace(cast, L, "forward").summary.ended == {"consumed": 1}
    assert L not in ids(trace(cast, A, "back"))


@pytest.mark.parametrize(("taken", "given"), [(5, 9), (9, 5), (5, 5)])
def test_what_its_transformation_gives_out_is_not_used_up(cast: Cast, taken: int, given: int) -> None:
    """Whichever event of it comes first: a scanner may be late, or know nothing but the day."""
    cans = [item(1, serial) for serial in range(30)]
    cast.capture(made(1, cans, lot_number="L", disposition="active", **at(place(1))))
    for n, can in enumerate(cans):
        one = f"urn:x:{n}"
        cast.capture(treated(taken, [can], [], AGENT, transformation_id=one))
        cast.capture(treated(given, [], [can], transformation_id=one))

    assert {locate(cast, can).state for can in cans} == {"active"}
    assert trace(cast, L, "forward").summary.ended == {}
