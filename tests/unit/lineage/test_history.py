"""Named cases of history, containment and lives: each is one rule."""

from __future__ import annotations

from headwater.lineage.ancestry import gather
from headwater.lineage.contents import contents
from headwater.lineage.history import History, history
from headwater.lineage.place import locate
from tests.unit.lineage.worlds import Happening, MemorySource, World

CAN, OTHER, CASE, PALLET, TRUCK = 1, 2, 101, 201, 301
PLANT, STORE, SHOP = 1, 2, 3


def packed(event: int, parent: int, *children: int, place: int | None = PLANT) -> Happening:
    return Happening(
        event, "AggregationEvent", event, "ADD", "packing", parent=parent, children=children, place=place
    )


def unpacked(event: int, parent: int, *children: int, place: int | None = None) -> Happening:
    return Happening(
        event, "AggregationEvent", event, "DELETE", "unpacking", parent=parent, children=children, place=place
    )


def seen(
    event: int, step: str, *objects: int, place: int | None = None, action: str = "OBSERVE"
) -> Happening:
    return Happening(event, "ObjectEvent", event, action, step, objects=objects, place=place)


def told(*happenings: Happening, item: int = CAN) -> History:
    return history(gather(MemorySource(World(list(happenings))), [item]), item)


def steps(one: History) -> list[tuple[int, int | None]]:
    return [(step.fact.event, step.inherited_from) for step in one.steps]


def test_a_can_on_a_received_pallet_was_received() -> None:
    source = MemorySource(
        World(
            [
                seen(1, "commissioning", CAN, place=PLANT, action="ADD"),
                packed(2, CASE, CAN),
                packed(3, PALLET, CASE),
                seen(4, "receiving", PALLET, place=STORE),
            ]
        )
    )
    known = gather(source, [CAN])
    assert steps(history(known, CAN)) == [(1, None), (2, None), (3, CASE), (4, PALLET)]
    assert locate(known, CAN).place.place == STORE
    assert locate(known, CAN).via == CASE
    assert source.calls == 3  # the can, its case, its pallet


def test_what_happened_to_the_case_before_and_after_is_not_the_cans() -> None:
    one = told(
        seen(1, "receiving", CASE, place=STORE),
        packed(2, CASE, CAN),
        seen(3, "storing", CASE, place=PLANT),
        unpacked(4, CASE, CAN),
        seen(5, "shipping", CASE),
    )
    assert steps(one) == [(2, None), (3, CASE), (4, None)]


def test_a_case_unpacked_and_its_items_packed_elsewhere() -> None:
    source = MemorySource(
        World(
            [
                packed(1, CASE, CAN, OTHER),
                unpacked(2, CASE, place=STORE),
                packed(3, CASE + 1, CAN, place=STORE),
                seen(4, "receiving", CASE + 1, place=SHOP),
                seen(5, "destroying", CASE, place=STORE),
            ]
        )
    )
    known = gather(source, [CAN, OTHER])
    assert steps(history(known, CAN)) == [(1, None), (2, CASE), (3, None), (4, CASE + 1)]
    assert steps(history(known, OTHER)) == [(1, None), (2, CASE)]
    assert [locate(known, i).place.place for i in (CAN, OTHER)] == [SHOP, STORE]
    assert contents(source, CASE).ever.ids().tolist() == [CAN, OTHER]
    assert contents(source, CASE + 1).ever.ids().tolist() == [CAN]


def test_a_delete_that_names_no_children_is_the_last_that_they_inherit() -> None:
    one = told(packed(1, CASE, CAN), unpacked(2, CASE), seen(3, "storing", CASE, place=STORE))
    assert steps(one) == [(1, None), (2, CASE)]
    [stay] = one.stays
    assert (stay.closed and stay.closed.event, stay.ending) == (2, "emptied")


def test_an_sscc_used_twice_holds_only_what_its_present_life_held() -> None:
    source = MemorySource(
        World(
            [
                seen(1, "commissioning", PALLET, place=PLANT, action="ADD"),
                packed(2, PALLET, CAN, place=None),
                seen(3, "receiving", PALLET, place=STORE),
                seen(4, "decommissioning", PALLET, action="DELETE"),
                seen(5, "commissioning", PALLET, place=SHOP, action="ADD"),
                packed(6, PALLET, OTHER, place=None),
            ]
        )
    )
    known = gather(source, [CAN, PALLET])
    assert steps(history(known, CAN)) == [(2, None), (3, PALLET), (4, PALLET)]
    assert locate(known, CAN).place.place == STORE
    assert locate(known, CAN).via is None
    assert steps(history(known, PALLET)) == [(5, None), (6, None)]
    assert contents(source, PALLET).ever.ids().tolist() == [OTHER]


