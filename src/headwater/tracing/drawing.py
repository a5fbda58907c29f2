"""The nodes and edges of a graph: objects one by one while they are few, else one node for each lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater.events.codes import Role
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.lineage.segments import overlapping
from headwater.tracing.answers import Edge, Node, Quantity
from headwater.tracing.flows import Flows
from headwater.tracing.packing import containment_edges

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from headwater.tracing.assembly import Assembly


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
        pairs: dict[int, list[tuple[int, int]]] = {}
        for first, last, lot in assembly.walked.pieces:
            pairs.setdefault(lot, []).append((first, last))
        self._by_lot = {lot: RangeSet.from_pairs(found) for lot, found in sorted(pairs.items())}
        grouped = EMPTY
        for members in self._by_lot.values():
            grouped |= members
        rest = assembly.walked.vertices - grouped
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

    def items(self, vertices: RangeSet) -> list[tuple[str, int | None]]:
        """The nodes that stand for these lives of objects, with how many visible objects each stands for."""
        if self.one_by_one:
            items = self.of.graph.plain(vertices).ids().tolist()
            return [(self._add(self._item(item)), None) for item in items]
        return [
            (self._add(self._group(lot)), self._count(self._by_lot[lot] & vertices))
            for lot in self._lots_among(vertices)
        ]

    def _lots_among(self, vertices: RangeSet) -> list[int]:
        """Lots of some of these lives; zero where some have none."""
        first, last, lot = self._pieces.T
        _, theirs = overlapping(vertices.first, vertices.last, first, last)
        none = [0] if 0 in self._by_lot and self._by_lot[0] & vertices else []
        return [*np.unique(lot[theirs]).tolist(), *none]

    def _count(self, vertices: RangeSet) -> int | None:
        """How many objects among these lives the viewer sees; None for none."""
        return self._seen(vertices).count or None

    def _seen(self, vertices: RangeSet) -> RangeSet:
        return self.of.graph.plain(vertices) & self.of.seen_objects

    def _item(self, item: int) -> Node:
        node = self._item_nodes.get(item)
        return node if node is not None else Node(id=self.of.eyes.handle("object", item), kind="hidden")

    def _group(self, lot: int) -> Node:
        members = self._by_lot[lot]
        seen = self._seen(members)
        if not seen:
            return Node(id=self.of.eyes.handle("group", lot), kind="hidden")
        lot_node = self.of.class_node(lot) if lot else None
        visible = lot_node if lot_node is not None and lot_node.kind != "hidden" else None
        return Node(
            id=self.of.group_id(lot),
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
        flows = Flows(self.of)
        for one, ends in self.of.walked.transformations.items():
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
                                offset=told.offset,
                                responsible=told.responsible,
                                place=told.place,
                                quantity=quantity,
                                objects=count,
                                claim=told.claim,
                            )
                        )

    def _ends(
        self, one: int, role: Role, lots: Collection[int], objects: RangeSet, flows: Flows
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
            if not lot:
                self._members(lot, members)
                continue
            source = self.of.class_node(lot).id
            doubtful = self._claimed(lot, members)
            for some, claim in ((members - doubtful, False), (doubtful, True)):
                self.edges += [
                    Edge(source, node, "membership", objects=count, claim=claim)
                    for node, count in (self._members(lot, some) if some else ())
                ]
        if self.one_by_one and self.of.seen_objects:
            containers, edges = containment_edges(
                self.of.seen_objects,
                self._item_nodes,
                self.of.unmasked,
                self.of.eyes,
                self.of.directory,
                self.of.graph.lives(self.of.walked.vertices),
            )
            self.add_packings(containers, edges)

    def _members(self, lot: int, members: RangeSet) -> list[tuple[str, int | None]]:
        """The nodes that stand for some members of a lot."""
        return (
            self.items(members) if self.one_by_one else [(self._add(self._group(lot)), self._count(members))]
        )

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
