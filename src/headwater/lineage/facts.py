"""What lineage is folded from: facts, the touches by which they reach objects, and who supplies them.

Objects, lots, places and events are positive signed 64-bit integers; what they stand for is the caller's
business. Nothing here is ever changed by a later arrival: the folds read touches and answer, so that the
order in which events came cannot matter. Events that were declared erroneous, and claims of those who had
no authority, are left out by whoever supplies the touches.

Source: EPCIS 2.0, section 7.4 (event types, action); DESIGN.md, sections 2 to 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct
from msgspec.structs import force_setattr, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.lives import Process
    from headwater.lineage.ranges import RangeSet
    from headwater.lineage.reuse import Tie
    from headwater.lineage.rows import FactTable, Rows, UInt64

EventType = Literal[
    "ObjectEvent", "AggregationEvent", "AssociationEvent", "TransactionEvent", "TransformationEvent"
]
Action = Literal["ADD", "OBSERVE", "DELETE"]
Role = Literal["object", "parent", "child", "input", "output"]
Layer = Literal["aggregation", "association"]

TYPES: tuple[EventType, ...] = (
    "ObjectEvent",
    "AggregationEvent",
    "AssociationEvent",
    "TransactionEvent",
    "TransformationEvent",
)
ACTIONS: tuple[Action | None, ...] = (None, "ADD", "OBSERVE", "DELETE")
ROLES: tuple[Role, ...] = ("object", "parent", "child", "input", "output")
"""epcList, parentID, childEPCs, inputEPCList, outputEPCList; the index is the code that rows carry."""
LAYERS: tuple[Layer, ...] = ("aggregation", "association")

SHIPS = frozenset({"shipping", "departing"})
"""Business steps after which, without a bizLocation, goods are on their way."""
SELLS = frozenset({"retail_selling", "dispensing"})
DESTROYS = frozenset({"destroying"})
LEAVES = SELLS | DESTROYS
"""Business steps of an ObjectEvent that take an object out of whatever held it."""
SOLD, DESTROYED = "sold", "destroyed"
"""States."""
SAYS_OVER = {"retail_sold": SOLD, "dispensed": SOLD, "destroyed": DESTROYED}
"""Dispositions that say what those steps do, and the states that they mean. Source: CBV 2.0, section 7.2."""
RECEIVES = frozenset({"receiving", "arriving", "accepting"})
COMES = RECEIVES | SELLS
"""Business steps that say that goods have come: they end a transit, and the readPoint tells where if no bizLocation
does. What is sold is on its way no more."""
VOIDS = frozenset({"void_shipping"})
"""Takes a shipping back. Source: CBV 2.0, section 7.1."""
MOVES = SHIPS | VOIDS | COMES
"""Business steps that may tell where something is without saying so."""
_STEPS_IN_ORDER = (SHIPS, VOIDS, RECEIVES, LEAVES)
"""Of one action at one instant. Any other step comes before them."""
STEP_RANKS = {step: rank for rank, steps in enumerate(_STEPS_IN_ORDER, 1) for step in steps}
RANKS = 1 + len(_STEPS_IN_ORDER)
"""How many ranks the steps of one action have."""
MAKES, PACKS, OBSERVES, DELETES = range(4)
"""What counts first of one instant: what begins or makes things, what puts them into something, then OBSERVE, DELETE."""
TURNS = 4
"""How many of these there are."""

Order = tuple[int, int, bytes, int, bytes, int]


class Fact(Struct, frozen=True):
    """What one event says, as far as lineage asks.

    `place`, `seen_at` and `destination` are place ids, `parent` is an object id, `capturer` an organisation
    id; None where the event says nothing.
    """

    event: int
    """Record position of the event."""
    time: int
    """eventTime in microseconds since 1970-01-01T00:00Z."""
    digest: bytes
    """Event hash, 32 bytes."""
    type: EventType
    action: Action | None = None
    """None for a TransformationEvent, which ranks with ADD."""
    step: str | None = None
    """bizStep: a bare word of the Core Business Vocabulary, or a URI."""
    disposition: str | None = None
    """A bare word of the Core Business Vocabulary, or a URI."""
    place: int | None = None
    """bizLocation."""
    seen_at: int | None = None
    """readPoint."""
    destination: int | None = None
    """Where a shipment goes, from destinationList."""
    parent: int | None = None
    """parentID of an aggregation, association or transaction."""
    all_children: bool = False
    """A DELETE of an aggregation or association that names no children of any kind."""
    capturer: int | None = None
    transformation: int | None = None
    """transformationID: events of one capturer that share it are one transformation."""
    foreign: bool = False
    """It ends objects whose keys are another's, packs or unpacks them: it counts for those that its capturer had just
    before (`custody`)."""
    idle: bool = False
    """It ends nothing of what it names here: its capturer had that not, and has only seen it. What it packs, or unpacks,
    so is there; to those who trace that is still where it was as well, and it is not over with what it was put into."""
    offset: int = 0
    """Minutes east of Greenwich of the clock where it happened."""
    unowned: bool = False
    """Of what is foreign: nobody owns the keys, and it counts unless somebody else is known to have the objects."""
    adds: bool = False
    """It began what it names without authority: who says so has it there."""
    site: int | None = None
    """The location that the parent of an association is, a place id: its children are there."""
    location: int | None = None
    """Where the event leaves what it names, set by itself: its bizLocation, else its `site`, else, if its step says
    that goods have come, its readPoint."""
    identity: bytes = b""
    """Of the record of the event, whenever it came: 16 bytes of its capturer, eventID and content."""
    order: Order = (0, 0, b"", 0, b"", 0)
    """Where the fact stands in history, set by itself: event time, then rank (of turn, then of step), then hash.

    Capturer and identity part records of one and the same event; the record position, last, says which it is.
    """

    def __post_init__(self) -> None:
        # Folds ask a hundred times what one fact answers once.
        if self.action == "DELETE":
            turn = DELETES
        elif self.action == "OBSERVE":
            turn = OBSERVES
        else:
            turn = PACKS if self.layer else MAKES
        rank = turn * RANKS + STEP_RANKS.get(self.step or "", 0)
        force_setattr(
            self, "order", (self.time, rank, self.digest, self.capturer or 0, self.identity, self.event)
        )
        location = self.site if self.place is None else self.place
        if location is None and self.step in COMES:
            location = self.seen_at
        force_setattr(self, "location", location)

    @property
    def sells(self) -> bool:
        """Whether it is a sale of what it names, or of what that holds."""
        return self.type == "ObjectEvent" and not self.idle and self.step in SELLS

    @property
    def destroys(self) -> bool:
        """Whether it destroys what it names, and what that holds."""
        return self.type == "ObjectEvent" and not self.idle and self.step in DESTROYS

    @property
    def layer(self) -> Layer | None:
        """The kind of containment that the event is about."""
        if self.type == "AggregationEvent":
            return "aggregation"
        return "association" if self.type == "AssociationEvent" else None


def as_seen(fact: Fact) -> Fact:
    """What is left of an event by which somebody without authority began, or made, what it names: they have seen it.

    Who says of what they made that it is over has no more authority for that.
    """
    seen = replace(fact, type="ObjectEvent", action="OBSERVE", transformation=None, adds=True)
    if fact.type != "TransformationEvent":
        return seen
    return replace(
        seen,
        step=None if fact.step in LEAVES else fact.step,
        disposition=None if fact.disposition in SAYS_OVER else fact.disposition,
    )


def instant(order: Order) -> Order:
    """The first moment of the instant of a fact of this order."""
    return (order[0], -1, b"", 0, b"", 0)


def just_after(order: Order) -> Order:
    """The first moment after a fact of this order."""
    return (*order[:-1], order[-1] + 1)


class Touch(Struct, frozen=True):
    """That a fact names an object, and as what."""

    fact: Fact
    role: Role


class Origins(Protocol):
    """Tells what objects are: of which lots, and out of what they came; see `reuse`."""

    def origins(self, objects: RangeSet, /) -> Sequence[Tie]:
        """The ties of kind "output" and "member" of these objects; perhaps of more. Claims count as well."""
        ...

    def taking_in(self, facts: Collection[Fact], /) -> Collection[Process]:
        """Those of the transformations of these facts into which anything is told to have gone."""
        ...


class Source(Origins, Protocol):
    """Supplies touches, already cut to the event time and record position that are asked about."""

    def touches(self, ids: Collection[int], /) -> Mapping[int, Sequence[Touch]]:
        """Every touch of each of these objects, in any order; an object without touches may be absent.

        An object that one fact names twice, as input and output perhaps, has two touches. A fact that names
        an object as parent is a touch of that parent, a DELETE of all children included.
        What is foreign ends, packs or unpacks those objects only that its capturer had (`custody.strangers`).
        """
        ...


class BulkSource(Source, Protocol):
    """Supplies the touches of many objects as columns, and of single ones as `Source` does."""

    def rows(self, objects: RangeSet, /) -> Rows:
        """Every touch row that overlaps one of these ranges; rows need not be clipped to them.

        A row may come more than once, and may be one of an event that does not count, or of a foreign ending of
        what its capturer had not.
        """
        ...

    def table(self, events: RangeSet, /) -> FactTable:
        """Those of these events that count, each once, in any order."""
        ...

    def owners(self, places: Collection[int], /) -> Mapping[int, int]:
        """The organisation of each place that is registered."""
        ...

    def digests(self, events: RangeSet, /) -> UInt64:
        """The first 16 bytes of each event's hash, and its identity, as four big-endian numbers, (n, 4), by event
        ascending."""
        ...

    def children(self, containers: Collection[int], /) -> Mapping[int, RangeSet]:
        """Every object that an aggregation or association with action ADD ever put into each container."""
        ...

    def packed(self, containers: Collection[int], /) -> Mapping[int, Sequence[tuple[Fact, RangeSet]]]:
        """What each aggregation or association with action ADD put into each container, in any order."""
        ...

    def holding(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects that anything was ever put into."""
        ...

    def child_lots(self, containers: Collection[int], /) -> Mapping[int, Sequence[tuple[Fact, int]]]:
        """Every lot in a childQuantityList under each container: the fact (any action) and the lot id."""
        ...


