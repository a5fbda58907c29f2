from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.lineage.ranges import EMPTY, LARGEST, RangeSet, length_class, spread, union

pairs = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 12)).map(lambda p: (p[0], p[0] + p[1])), max_size=12
)


def ids(listed: list[tuple[int, int]]) -> set[int]:
    return {i for first, last in listed for i in range(first, last + 1)}


def canonical(one: RangeSet) -> bool:
    """Ascending, disjoint, not adjoining."""
    listed = list(one)
    return all(f <= n for f, n in listed) and all(a[1] + 1 < b[0] for a, b in itertools.pairwise(listed))


@given(pairs, pairs)
def test_operations_are_those_of_sets(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    left, right = RangeSet.from_pairs(a), RangeSet.from_pairs(b)
    for made, expected in [
        (left, ids(a)),
        (left | right, ids(a) | ids(b)),
        (left & right, ids(a) & ids(b)),
        (left - right, ids(a) - ids(b)),
        (union([left, right, left]), ids(a) | ids(b)),
    ]:
        assert canonical(made)
        assert made.ids().tolist() == sorted(expected)
        assert made.count == len(expected)
        assert bool(made) == bool(expected)
        assert made == RangeSet.from_ids(expected)
        assert hash(made) == hash(RangeSet.from_ids(expected))
    assert left.overlaps(right) == bool(ids(a) & ids(b))
    assert (left <= right) == (ids(a) <= ids(b))
    probe = np.arange(0, 80)
    assert left.holds(probe).tolist() == [i in ids(a) for i in range(80)]
    assert [i in left for i in range(80)] == [i in ids(a) for i in range(80)]


def test_the_largest_ids_do_not_overflow() -> None:
    top = RangeSet.from_pairs([(LARGEST - 1, LARGEST)])
    assert list(top | RangeSet.from_ids([1])) == [(1, 1), (LARGEST - 1, LARGEST)]
    assert list(top - RangeSet.from_ids([LARGEST])) == [(LARGEST - 1, LARGEST - 1)]
    assert list(RangeSet.from_pairs([(1, LARGEST)]) - top) == [(1, LARGEST - 2)]
    assert RangeSet.from_pairs([(1, LARGEST)]).count == LARGEST


@pytest.mark.parametrize("wrong", [(0, 1), (-5, 3), (5, 4), (1, 2**63 - 1), (1, 2**63)])
def test_a_wrong_range_is_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"^ranges must be ascending and hold ids from 1 to 2\*\*63 - 2$"):
        RangeSet.from_pairs([(7, 9), wrong])


def test_a_range_set_is_equal_to_nothing_else() -> None:
    assert RangeSet.from_ids([1]) != [(1, 1)]
    assert repr(RangeSet.from_ids([1])) == "RangeSet.from_pairs([(1, 1)])"
    assert len(RangeSet.from_ids([1, 2, 4])) == 2
    assert list(EMPTY) == []


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_range_begins_within_its_length_class(first: int, extra: int) -> None:
    k = length_class(first, first + extra)
    assert first + extra - 2**k + 1 <= first
    assert 2 ** (k - 1) <= extra + 1 < 2**k


def test_spread_counts_on_from_each_start() -> None:
    assert spread(np.array([5, 20]), np.array([3, 2])).tolist() == [5, 6, 7, 20, 21]
    assert spread(np.array([5, 20, 9]), np.array([0, 1, 0])).tolist() == [20]
