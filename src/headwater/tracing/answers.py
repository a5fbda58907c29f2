"""The answers of a trace, a history and a location: the shapes of the business API.

Ids are Digital Links or other URIs. Times are ISO 8601 in UTC, and the `offset` beside one is that of the clock where it
was told ("+08:00"). An answer that was cut says `truncated`.
Source: the design, section 7.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from msgspec import Struct, field

from headwater.lineage.facts import Role


class Quantity(Struct, frozen=True):
    """An amount; `uom` is a UN/ECE code, or null for a count of instances."""

    value: Decimal
    uom: str | None = None


class Place(Struct, frozen=True):
    """A location as a reader wants it: identity, names, coordinates in degrees."""

    id: str
    name: str = ""
    name_zh: str = ""
    kind: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Party(Struct, frozen=True):
    """An organisation as a reader wants it."""

    id: str
    name: str = ""
    name_zh: str = ""


class Responsible(Struct, frozen=True):
    """Who captured the event; person and device where they are known."""

    organisation: str
    organisation_zh: str = ""
    person: str | None = None
    device: str | None = None


class Node(Struct, frozen=True, omit_defaults=True):
    """A lot, an object, a container, a class, or something hidden from this viewer.

    A hidden node has a handle for an id and nothing else: from what it hangs at, something leads on.
    """

    id: str
    kind: str
    product: str | None = None
    """GTIN, fourteen digits."""
    name: str | None = None
    name_zh: str | None = None
    lot: str | None = None
    serial: str | None = None
    objects: int | None = None
    """How many objects the node stands for, when it is a group of siblings."""
    depth: int = 0
    """Transformations from the subject; of an object, those of its lot."""
    place: Place | None = None
    """Where an object or container that is listed by itself is, as far as the viewer sees; so the fields below.
    None while it is in transit, and of lots, which may be in many places."""
    holder: Party | None = None
    """Whose place it is."""
    in_transit: bool = False
    origin: Place | None = field(name="from", default=None)
    """In transit: from where."""
    destination: Place | None = field(name="to", default=None)
    by: Party | None = None
    """In transit: who reported the shipping."""
    seen_at: Place | None = None
    """The newest read point since it came or left."""
    since: str | None = None
    offset: str | None = None
    """Of `since`."""
    state: str | None = None
    """Its disposition or end of life ("in_transit" on the way); of a lot without item codes, how the last of it went."""
    via: str | None = None
    """The container it is in."""


class Edge(Struct, frozen=True, omit_defaults=True):
    """From what went in to what came out: "transformation", "membership", "containment" or "association"."""

    source: str = field(name="from")
    target: str = field(name="to")
    kind: str
    event: str | None = None
    time: str | None = None
    until: str | None = None
    """When a containment ended."""
    responsible: Responsible | None = None
    place: Place | None = None
    quantity: Quantity | None = None
    objects: int | None = None
    offset: str | None = None
    """Of `time`."""
    until_offset: str | None = None
    claim: bool = False
    """A transformation or membership reported by an organisation without authority over what came out."""


class PlaceCount(Struct, frozen=True):
    """How many of the objects are at a place, or with a holder."""

    id: str
    name: str
    name_zh: str
    objects: int
    latitude: float | None = None
    longitude: float | None = None
    sold: int = 0
    """How many of them were sold there, or by the holder: no stop of movements reaches these."""


class Balance(Struct, frozen=True, omit_defaults=True):
    """Of one lot in one unit, seen from its maker; the sums agree to the last digit:

    made + received = on_hand + shipped + consumed + sampled + lost + returned + unaccounted.
    """

    lot: str
    uom: str | None
    made: Decimal
    received: Decimal
    on_hand: Decimal
    shipped: Decimal
    consumed: Decimal
    sampled: Decimal
    lost: Decimal
    returned: Decimal
    unaccounted: Decimal
    items: bool = False
    """Of items that have codes, counted where they are; another row of the lot is of what is told by quantity."""


class Stock(Struct, frozen=True):
    """Some of a lot that events tell of by quantity: where it is now, as far as they tell.

    Stock that no event is known to have taken away is still listed, so that the rows of a lot can add up to
    more than was made of it.
    """

    lot: str
    place: Place | None
    """None on the way, and where nobody said where."""
    quantity: Decimal | None
    """None where nobody said how much."""
    uom: str | None
    """UN/ECE code; null for a count."""
    via: str | None
    """The container it is in."""
    in_transit: bool
    destination: Place | None
    since: str
    holder: Party | None
    """Whose place it is; where that is not known, or on the way, who told so last."""
    offset: str | None = None
    """Of `since`."""
    coded: int = 0
    """Items of the lot that were given codes at this place, by events that name them alone: they may be the same
    goods. They are counted with the items, wherever they went."""
    claim: bool = False
    """Whether only a claim tells of it: who made it had no authority over the lot."""


class Shipment(Struct, frozen=True):
    """Items on the way from one place to another, reported by one organisation."""

    origin: Place | None = field(name="from")
    """None where nobody said from where."""
    destination: Place | None = field(name="to")
    """None where nobody said where to."""
    by: Party | None
    """Who reported the shipping, or the last departure since."""
    since: str
    """Of the oldest shipping among them."""
    offset: str
    """Of `since`."""
    objects: int


class Summary(Struct, frozen=True, kw_only=True):
    """Totals of what the viewer may see.

    `quantities` are of the lots at which the trace ends, so that nothing is counted twice along the way.
    `locations`, `in_transit`, `unlocated`, `holders` and `shipments` count items that have codes; where those amounts
    are that are told by quantity, `stock` tells, of the same lots or of others. Items on the way are with no holder: `shipments` add up to `in_transit`. `ended` counts items whose life is over, by how it ended ("sold", "consumed",
    "destroyed", "decommissioned"); they are still counted where that happened.
    """

    lots: int
    objects: int
    """Items, not their containers."""
    containers: int = 0
    """Cases, pallets and the like that are in the trace themselves: of a lot, made by something, or asked about."""
    events: int
    quantities: list[Quantity]
    locations: list[PlaceCount]
    in_transit: int
    unlocated: int
    holders: list[PlaceCount]
    shipments: list[Shipment] = field(default_factory=list)
    balance: list[Balance]
    stock: list[Stock] = field(default_factory=list)
    """What is told by quantity of every lot downstream; empty in a trace back."""
    hidden: int
    """From how many lots, and groups of the objects of a lot, events lead on that the viewer may not see."""
    ended: dict[str, int] = field(default_factory=dict)


class Trace(Struct, frozen=True):
    """Where something came from, where it went, and where all of it is."""

    subject: Node
    direction: str
    at: str | None
    known_at: int | None
    precision: str
    summary: Summary
    nodes: list[Node]
    edges: list[Edge]
    truncated: bool
    next: str | None


class Reading(Struct, frozen=True, omit_defaults=True):
    """One sensor report of a step."""

    type: str
    time: str | None = None
    value: Decimal | None = None
    min_value: Decimal | None = None
    max_value: Decimal | None = None
    mean_value: Decimal | None = None
    uom: str | None = None
    exception: str | None = None


class Amount(Struct, frozen=True):
    """How much of a lot an event names, and in which of its lists."""

    role: Role
    quantity: Decimal | None
    uom: str | None


class Step(Struct, frozen=True):
    """One event of an object's life; `inherited_from` names the container to which it happened.

    `status` is "valid", or "declared" for an event that was declared erroneous (it no longer counts), or
    "claim" for one whose capturer had no authority (it never counted).
    """

    event: str
    type: str
    action: str | None
    time: str
    offset: str
    biz_step: str | None
    disposition: str | None
    place: Place | None
    seen_at: Place | None
    destination: Place | None
    responsible: Responsible
    inherited_from: str | None
    readings: list[Reading]
    status: str
    position: int
    """The record position of the event: stable, and an address for `known_at`."""
    amounts: list[Amount] = []
    """Of a lot, or class: how much of it the event names by quantity."""


class History(Struct, frozen=True):
    """The life of one object or lot, in the order of time."""

    subject: Node
    steps: list[Step]
    truncated: bool
    next: str | None


COLLAPSED: Final = "#objects"
"""How the id of a node ends that stands for many objects, those of one lot or of none."""


class Part(Struct, frozen=True, kw_only=True):
    """Some of a lot: so many items, or so much of it, in one place and state."""

    place: Place | None
    """None on the way, and where nobody said where."""
    in_transit: bool
    destination: Place | None
    state: str | None = None
    objects: int | None = None
    """Items that have codes; null of an amount."""
    quantity: Decimal | None = None
    """Null of items, and where nobody said how much."""
    uom: str | None = None
    """UN/ECE code; null for a count."""
    via: str | None = None
    """The container that an amount is in."""
    since: str | None = None
    offset: str | None = None
    """Of `since`."""
    coded: int = 0
    """Beside an amount: items of the lot that were given codes at this place; they may be the same goods."""


class Located(Struct, frozen=True):
    """Where one object is; `state` is its disposition or end of life, `via` the container it is in.

    Of a lot: where an event that names the lot last had it; and in `parts` where its items or amounts are now. Of a
    lot of which nothing is left, no place: `state` says how the last of it went ("consumed", "sold", "destroyed",
    "decommissioned"; "unavailable" where a count found nothing), and `since` when.
    `known` is false where nothing that the viewer may see was ever recorded of it; then there is only its id.
    """

    id: str
    place: Place | None
    seen_at: Place | None
    state: str | None
    via: str | None
    since: str | None
    in_transit: bool
    destination: Place | None
    offset: str | None = None
    """Of `since`."""
    parts: list[Part] = []
    """Of a lot, most first; empty for one object."""
    known: bool = True
    """No word of `state`: "unknown" is a disposition, of what is well known to be there."""
