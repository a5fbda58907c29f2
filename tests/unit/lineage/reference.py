"""The slow, obvious reference: replay all events in order, one object at a time, and write down what follows.

Nothing here is shared with the package. Containment is a dictionary that changes; a place is a dictionary
that changes; the closure is a graph of single objects and a search through it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.unit.lineage.worlds import World

if TYPE_CHECKING:
    from tests.unit.lineage.worlds import Happening

RANK = {"OBSERVE": 2, "DELETE": 3}
COMING = ["receiving", "arriving", "accepting"]
LEAVING = ["retail_selling", "dispensing", "destroying"]
OVER = ["sold", "destroyed", "consumed", "decommissioned"]
STEP_RANK = {"shipping": 1, "departing": 1, "void_shipping": 2}
STEP_RANK |= dict.fromkeys(COMING, 3) | dict.fromkeys(LEAVING, 4)
Vertex = tuple[str, int] | tuple[str, int, int]
"""A lot ("L"), a transformation ("T"), or an object ("o") as one of the things it was, counted from 0."""
LAYER = {"AggregationEvent": "aggregation", "AssociationEvent": "association"}


def key(h: Happening) -> tuple[int, int, int, bytes]:
    begins = 1 if h.type in LAYER else 0
    return (h.time, RANK.get(h.action or "", begins), STEP_RANK.get(h.step or "", 0), h.digest)


def where(h: Happening) -> int | None:
    """Where an event leaves what it names, if it says so."""
    if h.place is not None:
        return h.place
    return h.seen_at if h.step in [*COMING, "retail_selling", "dispensing"] else None


@dataclass
class Where:
    place: int | None = None
    in_transit: bool = False
    origin: int | None = None
    destination: int | None = None
    seen_at: int | None = None
    since: int | None = None
    told_by: Any = ()
    shipped_by: int | None = None


@dataclass
class Thing:
    """One object in its present life."""

    steps: list[tuple[int, int | None]] = field(default_factory=list)
    """(event, inherited from)"""
    stays: list[list[Any]] = field(default_factory=list)
    """[container, layer, event that opened, event that closed or None]"""
    contradictions: list[tuple[int, str, int]] = field(default_factory=list)
    where: Where = field(default_factory=Where)
    state: str | None = None
    since: int = 0
    """Since when it is so."""
    was: list[tuple[str | None, int]] = field(default_factory=list)
    """The state before it was used up with what it was in; empty if it was not, or was named since."""
    inside: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """What it is in, by layer: one, but of those who trace perhaps several."""
    doubted: set[tuple[str, int]] = field(default_factory=set)
    """(layer, container) of what only somebody who had it not put it into."""
    ever: set[int] = field(default_factory=set)
    ever_lots: set[int] = field(default_factory=set)
    lots: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Lots in it now, by layer."""

    @property
    def via(self) -> int | None:
        inside = self.inside["aggregation"] or self.inside["association"]
        return inside[0] if inside else None

    def containers(self, *, sure: bool = False) -> set[int]:
        """What it is in; only that of which nobody doubts it."""
        return {
            container
            for layer, inside in self.inside.items()
            for container in inside
            if not (sure and (layer, container) in self.doubted)
        }


