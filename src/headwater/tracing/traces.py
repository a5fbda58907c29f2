"""A trace: the closure of a subject, as nodes and edges, with totals and where everything is.

The graph is walked whole and masked afterwards: what the viewer does not see keeps its place in the graph
under a handle, and everything said about it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from headwater.events.codes import Role
from headwater.events.labels import labels
from headwater.events.lookup import rows_of_events
from headwater.lineage.closure import Closure, Frontier, closure, from_lots, from_objects
from headwater.lineage.contents import contents
from headwater.lineage.quantities import exactly
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.lineage.segments import overlapping
from headwater.tracing.answers import Edge, Node, Place, Quantity, Responsible, Trace
from headwater.tracing.naming import Directory, iso, nodes_of_classes, nodes_of_objects
from headwater.tracing.packing import containment_edges
from headwater.tracing.stocks import Stocks
from headwater.tracing.subjects import Subject, UnknownSubject
from headwater.tracing.summaries import summarise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from headwater.lineage.facts import Fact
    from headwater.tracing.eyes import Eyes
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.source import DatabaseSource

Direction = Literal["back", "forward", "both"]
Detail = Literal["summary", "graph", "objects"]

LISTED: Final = 500
"""Objects that a graph lists one by one; more are one node for each lot, with their count."""
PAGE: Final = 1_000
"""Objects in one answer with the detail "objects"."""


@dataclass(slots=True)
class Walked:
    """Both sides of a trace together."""

    lots: dict[int, int] = field(default_factory=dict)
    """Lot to distance from the subject."""
    objects: RangeSet = EMPTY
    forward: RangeSet = EMPTY
    """Objects downstream."""
    forward_lots: set[int] = field(default_factory=set)
    """Lots downstream."""
    transformations: dict[int, Closure] = field(default_factory=dict)
    precisions: set[str] = field(default_factory=set)

    def add(self, found: Closure) -> None:
        for lot, depth in found.lots.items():
            self.lots[lot] = min(depth, self.lots.get(lot, depth))
        for _, _, lot in found.membership:
            self.lots.setdefault(lot, 0)
        self.objects |= found.objects
        if found.direction == "forward":
            self.forward |= found.objects
            self.forward_lots |= found.lots.keys()
        for one in found.transformations:
            self.transformations[one] = found
        self.precisions.add(found.precision)

    @property
    def ends(self) -> set[int]:
        """Lots at which the trace ends: from which nothing was made here; of a trace back, into which nothing went."""
        passed: set[int] = set()
        back = not any(found.direction == "forward" for found in self.transformations.values())
        for one, found in self.transformations.items():
            edges = found.transformations[one]
            near, far = edges.input_lots, edges.output_lots
            # Rework into the lot itself does not lead on.
            passed |= (far - near) if back else (near - far) if found.direction == "forward" else set(near)
        return self.lots.keys() - passed

    @property
    def precision(self) -> str:
        return self.precisions.pop() if len(self.precisions) == 1 else "mixed"


def begin(subject: Subject, source: DatabaseSource, graph: DatabaseGraph) -> Frontier:
    """Where a trace of the subject starts: a container stands for what was ever in it."""
    if subject.kind == "lot":
        return from_lots(graph, [subject.id])
    if subject.kind == "class":
        return Frontier()
    if not any(touch.role == "parent" for touch in source.touches([subject.id])[subject.id]):
        return from_objects(RangeSet.from_ids([subject.id]))
    held = contents(source, subject.id)
    objects = RangeSet.from_ids([subject.id]) | held.ever
    return Frontier(frozenset(held.ever_lots), objects)


def walk(start: Frontier, graph: DatabaseGraph, direction: Direction) -> Walked:
    """Close the start in one direction or both."""
    walked = Walked()
    for way in ("back", "forward"):
        if direction in (way, "both"):
            walked.add(closure(graph, start, way))
    return walked


def trace_of(
    subject: Subject,
    *,
    source: DatabaseSource,
    unmasked: DatabaseSource,
    graph: DatabaseGraph,
    eyes: Eyes,
    direction: Direction,
    detail: Detail,
    at: str | None,
    known_at: int | None,
    cursor: int | None,
    limit: int | None,
) -> Trace:
    """The whole answer.

    Args:
        source: what counts and the viewer sees: places are told from it.
        unmasked: what counts: the graph is walked by it.

    Raises:
        UnknownSubject: the viewer sees nothing of the subject.
    """
    walked = walk(begin(subject, unmasked, graph), graph, direction)
    if subject.kind != "object":
        walked.lots[subject.id] = 0
    assembly = Assembly(subject, walked, graph, eyes, unmasked)
    if not assembly.sees_subject:
        raise UnknownSubject(subject.identifier.key)
    stocks = Stocks(assembly.uncoded, source)
    summary = summarise(
        walked=walked,
        seen_lots=assembly.seen_lots - assembly.bare,
        seen_items=assembly.seen_objects - assembly.containers,
        events=assembly.seen_events,
        pieces=assembly.pieces,
        hidden=assembly.hidden,
        source=source,
        graph=graph,
        locate=direction != "back",
        stocks=stocks,
    )
    following: int | None = None
    if detail == "summary":
        nodes: list[Node] = [assembly.subject_node]
        edges: list[Edge] = []
    elif detail == "objects":
        nodes, edges, following = assembly.objects_page(cursor or 0, limit or PAGE)
    else:
        nodes, edges = assembly.graph_view(LISTED if limit is None else limit, stocks)
    return Trace(
        subject=assembly.subject_node,
        direction=direction,
        at=at,
        known_at=known_at,
        precision=walked.precision,
        summary=summary,
        nodes=nodes,
        edges=edges,
        truncated=following is not None,
        next=None if following is None else str(following),
    )


Group = tuple[int, str]
"""Objects of one lot (0 for those without) that are drawn as one node."""


class Assembly:
    """Nodes and edges of a walked trace, as one viewer sees them."""

    def __init__(
        self, subject: Subject, walked: Walked, graph: DatabaseGraph, eyes: Eyes, unmasked: DatabaseSource
    ) -> None:
        self.subject = subject
        self.walked = walked
        self.graph = graph
        self.eyes = eyes
        self.unmasked = unmasked
        self.seen_lots = eyes.classes(walked.lots)
        self.seen_objects = eyes.objects(walked.objects)
        self.pieces = graph.lots_of(walked.objects) if walked.objects else []
        self.events = graph.events_of(walked.transformations)
        self.seen_events = eyes.events(self.events)
        self._class_nodes = nodes_of_classes({lot: walked.lots[lot] for lot in self.seen_lots})

    @property
    def sees_subject(self) -> bool:
        if self.subject.kind == "object":
            return bool(self.eyes.named_objects(RangeSet.from_ids([self.subject.id])))
        return bool(self.eyes.named_classes([self.subject.id]))

    @property
    def hidden(self) -> int:
        """How many lots and objects the viewer does not see."""
        return (
            len(self.walked.lots) - len(self.seen_lots) + self.walked.objects.count - self.seen_objects.count
        )

    @cached_property
    def subject_node(self) -> Node:
        """The node that the question was about."""
        if self.subject.kind != "object":
            return self.class_node(self.subject.id)
        return self.object_nodes([self.subject.id])[self.subject.id]

    @property
    def uncoded(self) -> set[int]:
        """Lots downstream none of whose items has a code."""
        return (self.walked.forward_lots & self.seen_lots) - self.bare - {lot for _, _, lot in self.pieces}

    @property
    def bare(self) -> set[int]:
        """The subject, if it is a class that is no lot."""
        return {self.subject.id} if self.subject.kind == "class" else set()

    @cached_property
    def containers(self) -> RangeSet:
        """Objects that ever held something: shown, and not counted as items."""
        return self.unmasked.holding(self.walked.objects) if self.walked.objects else EMPTY

    def object_nodes(self, items: Sequence[int]) -> dict[int, Node]:
        """Nodes of objects that the viewer sees."""
        containers = [item for item in items if item in self.containers]
        return nodes_of_objects(dict.fromkeys(items, 0), containers=containers)

    def class_node(self, class_id: int) -> Node:
        """The node of a lot or class, hidden if need be."""
        if class_id in self._class_nodes:
            return self._class_nodes[class_id]
        return Node(
            id=self.eyes.handle("lot", class_id), kind="hidden", depth=self.walked.lots.get(class_id, 0)
        )

    def graph_view(self, listed: int, stocks: Stocks) -> tuple[list[Node], list[Edge]]:
        """All lots; objects one by one if there are at most `listed`, else one node for each lot.

        So are the containers of lots whose items have no codes: one by one, or none.
        """
        view = _View(self, one_by_one=self.walked.objects.count <= listed)
        view.add_lots()
        view.add_transformations()
        view.add_objects()
        view.add_packings(*stocks.packings(self._class_nodes, self.eyes, listed))
        return list(view.nodes.values()), view.edges

    def objects_page(self, after: int, size: int) -> tuple[list[Node], list[Edge], int | None]:
        """Visible objects by id after a cursor, with the lots they belong to; the next cursor, if any."""
        ids: list[int] = []
        for first, last in self.seen_objects:
            if last > after:
                start = max(first, after + 1)
                ids += range(start, min(last, start + size - len(ids)) + 1)
            if len(ids) > size:
                break
        page = RangeSet.from_ids(ids[:size])
        nodes = self.object_nodes(ids[:size])
        edges = [
            Edge(self.class_node(lot).id, nodes[item].id, "membership")
            for first, last, lot in self.graph.lots_of(page)
            for item in range(first, last + 1)
        ]
        listed = [self.subject_node, *(nodes[item] for item in ids[:size] if item != self.subject.id)]
        return listed, edges, ids[size - 1] if len(ids) > size else None


class _View:
    """One drawing of an assembly."""

    def __init__(self, assembly: Assembly, *, one_by_one: bool) -> None:
        self.of = assembly
        self.one_by_one = one_by_one
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self._item_nodes = assembly.object_nodes(assembly.seen_objects.ids().tolist()) if one_by_one else {}
        self._pieces = np.array(assembly.pieces, dtype=np.int64).reshape(-1, 3)
        pairs: dict[int, list[tuple[int, int]]] = {}
        for first, last, lot in assembly.pieces:
            pairs.setdefault(lot, []).append((first, last))
        self._by_lot = {lot: RangeSet.from_pairs(found) for lot, found in sorted(pairs.items())}
        grouped = EMPTY
        for members in self._by_lot.values():
            grouped |= members
        rest = assembly.walked.objects - grouped
        if rest:
            self._by_lot[0] = rest

    def _add(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id

    def add_lots(self) -> None:
        """The nodes of all lots, nearest first."""
        self._add(self.of.subject_node)
        for lot, _ in sorted(self.of.walked.lots.items(), key=lambda item: (item[1], item[0])):
            self._add(self.of.class_node(lot))

    def items(self, objects: RangeSet) -> list[tuple[str, int | None]]:
        """The nodes that stand for these objects, with how many visible ones each stands for."""
        if self.one_by_one:
            return [(self._add(self._item(item)), None) for item in objects.ids().tolist()]
        return [
            (self._add(self._group(lot)), self._count(self._by_lot[lot] & objects))
            for lot in self._lots_among(objects)
        ]

    def _lots_among(self, objects: RangeSet) -> list[int]:
        """Lots of some of these objects; zero where some have none."""
        first, last, lot = self._pieces.T
        _, theirs = overlapping(objects.first, objects.last, first, last)
        none = [0] if 0 in self._by_lot and self._by_lot[0] & objects else []
        return [*np.unique(lot[theirs]).tolist(), *none]

    def _count(self, objects: RangeSet) -> int | None:
        """How many of these the viewer sees; None for none."""
        return (objects & self.of.seen_objects).count or None

    def _item(self, item: int) -> Node:
        node = self._item_nodes.get(item)
        return node if node is not None else Node(id=self.of.eyes.handle("object", item), kind="hidden")

    def _group(self, lot: int) -> Node:
        members = self._by_lot[lot]
        seen = members & self.of.seen_objects
        if not seen:
            return Node(id=self.of.eyes.handle("group", lot), kind="hidden")
        lot_node = self.of.class_node(lot) if lot else None
        visible = lot_node if lot_node is not None and lot_node.kind != "hidden" else None
        return Node(
            id=f"{visible.id}#objects" if visible else f"{self.of.subject_node.id}#objects",
            kind="object",
            product=visible.product if visible else None,
            name=visible.name if visible else None,
            name_zh=visible.name_zh if visible else None,
            lot=visible.lot if visible else None,
            objects=seen.count,
            depth=visible.depth if visible else 0,
        )

    def add_transformations(self) -> None:
        """What went in and what came out of each transformation, each with each."""
        flows = _Flows(self.of)
        for one, found in self.of.walked.transformations.items():
            ends = found.transformations[one]
            inputs = self._ends(one, Role.INPUT, ends.input_lots, ends.input_objects, flows)
            outputs = self._ends(one, Role.OUTPUT, ends.output_lots, ends.output_objects, flows)
            told = flows.told(one)
            for source, quantity, count in inputs:
                for target, _, _ in outputs:
                    if told is None or source.startswith("hidden:") or target.startswith("hidden:"):
                        self.edges.append(Edge(source, target, "transformation"))
                    else:
                        self.edges.append(
                            Edge(
                                source,
                                target,
                                "transformation",
                                event=told.event,
                                time=told.time,
                                responsible=told.responsible,
                                place=told.place,
                                quantity=quantity,
                                objects=count,
                            )
                        )

    def _ends(
        self, one: int, role: Role, lots: Collection[int], objects: RangeSet, flows: _Flows
    ) -> list[tuple[str, Quantity | None, int | None]]:
        """Nodes at one side of a transformation, with how much of each it was."""
        ends: list[tuple[str, Quantity | None, int | None]] = [
            (self._add(self.of.class_node(lot)), flows.quantity(one, role, lot), None) for lot in sorted(lots)
        ]
        ends += [(node, None, count) for node, count in self.items(objects)]
        ends += [
            (self._add(flows.bare[class_id]), flows.quantity(one, role, class_id), None)
            for class_id in flows.bare_ends(one, role)
        ]
        return ends

    def add_objects(self) -> None:
        """Objects under their lots, and what they are packed in."""
        for lot, members in self._by_lot.items():
            nodes = (
                self.items(members)
                if self.one_by_one
                else [(self._add(self._group(lot)), self._count(members))]
            )
            if lot:
                source = self.of.class_node(lot).id
                self.edges += [Edge(source, node, "membership", objects=count) for node, count in nodes]
        if self.one_by_one and self.of.seen_objects:
            containers, edges = containment_edges(
                self.of.seen_objects, self._item_nodes, self.of.unmasked, self.of.eyes
            )
            self.add_packings(containers, edges)

    def add_packings(self, containers: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Containers, and what was in them."""
        for container in containers:
            self._add(container)
        self.edges += edges


