"""The nodes and edges of a graph: objects one by one while they are few, else one node for each lot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headwater.events.codes import Role
from headwater.lineage.holding import contained
from headwater.lineage.ranges import EMPTY, RangeSet, sets_by_lot, union
from headwater.lineage.segments import overlapping, pieces_within
from headwater.tracing.answers import Edge, Node, Quantity
from headwater.tracing.flows import Flows
from headwater.tracing.packing import containment_edges

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from headwater.tracing.assembly import Assembly


class End(NamedTuple):
    """A node at one side of a transformation, or beneath a lot."""

    node: str
    quantity: Quantity | None = None
    objects: int | None = None
    """How many objects it stands for, if it stands for many."""


class View:
    """One drawing of an assembly."""

    def __init__(self, assembly: Assembly, items: Mapping[int, Node], *, one_by_one: bool) -> None:
        """Of an assembly, with the nodes of the objects that are drawn one by one."""
        self.of = assembly
        self.one_by_one = one_by_one
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self._item_nodes = items
        self.containers: dict[int, Node] = {}
        """What was packed into, by object, besides these items."""
        # In vertices, so that what one life of an object went into hangs at the lot of that life.
        self._pieces = np.array(assembly.walked.pieces, dtype=np.int64).reshape(-1, 3)
        self._by_lot = sets_by_lot(assembly.walked.pieces)
        rest = assembly.walked.vertices - union(self._by_lot.values())
        if rest:
            self._by_lot[0] = rest

    def _add(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id

    def add_lots(self) -> None:
        """The nodes of the subject and of all lots."""
        self._add(self.of.subject_node)
        for lot in self.of.walked.lots:
            self._add(self.of.class_node(lot))

    def items(self, vertices: RangeSet) -> list[End]:
        """The nodes that stand for these lives of objects, with how many each stands for."""
        plain = self.of.graph.plain
        if self.one_by_one:
            return [End(self._add(self._item_nodes[item])) for item in plain(vertices).ids().tolist()]
        return [
            End(self._add(self._group(lot)), objects=plain(self._by_lot[lot] & vertices).count)
            for lot in self._lots_among(vertices)
        ]

    def _lots_among(self, vertices: RangeSet) -> list[int]:
        """Lots of some of these lives; zero where some have none."""
        first, last, lot = self._pieces.T
        _, theirs = overlapping(vertices.first, vertices.last, first, last)
        none = [0] if 0 in self._by_lot and self._by_lot[0] & vertices else []
        return [*np.unique(lot[theirs]).tolist(), *none]

    def _group(self, lot: int) -> Node:
        of = self.of.class_node(lot) if lot else None
        return Node(
            id=self.of.group_id(lot),
            kind="object",
            product=of.product if of else None,
            name=of.name if of else None,
            name_zh=of.name_zh if of else None,
            lot=of.lot if of else None,
            objects=self.of.graph.plain(self._by_lot[lot]).count,
            depth=of.depth if of else 0,
        )

    def add_transformations(self) -> None:
        """What went in and what came out of each transformation, each with each.

        But what came through inside of a container hangs at that alone: pairs of a pallet's items are too many.
        """
        flows = Flows(self.of)
        for one, ends in self.of.walked.transformations.items():
            inside = self.items(ends.passed_objects)
            inputs = self._ends(
                one, Role.INPUT, ends.input_lots, ends.input_objects - ends.passed_objects, flows
            )
            outputs = self._ends(one, Role.OUTPUT, ends.given_lots, ends.output_objects, flows)
            told = flows.told(one)
            self.edges += [
                Edge(
                    source.node,
                    target.node,
                    "transformation",
                    event=told.event,
                    time=told.time,
                    offset=told.offset,
                    responsible=told.responsible,
                    place=told.place,
                    quantity=source.quantity,
                    objects=source.objects,
                    claim=told.claim,
                )
                for sources, targets in ((inputs, [*outputs, *inside]), (inside, outputs))
                for source in sources
                for target in targets
            ]

    def _ends(
        self, one: int, role: Role, lots: Collection[int], objects: RangeSet, flows: Flows
    ) -> list[End]:
        """Nodes at one side of a transformation, with how much of each it was."""
        ends = [End(self._add(self.of.class_node(lot)), flows.quantity(one, role, lot)) for lot in lots]
        return [*ends, *self.items(objects), *self._bare(one, role, flows)]

    def _bare(self, one: int, role: Role, flows: Flows) -> list[End]:
        return [
            End(self._add(flows.bare[class_id]), flows.quantity(one, role, class_id))
            for class_id in flows.bare_ends(one, role)
        ]

    def add_objects(self) -> None:
        """Objects under their lots, and what they are packed in."""
        for lot, members in self._by_lot.items():
            if not lot:
                self._members(lot, members)
                continue
            source = self.of.class_node(lot).id
            doubtful = self._claimed(lot, members)
            for some, claim in ((members - doubtful, False), (doubtful, True)):
                self.edges += [
                    Edge(source, end.node, "membership", objects=end.objects, claim=claim)
                    for end in (self._members(lot, some) if some else ())
                ]
        if self.one_by_one and self.of.seen_objects:
            containers, edges = containment_edges(
                self.of.seen_objects,
                self._item_nodes,
                self.of.source,
                self.of.directory,
                self.of.graph.lives(self.of.walked.vertices),
            )
            self.add_packings(containers, edges)
        elif not self.one_by_one:
            self.edges += self._nested()

    def _nested(self) -> list[Edge]:
        """Groups inside of groups: of containers through which the trace goes on."""
        held = contained(self.of.graph, self.of.walked.vertices).objects
        groups = [(*pair, group) for group, mine in self._by_lot.items() for pair in mine]
        pieces = np.array(groups, dtype=np.int64).reshape(-1, 3)
        of_container: dict[int, list[int]] = {}
        for low, high, group in pieces_within(RangeSet.from_ids(one for one, _, _ in held), pieces):
            for vertex in range(low, high + 1):
                of_container.setdefault(vertex, []).append(group)
        container, first, last = np.array(held, dtype=np.int64).reshape(-1, 3).T
        inside: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for one, other in zip(*overlapping(first, last, pieces[:, 0], pieces[:, 1]), strict=True):
            pair = max(int(first[one]), groups[other][0]), min(int(last[one]), groups[other][1])
            for holder in of_container[int(container[one])]:
                inside.setdefault((groups[other][2], holder), []).append(pair)
        return [
            Edge(
                self._group(group).id,
                self._group(holder).id,
                "containment",
                objects=self.of.graph.plain(RangeSet.from_pairs(pairs)).count,
            )
            for (group, holder), pairs in inside.items()
            if group != holder
        ]

    def _members(self, lot: int, members: RangeSet) -> list[End]:
        """The nodes that stand for some members of a lot."""
        if self.one_by_one:
            return self.items(members)
        return [End(self._add(self._group(lot)), objects=self.of.graph.plain(members).count)]

    def _claimed(self, lot: int, members: RangeSet) -> RangeSet:
        """Those of these lives of objects that claims alone tell to be of the lot."""
        objects = self.of.claimed.get(lot, EMPTY)
        return self.of.graph.lived(members, objects) if objects else EMPTY

    def add_packings(self, containers: Mapping[int, Node], edges: Iterable[Edge]) -> None:
        """Containers, and what was in them."""
        for item, container in containers.items():
            if item not in self._item_nodes:
                self.containers[item] = container
                self._add(container)
        self.edges += edges

    def add_hidden(self) -> None:
        """A node for what is hidden beyond each lot, and one beyond the objects of each lot."""
        for way, beyond in self.of.walked.beyond.items():
            for lot in beyond.lots:
                self._hide(way, lot, [self._add(self.of.class_node(lot))])
            for lot, objects in self.of.groups_of(beyond.objects).items():
                nodes = (
                    [self._add(self._item_nodes[item]) for item in objects.ids().tolist()]
                    if self.one_by_one
                    else [self._add(self._group(lot))]
                )
                self._hide(f"{way} of items", lot, nodes)

    def _hide(self, way: str, lot: int, nodes: Iterable[str]) -> None:
        hidden = self._add(Node(id=self.of.handle(way, lot), kind="hidden"))
        self.edges += [
            Edge(hidden, node, "transformation")
            if way.startswith("back")
            else Edge(node, hidden, "transformation")
            for node in nodes
        ]