class Replay:
    """The world after all its events."""

    def __init__(
        self, world: World, until: tuple[int, int, int, bytes] | None = None, *, uses_up: bool = True
    ) -> None:
        """Replay it; without `uses_up` as those see it who trace: what is used up leaves what is in it where it is, and
        nobody takes out what they had not."""
        self.uses_up = uses_up
        if until is None:
            world = decided(world)
        self.happenings = world.happenings
        self.things: dict[int, Thing] = defaultdict(Thing)
        self.taken: dict[int | None, set[int]] = defaultdict(set)
        self.given: dict[int | None, set[int]] = defaultdict(set)
        for h in world.happenings:
            self.taken[h.transformation] |= set(h.inputs)
            self.given[h.transformation] |= set(h.outputs)
        self.full = {h.transformation for h in world.happenings if h.inputs or h.input_lots}
        """Transformations into which something is told to have gone."""
        self.boundaries: dict[int, list[int]] = {item: self._cut(world, item) for item in world.objects()}
        """The times at which a second and later life of each object begins."""
        self.things_begin: dict[int, list[int]] = {
            item: self._another(world, item) for item in world.objects()
        }
        """Those of them at which it was another thing, and not the same come back."""
        self.renewed: set[tuple[int, int]] = set()
        """(object, time) of the beginnings that have passed."""
        self.now: int | None = None
        self.mixing: list[Happening] = []
        """The transformations of this instant."""
        self.meanwhile: set[tuple[int, int]] = set()
        """(object, container) of all that was true at some moment of this instant, but for what a new life ended."""
        self.lots_meanwhile: set[tuple[int, int]] = set()
        """(lot, container) of the same."""
        self.inputs: dict[int, set[Vertex]] = defaultdict(set)
        """What went into each transformation, and what was inside of that when it happened."""
        self.outputs: dict[int, set[Vertex]] = defaultdict(set)
        self.passed: dict[int, set[Vertex]] = defaultdict(set)
        """What came through each inside of something that it took in and gave out."""
        self.held: set[tuple[Vertex, Vertex]] = set()
        """(container in a life, lot or object in a life) of what was ever inside."""
        self.belongs: set[tuple[int, Vertex]] = {
            (lot, ("o", item, 0)) for lot, items in world.members.items() for item in items
        }
        """(lot, object in a life) of every membership."""
        for item in world.objects():
            self.things[item] = Thing()
        for happening in sorted(world.happenings, key=key):
            if until is None or key(happening) < until:
                self._happen(happening)
        self._mix()

    def contents(self, container: int) -> set[int]:
        """Everything inside now, at any depth."""
        return {i for i in self.things if i != container and container in self._around(i)}

    def _around(self, item: int, *, sure: bool = False) -> dict[int, int]:
        """Containers of an object and how far up each is; only those of which nobody doubts it."""
        depth: dict[int, int] = {}
        level = {item}
        n = 0
        while level:
            n += 1
            level = {p for i in level for p in self.things[i].containers(sure=sure)} - depth.keys()
            for p in level:
                depth[p] = n
        return depth

    def _held(self) -> set[tuple[int, tuple[str, int, int]]]:
        """(container, object or lot that is inside now, and for a lot in which container)"""
        found = set()
        for item, thing in self.things.items():
            around = self._around(item).keys()
            found |= {(holder, ("o", item, 0)) for holder in around - {item}}
            held = {("L", lot, item) for lots in thing.lots.values() for lot in lots}
            found |= {(holder, lot) for holder in around | {item} for lot in held}
        return found

    def _happen(self, h: Happening) -> None:
        before = {item: thing.where for item, thing in self.things.items()}
        adopted: dict[int, list[Where]] = defaultdict(list)
        named = {item for item, _ in h.named()}

        def leave(item: int, layer: str, container: int, seen: bool, by: Happening = h) -> None:
            self.things[item].inside[layer].remove(container)
            self.things[item].doubted.discard((layer, container))
            stay = next(
                s for s in reversed(self.things[item].stays) if s[:2] == [container, layer] and s[3] is None
            )
            stay[3] = by.event
            if not seen:
                adopted[item].append(before[container])

        # A second life begins before whatever else happens at that instant, with nothing inside and nothing known.
        born = {o for o in self.things if h.time in self.boundaries[o] and (o, h.time) not in self.renewed}
        for item in born:
            was = self.things[item]
            self.things[item] = Thing()
            if h.time not in self.things_begin[item]:  # it came back with what was in it
                self.things[item] = Thing(ever=was.ever, ever_lots=was.ever_lots, lots=was.lots)
            self.renewed.add((item, h.time))
        for item, thing in self.things.items():
            for layer, inside in thing.inside.items():
                for container in list(inside):
                    if container in born and h.time in self.things_begin[container]:
                        leave(item, layer, container, seen=False, by=self._beginner(container, h.time))
        if self.now != h.time:
            self._mix()
            self.now, self.meanwhile, self.lots_meanwhile = h.time, set(), set()
        self._watch()

        if h.transformation is not None:
            into = self.inputs[h.transformation]
            into |= {self.lived(i, h.time) for i in h.inputs} | {("L", lot) for lot in h.input_lots}
            self.mixing.append(h)
        self.belongs |= {(lot, self.lived(item, h.time)) for item, lot in h.told}
        if h.transformation is not None:
            out_of = self.outputs[h.transformation]
            out_of |= {self.lived(i, h.time) for i in h.outputs} | {("L", lot) for lot in h.output_lots}

        # Who is concerned: those named, and those inside of them before anything changes.
        nearest: dict[int, int] = {}
        doubted: set[int] = set()
        for item in self.things:
            if item not in named:
                around = self._around(item)
                reached = [(around[c], c) for c in named if c in around]
                if reached:
                    nearest[item] = min(reached)[1]
                    if named.isdisjoint(self._around(item, sure=True)):
                        doubted.add(item)

        held_before = self._held()
        used_up = self._use_up(h, leave) if self.uses_up else set()
        self._contain(h, leave)
        self._watch()

        for holder, what in self._held() - held_before:
            of = self.things[holder].ever if what[0] == "o" else self.things[holder].ever_lots
            of.add(what[1])
            inside = self.lived(what[1], h.time) if what[0] == "o" else ("L", what[1])
            self.held.add((self.lived(holder, h.time), inside))
        for item, places in adopted.items():
            for one in places:
                if (one.told_by or ()) > (self.things[item].where.told_by or ()):
                    self.things[item].where = one
        for item in named | nearest.keys():
            thing = self.things[item]
            thing.steps.append((h.event, nearest.get(item)))
            thing.where = self._moved(h, thing.where, refused=nearest.get(item, item) in h.idle)
            if item in used_up and item not in named:
                thing.was = [(thing.state, thing.since)]
                thing.state, thing.since = "consumed", h.time
                continue
            if item in named and thing.was:
                thing.state, thing.since = thing.was.pop()
            idle = nearest.get(item, item) in h.idle or item in doubted
            said = self._stated(h, item, item in named, idle)
            if h.time == thing.since and {said, thing.state} == {"sold", "returned"}:
                thing.state = "returned"
            elif thing.state not in OVER or said in OVER:
                if said:
                    thing.state, thing.since = said, h.time
            elif (
                h.time > thing.since
                and said != "disposed"
                and h.type != "TransactionEvent"
                and (self._is_there(h) or said not in (None, "recalled"))
            ):
                thing.state = said
                thing.since = h.time if said else thing.since

    def _watch(self) -> None:
        """Remember who is where at this moment."""
        self.meanwhile |= {(i, p) for i, thing in self.things.items() for p in thing.containers()}
        self.lots_meanwhile |= {
            (lot, i) for i, thing in self.things.items() for held in thing.lots.values() for lot in held
        }

    def _mix(self) -> None:
        """The instant is over: what was inside of something at any moment of it may have gone in with that."""
        for h in self.mixing:
            assert h.transformation is not None
            for container in h.inputs:
                inside = self._carried(container, h)
                self.inputs[h.transformation] |= inside
                if container in self.given[h.transformation]:
                    self.passed[h.transformation] |= inside
        self.mixing = []

    def _carried(self, container: int, h: Happening) -> set[Vertex]:
        """What goes into a transformation inside of one of its inputs."""
        found = set[Vertex]()
        carried = set[int]()
        level = {container}
        while level:
            level = {i for i, p in self.meanwhile if p in level} - carried
            carried |= level
        for i in carried:
            begins = h.time in self.things_begin[i]
            if not (begins and h == self._beginner(i, h.time)):
                found.add(self.lived(i, h.time))
            if begins:  # at that very instant it may still have been what it was before
                found.add(self.lived(i, h.time - 1))
        lots = {lot for lot, p in self.lots_meanwhile if p in {container, *carried}}
        return found | {("L", lot) for lot in lots}

    def _beginner(self, item: int, time: int) -> Happening:
        """What began a life of an object at a time."""
        begin = [h for h in self.happenings if h.time == time and item in self._begun_and_ended(h)[0]]
        return min(begin, key=key)

    def _cut(self, world: World, item: int) -> list[int]:
        """When new lives of an object begin: where it is begun after it was ended at an earlier time."""
        turns = [(h.time, *self._begun_and_ended(h)) for h in world.happenings]
        found: list[int] = []
        ended = False
        for time in sorted({time for time, _, _ in turns}):
            begins = any(item in begun for at, begun, _ in turns if at == time)
            if begins and ended:
                found.append(time)
            ended = (ended and not begins) or any(item in gone for at, _, gone in turns if at == time)
        return found

    def _another(self, world: World, item: int) -> list[int]:
        """When an object begins to be another thing: not when what was sold or written off is added again.

        That is the same thing, if anybody said what it was (a lot, or a transformation it came out of), nobody
        used it up or made it meanwhile, and nobody now names a lot that it was not of. What is received has been
        something before, whatever that was. Who only says that it came
        out of a transformation, and of nothing that went into that, has given it back.
        """
        starts = self.boundaries[item]
        lots = {lot for lot, items in world.members.items() if item in items}
        known = bool(lots)
        used_up = False
        found: list[int] = []
        for start, end in zip([None, *starts], [*starts, None], strict=True):
            mine = [
                h
                for h in world.happenings
                if (start is None or start <= h.time) and (end is None or h.time < end)
            ]
            named = {lot for h in mine for thing, lot in h.told if thing == item}
            makers = [h for h in mine if h.type != "ObjectEvent" and item in self._begun_and_ended(h)[0]]
            made = any(h.transformation in self.full for h in makers)
            came_out = any(item in h.outputs for h in mine)
            over = used_up and not makers
            came = start is not None and self._beginner(item, start).step in COMING
            if start is not None and (over or made or not (known or came) or named - lots):
                found.append(start)
                lots, known = set(), False
            lots |= named
            known = known or bool(lots) or came_out
            used_up = any(h.type != "ObjectEvent" and item in self._begun_and_ended(h)[1] for h in mine)
        return found

    def lived(self, item: int, time: int) -> Vertex:
        """An object as the thing that it is at a time."""
        return ("o", item, sum(at <= time for at in self.things_begin[item]))

    def _begun_and_ended(self, h: Happening) -> tuple[set[int], set[int]]:
        """Objects of which a life may begin, and of which one ends."""
        if h.type == "ObjectEvent":
            return (
                set(h.objects) if h.action == "ADD" else set(),
                set(h.objects) if h.action == "DELETE" else set(),
            )
        into, out_of = self.taken[h.transformation], self.given[h.transformation]
        return set(h.outputs) - into, set(h.inputs) - out_of - set(h.idle)

    def _contain(self, h: Happening, leave: Any) -> None:
        seen = where(h) is not None
        layer = LAYER.get(h.type)
        if layer and h.parent is not None:
            for child in dict.fromkeys(h.children):
                thing = self.things[child]
                if h.action == "ADD":
                    if child == h.parent:
                        thing.contradictions.append((h.event, "contains-itself", h.parent))
                        continue
                    if h.parent in thing.inside[layer]:
                        continue
                    for other in list(thing.inside[layer]):
                        if self.uses_up or child not in h.idle:
                            leave(child, layer, other, seen)
                    thing.inside[layer].append(h.parent)
                    if child in h.idle:
                        thing.doubted.add((layer, h.parent))
                    thing.stays.append([h.parent, layer, h.event, None])
                elif h.parent in thing.inside[layer]:
                    stays_on = child in h.idle and not self.uses_up
                    if h.action == "DELETE" and not stays_on and not self._put_back(h, child, layer):
                        leave(child, layer, h.parent, seen)
                else:
                    code = "deleted-not-inside" if h.action == "DELETE" else "observed-not-inside"
                    thing.contradictions.append((h.event, code, h.parent))
            if h.action == "ADD":
                self.things[h.parent].lots[layer] |= set(h.child_lots)
            everything = h.action == "DELETE" and not h.children and not h.child_lots
            if everything and (self.uses_up or h.parent not in h.idle):
                self.things[h.parent].lots[layer].clear()
                for item, thing in self.things.items():
                    if h.parent in thing.inside[layer] and not self._put_back(h, item, layer):
                        leave(item, layer, h.parent, seen)
        gone: set[int] = set(h.inputs)
        if h.type == "ObjectEvent" and (h.action == "DELETE" or h.step in LEAVING):
            gone = set(h.objects)
        for item in gone - set(h.idle):
            for one, inside in self.things[item].inside.items():
                for container in list(inside):
                    leave(item, one, container, seen)

    def _use_up(self, h: Happening, leave: Any) -> set[int]:
        """Take out what is in the inputs that do not come out again; answer what was in those, at any depth."""
        given = self.given[h.transformation]
        inside = {item: thing.containers(sure=True) for item, thing in self.things.items()}
        gone = {item for item in h.inputs if item not in given and item not in h.idle}
        found: set[int] = set()
        while True:
            more = {item for item, held in inside.items() if not gone.isdisjoint(held)} - found
            if not more:
                break
            found |= more
            gone |= more - given
        for item in found:
            thing = self.things[item]
            for layer, containers in thing.inside.items():
                for container in list(containers):
                    if (layer, container) not in thing.doubted and (container in gone or item in gone):
                        leave(item, layer, container, where(h) is not None)
        return found

    def _put_back(self, h: Happening, item: int, layer: str) -> bool:
        """Whether what was inside before this instant was put in again at it, by who takes it out."""
        stays = self.things[item].stays
        opened = next(s[2] for s in reversed(stays) if s[:2] == [h.parent, layer] and s[3] is None)
        return any(x.event == opened and x.time < h.time for x in self.happenings) and any(
            x.type == h.type
            and x.action == "ADD"
            and (x.time, x.parent, x.capturer) == (h.time, h.parent, h.capturer)
            and item in x.children
            and item != x.parent
            for x in self.happenings
        )

    def _moved(self, h: Happening, was: Where, *, refused: bool) -> Where:
        if where(h) is not None:
            return Where(place=where(h), seen_at=h.seen_at, since=h.time, told_by=key(h))
        seen_at = h.seen_at or was.seen_at
        if h.step in ("shipping", "departing"):
            return Where(
                None,
                True,
                was.place or was.origin,
                h.destination or was.destination,
                seen_at,
                h.time,
                key(h),
                h.capturer,
            )
        if was.in_transit and (
            h.step in COMING or (not refused and h.step in ("retail_selling", "dispensing"))
        ):
            return Where(was.destination, seen_at=seen_at, since=h.time, told_by=key(h))
        if was.in_transit and h.step == "void_shipping" and h.capturer == was.shipped_by:
            return Where(was.origin or h.seen_at, seen_at=seen_at, since=h.time, told_by=key(h))
        return replace(was, seen_at=seen_at)

    def _is_there(self, h: Happening) -> bool:
        """Whether an event that names something, or what it is in, shows that it is not over."""
        moves = h.step in [*STEP_RANK, "retail_selling", "dispensing"] and h.step != "destroying"
        if h.place or h.seen_at or moves:
            return True
        return h.type != "ObjectEvent" or h.action == "ADD"

    def _stated(self, h: Happening, item: int, own: bool, idle: bool) -> str | None:
        """What an event says of the state, if it does; nothing that ends it, if it is idle."""
        if h.type == "TransformationEvent":
            if not own:
                return None
            if item not in h.outputs:
                if any(x.time == h.time and item in x.outputs for x in self.happenings):
                    steps = self.things[item].steps
                    reworked = any(x.event == steps[0][0] and x.time < h.time for x in self.happenings)
                    idle = idle or reworked
                return None if idle or item in self.given[h.transformation] else "consumed"
            return self._word(h, idle)
        if h.type == "ObjectEvent" and not idle:
            if h.step in ("retail_selling", "dispensing"):
                return "sold"
            if h.step == "destroying":
                return "destroyed"
        if h.type == "ObjectEvent" and h.action == "DELETE" and h.step not in ("shipping", "departing"):
            return "decommissioned" if own else None
        return self._word(h, idle)

    def _word(self, h: Happening, idle: bool) -> str | None:
        if h.disposition in ("destroyed", "retail_sold", "disposed") and idle:
            return None
        if h.disposition in ("destroyed", "retail_sold") and h.foreign and h.type != "ObjectEvent":
            return None
        return "sold" if h.disposition == "retail_sold" else h.disposition