def test_a_second_claim_to_the_same_life_begins_none() -> None:
    one = told(seen(1, "commissioning", CAN, action="ADD"), seen(2, "commissioning", CAN, action="ADD"))
    assert steps(one) == [(1, None), (2, None)]


def test_observed_where_it_is_not_is_a_contradiction_and_changes_nothing() -> None:
    observed = Happening(2, "AggregationEvent", 2, "OBSERVE", parent=PALLET, children=(CAN,))
    one = told(packed(1, CASE, CAN), observed, unpacked(3, PALLET, CAN), packed(4, CAN, CAN))
    assert [(c.fact.event, c.code, c.container) for c in one.contradictions] == [
        (2, "observed-not-inside", PALLET),
        (3, "deleted-not-inside", PALLET),
        (4, "contains-itself", CAN),
    ]
    assert [(s.container, s.closed) for s in one.stays] == [(CASE, None)]


def test_a_crate_that_holds_what_holds_it_ends() -> None:
    happenings = [
        packed(1, CASE, PALLET),
        packed(2, PALLET, CASE, CAN),
        seen(3, "storing", CASE, place=STORE),
    ]
    assert steps(told(*happenings)) == [(2, None), (3, CASE)]
    assert steps(told(*happenings, item=CASE)) == [(1, None), (2, None), (3, None)]


def test_containers_nested_a_thousand_deep() -> None:
    deep = 1000
    nested = [packed(n, n + 1, n, place=None) for n in range(1, deep)]
    source = MemorySource(World([*nested, seen(deep, "receiving", deep, place=STORE)]))
    known = gather(source, [1])
    assert locate(known, 1).place.place == STORE
    assert history(known, 1).steps[-1].inherited_from == deep
    assert source.calls == deep


def test_places_handed_over_along_many_containers() -> None:
    """Each leaves the next, unseen, later than that one left its own: the place comes down all the way."""
    deep = 400
    happenings = [seen(1, "storing", deep, place=STORE)]
    happenings += [packed(1 + n, n + 1, n, place=None) for n in range(1, deep)]
    happenings += [unpacked(2 * deep - n, n + 1, n) for n in range(1, deep)]
    assert locate(gather(MemorySource(World(happenings)), [1]), 1).place.place == STORE


def test_a_crate_is_not_asked_about_all_its_pallets_for_one_can() -> None:
    crate = CASE
    trips = [packed(n, 1000 + n, crate) for n in range(1, 400)]
    stay = [packed(400, crate, CAN), unpacked(402, crate, CAN, place=STORE)]
    asked: set[int] = set()

    class Noting(MemorySource):
        def touches(self, ids):  # type: ignore[no-untyped-def]
            asked.update(ids)
            return super().touches(ids)

    known = gather(Noting(World([*trips, *stay, seen(401, "storing", 1399, place=STORE)])), [CAN])
    assert steps(history(known, CAN)) == [(400, None), (401, 1399), (402, None)]
    assert asked == {CAN, crate, 1399}


def test_a_crate_known_for_one_day_is_asked_again_for_a_longer_time() -> None:
    """One can was in the crate late and directly; the other from the beginning, in a box."""
    box = 150
    source = MemorySource(
        World(
            [
                packed(1, box, OTHER),
                packed(2, CASE, box),
                packed(3, PALLET, CASE),
                unpacked(4, PALLET),
                seen(5, "storing", PALLET, place=STORE),
                packed(6, PALLET + 1, CASE),
                packed(7, CASE, CAN),
            ]
        )
    )
    known = gather(source, [CAN, OTHER])
    expected = [(1, None), (2, box), (3, CASE), (4, PALLET), (6, CASE), (7, CASE)]
    assert steps(history(known, OTHER)) == expected
    assert steps(history(known, CAN)) == [(7, None)]


def test_what_an_earlier_life_held_of_an_earlier_life_was_never_in_the_present_one() -> None:
    source = MemorySource(
        World(
            [
                packed(1, PALLET, CAN),
                seen(2, "decommissioning", PALLET, action="DELETE"),
                seen(3, "commissioning", PALLET, action="ADD"),
                packed(4, CASE, CAN),
                seen(5, "decommissioning", CAN, action="DELETE"),
                seen(6, "commissioning", CAN, action="ADD"),
            ]
        )
    )
    assert contents(source, PALLET).ever.ids().tolist() == []
    assert contents(source, CASE).ever.ids().tolist() == [CAN]
