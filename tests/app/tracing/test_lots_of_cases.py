"""A case that is something itself, by its lot or by what made it, leads to what was ever inside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.gs1.identify import identify
from headwater.tracing import queries
from headwater.tracing.answers import COLLAPSED
from headwater.tracing.remembered import Upstreams
from tests.app.tracing.capturing import declared_wrong, event, item, lot, made, packed, sscc, turned, unpacked
from tests.app.tracing.test_scope import linked, nodes

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast

FIRST, SECOND, THIRD = (item(1, n) for n in (1, 2, 3))
CASE, OTHER = item(5, "C1"), item(5, "C2")
CASES, MILK, CAN_LOT = lot(5, "CL"), lot(3, "MILK"), lot(1, "L")
PALLET = sscc(1)


def test_a_lot_of_cases_brings_what_was_ever_in_them(cast: Cast) -> None:
    cast.capture(
        made(0, [FIRST, SECOND, THIRD], lot_number="L"),
        made(0, [CASE, OTHER], lot_number="CL"),
        packed(1, CASE, [FIRST]),
        packed(2, OTHER, [SECOND]),
        unpacked(3, OTHER),
    )

    assert linked(cast, CASES, FIRST)
    assert linked(cast, CASES, SECOND), "it was in one of them once"
    assert not linked(cast, CASES, THIRD)
    assert not linked(cast, FIRST, SECOND)
    told = queries.trace(identify(CASES), viewer=cast.operator, direction="forward")
    assert (told.summary.objects, told.summary.lots) == (4, 2), "the lot of the cans is a node, too"
    assert told.summary.containers == 0, "cases of a lot are its items, whatever they hold"
    assert {row.lot for row in told.summary.balance} <= {CASES}, "of cans, only some of their lot are here"
    # The other cans of their lot were in no such case.
    back = queries.trace(identify(CAN_LOT), viewer=cast.operator, direction="back")
    assert CASES in {node.id for node in back.nodes}


@pytest.mark.parametrize("known", [True, False])
def test_a_case_that_something_made_leads_back_to_it(known: bool, cast: Cast) -> None:
    """The packer reports its cases alone; nothing tells what its cans were made of."""
    making = turned(0, [MILK], [], output_epc_list=[CASE])
    cast.capture(making, made(1, [FIRST], lot_number="L"))
    upstreams = Upstreams()
    if known:
        queries.story(identify(FIRST), viewer=cast.operator, upstreams=upstreams)

    cast.capture(packed(2, CASE, [FIRST]), packed(3, PALLET, [CASE]))

    assert linked(cast, MILK, FIRST)
    story = queries.story(identify(FIRST), viewer=cast.operator, upstreams=upstreams)
    assert {source.lot.id for source in story.upstream.sources} == {CAN_LOT, MILK}
    cast.capture(declared_wrong(making))
    assert not linked(cast, MILK, FIRST)


def test_what_left_the_case_before_the_pallet_was_never_on_it(cast: Cast) -> None:
    """A pallet of a lot; the crates on it are nothing themselves, and stood elsewhere before."""
    pallet, crate = item(6, "P"), sscc(7)
    cast.capture(
        made(0, [FIRST, SECOND], lot_number="L"),
        made(0, [pallet], lot_number="PL"),
        packed(1, crate, [FIRST]),
        unpacked(2, crate),
        packed(3, crate, [SECOND]),
        packed(4, pallet, [crate]),
        unpacked(5, pallet),
        packed(6, crate, [THIRD]),
    )

    assert linked(cast, lot(6, "PL"), SECOND)
    assert not linked(cast, lot(6, "PL"), FIRST)
    assert not linked(cast, lot(6, "PL"), THIRD)


def test_amounts_in_a_case_bring_their_lot(cast: Cast) -> None:
    cast.capture(
        made(0, [CASE], lot_number="CL"),
        event("AggregationEvent", 1, action="ADD", parent_id=CASE, child_quantity_list=[(CAN_LOT, 12)]),
    )

    assert linked(cast, CASES, CAN_LOT)
    assert not linked(cast, CAN_LOT, CASES)


def test_a_pallet_of_cases_filled_before_comes_of_what_is_in_them(cast: Cast) -> None:
    cast.capture(
        turned(0, [MILK], [CAN_LOT]),
        event("AggregationEvent", 1, action="ADD", parent_id=sscc(7), child_quantity_list=[(CAN_LOT, 12)]),
        packed(2, PALLET, [sscc(7)]),
    )

    assert {CAN_LOT, MILK} <= nodes(cast, PALLET, "back")


def test_a_case_used_for_something_else_leads_to_what_it_held_in_that_life(cast: Cast) -> None:
    """The serial of a case is commissioned again, of another lot."""
    cast.capture(
        made(0, [FIRST, SECOND], lot_number="L"),
        made(0, [CASE], lot_number="CL"),
        packed(1, CASE, [FIRST]),
        unpacked(2, CASE),
        event("ObjectEvent", 3, action="DELETE", epc_list=[CASE]),
        made(4, [CASE], lot_number="CL2"),
        packed(5, CASE, [SECOND]),
    )

    assert linked(cast, CASES, FIRST)
    assert not linked(cast, CASES, SECOND)
    assert linked(cast, lot(5, "CL2"), SECOND)
    assert not linked(cast, lot(5, "CL2"), FIRST)


def test_groups_say_which_is_packed_in_which(cast: Cast) -> None:
    cans, cases = [item(1, n) for n in range(1, 7)], [item(5, f"C{n}") for n in (1, 2, 3)]
    cast.capture(
        made(0, cans[:4], lot_number="L"),
        made(0, cans[4:], lot_number="L2"),
        made(0, cases, lot_number="CL"),
        *(packed(n, case, cans[2 * n : 2 * n + 2]) for n, case in enumerate(cases)),
        packed(9, cases[1], cans[2:3]),
    )

    for subject, viewer in (
        (CASES, cast.operator),
        (CASES, cast.viewer(cast.dairy)),
        (cases[0], cast.operator),
    ):
        told = queries.trace(identify(subject), viewer=viewer, direction="forward", limit=0)
        found = {
            (edge.source, edge.target, edge.objects) for edge in told.edges if edge.kind == "containment"
        }
        inside = [(f"{CAN_LOT}{COLLAPSED}", f"{CASES}{COLLAPSED}", 4 if subject == CASES else 2)]
        if subject == CASES:
            inside.append((f"{lot(1, 'L2')}{COLLAPSED}", f"{CASES}{COLLAPSED}", 2))
        assert found == set(inside)
        assert {one for edge in told.edges for one in (edge.source, edge.target)} <= {
            node.id for node in told.nodes
        }


def test_a_partner_is_told_what_is_in_a_case_by_events_that_it_sees(cast: Cast) -> None:
    """The shop packs the farm's cans into cases of its own; of what the farm packed it knows nothing."""
    viewer = cast.viewer(cast.shop)
    cast.capture(made(0, [FIRST, SECOND], lot_number="L"), packed(2, OTHER, [SECOND]), by=cast.farm)
    cast.capture(made(0, [CASE, OTHER], lot_number="CL"), packed(1, CASE, [FIRST]), by=cast.shop)
    cast.capture(event("ObjectEvent", 3, action="OBSERVE", epc_list=[SECOND]), by=cast.shop)

    told = {node.id for node in queries.trace(identify(CASES), viewer=viewer, direction="forward").nodes}
    assert {CASES, CASE, OTHER, FIRST} <= told
    assert SECOND not in told
    back = {node.id for node in queries.trace(identify(FIRST), viewer=viewer, direction="back").nodes}
    assert {CASE, CASES} <= back
    back = {node.id for node in queries.trace(identify(SECOND), viewer=viewer, direction="back").nodes}
    assert back.isdisjoint({OTHER, CASES})


def test_a_crate_that_was_tipped_and_packed_later_leads_to_what_it_held(cast: Cast) -> None:
    """Nobody told that it was empty: too much may be traced, and alike in both directions."""
    crate = sscc(7)
    cast.capture(
        made(0, [FIRST], lot_number="L"),
        made(0, [CASE], lot_number="CL"),
        packed(1, crate, [FIRST]),
        turned(2, [], [MILK], input_epc_list=[crate]),
        packed(3, CASE, [crate]),
    )

    assert linked(cast, CASES, FIRST)