def decided(world: World) -> World:
    """The world without the foreign endings of what their capturers had not: each judged by a replay until then.

    So is each packing and unpacking of what is another's, which without that are as if told by who has it.
    """
    judged = World(
        [h for h in world.happenings if not h.foreign or h.type in LAYER], world.members, world.owners
    )
    for h in sorted((h for h in world.happenings if h.foreign), key=key):
        replay = Replay(judged, until=key(h))
        told = {one.event: one for one in judged.happenings}
        refused = []
        packed = h.children if h.children or h.child_lots or h.action != "DELETE" else (h.parent,)
        for item in packed if h.type in LAYER else (*h.objects, *h.inputs):
            lived = [(told[event], inner or item) for event, inner in replay.things[item].steps]
            if h.time in replay.boundaries.get(item, ()) and (item, h.time) not in replay.renewed:
                lived = []  # a new life begins first of its instant
            has = _has([one for one, of in lived if one.type in LAYER or of not in one.idle], world.owners)
            if has == h.capturer or (has is None and (h.unowned or h.type in LAYER or item in h.inputs)):
                continue
            around = {item, *replay._around(item)}
            at_once = any(
                around & {one for one, _ in x.named()}
                and x.event != h.event
                and x.step in COMING
                and (x.time, x.capturer) == (h.time, h.capturer)
                for x in judged.happenings
            )
            if not at_once or not (h.type in LAYER or item in h.inputs):
                refused.append(item)
        if h.type in LAYER:
            judged.happenings.remove(told[h.event])
            h = replace(h, idle=tuple(refused))
        elif h.action == "DELETE":
            h = replace(h, objects=tuple(item for item in h.objects if item not in refused))
        else:
            h = replace(h, idle=tuple(refused))
        judged.happenings.append(h)
    return judged


