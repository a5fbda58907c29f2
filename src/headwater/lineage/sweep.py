"""Where a million objects are, by arrays: the same answer as `place.locate`, for ranges of objects at once.

Objects are cut into segments whose objects have the same touches; everything that they were ever put into
is a segment of its own. From the touches follow stays, and from these windows: between these moments, the
events of that container are events of this segment. The newest of all that a segment's windows show is what
counts. What the arrays do not decide exactly (a second life, a contradiction, a rework, a place taken over
from a container that was seen before the object went in, what was used up and then seen) is folded one by one, by `place.locate`, with one
object for its segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage import endings, used_up
from headwater.lineage.ancestry import gather
from headwater.lineage.facts import LAYERS
from headwater.lineage.merged import (
    ADD,
    CHILD,
    DELETE,
    INPUT,
    OBJECT,
    OBJECT_EVENT,
    OUTPUT,
    PARENT,
    TRANSACTION,
    fetch,
)
from headwater.lineage.newest import Newest, rise
from headwater.lineage.place import ENDS, REPEATS, RETURNED, STAMPS, locate
from headwater.lineage.ranges import spread
from headwater.lineage.rows import STEP_RECEIVES, STEP_SELLS, STEP_SHIPS, STEP_VOIDS
from headwater.lineage.segments import bounds, distinct, within

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.lineage.facts import BulkSource
    from headwater.lineage.merged import Merged
    from headwater.lineage.ranges import Bool, Int64, RangeSet

COLUMNS = ("place", "in_transit", "origin", "destination", "seen_at", "told_by", "state", "via")
PLACING = ("place", "ships", "directed", "comes", "voids", "seen")
"""Kinds of facts that tell a place, or that goods are on their way or no longer."""
ENDING = ("ended", "handled", "returned")
"""Kinds of facts that tell that a life is over, or that it may not be."""
DEEPEST = 12
"""Levels of containment that arrays follow; what is nested deeper, or in a circle, is folded one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Ranges of objects that are alike in every column; 0 stands for none in columns of ids and codes."""

    first: Int64
    last: Int64
    place: Int64
    in_transit: Bool
    origin: Int64
    destination: Int64
    seen_at: Int64
    told_by: Int64
    """Record position of the fact that tells the place."""
    state: Int64
    """0 for none, else 1 + index in `states`."""
    via: Int64
    """Container id."""
    states: tuple[str, ...]
    folded: int
    """How many segments had to be folded one by one."""

    def count_by_place(self) -> dict[int, int]:
        """Objects at each place; those in transit and unknown are not among them."""
        places = distinct(self.place)
        totals = np.zeros(len(places), np.int64)
        np.add.at(totals, np.searchsorted(places, self.place), self.last - self.first + 1)
        return {int(p): int(n) for p, n in zip(places, totals, strict=True) if p}

    @property
    def count_in_transit(self) -> int:
        """Objects on their way."""
        return int((self.last - self.first + 1)[self.in_transit].sum())


def place_all(source: BulkSource, objects: RangeSet) -> Placement:
    """Place, state and innermost container of all these objects, ascending by id."""
    if not objects:
        return _alike(_nothing(objects), (), 0)
    rows = fetch(source, objects)
    if not len(rows.first):
        return _alike(_nothing(objects), (), 0)
    return Sweep(rows, objects, source).placement(source)


def _nothing(objects: RangeSet) -> dict[str, Int64]:
    """The columns of a placement of which nothing is known."""
    known: dict[str, Int64] = {"first": objects.first, "last": objects.last}
    return known | {name: np.zeros(len(objects), np.int64) for name in COLUMNS}


def _alike(columns: dict[str, Int64], states: tuple[str, ...], folded: int) -> Placement:
    """A placement in which neighbours that are alike are one range."""
    first, last = columns["first"], columns["last"]
    differs = np.ones(len(first), np.bool_)
    differs[1:] = first[1:] != last[:-1] + 1
    for name in COLUMNS:
        differs[1:] |= columns[name][1:] != columns[name][:-1]
    begins = np.flatnonzero(differs)
    ends = np.append(begins[1:], len(first))[: len(begins)] - 1
    kept = {name: columns[name][begins] for name in COLUMNS}
    return Placement(
        first=first[begins],
        last=last[ends],
        place=kept["place"],
        in_transit=kept["in_transit"] > 0,
        origin=kept["origin"],
        destination=kept["destination"],
        seen_at=kept["seen_at"],
        told_by=kept["told_by"],
        state=kept["state"],
        via=kept["via"],
        states=states,
        folded=folded,
    )


@dataclass(slots=True, eq=False)
class _Stays:
    """Stays of segments, sorted by segment: in the segment `container`, from a moment to another."""

    item: Int64
    container: Int64
    begin: Int64
    end: Int64
    """First moment whose events no longer count; `never` while inside."""
    layer: Int64
    unseen: Bool
    """Ended without anybody saying where."""


class Sweep:
    """Segments and what touches them. Keys are segment * size + moment, sorted."""

    def __init__(self, rows: Merged, objects: RangeSet, source: BulkSource) -> None:
        self.rows = rows
        self.last = len(rows.type)
        """The moment after all facts; a stay that has not ended ends one later."""
        self.never = self.last + 1
        self.size = self.last + 2
        self.bound = bounds(
            (rows.first, rows.last),
            (objects.first, objects.last),
            (rows.containers.ids(), rows.containers.ids()),
        )
        begin = self.bound[:-1]
        self.asked = np.flatnonzero(objects.holds(begin))
        segment, row = within(self.bound, rows.first, rows.last)
        used = (objects | rows.containers).holds(begin)[segment]
        segment, row = segment[used], row[used]
        self.key = segment * self.size + rows.moment[row]
        order = np.argsort(self.key, kind="stable")  # nearly in order: runs are merged
        self.key, self.row, self.segment = self.key[order], row[order], segment[order]
        self.moment = rows.moment[self.row]
        self.idle = np.zeros(len(self.key), np.bool_)
        """Touches by which who had not these objects ended them: see `Fact.idle`."""
        self.slow = self._strange() | self._has(rows.mixed[self.moment])
        foreign = rows.foreign[self.moment] & np.isin(rows.role[self.row], (OBJECT, INPUT))
        if foreign.any():
            self._judge(source, foreign)
        self._contain()

    def _judge(self, source: BulkSource, foreign: Bool) -> None:
        """Leave out the foreign endings of what their capturers had not, or what they end.

        Which they had, tells what is known without any of them; what that does not decide is slow.
        """
        touches = (self.key, self.row, self.segment, self.moment)
        self.key, self.row, self.segment, self.moment = (column[~foreign] for column in touches)
        self.idle = np.zeros(len(self.key), np.bool_)
        self._contain()
        used = self.rows.role[touches[1][foreign]] == INPUT
        used |= self.rows.unowned[touches[3][foreign]]
        counts = ~foreign
        counts[foreign] = endings.had(self, source, touches[2][foreign], touches[3][foreign], used)
        kept = counts | (self.rows.action[touches[3]] != DELETE)
        self.key, self.row, self.segment, self.moment = (column[kept] for column in touches)
        self.idle = ~counts[kept]

    def _contain(self) -> None:
        self.stays = self._stays()
        self.many_stays = np.bincount(self.stays.item, minlength=len(self.bound))
        self.first_stay = np.cumsum(self.many_stays) - self.many_stays
        used_up.end_stays(self)

    def _has(self, pairs: Bool) -> Bool:
        """Which segments are among the touches marked."""
        found = np.zeros(len(self.bound), np.bool_)
        found[self.segment[pairs]] = True
        return found

    def _strange(self) -> Bool:
        """Segments that may have a second life, and those that were both input and output."""
        rows = self.rows
        of_object = (rows.role == OBJECT) & (rows.type[rows.moment] == OBJECT_EVENT)
        action = rows.action[rows.moment]
        died = ((rows.role == INPUT) | (of_object & (action == DELETE)))[self.row]
        born = ((rows.role == OUTPUT) | (of_object & (action == ADD)))[self.row]
        death = np.full(len(self.bound), self.never, np.int64)
        np.minimum.at(death, self.segment[died], self.moment[died])
        again = self._has(born & (self.moment > death[self.segment]))
        role = rows.role[self.row]
        made = (role == OUTPUT) | rows.adds[self.moment]
        return again | (self._has(role == INPUT) & self._has(made))

    def _stays(self) -> _Stays:
        rows = self.rows
        parts: list[_Stays] = []
        leaving = rows.leaving()[self.row] & ~self.idle
        child = rows.role[self.row] == CHILD
        add, delete = (child & (rows.action[self.moment] == which) for which in (ADD, DELETE))
        for layer in range(len(LAYERS)):
            layered = rows.layered(layer)[self.row]
            turns = np.flatnonzero(layered & (add | delete) | leaving)
            opens, named = (layered & add)[turns], (layered & delete)[turns]
            segment, moment = self.segment[turns], self.moment[turns]
            parent = rows.parent[moment]
            same = np.zeros(len(turns), np.bool_)
            np.equal(segment[1:], segment[:-1], out=same[:-1])
            after = np.where(same, np.arange(len(turns)) + 1, 0)
            # Out of something else than it is known to be in, or into itself: not for arrays to judge.
            odd = opens & same & named[after] & (parent[after] != parent)
            odd |= opens & (parent == self.bound[segment])  # a container is a segment of its own
            self.slow[segment[odd]] = True

            at = np.flatnonzero(opens)
            item, begin = segment[at], moment[at]
            closing = moment[after[at]]
            end = np.where(same[at], closing, self.never)
            # An ADD to the same container goes on with the stay: nothing ended there.
            goes_on = same[at] & opens[after[at]] & (parent[after[at]] == parent[at])
            unseen = same[at] & ~goes_on & (rows.place[closing] == 0)
            container = np.searchsorted(self.bound, parent[at])
            emptied = self._emptied(layer, container, begin)
            early = emptied < end
            unseen = np.where(early, rows.place[np.minimum(emptied, self.last - 1)] == 0, unseen)
            # Packed and taken out at one instant, and not for the first time: it may have been inside before.
            again = np.zeros(len(at), np.bool_)
            np.equal(item[1:], item[:-1], out=again[1:])
            again &= early | (same[at] & named[after[at]])
            ending = np.where(early, np.minimum(emptied, self.last - 1), closing)
            again &= rows.time[begin] == rows.time[ending]
            self.slow[item[again]] = True
            # Emptying is still an event of what was inside.
            end = np.where(early, emptied + 1, end)
            parts.append(_Stays(item, container, begin, end, np.full(len(at), layer, np.int64), unseen))
        order = np.argsort(np.concatenate([p.item for p in parts]), kind="stable")
        return _Stays(
            *(
                np.concatenate([getattr(p, name) for p in parts])[order]
                for name in ("item", "container", "begin", "end", "layer", "unseen")
            )
        )

    def _emptied(self, layer: int, container: Int64, begin: Int64) -> Int64:
        """When each container was next emptied after a moment; `never` if not."""
        rows = self.rows
        whole = rows.layered(layer) & (rows.role == PARENT) & rows.all_children[rows.moment]
        whole &= rows.action[rows.moment] == DELETE
        keys = self.key[whole[self.row]]
        if not len(keys):
            return np.full(len(container), self.never, np.int64)
        at = np.searchsorted(keys, container * self.size + begin, side="right")
        next_key = keys[np.minimum(at, len(keys) - 1)]
        found = (at < len(keys)) & (next_key // self.size == container)
        return np.where(found, next_key % self.size, self.never)

    def above(
        self, target: Int64, item: Int64, begin: Int64, end: Int64
    ) -> tuple[Int64, Int64, Int64, Int64]:
        """From windows to windows one level up: (target, stay, begin, end), the item being the stay's."""
        many = self.many_stays[item]
        stay = spread(self.first_stay[item], many)
        target, begin, end = (np.repeat(values, many) for values in (target, begin, end))
        begin = np.maximum(begin, self.stays.begin[stay])
        end = np.minimum(end, self.stays.end[stay])
        real = (begin + 1 < end) & (self.stays.container[stay] != target)
        return target[real], stay[real], begin[real], end[real]

    def is_too_much(self, depth: int, windows: int) -> bool:
        return depth > DEEPEST or windows > 8 * len(self.bound) + 10_000

    def placement(self, source: BulkSource) -> Placement:
        """Look through all windows; `source` folds what arrays do not decide."""
        rows, asked = self.rows, self.asked
        place, step = rows.place[self.moment], rows.step[self.moment]
        ships = (place == 0) & (step == STEP_SHIPS)
        directed = ships & (rows.destination[self.moment] > 0)
        comes = (place == 0) & ((step == STEP_RECEIVES) | (step == STEP_SELLS))
        voids = (place == 0) & (step == STEP_VOIDS)
        over = np.array([1 + rows.states.index(word) for word in ENDS], dtype=np.int64)
        own, shown = (rows.said(inherited=flag)[self.row] for flag in (False, True))
        if self.idle.any():
            said = np.where(rows.role[self.row] == OBJECT, rows.disposition[self.moment], 0)
            said = np.where(np.isin(said, self._codes(REPEATS)), 0, said)
            own, shown = (np.where(self.idle, said, told_state) for told_state in (own, shown))
        find = {
            "place": Newest(self, place > 0),
            "ships": Newest(self, ships),
            "directed": Newest(self, directed),
            "comes": Newest(self, comes),
            "voids": Newest(self, voids),
            "seen": Newest(self, rows.seen_at[self.moment] > 0),
            "own": Newest(self, own > 0),
            "shown": Newest(self, shown > 0),
        }
        ended = [Newest(self, np.isin(said, over)) for said in (own, shown)]
        is_ended = any(len(one.key) for one in ended)
        if is_ended:
            find["handled"] = Newest(self, rows.handled()[self.row])
            find["returned"] = Newest(self, np.isin(rows.disposition[self.moment], self._codes([RETURNED])))
        newest = {name: np.full(len(self.bound), -1, np.int64) for name in PLACING + ENDING}
        told = np.full(len(self.bound), -1, np.int64)
        state = np.zeros(len(self.bound), np.int64)

        def look(target: Int64, item: Int64, begin: Int64, end: Int64, *, inherited: bool) -> None:
            finds = find | {"ended": ended[inherited]} if is_ended else find
            for name in PLACING + (ENDING if is_ended else ()):
                hit, touch = finds[name].within(item, begin, end)
                rise(newest[name], target[hit], self.moment[touch])
            hit, touch = find["shown" if inherited else "own"].within(item, begin, end)
            to = target[hit]
            rise(told, to, self.moment[touch])
            wins = told[to] == self.moment[touch]
            state[to[wins]] = (shown if inherited else own)[touch[wins]]
            not_by_name[to[wins]] = inherited | layered[touch[wins]]

        layered = np.isin(rows.role[self.row], (CHILD, PARENT))
        packed_by_others = self._has(layered & rows.foreign[self.moment])
        doubtful, not_by_name = np.zeros((2, len(self.bound)), np.bool_)
        target = item = asked
        begin, end = np.full(len(asked), -1, np.int64), np.full(len(asked), self.never, np.int64)
        depth = 0
        while len(target):
            if self.is_too_much(depth, len(target)):
                self.slow[target] = True
                break
            self.slow[target[self.slow[item]]] = True
            doubtful[target[packed_by_others[item]]] = True
            look(target, item, begin, end, inherited=depth > 0)
            target, stay, begin, end = self.above(target, item, begin, end)
            item = self.stays.container[stay]
            depth += 1
        if is_ended:
            self._mark_brought_back(told, state, newest, over)
        # Over with what somebody put it into who may not have had it, or by their word: not for arrays to judge.
        gone = np.concatenate([over, self._codes(REPEATS)])
        self.slow |= doubtful & not_by_name & np.isin(state, gone)
        self._mark_taken_over(newest["place"], [find["place"], find["ships"], find["comes"], find["voids"]])
        # It came, and nobody says where; or went back, or nobody said from where: not for arrays to find out.
        odd = (newest["comes"] > newest["place"]) | (newest["voids"] > newest["ships"])
        odd |= (newest["voids"] >= 0) & (newest["place"] < 0)
        self.slow |= odd & (newest["ships"] > newest["place"])

        newest_place, newest_ships, newest_voids = (
            newest[name][asked] for name in ("place", "ships", "voids")
        )
        settled = np.maximum(newest_place, newest_voids)
        in_transit = newest_ships > settled
        at_last = np.where(newest_place >= 0, rows.place[newest_place], 0)
        directed_to, seen = newest["directed"][asked], newest["seen"][asked]
        telling = np.maximum(newest_place, newest_ships)
        columns: dict[str, Int64] = {
            "first": self.bound[asked],
            "last": self.bound[asked + 1] - 1,
            "place": np.where(in_transit, 0, at_last),
            "in_transit": in_transit.astype(np.int64),
            "origin": np.where(in_transit, at_last, 0),
            "destination": np.where(in_transit & (directed_to > settled), rows.destination[directed_to], 0),
            "seen_at": np.where((seen >= 0) & (seen >= newest_place), rows.seen_at[seen], 0),
            "told_by": np.where(telling >= 0, rows.event[telling], 0),
            "state": state[asked],
            "via": self._via()[asked],
        }
        slow = np.flatnonzero(self.slow[asked])
        states = _fold(source, columns, slow, rows.states) if len(slow) else rows.states
        return _alike(columns, states, len(slow))

    def _codes(self, words: Collection[str]) -> Int64:
        """The codes of those of these states that anything tells."""
        states = self.rows.states
        return np.array([1 + states.index(word) for word in words if word in states], dtype=np.int64)

    def _mark_brought_back(self, told: Int64, state: Int64, newest: dict[str, Int64], over: Int64) -> None:
        """Mark segments that were over and may be no more, or are still though something else was said since.

        Args:
            told: by segment, the moment of what tells the state.
            state: that state.
            newest: the newest moment of an end, of what may bring something back, and of a return.
            over: the states of what is over.
        """
        ended, handled, returned = (newest[name] for name in ENDING)
        time = np.append(self.rows.time, 0)  # of moment -1: never asked for
        paper = np.append(self.rows.type == TRANSACTION, values=False)[told]
        is_over = np.isin(state, over)
        back = is_over & (handled > told) & (time[handled] > time[told])
        back |= is_over & (returned >= 0) & (time[returned] == time[told])
        still = ~is_over & (ended >= 0) & (ended < told)
        still &= (time[ended] == time[told]) | np.isin(state, self._codes(REPEATS | STAMPS)) | paper
        self.slow |= back | still

    def _mark_taken_over(self, placed: Int64, finds: list[Newest]) -> None:
        """Mark segments that may have the place of a container which they left without being seen.

        Only if something is newer of the container than of the segment: an upper bound is enough here, so
        all the container's past counts, and that of its containers.
        """
        mine = self.stays.unseen & (self.stays.end > placed[self.stays.item])
        wanted = np.zeros(len(self.bound), np.bool_)
        wanted[self.asked] = True
        at = np.flatnonzero(mine & wanted[self.stays.item])
        target, item, end = self.stays.item[at], self.stays.container[at], self.stays.end[at]
        depth = 0
        while len(target):
            start = np.full(len(target), -1, np.int64)
            newer = self.slow[item] | self.is_too_much(depth, len(target))
            for find in finds:
                newer[find.within(item, placed[target], end)[0]] = True
            self.slow[target[newer]] = True
            target, stay, _, end = self.above(target[~newer], item[~newer], start[~newer], end[~newer])
            item = self.stays.container[stay]
            depth += 1

    def _via(self) -> Int64:
        """Id of the container that each segment is in now: by aggregation, else by association."""
        via = np.zeros(len(self.bound), np.int64)
        for layer in reversed(range(len(LAYERS))):
            at = np.flatnonzero((self.stays.end == self.never) & (self.stays.layer == layer))
            via[self.stays.item[at]] = self.bound[self.stays.container[at]]
        return via


def _fold(
    source: BulkSource, columns: dict[str, Int64], slow: Int64, states: tuple[str, ...]
) -> tuple[str, ...]:
    """Fill the columns of slow segments from the fold of their first objects; answer all states."""
    codes = {word: 1 + i for i, word in enumerate(states)}
    items = columns["first"][slow].tolist()
    known = gather(source, items)
    for at, item in zip(slow.tolist(), items, strict=True):
        standing = locate(known, item)
        where = standing.place
        columns["place"][at] = where.place or 0
        columns["in_transit"][at] = where.in_transit
        columns["origin"][at] = where.origin or 0
        columns["destination"][at] = where.destination or 0
        columns["seen_at"][at] = where.seen_at or 0
        columns["told_by"][at] = where.told_by[-1]
        columns["via"][at] = standing.via or 0
        columns["state"][at] = codes.setdefault(standing.state, len(codes) + 1) if standing.state else 0
    return tuple(codes)