@dataclass(frozen=True, slots=True)
class Told:
    """When, where and by whom a transformation happened."""

    event: str
    time: str
    place: Place | None
    responsible: Responsible


class _Flows:
    """What the events of the transformations say: quantities, when, where and by whom."""

    def __init__(self, of: Assembly) -> None:
        self.of = of
        rows = rows_of_events("events_quantity", "role, item_class, quantity, uom", of.events)
        self._quantities: dict[tuple[int, int, int], Quantity] = {}
        self._bare: dict[tuple[int, int], dict[int, None]] = {}
        bare: dict[int, int] = {}
        nodes = nodes_of_classes(dict.fromkeys({row[2] for row in rows}, 0))
        for event, role, class_id, value, uom in rows:
            if event not in of.seen_events:
                continue
            one = of.events[event]
            if value is not None:
                before = self._quantities.get((one, role, class_id))
                with exactly():
                    total = Decimal(value) + (before.value if before is not None and before.uom == uom else 0)
                self._quantities[one, role, class_id] = Quantity(total, uom)
            if nodes[class_id].kind == "class":
                bare[class_id] = 0
                self._bare.setdefault((one, role), {})[class_id] = None
        self.bare = {class_id: nodes[class_id] for class_id in bare}
        self._facts = of.unmasked.facts_of(of.seen_events)
        self._labels = labels(self._facts)
        self._directory = Directory()
        self._directory.learn(list(self._facts.values()))
        self._first: dict[int, Fact] = {}
        for event, one in of.events.items():
            fact = self._facts.get(event)
            if fact is not None and (one not in self._first or fact.order < self._first[one].order):
                self._first[one] = fact

    def quantity(self, one: int, role: Role, lot: int) -> Quantity | None:
        """How much of a lot went into, or came out of, a transformation."""
        return self._quantities.get((one, int(role), lot))

    def bare_ends(self, one: int, role: Role) -> Iterable[int]:
        """Bare products among the inputs or outputs: shown, never followed."""
        return self._bare.get((one, int(role)), {})

    def told(self, one: int) -> Told | None:
        """What the first event of a transformation says; None if the viewer sees none of its events."""
        fact = self._first.get(one)
        if fact is None:
            return None
        return Told(
            self._labels[fact.event].event_id,
            iso(fact.time),
            self._directory.place(fact.place if fact.place is not None else fact.seen_at),
            self._directory.responsible(fact),
        )