def _has(lived: list[Happening], owners: dict[int, int]) -> int | None:
    """Who has an object after what it lived."""
    has: int | None = None
    ways: list[tuple[int, int]] = []
    """(to whom, by whom) of what was sent since."""
    for h in lived:
        here = where(h)
        if here is None and h.step in ("shipping", "departing"):
            if (h.destination or 0) in owners:
                ways.append((owners[h.destination or 0], h.capturer))
        elif here is None and h.step == "void_shipping":
            ways = [way for way in ways if way[1] != h.capturer]
        elif here in owners:
            has, ways = owners[here], []
        elif h.step in COMING:
            has, ways = h.capturer, []
    return ways[-1][0] if ways else has


def arrows(replay: Replay) -> dict[Vertex, set[Vertex]]:
    """Every edge from upstream to downstream between lots, objects in their lives, and transformations."""
    edges: dict[Vertex, set[Vertex]] = defaultdict(set)
    alone = followed_alone(replay)
    for t, things in replay.inputs.items():
        for thing in things:
            edges[thing].add(("T", t))
    for t, things in replay.outputs.items():
        edges["T", t] |= things | {("L", lot) for lot, member in replay.belongs if member in things}
        # Each for itself: that one of a lot was treated tells nothing of the others.
        edges["T", t] |= replay.passed[t]
    made = {member for _, member in replay.belongs}
    made |= {thing for t, things in replay.outputs.items() for thing in things - replay.inputs[t]}
    for lot, member in replay.belongs:
        if member not in alone:
            edges["L", lot].add(member)
    for container, inside in replay.held:
        if container in made:
            edges[container].add(inside)
    return edges


