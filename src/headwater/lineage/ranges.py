"""Sets of object ids as sorted disjoint ranges.

What happens to ten thousand items in a row is one range here, and no operation visits single ids.

>>> milk = RangeSet.from_pairs([(1, 10), (11, 20), (40, 40)])
>>> list(milk - RangeSet.from_ids([5, 40]))
[(1, 4), (6, 20)]
>>> (milk & RangeSet.from_pairs([(15, 50)])).count
7
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

Piece = tuple[int, int, int]
"""(first, last, lot)."""

LARGEST: Final = 2**63 - 2
"""The largest id: the one after it must still be a signed 64-bit number."""
_NOT_RANGES: Final = "ranges must be ascending and hold ids from 1 to 2**63 - 2"


def length_class(first: int, last: int) -> int:
    """Bit length of the size of a range: a range of class k that holds an id begins above id - 2**k."""
    return (last - first + 1).bit_length()


class RangeSet:
    """An immutable set of ids from 1 to `LARGEST`, held as inclusive ranges that neither overlap nor adjoin."""

    __slots__ = ("first", "last")

    first: Final[Int64]
    """First id of each range, ascending."""
    last: Final[Int64]
    """Last id of each range, ascending."""

    def __init__(self, first: Int64, last: Int64) -> None:
        """Take arrays that already are ascending, disjoint and not adjoining; `from_arrays` makes them so."""
        self.first = first
        self.last = last

    @classmethod
    def from_arrays(cls, first: Int64, last: Int64) -> RangeSet:
        """Any ranges, in any order, overlapping or not.

        Raises:
            ValueError: a range ends before it begins, or an id is outside 1 to `LARGEST`.
        """
        if not len(first):
            return EMPTY
        if (first > last).any() or first.min() < 1 or last.max() > LARGEST:
            raise ValueError(_NOT_RANGES)
        return _joined(first, last)

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[int, int]]) -> RangeSet:
        """Inclusive (first, last) pairs, in any order, overlapping or not.

        Raises:
            ValueError: a range ends before it begins, or an id is outside 1 to `LARGEST`.
        """
        listed = list(pairs)
        if not listed:
            return EMPTY
        if len(listed) == 1:  # numpy takes as long for one as for a thousand
            ((first, last),) = listed
            if not 1 <= first <= last <= LARGEST:
                raise ValueError(_NOT_RANGES)
            return cls(np.array([first], dtype=np.int64), np.array([last], dtype=np.int64))
        try:
            table = np.array(listed, dtype=np.int64)
        except OverflowError:
            raise ValueError(_NOT_RANGES) from None
        return cls.from_arrays(table[:, 0], table[:, 1])

    @classmethod
    def from_ids(cls, ids: Iterable[int]) -> RangeSet:
        """Single ids, in any order, repeated or not.

        Raises:
            ValueError: an id is outside 1 to `LARGEST`.
        """
        return cls.from_pairs((i, i) for i in ids)

    @property
    def count(self) -> int:
        """How many ids the set holds."""
        return int((self.last - self.first).sum()) + len(self.first)

    def __len__(self) -> int:
        """How many ranges the set holds."""
        return len(self.first)

    def __bool__(self) -> bool:
        return len(self.first) > 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Inclusive (first, last) pairs, ascending."""
        return zip(self.first.tolist(), self.last.tolist(), strict=True)

    def ids(self) -> Int64:
        """Every id, ascending: for sets that are known to be small."""
        return spread(self.first, self.last - self.first + 1)

    def __contains__(self, item: int) -> bool:
        at = int(self.last.searchsorted(item))
        return at < len(self.first) and int(self.first[at]) <= item

    def holds(self, ids: Int64) -> Bool:
        """Which of these ids the set holds, as an array of their shape."""
        if not self:
            return np.zeros(ids.shape, np.bool_)
        at = self.last.searchsorted(ids)
        within = at < len(self.first)
        return within & (self.first[np.minimum(at, len(self.first) - 1)] <= ids)

    def overlaps(self, other: RangeSet) -> bool:
        """Whether the two sets share an id."""
        start = other.last.searchsorted(self.first)
        stop = other.first.searchsorted(self.last, side="right")
        return bool((stop > start).any())

    def __or__(self, other: RangeSet) -> RangeSet:
        if not self:
            return other
        if not other:
            return self
        many, few = (self, other) if len(self) >= len(other) else (other, self)
        # Only what `few` spans, and what adjoins it, can change; a walk adds little sets to a large one.
        start = int(many.last.searchsorted(few.first[0] - 1))
        stop = int(many.first.searchsorted(few.last[-1] + 1, side="right"))
        middle = few
        if start < stop:
            middle = _joined(
                np.concatenate((many.first[start:stop], few.first)),
                np.concatenate((many.last[start:stop], few.last)),
            )
        return RangeSet(
            np.concatenate((many.first[:start], middle.first, many.first[stop:])),
            np.concatenate((many.last[:start], middle.last, many.last[stop:])),
        )

    def __and__(self, other: RangeSet) -> RangeSet:
        if not self or not other:
            return EMPTY
        # Of the ranges of `other`, those from start to stop overlap each of ours.
        start = other.last.searchsorted(self.first)
        stop = other.first.searchsorted(self.last, side="right")
        many = stop - start
        theirs = spread(start, many)
        ours = np.repeat(np.arange(len(many)), many)
        return RangeSet(
            np.maximum(self.first[ours], other.first[theirs]),
            np.minimum(self.last[ours], other.last[theirs]),
        )

    def __sub__(self, other: RangeSet) -> RangeSet:
        if not self or not other:
            return self
        begin = int(other.last.searchsorted(self.first[0]))
        end = int(other.first.searchsorted(self.last[-1], side="right"))
        if begin == end:
            return self
        gap_first = np.concatenate((self.first[:1], other.last[begin:end] + 1))
        gap_last = np.concatenate((other.first[begin:end] - 1, self.last[-1:]))
        real = gap_first <= gap_last
        return self & RangeSet(gap_first[real], gap_last[real])

    def __le__(self, other: RangeSet) -> bool:
        """Whether `other` holds every id of this set."""
        return not self - other

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RangeSet):
            return NotImplemented
        return np.array_equal(self.first, other.first) and np.array_equal(self.last, other.last)

    def __hash__(self) -> int:
        return hash((self.first.tobytes(), self.last.tobytes()))

    def __repr__(self) -> str:
        return f"RangeSet.from_pairs({list(self)})"


