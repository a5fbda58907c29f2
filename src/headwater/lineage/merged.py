"""Rows of several levels of containment as one table, its facts numbered by their place in history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.facts import ACTIONS, ROLES, TYPES
from headwater.lineage.place import CONSUMED, DECOMMISSIONED, DESTROYED, SOLD
from headwater.lineage.ranges import RangeSet
from headwater.lineage.rows import STEP_DESTROYS, STEP_SELLS
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
    type: UInt8
    action: UInt8
    step: UInt8
    place: Int64
    destination: Int64
    parent: Int64
    all_children: Bool
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

    def said(self, *, inherited: bool) -> Int64:
        """The state that each row gives its objects, or what is inside of them; 0 for none.

        As `place.state` has it.
        """
        kind, step, action = (c[self.moment] for c in (self.type, self.step, self.action))
        told = self.disposition[self.moment]
        of_object = kind == OBJECT_EVENT
        ended = 0 if inherited else 1 + self.states.index(DECOMMISSIONED)
        told = np.where(of_object & (action == DELETE), ended, told)
        told = np.where(of_object & (step == STEP_DESTROYS), 1 + self.states.index(DESTROYED), told)
        told = np.where(of_object & (step == STEP_SELLS), 1 + self.states.index(SOLD), told)
        if inherited:
            return np.where(kind == TRANSFORMATION, 0, told)
        return np.where(self.role == INPUT, 1 + self.states.index(CONSUMED), told)


def fetch(source: BulkSource, objects: RangeSet) -> Merged:
    """Rows of these objects and, level by level, of all that they were ever put into."""
    levels: list[Rows] = []
    known, wanted, containers = objects, objects, RangeSet.from_ids(())
    while wanted:
        rows = source.rows(wanted)
        levels.append(rows)
        table = rows.facts
        packs = (rows.role == CHILD) & (table.action[rows.fact] == ADD)
        packs &= np.isin(table.type[rows.fact], LAYER_TYPES)
        parents = table.parent[rows.fact[packs]]
        parents = distinct(parents[parents > 0])
        found = RangeSet.from_arrays(parents, parents)
        containers |= found
        wanted = found - known
        known |= wanted
    return _merge(levels, containers)


def _merge(levels: Sequence[Rows], containers: RangeSet) -> Merged:
    tables = [rows.facts for rows in levels]
    states = dict.fromkeys((CONSUMED, SOLD, DESTROYED, DECOMMISSIONED))
    states.update(dict.fromkeys(word for table in tables for word in table.dispositions))
    words = tuple(states)
    codes = {word: 1 + i for i, word in enumerate(words)}
    disposition = [
        np.array([0, *(codes[word] for word in table.dispositions)], dtype=np.int64)[table.disposition]
        for table in tables
    ]
    order, number = _history(tables)
    starts = np.cumsum([0, *(len(table.time) for table in tables)])
    moments = [number[rows.fact + start] for rows, start in zip(levels, starts, strict=False)]

    def joined(name: str) -> Int64:
        column: Int64 = np.concatenate([getattr(table, name) for table in tables])
        return column[order]

    return Merged(
        np.concatenate([rows.first for rows in levels]),
        np.concatenate([rows.last for rows in levels]),
        np.concatenate([rows.role for rows in levels]),
        np.concatenate(moments),
        containers,
        joined("type").astype(np.uint8),
        joined("action").astype(np.uint8),
        joined("step").astype(np.uint8),
        joined("place"),
        joined("destination"),
        joined("parent"),
        joined("all_children").astype(np.bool_),
        np.concatenate(disposition)[order],
        words,
    )


def _history(tables: Sequence[FactTable]) -> tuple[Int64, Int64]:
    """One index of each distinct fact, in order, and the moment of every index."""
    time, action, high, low, event = (
        np.concatenate([getattr(table, name) for table in tables])
        for name in ("time", "action", "digest_high", "digest_low", "event")
    )
    rank = np.where(action == DELETE, 2, np.where(action == OBSERVE, 1, 0))
    key = time * 4 + rank  # 4 times the year 9999 in microseconds still fits
    order = np.argsort(key, kind="stable")
    key = key[order]
    # Hashes decide only between different facts of one time and rank, and are costly to sort by. One fact
    # that several levels share is its own equal, and the commonest.
    begins = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=begins[1:])
    group = np.cumsum(begins) - 1
    differs = np.flatnonzero(~begins[1:] & (event[order][1:] != event[order][:-1])) + 1
    mixed = np.zeros(len(key), np.bool_)
    mixed[group[differs]] = True
    tied = np.flatnonzero(mixed[group])
    among = order[tied]
    order[tied] = among[np.lexsort((event[among], low[among], high[among], key[tied]))]
    event = event[order]
    fresh = np.ones(len(order), np.bool_)
    np.not_equal(event[1:], event[:-1], out=fresh[1:])
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(fresh) - 1
    return order[fresh], number
