"""Rows of several levels of containment as one table, its facts numbered by their place in history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.facts import (
    ACTIONS,
    DELETES,
    DESTROYED,
    MAKES,
    OBSERVES,
    PACKS,
    RANKS,
    ROLES,
    SAYS_OVER,
    SOLD,
    STEP_RANKS,
    TURNS,
    TYPES,
)
from headwater.lineage.place import CONSUMED, DECOMMISSIONED
from headwater.lineage.ranges import EMPTY, RangeSet, union
from headwater.lineage.rows import (
    STEP_DESTROYS,
    STEP_RECEIVES,
    STEP_SELLS,
    STEP_SHIPS,
    STEP_VOIDS,
    step_code,
)
from headwater.lineage.segments import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.lineage.facts import BulkSource
    from headwater.lineage.ranges import Bool, Int64
    from headwater.lineage.rows import FactTable, Rows, UInt8

OBJECT, PARENT, CHILD, INPUT, OUTPUT = range(len(ROLES))
NO_ACTION, ADD, OBSERVE, DELETE = range(len(ACTIONS))
OBJECT_EVENT = TYPES.index("ObjectEvent")
TRANSFORMATION = TYPES.index("TransformationEvent")
TRANSACTION = TYPES.index("TransactionEvent")
_RANK_OF_STEP = np.zeros(256, np.int64)
for _step, _rank in STEP_RANKS.items():
    _RANK_OF_STEP[step_code(_step)] = _rank
LAYER_TYPES = (TYPES.index("AggregationEvent"), TYPES.index("AssociationEvent"))


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Touch rows of some objects and of everything that they were ever put into.

    `facts` columns have one entry per fact, in history's order, so that an index is a moment: of two facts,
    the one with the greater index is later.
    """

    first: Int64
    last: Int64
    role: UInt8
    moment: Int64
    """Of each row: index of its fact."""
    containers: RangeSet
    event: Int64
    """Record position."""
    time: Int64
    type: UInt8
    action: UInt8
    step: UInt8
    place: Int64
    destination: Int64
    seen_at: Int64
    parent: Int64
    all_children: Bool
    foreign: Bool
    unowned: Bool
    adds: Bool
    named: Bool
    mixed: Bool
    capturer: Int64
    disposition: Int64
    """0 for none, else 1 + index in `states`."""
    states: tuple[str, ...]

    def layered(self, layer: int) -> Bool:
        """Rows whose fact is about containment in this layer (index in LAYERS) and names a parent."""
        found: Bool = (self.type == LAYER_TYPES[layer]) & (self.parent > 0)
        return found[self.moment]

    def leaving(self) -> Bool:
        """Rows that take their objects out of whatever held them."""
        step, action = self.step[self.moment], self.action[self.moment]
        gone = (action == DELETE) | (step == STEP_SELLS) | (step == STEP_DESTROYS)
        of_object = (self.type[self.moment] == OBJECT_EVENT) & (self.role == OBJECT)
        found: Bool = (of_object & gone) | (self.role == INPUT)
        return found

    def handled(self) -> Bool:
        """Rows that may tell that their objects are there: as `place` has it, and some more."""
        kind, step = self.type[self.moment], self.step[self.moment]
        moves = np.isin(step, (STEP_SHIPS, STEP_VOIDS, STEP_RECEIVES, STEP_SELLS))
        only_seen = (kind == OBJECT_EVENT) & (self.action[self.moment] != ADD) & ~self.adds[self.moment]
        somewhere = (self.place > 0)[self.moment] | (self.seen_at > 0)[self.moment]
        found: Bool = (kind != TRANSACTION) & (somewhere | moves | ~only_seen)
        return found

    def said(self, *, inherited: bool) -> Int64:
        """The state that each row gives its objects, or what is inside of them; 0 for none.

        As `place` has it.
        """
        kind, step, action = (c[self.moment] for c in (self.type, self.step, self.action))
        told = self.disposition[self.moment]
        of_object = kind == OBJECT_EVENT
        for word, state in SAYS_OVER.items():
            if word in self.states:
                meant = np.where(self.foreign[self.moment] & ~of_object, 0, 1 + self.states.index(state))
                told = np.where(told == 1 + self.states.index(word), meant, told)
        ended = 0 if inherited else 1 + self.states.index(DECOMMISSIONED)
        told = np.where(of_object & (action == DELETE) & (step != STEP_SHIPS), ended, told)
        told = np.where(of_object & (step == STEP_DESTROYS), 1 + self.states.index(DESTROYED), told)
        told = np.where(of_object & (step == STEP_SELLS), 1 + self.states.index(SOLD), told)
        if inherited:
            told = np.where(kind == TRANSFORMATION, 0, told)
        return np.where(self.role == INPUT, 1 + self.states.index(CONSUMED), told)


