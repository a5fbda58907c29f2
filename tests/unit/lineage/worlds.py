"""Random small worlds of abstract events, and a source that answers from them.

A world is made of small whole numbers, so that a test of the lineage package can use it as it is and a test
of a database can give the numbers names. It is meant to be unkind: few objects and many events, equal times,
parents inside their children, deletions of what is not there, identities used twice.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage import rows as columns
from headwater.lineage.alone import followed_alone
from headwater.lineage.containment import LEAST
from headwater.lineage.contents import Held, ever_held, inside_at
from headwater.lineage.custody import left, strangers
from headwater.lineage.facts import (
    ACTIONS,
    LEAVES,
    ROLES,
    SAYS_OVER,
    TYPES,
    Action,
    EventType,
    Fact,
    Role,
    Touch,
)
from headwater.lineage.lives import Process, process
from headwater.lineage.ranges import RangeSet
from headwater.lineage.reuse import Reused, Tie, reused
from headwater.lineage.rows import FactTable, Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Happening:
    """One event. Objects, lots, places and transformations are numbers from 1; time is in microseconds."""

    event: int
    type: EventType
    time: int
    action: Action | None = None
    step: str | None = None
    disposition: str | None = None
    place: int | None = None
    seen_at: int | None = None
    destination: int | None = None
    objects: tuple[int, ...] = ()
    parent: int | None = None
    children: tuple[int, ...] = ()
    child_lots: tuple[int, ...] = ()
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    input_lots: tuple[int, ...] = ()
    output_lots: tuple[int, ...] = ()
    transformation: int | None = None
    capturer: int = 1
    foreign: bool = False
    unowned: bool = False
    idle: tuple[int, ...] = ()
    """Objects that it ends not: its capturer had them not."""
    told: tuple[tuple[int, int], ...] = ()
    """(object, lot) of every membership of what the event begins."""

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(repr((self.event, self.type, self.time)).encode()).digest()

    def named(self) -> list[tuple[int, Role]]:
        """Objects that the event names, and as what."""
        parent = () if self.parent is None else (self.parent,)
        lists: tuple[tuple[Role, tuple[int, ...]], ...] = (
            ("object", self.objects),
            ("parent", parent),
            ("child", self.children),
            ("input", self.inputs),
            ("output", self.outputs),
        )
        return [(item, role) for role, items in lists for item in items]

    def fact(self) -> Fact:
        layered = self.type in ("AggregationEvent", "AssociationEvent")
        return Fact(
            self.event,
            self.time,
            self.digest,
            self.type,
            self.action,
            self.step,
            self.disposition,
            self.place,
            self.seen_at,
            self.destination,
            self.parent,
            layered and self.action == "DELETE" and not self.children and not self.child_lots,
            capturer=self.capturer,
            foreign=self.foreign,
            unowned=self.unowned,
            transformation=self.transformation,
            identity=self.digest[16:],
        )


@dataclass
class World:
    """Events in order of arrival, and which objects belong to which lot from the beginning of time."""

    happenings: list[Happening]
    members: dict[int, set[int]] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    """Organisations by place."""

    def objects(self) -> list[int]:
        named = {item for h in self.happenings for item, _ in h.named()}
        return sorted(named.union(*self.members.values()))

    def lots(self) -> list[int]:
        named = {lot for h in self.happenings for lot in (*h.input_lots, *h.output_lots, *h.child_lots)}
        named |= {lot for h in self.happenings for _, lot in h.told}
        return sorted(named.union(self.members))


STEPS = [None, None, "packing", "receiving", "shipping", "shipping", "departing", "retail_selling"]
STEPS += ["arriving", "receiving", "void_shipping"]
STEPS += ["destroying", "storing", "storing", "https://example.com/bizstep/counting"]
DISPOSITIONS = [None, None, "active", "in_transit", "in_progress", "damaged", "retail_sold", "destroyed"]
DISPOSITIONS += ["recalled", "returned", "disposed"]


def random_world(
    seed: int,
    *,
    items: int = 10,
    containers: int = 4,
    lots: int = 5,
    events: int = 30,
    foreign_ends: float = 0.0,
) -> World:
    """One seed, one world. Ids of containers follow those of items; of what ends, packs or unpacks objects this part is
    foreign."""
    dice = random.Random(seed)
    goods = list(range(1, items + 1))
    boxes = list(range(items + 1, items + containers + 1))
    crowd = goods + boxes
    span = dice.choice([6, 40, 400])
    by_quantity = seed % 3 > 0
    """Whether lots come out of transformations by quantity; if not, many items are followed alone."""
    shy = dice.random()

    def some(of: Sequence[int], least: int, most: int) -> tuple[int, ...]:
        if dice.random() < 0.5:  # a run, as lines pack them
            start = dice.randrange(len(of))
            return tuple(of[start : start + dice.randint(max(least, 1), max(most, 1))])
        return tuple(dice.sample(of, min(len(of), dice.randint(least, most))))

    def place() -> int | None:
        return None if dice.random() < shy else dice.randint(1, 5)

    made: list[Happening] = []
    waiting: list[Happening] = []
    """What takes out and puts back at one instant what was packed."""
    for event in range(1, events + 1):
        kind = dice.choices(TYPES, [6, 8, 3, 1, 3])[0]
        common = {
            "event": event,
            "type": kind,
            "time": dice.randint(1, span),
            "step": dice.choice(STEPS),
            "disposition": dice.choice(DISPOSITIONS),
            "place": place(),
            "seen_at": place(),
            "destination": place(),
        }
        action = dice.choices(ACTIONS[1:], [4, 2, 2])[0]
        if kind == "ObjectEvent":
            ends = action == "DELETE" or common["step"] in LEAVES or common["disposition"] in SAYS_OVER
            foreign = foreign_ends > 0 and ends and dice.random() < foreign_ends
            named = some(crowd, 1, 4)
            made.append(
                Happening(
                    **common,
                    action=action,
                    objects=named,
                    foreign=foreign,
                    unowned=foreign and event % 3 == 0,
                )
            )
        elif kind == "TransformationEvent":
            made.append(
                Happening(
                    **common,
                    inputs=some(crowd, 0, 2) if dice.random() < 0.5 else (),
                    outputs=some(goods if dice.random() < 0.8 else crowd, 0, 3)
                    if dice.random() < 0.6
                    else (),
                    input_lots=some(range(1, lots + 1), 0, 2),
                    output_lots=some(range(1, lots + 1), 0, 2) if by_quantity else (),
                    transformation=dice.choice([event, event, 1000]),
                )
            )
        elif kind == "TransactionEvent":
            made.append(
                Happening(**common, action=action, parent=dice.choice(boxes), objects=some(crowd, 1, 3))
            )
        elif waiting:
            made.append(replace(waiting.pop(), event=event))
        else:
            parent = dice.choice(boxes if dice.random() < 0.7 else crowd)
            everything = action == "DELETE" and dice.random() < 0.5
            made.append(
                Happening(
                    **common,
                    action=action,
                    parent=None if action == "OBSERVE" and dice.random() < 0.2 else parent,
                    children=() if everything else some(crowd, 1, 5),
                    child_lots=() if everything or dice.random() < 0.8 else (dice.randint(1, lots),),
                )
            )
            if action == "ADD" and dice.random() < 0.4:
                again = replace(made[-1], time=dice.randint(made[-1].time, span), child_lots=())
                out = () if dice.random() < 0.5 else again.children
                waiting = [again, replace(again, action="DELETE", children=out)]
    belongs: dict[int, set[int]] = defaultdict(set)
    for item in goods:
        for _ in range(dice.choices([0, 1, 2], [2, 7, 1])[0]):
            belongs[dice.randint(1, lots)].add(item)
    told = [_telling(h, goods, lots, seed) for h in _tipping(made, span, seed)]
    if foreign_ends:
        dice = random.Random(f"packing {seed}")
        told = [
            replace(h, foreign=True)
            if h.parent
            and h.type != "TransactionEvent"
            and h.action != "OBSERVE"
            and dice.random() < foreign_ends
            else h
            for h in told
        ]
        # Events of several capturers are several transformations, whatever ID they share.
        told = [h if h.transformation else replace(h, capturer=dice.choice([1, 2])) for h in told]
        told = [
            replace(h, foreign=True) if h.transformation and h.inputs and dice.random() < foreign_ends else h
            for h in told
        ]
    return World(told, dict(belongs), {1: 1, 2: 1, 3: 2, 4: 2} if foreign_ends else {})


def _tipping(made: Sequence[Happening], span: int, seed: int) -> list[Happening]:
    """Happenings of which some transformations take in what something was packed into before."""
    dice = random.Random(f"tipping {seed}")
    boxes = [h for h in made if h.action == "ADD" and h.parent is not None and h.children]
    found = []
    for h in made:
        if h.type == "TransformationEvent" and boxes and dice.random() < 0.4:
            packed = dice.choice(boxes)
            assert packed.parent is not None
            time = dice.randint(packed.time, span)
            found.append(replace(h, inputs=(packed.parent, *h.inputs[1:]), time=time))
        else:
            found.append(h)
    return found


def _telling(h: Happening, goods: Collection[int], lots: int, seed: int) -> Happening:
    """A happening that may tell of what it begins, in which lot it is."""
    dice = random.Random(f"{seed} {h.event}")
    begun = h.outputs or (h.objects if h.type == "ObjectEvent" and h.action == "ADD" else ())
    lot = dice.randint(1, lots)
    told = tuple((item, lot) for item in begun if item in goods) if dice.random() < 0.4 else ()
    return replace(h, told=told)


class _Recorded:
    """All touches, foreign endings that do not count among them."""

    def __init__(self, source: MemorySource, touches: Mapping[int, Sequence[Touch]]) -> None:
        self._touches = touches
        self.origins = source.origins
        self.taking_in = source.taking_in

    def touches(self, ids: Collection[int]) -> dict[int, Sequence[Touch]]:
        return {i: self._touches[i] for i in ids if i in self._touches}


class MemorySource:
    """`Source`, `BulkSource` and `lived.ObjectGraph` over the events of a world, counting the calls."""

    def __init__(self, world: World) -> None:
        self.calls = 0
        self._owners = world.owners
        self._touches: dict[int, list[Touch]] = defaultdict(list)
        members = {lot: set(items) for lot, items in world.members.items()}
        self._ties = [
            Tie(item, item, "member", lot, LEAST) for lot, items in members.items() for item in items
        ]
        self._children: dict[int, set[int]] = defaultdict(set)
        self._packed: dict[int, list[tuple[Fact, RangeSet]]] = defaultdict(list)
        self._child_lots: dict[int, list[tuple[Fact, int]]] = defaultdict(list)
        self._in: dict[int, tuple[set[int], set[int]]] = {}
        self._out: dict[int, tuple[set[int], set[int]]] = {}
        self._facts = [h.fact() for h in world.happenings]
        self._rows: list[tuple[int, int, int, int]] = []
        for index, (h, fact) in enumerate(zip(world.happenings, self._facts, strict=True)):
            by_role: dict[Role, set[int]] = defaultdict(set)
            for item, role in h.named():
                by_role[role].add(item)
            for role, items in by_role.items():
                for item in items:
                    self._touches[item].append(Touch(fact, role))
                for first, last in RangeSet.from_ids(items):
                    self._rows.append((first, last, ROLES.index(role), index))
            if fact.layer and h.parent is not None:
                if h.action == "ADD":
                    self._children[h.parent].update(h.children)
                    self._packed[h.parent].append((fact, RangeSet.from_ids(h.children)))
                self._child_lots[h.parent].extend((fact, lot) for lot in h.child_lots)
            for item, lot in h.told:
                members.setdefault(lot, set()).add(item)
                self._ties.append(Tie(item, item, "member", lot, fact.order))
            if h.transformation is not None:
                for item in h.inputs:
                    self._ties.append(Tie(item, item, "input", h.transformation, fact.order))
                for item in h.outputs:
                    self._ties.append(Tie(item, item, "output", h.transformation, fact.order))
                    self._ties.append(Tie(item, item, "made", h.transformation, fact.order))
                lots, items = self._in.setdefault(h.transformation, (set(), set()))
                lots.update(h.input_lots)
                items.update(h.inputs)
                lots, items = self._out.setdefault(h.transformation, (set(), set()))
                lots.update(h.output_lots)
                items.update(h.outputs)
        self._members = {lot: RangeSet.from_ids(items) for lot, items in members.items()}
        self._makers: dict[int, set[int]] = defaultdict(set)
        for t, (lots, _) in self._out.items():
            for lot in lots:
                self._makers[lot].add(t)
        self._table = fact_table(self._facts)
        self._passed: dict[int, tuple[set[int], set[int]]] = {t: (set(), set()) for t in self._in}
        self._carry(world)
        self._named = RangeSet.from_ids(i for t, side in self._out.items() for i in side[1] - self._in[t][1])

    def _carry(self, world: World) -> None:
        """Add what was inside the inputs to the inputs."""
        for h in world.happenings:
            for (order, container), (lots, objects) in inside_at(
                self, [(h.fact().order, i) for i in h.inputs]
            ).items():
                assert h.transformation is not None
                sides = [self._in[h.transformation]]
                if container in self._out[h.transformation][1]:
                    sides.append(self._passed[h.transformation])
                for side in sides:
                    side[0].update(lots)
                    side[1].update(objects.ids().tolist())
                for first, last in objects:
                    self._ties.append(Tie(first, last, "carried", h.transformation, order))

    def touches(self, ids: Collection[int]) -> dict[int, list[Touch]]:
        self.calls += 1
        refused = strangers(_Recorded(self, self._touches), ids, self.owners)
        found: dict[int, list[Touch]] = {i: [] for i in ids if i in self._touches}
        for i, told in found.items():
            for t in self._touches[i]:
                stays = (i, t.fact.event) not in refused or t.role == "output"
                told.extend((t,) if stays else left(t))
        return found

    def owners(self, places: Collection[int]) -> dict[int, int]:
        return {place: self._owners[place] for place in places if place in self._owners}

    def rows(self, objects: RangeSet) -> Rows:
        self.calls += 1
        items = set(objects.ids().tolist())
        wanted = [r for r in self._rows if not items.isdisjoint(range(r[0], r[1] + 1))]
        table = np.array(wanted, dtype=np.int64).reshape(-1, 4)
        return Rows(table[:, 0], table[:, 1], table[:, 2].astype(np.uint8), self._table.event[table[:, 3]])

    def table(self, events: RangeSet) -> FactTable:
        self.calls += 1
        return fact_table(fact for fact in self._facts if fact.event in events)

    def digests(self, events: RangeSet) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
        self.calls += 1
        known = {fact.event: fact.digest[:16] + fact.identity for fact in self._facts}
        told = b"".join(known[event] for event in events.ids().tolist())
        return np.frombuffer(told, dtype=">u8").reshape(-1, 4).astype(np.uint64)

    def children(self, containers: Collection[int]) -> dict[int, RangeSet]:
        self.calls += 1
        return {c: RangeSet.from_ids(self._children[c]) for c in containers if self._children.get(c)}

    def child_lots(self, containers: Collection[int]) -> dict[int, list[tuple[Fact, int]]]:
        self.calls += 1
        return {c: self._child_lots[c] for c in containers if c in self._child_lots}

    def _naming(
        self, sides: dict[int, tuple[set[int], set[int]]], lots: Collection[int], objects: RangeSet
    ) -> set[int]:
        self.calls += 1
        items = set(objects.ids().tolist())
        return {
            t
            for t, (of_lots, of_items) in sides.items()
            if not of_lots.isdisjoint(lots) or not of_items.isdisjoint(items)
        }

    def transformations_from(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        return self._naming(self._in, lots, objects)

    def transformations_to(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        return self._naming(self._out, lots, objects)

    def inputs(self, transformations: Collection[int]) -> dict[int, tuple[set[int], RangeSet]]:
        self.calls += 1
        return {t: (set(self._in[t][0]), RangeSet.from_ids(self._in[t][1])) for t in transformations}

    def outputs(self, transformations: Collection[int]) -> dict[int, tuple[set[int], RangeSet]]:
        self.calls += 1
        return {t: (set(self._out[t][0]), RangeSet.from_ids(self._out[t][1])) for t in transformations}

    def passing(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        return self._naming(self._passed, lots, objects)

    def passed(self, transformations: Collection[int]) -> dict[int, tuple[set[int], RangeSet]]:
        self.calls += 1
        return {t: (set(self._passed[t][0]), RangeSet.from_ids(self._passed[t][1])) for t in transformations}

    def members(self, lots: Collection[int]) -> dict[int, RangeSet]:
        self.calls += 1
        return {lot: self._members[lot] for lot in lots if lot in self._members}

    def lots_of(self, objects: RangeSet) -> list[tuple[int, int, int]]:
        self.calls += 1
        return [
            (first, last, lot)
            for lot, members in sorted(self._members.items())
            for first, last in members & objects
        ]

    def named(self, objects: RangeSet) -> RangeSet:
        self.calls += 1
        return self._named & objects

    def makers(self, lots: Collection[int]) -> dict[int, set[int]]:
        self.calls += 1
        return {lot: self._makers[lot] for lot in lots if lot in self._makers}

    def packed_lots(self, lots: Collection[int]) -> set[int]:
        self.calls += 1
        return {
            lot for told in self._child_lots.values() for fact, lot in told if fact.action == "ADD"
        } & set(lots)

    def alone(self, objects: RangeSet) -> RangeSet:
        made = {t: (RangeSet.from_ids(side[1] - self._in[t][1])) & objects for t, side in self._out.items()}
        return followed_alone(self, {t: mine for t, mine in made.items() if mine}, self.lots_of(objects))

    def reused(self, objects: RangeSet) -> list[Reused]:
        self.calls += 1
        return reused(self, objects, self)

    def taking_in(self, facts: Collection[Fact]) -> set[Process]:
        return {process(fact) for fact in facts if fact.transformation and any(self._in[fact.transformation])}

    def ties(self, objects: RangeSet) -> list[Tie]:
        self.calls += 1
        return [tie for tie in self._ties if objects & RangeSet.from_pairs([(tie.first, tie.last)])]

    def packed(self, containers: Collection[int]) -> dict[int, list[tuple[Fact, RangeSet]]]:
        self.calls += 1
        return {c: self._packed[c] for c in containers if c in self._packed}

    def holding(self, objects: RangeSet) -> RangeSet:
        self.calls += 1
        return objects & RangeSet.from_ids(self._children.keys() | self._child_lots.keys())

    def parents(self, objects: RangeSet) -> RangeSet:
        return self.holding(objects)

    def above(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        self.calls += 1
        return {*self._children, *self._child_lots}

    def ever_held(self, containers: Collection[int]) -> tuple[list[Held], list[Held]]:
        return ever_held(self, containers)

    def origins(self, objects: RangeSet) -> list[Tie]:
        return [tie for tie in self.ties(objects) if tie.kind in ("output", "member")]


def fact_table(facts: Iterable[Fact]) -> FactTable:
    """The same facts as columns."""
    listed = list(facts)
    words = sorted({f.disposition for f in listed if f.disposition is not None})

    def ids(values: Iterable[int | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([v or 0 for v in values], dtype=np.int64)

    return FactTable(
        event=ids(f.event for f in listed),
        time=ids(f.time for f in listed),
        type=np.array([TYPES.index(f.type) for f in listed], dtype=np.uint8),
        action=np.array([ACTIONS.index(f.action) for f in listed], dtype=np.uint8),
        step=np.array([columns.step_code(f.step) for f in listed], dtype=np.uint8),
        disposition=ids(0 if f.disposition is None else 1 + words.index(f.disposition) for f in listed),
        place=ids(f.location for f in listed),
        destination=ids(f.destination for f in listed),
        seen_at=ids(f.seen_at for f in listed),
        parent=ids(f.parent for f in listed),
        all_children=np.array([f.all_children for f in listed], dtype=np.bool_),
        foreign=np.array([f.foreign for f in listed], dtype=np.bool_),
        unowned=np.array([f.unowned for f in listed], dtype=np.bool_),
        adds=np.array([f.adds for f in listed], dtype=np.bool_),
        named=np.array([f.transformation is not None for f in listed], dtype=np.bool_),
        mixed=np.zeros(len(listed), dtype=np.bool_),
        capturer=ids(f.capturer for f in listed),
        dispositions=tuple(words),
    )


def shuffled(world: World, seed: int) -> World:
    """The same world in another order of arrival."""
    happenings = list(world.happenings)
    random.Random(seed).shuffle(happenings)
    return World(happenings, world.members, world.owners)
