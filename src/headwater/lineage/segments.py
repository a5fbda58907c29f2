"""Ranges that overlap each other, cut at every boundary into segments that do not.

All objects of a segment are in the same ranges, so that one of them stands for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.ranges import spread

if TYPE_CHECKING:
    from headwater.lineage.ranges import Int64, RangeSet


def bounds(*firsts_and_lasts: tuple[Int64, Int64]) -> Int64:
    """Where segments begin, ascending: segment i goes from bounds[i] to bounds[i + 1] - 1.

    Some segments may lie in gaps, where no range is.
    """
    parts = [part for first, last in firsts_and_lasts for part in (first, last + 1)]
    return distinct(np.concatenate(parts))


def distinct(values: Int64) -> Int64:
    """Each value once, ascending: by sorting, several times faster here than numpy's hashing `unique`."""
    ascending = np.sort(values)
    fresh = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=fresh[1:])
    return ascending[fresh]


def alike(*columns: Int64) -> tuple[Int64, Int64]:
    """Rows that are the same in every column as one group.

    Returns:
        The group of each row, and the index of one row of each group.
    """
    group = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values = distinct(column)
        # Numbered anew after each column, so that the products stay small.
        paired = group * len(values) + np.searchsorted(values, column)
        group = np.searchsorted(distinct(paired), paired)
    sample = np.empty(int(group.max(initial=-1)) + 1, np.int64)
    sample[group] = np.arange(len(group))
    return group, sample


def within(bound: Int64, first: Int64, last: Int64) -> tuple[Int64, Int64]:
    """(segment, index of range) for every segment of every range; ranges must begin and end at bounds."""
    start = np.searchsorted(bound, first)
    many = np.searchsorted(bound, last + 1) - start
    return spread(start, many), np.repeat(np.arange(len(first), dtype=np.int64), many)


def overlapping(first: Int64, last: Int64, other_first: Int64, other_last: Int64) -> tuple[Int64, Int64]:
    """(index, index in others) of every two ranges that share an id, each pair once."""
    if not len(first) or not len(other_first):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    bound = bounds((first, last), (other_first, other_last))
    segment, mine = within(bound, first, last)
    other_segment, theirs = within(bound, other_first, other_last)
    order = np.argsort(other_segment, kind="stable")
    other_segment, theirs = other_segment[order], theirs[order]
    start = np.searchsorted(other_segment, segment)
    many = np.searchsorted(other_segment, segment, side="right") - start
    pairs = np.repeat(mine, many) * len(other_first) + theirs[spread(start, many)]
    unique = distinct(pairs)
    return unique // len(other_first), unique % len(other_first)


def pieces_within(objects: RangeSet, pieces: Int64) -> list[tuple[int, int, int]]:
    """Those of some pieces that lie within the objects, cut to them.

    Args:
        pieces: rows of (first, last, what), shape (n, 3); they may overlap.
    """
    first, last, what = pieces.T
    mine, theirs = overlapping(objects.first, objects.last, first, last)
    low = np.maximum(objects.first[mine], first[theirs])
    high = np.minimum(objects.last[mine], last[theirs])
    return list(zip(low.tolist(), high.tolist(), what[theirs].tolist(), strict=True))