def fetch(source: BulkSource, objects: RangeSet) -> Merged:
    """Rows of these objects and, level by level, of all that they were ever put into."""
    levels: list[Rows] = []
    tables: list[FactTable] = []
    known, wanted, containers, asked = objects, objects, EMPTY, EMPTY
    while wanted:
        rows = source.rows(wanted)
        levels.append(rows)
        new = _as_set(rows.event) - asked
        asked |= new
        if new:
            tables.append(source.table(new))
        found = _parents(tables, _as_set(rows.event[rows.role == CHILD]))
        containers |= found
        wanted = found - known
        known |= wanted
    return _merge(source, levels, tables, containers)


def _as_set(ids: Int64) -> RangeSet:
    ids = distinct(ids)
    return RangeSet.from_arrays(ids, ids)


def _parents(tables: Sequence[FactTable], events: RangeSet) -> RangeSet:
    """What those of these events that are packings packed into."""
    parents = [
        table.parent[(table.action == ADD) & np.isin(table.type, LAYER_TYPES) & events.holds(table.event)]
        for table in tables
    ]
    return union(_as_set(found[found > 0]) for found in parents)


def _merge(
    source: BulkSource, levels: Sequence[Rows], tables: Sequence[FactTable], containers: RangeSet
) -> Merged:
    states = dict.fromkeys((CONSUMED, SOLD, DESTROYED, DECOMMISSIONED))
    states.update(dict.fromkeys(word for table in tables for word in table.dispositions))
    words = tuple(states)
    codes = {word: 1 + i for i, word in enumerate(words)}
    disposition = [
        np.array([0, *(codes[word] for word in table.dispositions)], dtype=np.int64)[table.disposition]
        for table in tables
    ]

    def joined(name: str) -> Int64:
        return _concatenated([getattr(table, name) for table in tables])

    event = joined("event")
    time = joined("time")
    capturer = joined("capturer")
    turn = _turns(joined("type"), joined("action"))
    order = _history(source, time, turn * RANKS + _RANK_OF_STEP[joined("step")], capturer, event)
    by_event = np.argsort(event[order])
    named = _concatenated([rows.event for rows in levels])
    at = np.searchsorted(event[order][by_event], named)
    counts = np.flatnonzero(_as_set(event).holds(named))
    role = _concatenated([rows.role.astype(np.int64) for rows in levels])[counts]
    made = joined("type")[order][by_event[at[counts]]] == TRANSFORMATION
    # Of a transformation that only saw what it gives out: what it takes in, it has not even seen, but for its own.
    kept = made | (role != INPUT) | (joined("mixed")[order][by_event[at[counts]]] != 0)
    counts, role = counts[kept], np.where(made | (role != OUTPUT), role, OBJECT)[kept]

    def listed(name: str) -> Int64:
        column: Int64 = _concatenated([getattr(rows, name) for rows in levels])[counts]
        return column

    return Merged(
        listed("first"),
        listed("last"),
        role.astype(np.uint8),
        by_event[at[counts]],
        containers,
        event[order],
        time[order],
        joined("type")[order].astype(np.uint8),
        joined("action")[order].astype(np.uint8),
        joined("step")[order].astype(np.uint8),
        joined("place")[order],
        joined("destination")[order],
        joined("seen_at")[order],
        joined("parent")[order],
        joined("all_children")[order].astype(np.bool_),
        joined("foreign")[order].astype(np.bool_),
        joined("unowned")[order].astype(np.bool_),
        joined("adds")[order].astype(np.bool_),
        joined("named")[order].astype(np.bool_),
        joined("mixed")[order].astype(np.bool_),
        capturer[order],
        _concatenated(disposition)[order],
        words,
    )


def _concatenated(columns: Sequence[Int64]) -> Int64:
    return np.concatenate(columns) if columns else np.empty(0, np.int64)


def _turns(kind: Int64, action: Int64) -> Int64:
    """What counts first of one instant, as `Fact` has it."""
    begins = np.where(np.isin(kind, LAYER_TYPES), PACKS, MAKES)
    return np.where(action == DELETE, DELETES, np.where(action == OBSERVE, OBSERVES, begins))


def _history(source: BulkSource, time: Int64, rank: Int64, capturer: Int64, event: Int64) -> Int64:
    """The facts in the order of `Fact.order`, by index."""
    key = time * (TURNS * RANKS) + rank  # twenty times the year 9999 in microseconds still fits
    order = np.argsort(key)
    key = key[order]
    # Hashes decide only between facts of one time and rank, and are costly to fetch.
    tied = np.zeros(len(key), np.bool_)
    np.equal(key[1:], key[:-1], out=tied[1:])
    tied[:-1] |= tied[1:]
    at = np.flatnonzero(tied)
    if len(at):
        among = order[at]
        known = _as_set(event[among])
        high, low, *identity = source.digests(known)[np.searchsorted(known.ids(), event[among])].T
        order[at] = among[np.lexsort((*reversed(identity), capturer[among], low, high, key[at]))]
    return order