def union(sets: Iterable[RangeSet]) -> RangeSet:
    """All ids of all these sets, in one merge."""
    listed = [one for one in sets if one]
    if len(listed) < 2:
        return listed[0] if listed else EMPTY
    return _joined(np.concatenate([s.first for s in listed]), np.concatenate([s.last for s in listed]))


def sets_by_lot(pieces: Iterable[Piece]) -> dict[int, RangeSet]:
    """The members of each lot, of (first, last, lot)."""
    pairs: dict[int, list[tuple[int, int]]] = {}
    for first, last, lot in pieces:
        pairs.setdefault(lot, []).append((first, last))
    return {lot: RangeSet.from_pairs(found) for lot, found in pairs.items()}


def pieces_by_lot(
    pieces: Iterable[Piece], translate: Callable[[RangeSet], RangeSet] = lambda ids: ids
) -> list[Piece]:
    """The same pieces by lot, with each member of a lot once; `translate` may give its members other ids."""
    return sorted((*pair, lot) for lot, members in sets_by_lot(pieces).items() for pair in translate(members))


def spread(start: npt.NDArray[np.intp] | Int64, many: npt.NDArray[np.intp] | Int64) -> Int64:
    """start[0], start[0] + 1, ... `many[0]` of them, then the same from start[1], and so on."""
    before = np.cumsum(many) - many
    counted: Int64 = np.arange(int(many.sum()), dtype=np.int64)
    counted += np.repeat(start - before, many)
    return counted


def _joined(first: Int64, last: Int64) -> RangeSet:
    if len(first) == 1:
        return RangeSet(first, last)
    order = first.argsort(kind="stable")
    first = first[order]
    reach = np.maximum.accumulate(last[order])
    begins = np.ones(len(first), np.bool_)
    np.greater(first[1:], reach[:-1] + 1, out=begins[1:])
    at = np.flatnonzero(begins)
    ends = np.append(at[1:] - 1, len(first) - 1)
    return RangeSet(first[at], reach[ends])


EMPTY: Final = RangeSet(np.empty(0, np.int64), np.empty(0, np.int64))