def followed_alone(replay: Replay) -> set[Vertex]:
    """What came out of something, of everything whose inputs are told, and of whatever gave its lot out.

    Not what is of a lot of which some was packed by quantity: it may have been this.
    """
    packed = {lot for h in replay.happenings if h.action == "ADD" for lot in h.child_lots}
    makers: dict[Vertex, set[int]] = defaultdict(set)
    for t, things in replay.outputs.items():
        for thing in things - replay.inputs[t]:
            makers[thing].add(t)
    of_lot = {
        lot: {t for t, things in replay.outputs.items() if ("L", lot) in things}
        for lot in {lot for lot, _ in replay.belongs}
    }
    return {
        thing
        for thing, mine in makers.items()
        if thing[0] == "o"
        and all(replay.inputs[t] for t in mine)
        and all(
            of_lot[lot] <= mine and lot not in packed for lot, member in replay.belongs if member == thing
        )
    }


def start(replay: Replay, vertex: tuple[str, int]) -> set[Vertex]:
    """Where a trace of a lot or of an object begins: of an object in the life that it has now."""
    kind, number = vertex
    if kind == "L":
        return {vertex} | {member for lot, member in replay.belongs if lot == number}
    return {("o", number, len(replay.things_begin[number]))}


def reach(edges: dict[Vertex, set[Vertex]], begin: set[Vertex], *, back: bool) -> set[Vertex]:
    """Everything that can be reached along the edges, or against them."""
    step = edges
    if back:
        step = defaultdict(set)
        for a, targets in edges.items():
            for b in targets:
                step[b].add(a)
    found = set(begin)
    waiting = list(begin)
    while waiting:
        for further in step.get(waiting.pop(), ()):
            if further not in found:
                found.add(further)
                waiting.append(further)
    return found
