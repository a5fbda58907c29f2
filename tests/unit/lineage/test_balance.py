from __future__ import annotations

from decimal import Decimal, Inexact
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.lineage.balance import Balance, Bucket, Movement, balance, bucket

if TYPE_CHECKING:
    import random


def moved(*listed: tuple[Bucket, str] | tuple[Bucket, str, str | None]) -> list[Movement]:
    return [
        Movement((n, 0, b"", 0, b"", n), one[0], Decimal(one[1]), one[2] if len(one) > 2 else "KGM")
        for n, one in enumerate(listed)
    ]


def short(one: Balance) -> dict[str, str]:
    names = [
        "made",
        "received",
        "on_hand",
        "shipped",
        "consumed",
        "sampled",
        "lost",
        "returned",
        "unaccounted",
    ]
    return {name: str(getattr(one, name)) for name in names if getattr(one, name)}


def test_what_was_made_is_somewhere() -> None:
    [told] = balance(
        moved(
            ("made", "1000.0"), ("shipped", "400"), ("sampled", "0.1"), ("consumed", "99.9"), ("lost", "10")
        )
    )
    assert short(told) == {
        "made": "1000.0",
        "shipped": "400",
        "sampled": "0.1",
        "consumed": "99.9",
        "lost": "10",
        "on_hand": "490.0",
    }
    assert told.uom == "KGM"


def test_a_count_shows_what_is_missing_and_later_movements_go_on_from_it() -> None:
    [told] = balance(moved(("made", "100"), ("shipped", "20"), ("counted", "75"), ("shipped", "5")))
    assert short(told) == {"made": "100", "shipped": "25", "on_hand": "70", "unaccounted": "5"}


def test_more_left_than_there_was() -> None:
    [told] = balance(moved(("received", "10"), ("shipped", "12")))
    assert short(told) == {"received": "10", "shipped": "12", "unaccounted": "-2"}


def test_what_came_back_is_no_longer_shipped() -> None:
    [told] = balance(moved(("made", "10"), ("shipped", "6"), ("returned", "2"), ("unshipped", "1")))
    assert short(told) == {"made": "10", "shipped": "3", "returned": "2", "on_hand": "5"}


def test_what_its_maker_receives_without_having_shipped_it_only_moved() -> None:
    [told] = balance(moved(("made", "12300"), ("received", "12300"), ("consumed", "4500")))
    assert short(told) == {"made": "12300", "consumed": "4500", "on_hand": "7800"}

    [told] = balance(moved(("made", "100"), ("shipped", "60"), ("received", "40"), ("received", "40")))
    assert short(told) == {"made": "100", "shipped": "60", "received": "60", "on_hand": "100"}

    [told] = balance(moved(("made", "10"), ("shipped", "6"), ("unshipped", "6"), ("received", "6")))
    assert short(told) == {"made": "10", "on_hand": "10"}


def test_units_stay_apart() -> None:
    listed = moved(("made", "1", "KGM"), ("shipped", "250", "GRM"), ("made", "3", None))
    assert [(b.uom, short(b)) for b in balance(listed)] == [
        (None, {"made": "3", "on_hand": "3"}),
        ("GRM", {"shipped": "250", "unaccounted": "-250"}),
        ("KGM", {"made": "1", "on_hand": "1"}),
    ]


buckets = st.sampled_from(
    ["made", "received", "shipped", "unshipped", "consumed", "sampled", "lost", "returned", "counted"]
)
amounts = st.decimals(0, 10**30, places=6)


@given(st.lists(st.tuples(buckets, amounts, st.integers(0, 5)), min_size=1, max_size=12), st.randoms())
def test_the_columns_add_up_exactly_in_any_order_of_arrival(
    listed: list[tuple[Bucket, Decimal, int]], dice: random.Random
) -> None:
    movements = [Movement((time, 0, b"", 0, b"", n), b, q) for n, (b, q, time) in enumerate(listed)]
    [told] = balance(movements)
    dice.shuffle(movements)
    assert balance(movements) == (told,)
    columns = {
        name: Fraction(getattr(told, name))
        for name in [
            "made",
            "received",
            "on_hand",
            "shipped",
            "consumed",
            "sampled",
            "lost",
            "returned",
            "unaccounted",
        ]
    }
    assert columns.pop("made") + columns.pop("received") == sum(columns.values())
    assert told.on_hand >= 0


def test_a_sum_is_never_rounded() -> None:
    [told] = balance(moved(("made", "1e30"), ("lost", "1e-30")))
    assert told.on_hand == Decimal("9" * 30 + "." + "9" * 30)
    with pytest.raises(Inexact):
        balance(moved(("made", "1e900"), ("lost", "1e-900")))


@pytest.mark.parametrize(
    ("kind", "action", "step", "disposition", "role", "expected"),
    [
        ("TransformationEvent", None, None, None, "input", "consumed"),
        ("TransformationEvent", None, "commissioning", None, "output", "made"),
        ("ObjectEvent", "ADD", "commissioning", "active", "object", "made"),
        ("ObjectEvent", "ADD", None, None, "object", "made"),
        ("ObjectEvent", "ADD", "receiving", None, "object", "received"),
        ("ObjectEvent", "OBSERVE", "receiving", "in_progress", "object", "received"),
        ("ObjectEvent", "OBSERVE", "receiving", "returned", "object", "returned"),
        ("ObjectEvent", "OBSERVE", "shipping", "in_transit", "object", "shipped"),
        ("ObjectEvent", "OBSERVE", "void_shipping", None, "object", "unshipped"),
        ("ObjectEvent", "OBSERVE", "departing", "in_transit", "object", None),
        ("ObjectEvent", "OBSERVE", "storing", None, "object", None),
        ("ObjectEvent", "OBSERVE", "cycle_counting", None, "object", "counted"),
        ("ObjectEvent", "OBSERVE", "destroying", "destroyed", "object", None),
        ("ObjectEvent", "DELETE", "sampling", None, "object", "sampled"),
        ("ObjectEvent", "DELETE", "destroying", None, "object", "lost"),
        ("ObjectEvent", "DELETE", "retail_selling", None, "object", "shipped"),
        ("AggregationEvent", "ADD", "packing", None, "child", None),
        ("TransactionEvent", "ADD", "shipping", None, "object", None),
    ],
)
def test_each_event_falls_in_one_column(
    kind: str, action: str | None, step: str | None, disposition: str | None, role: str, expected: str | None
) -> None:
    assert bucket(kind, action, step, disposition, role) == expected
