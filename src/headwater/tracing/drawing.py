"""The nodes and edges of a graph: objects one by one while they are few, else one node for each lot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from headwater.events.codes import Role
from headwater.lineage.closure import Edges
from headwater.lineage.holding import contained
from headwater.lineage.ranges import EMPTY, RangeSet, sets_by_lot
from headwater.lineage.segments import overlapping, pieces_within
from headwater.tracing.answers import Edge, Node, Quantity
from headwater.tracing.flows import Flows
from headwater.tracing.packing import containment_edges

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from headwater.tracing.assembly import Assembly


_UNTOLD: Final = Edges(0, frozenset(), EMPTY, frozenset(), EMPTY)


class End(NamedTuple):
    """A node at one side of a transformation, or beneath a lot."""

    node: str
    told: bool
    """Whether events that the viewer sees tell of it there."""
    quantity: Quantity | None = None
    objects: int | None = None
    """How many visible objects it stands for, if it stands for many."""

    @property
    def is_hidden(self) -> bool:
        return self.node.startswith("hidden:")


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
        self._pieces = np.array(assembly.groups, dtype=np.int64).reshape(-1, 3)
        self._by_group = dict(sorted(sets_by_lot(assembly.groups).items()))
        grouped = EMPTY
        for members in self._by_group.values():
            grouped |= members
        rest = assembly.walked.vertices - grouped
        if rest:
            self._by_group[0] = rest

    def _add(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id

    def add_lots(self) -> None:
        """The nodes of all lots, nearest first."""
        self._add(self.of.subject_node)
        for lot, _ in sorted(self.of.walked.lots.items(), key=lambda item: (item[1], item[0])):
            self._add(self.of.class_node(lot))

    def items(self, vertices: RangeSet, told: RangeSet) -> list[End]:
        """The nodes that stand for these lives of objects, with how many each stands for of those that are told."""
        if self.one_by_one:
            plain = self.of.graph.plain
            named = set(plain(told).ids().tolist())
            return [
                End(self._add(self._item(item)), item in named) for item in plain(vertices).ids().tolist()
            ]
        ends = []
        for group in self._groups_among(vertices):
            count = self.of.graph.plain(self._by_group[group] & vertices & told).count
            ends.append(End(self._add(self._group(group)), bool(count), objects=count or None))
        return ends

    def _groups_among(self, vertices: RangeSet) -> list[int]:
        """Groups of some of these lives; zero where some have none."""
        first, last, group = self._pieces.T
        _, theirs = overlapping(vertices.first, vertices.last, first, last)
        none = [0] if 0 in self._by_group and self._by_group[0] & vertices else []
        return [*np.unique(group[theirs]).tolist(), *none]

    def _item(self, item: int) -> Node:
        node = self._item_nodes.get(item)
        return node if node is not None else Node(id=self.of.handle("object", item), kind="hidden")

    def _group(self, group: int) -> Node:
        seen = self.of.graph.plain(self._by_group[group] & self.of.told.vertices)
        if not seen:
            return Node(id=self.of.handle("group", abs(group)), kind="hidden")
        lot = self.of.class_node(group) if group > 0 else None
        return Node(
            id=self.of.group_id(group),
            kind="object",
            product=lot.product if lot else None,
            name=lot.name if lot else None,
            name_zh=lot.name_zh if lot else None,
            lot=lot.lot if lot else None,
            objects=seen.count,
            depth=lot.depth if lot else 0,
        )

    def add_transformations(self) -> None:
        """What went in and what came out of each transformation, each with each.

        Between two nodes that are named there is an edge only where events that the viewer sees tell of both ends.
        """
        flows = Flows(self.of)
        for one, ends in self.of.walked.transformations.items():
            seen = self.of.told.transformations.get(one, _UNTOLD)
            inputs = self._lots(one, Role.INPUT, ends.input_lots, seen.input_lots, flows)
            inputs += self.items(ends.input_objects, seen.input_objects)
            outputs = self._lots(one, Role.OUTPUT, ends.output_lots, seen.output_lots, flows)
            outputs += self.items(ends.output_objects, seen.output_objects)
            if one in self.of.told.transformations:
                inputs += self._bare(one, Role.INPUT, flows)
                outputs += self._bare(one, Role.OUTPUT, flows)
            told = flows.told(one)
            for source in inputs:
                for target in outputs:
                    if source.is_hidden or target.is_hidden:
                        self.edges.append(Edge(source.node, target.node, "transformation"))
                    elif told is not None and source.told and target.told:
                        self.edges.append(
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
                        )

    def _lots(
        self, one: int, role: Role, lots: Collection[int], told: Collection[int], flows: Flows
    ) -> list[End]:
        """Lots at one side of a transformation, with how much of each it was."""
        return [
            End(self._add(self.of.class_node(lot)), lot in told, flows.quantity(one, role, lot))
            for lot in sorted(lots)
        ]

    def _bare(self, one: int, role: Role, flows: Flows) -> list[End]:
        return [
            End(self._add(flows.bare[class_id]), told=True, quantity=flows.quantity(one, role, class_id))
            for class_id in flows.bare_ends(one, role)
        ]

    def add_objects(self) -> None:
        """Objects under their lots, and what they are packed in."""
        for group, members in self._by_group.items():
            if not group:
                self._members(group, members)
                continue
            source = self.of.class_node(abs(group)).id
            doubtful = self._claimed(group, members)
            for some, claim in ((members - doubtful, False), (doubtful, True)):
                self.edges += [
                    Edge(source, end.node, "membership", objects=end.objects, claim=claim)
                    for end in (self._members(group, some) if some else ())
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
        elif not self.one_by_one:
            self.edges += self._nested()

    def _nested(self) -> list[Edge]:
        """Groups inside of groups: of containers through which the trace goes on, as far as that is told."""
        told = self.of.told.vertices
        held = contained(self.of.graph, self.of.sight.told, told).objects
        groups = [(*pair, group) for group, mine in self._by_group.items() for pair in mine]
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

    def _members(self, group: int, members: RangeSet) -> list[End]:
        """The nodes that stand for some members of a group."""
        told = members & self.of.told.vertices
        if self.one_by_one:
            return self.items(members, told)
        count = self.of.graph.plain(told).count
        return [End(self._add(self._group(group)), bool(count), objects=count or None)]

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
