"""Named cases of place and state: each is one rule."""

from __future__ import annotations

import pytest

from headwater.lineage.ancestry import gather
from headwater.lineage.place import UNKNOWN, Standing, locate
from tests.unit.lineage.worlds import Happening, MemorySource, World

CAN, CASE = 1, 101
PLANT, STORE, SHOP, DOOR = 1, 2, 3, 9


def at(*happenings: Happening, item: int = CAN) -> Standing:
    return locate(gather(MemorySource(World(list(happenings))), [item]), item)


def seen(event: int, step: str | None, *objects: int, **more: object) -> Happening:
    return Happening(
        event, "ObjectEvent", event, more.pop("action", "OBSERVE"), step, objects=objects, **more
    )


def test_nothing_known() -> None:
    assert at() == Standing(CAN, UNKNOWN, None, None)


def test_the_newest_place_counts_and_an_older_one_that_comes_late_does_not() -> None:
    late = seen(1, "storing", CAN, place=PLANT)
    place = at(seen(2, "receiving", CAN, place=STORE, seen_at=DOOR), late).place
    assert (place.place, place.seen_at, place.since) == (STORE, DOOR, 2)


def test_shipped_without_a_place_is_in_transit_until_received() -> None:
    stored = seen(1, "storing", CAN, place=PLANT)
    shipped = seen(2, "shipping", CAN, destination=SHOP, seen_at=DOOR)
    departed = seen(3, "departing", CAN)
    passed = seen(4, "transporting", CAN, seen_at=8)
    place = at(stored, shipped, departed, passed).place
    assert (place.place, place.in_transit, place.origin, place.destination, place.seen_at, place.since) == (
        (None, True, PLANT, SHOP, 8, 3)
    )
    received = at(stored, shipped, departed, passed, seen(5, "receiving", CAN, place=SHOP)).place
    assert (received.place, received.in_transit, received.origin, received.seen_at) == (
        SHOP,
        False,
        None,
        None,
    )


def test_shipped_with_a_place_is_there() -> None:
    assert at(seen(1, "shipping", CAN, place=STORE)).place.place == STORE


def pack(event: int, *, place: int | None = None, parent: int = CASE) -> Happening:
    return Happening(event, "AggregationEvent", event, "ADD", parent=parent, children=(CAN,), place=place)


def test_where_the_case_was_before_the_can_went_in_does_not_count_until_it_comes_out() -> None:
    before = [seen(1, "commissioning", CAN, place=PLANT, action="ADD"), seen(2, "storing", CASE, place=STORE)]
    assert at(*before, pack(3)).place.place == PLANT
    out = Happening(4, "AggregationEvent", 4, "DELETE", parent=CASE, children=(CAN,))
    for ending in (
        out,
        Happening(4, "AggregationEvent", 4, "DELETE", parent=CASE),
        pack(4, parent=CASE + 1),
        seen(4, "retail_selling", CAN),
        seen(4, "decommissioning", CAN, action="DELETE"),
        Happening(4, "TransformationEvent", 4, inputs=(CAN,), transformation=1),
    ):
        assert (at(*before, pack(3), ending).place.place, at(*before, pack(3), ending).place.since) == (
            STORE,
            2,
        )
    # Newer of the can itself.
    assert at(*before, pack(3, place=SHOP), out).place.place == SHOP


def test_a_can_out_of_a_case_in_transit_is_in_transit() -> None:
    place = at(
        seen(1, "storing", CASE, place=PLANT),
        seen(2, "shipping", CASE, destination=SHOP),
        pack(3),
        Happening(4, "AggregationEvent", 4, "DELETE", parent=CASE),
    ).place
    assert (place.in_transit, place.origin, place.destination) == (True, PLANT, SHOP)


@pytest.mark.parametrize(
    ("happenings", "state"),
    [
        ([seen(1, None, CAN, disposition="active"), seen(2, None, CAN)], "active"),
        ([pack(1), seen(2, None, CASE, disposition="damaged")], "damaged"),
        ([seen(1, "retail_selling", CAN, disposition="retail_sold")], "sold"),
        ([pack(1), seen(2, "dispensing", CASE)], "sold"),
        ([seen(1, "destroying", CAN, action="DELETE")], "destroyed"),
        ([seen(1, "decommissioning", CAN, action="DELETE", disposition="inactive")], "decommissioned"),
        ([pack(1), seen(2, "decommissioning", CASE, action="DELETE", disposition="inactive")], None),
        ([Happening(1, "TransformationEvent", 1, inputs=(CAN,), transformation=1)], "consumed"),
        ([Happening(1, "TransformationEvent", 1, inputs=(CAN,), outputs=(CAN,), transformation=1)], None),
        (
            [
                Happening(1, "TransformationEvent", 1, inputs=(CAN,), transformation=1),
                Happening(2, "TransformationEvent", 2, outputs=(CAN,), transformation=2),
            ],
            None,
        ),
        ([pack(1), Happening(2, "TransformationEvent", 2, inputs=(CASE,), transformation=1)], "consumed"),
        (
            [
                pack(1),
                Happening(2, "TransformationEvent", 2, inputs=(CASE,), outputs=(CASE,), transformation=1),
            ],
            None,
        ),
        ([seen(1, "retail_selling", CAN), seen(2, "receiving", CAN, disposition="returned")], "returned"),
    ],
)
def test_the_newest_said_is_the_state(happenings: list[Happening], state: str | None) -> None:
    assert at(*happenings).state == state