class Joins(Protocol):
    """Transformations and membership, asked in sets so that a database needs few statements.

    Transformations are ids of their own: events that share a transformationID are one. A transformation
    whose events were all declared erroneous does not exist here.
    """

    def transformations_from(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """Transformations that have one of these lots or objects as an input."""
        ...

    def transformations_to(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """Transformations that have one of these lots in their output quantities, or one of these objects
        in their output list."""
        ...

    def inputs(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """Lots and objects that went into each transformation, and those that were inside of such an object
        just before (`contents.inside_at`); `transformations_from` counts them as well."""
        ...

    def outputs(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """Lots in the output quantities and objects in the output list of each transformation."""
        ...

    def passing(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """Transformations through which one of these came inside of an object that went in and came out."""
        ...

    def passed(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """Lots and objects that came through so; a transformation through which nothing did may be absent."""
        ...

    def members(self, lots: Collection[int], /) -> Mapping[int, RangeSet]:
        """Objects that belong to each lot, whatever told so."""
        ...

    def lots_of(self, objects: RangeSet, /) -> Sequence[tuple[int, int, int]]:
        """(first, last, lot) for every piece of these ranges that belongs to a lot.

        Pieces lie within the ranges asked for; an object of two conflicting lots is in two pieces.
        """
        ...

    def named(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects that some transformation gives out without having taken them in.

        What was only reworked into itself is not among them: no transformation tells how it was made.
        """
        ...

    def alone(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects, all of them `named`, that do not go by their lots; see `alone.followed_alone`."""
        ...


class Graph(Joins, Protocol):
    """What a trace walks: transformations, membership, and containers that lead to what was inside of them."""

    def held(self, objects: RangeSet, /) -> tuple[set[int], RangeSet]:
        """Lots and objects that were ever inside of one of these objects that leads to its contents; see `holding`."""
        ...

    def holders(self, lots: Collection[int], objects: RangeSet, /) -> RangeSet:
        """Objects that lead to one of these lots or objects as their contents."""
        ...
