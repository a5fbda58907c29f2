"""A walked trace as one viewer sees it: which of it is visible, and under what names."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from msgspec import structs

from headwater.lineage.holding import things
from headwater.lineage.ranges import EMPTY, RangeSet, sets_by_lot, union
from headwater.lineage.segments import pieces_within
from headwater.tracing.answers import COLLAPSED, Edge, Node
from headwater.tracing.drawing import View
from headwater.tracing.naming import Directory, nodes_of_classes, nodes_of_objects
from headwater.tracing.paging import page_of
from headwater.tracing.whereabouts import placed, placement_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.ranges import Piece
    from headwater.tracing.eyes import Eyes
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.source import DatabaseSource
    from headwater.tracing.stocks import Stocks
    from headwater.tracing.subjects import Subject
    from headwater.tracing.traces import Walked


_NO_LOT: Final = "urn:headwater:objects:without-lot"


class Assembly:
    """Nodes and edges of a walked trace, as one viewer sees them."""

    def __init__(
        self, subject: Subject, walked: Walked, graph: DatabaseGraph, eyes: Eyes, source: DatabaseSource
    ) -> None:
        """Of what was walked; graph and source are of the events that the viewer sees."""
        self.subject = subject
        self.walked = walked
        self.graph = graph
        self.eyes = eyes
        self.source = source
        self.directory = Directory()
        """Names of the answer."""
        self.seen_lots = set(walked.lots)
        self.seen_objects = walked.objects
        self.pieces = graph.plain_pieces(walked.pieces)
        self.claimed = graph.stored.claimed()
        """By lot: objects that claims alone tell to be of it."""
        self.events = graph.events_of(walked.transformations)
        self._object_nodes: dict[int, Node] = {}
        self._class_nodes = nodes_of_classes(walked.lots)

    @property
    def sees_subject(self) -> bool:
        if self.subject.kind == "object" and self.eyes.see_all:
            self.source.touches([self.subject.id])
            return self.source.knows(self.subject.id)
        if self.subject.kind == "object":
            return bool(self.eyes.named_objects(RangeSet.from_ids([self.subject.id])))
        return bool(self.eyes.named_classes([self.subject.id]))

    @property
    def hidden(self) -> int:
        """From how many lots, and groups of the objects of a lot, something hidden leads on, either way."""
        return sum(
            len(beyond.lots) + len(self.groups_of(beyond.objects)) for beyond in self.walked.beyond.values()
        )

    def groups_of(self, objects: RangeSet) -> dict[int, RangeSet]:
        """These objects by lot; those of no lot at 0."""
        found = {lot: members & objects for lot, members in sets_by_lot(self.pieces).items()}
        found[0] = objects - union(found.values())
        return {lot: members for lot, members in found.items() if members}

    @cached_property
    def subject_node(self) -> Node:
        """The node that the question was about."""
        if self.subject.kind != "object":
            return self.class_node(self.subject.id)
        return self.object_nodes([self.subject.id])[self.subject.id]

    @property
    def downstream(self) -> set[int]:
        """Lots downstream that the viewer sees."""
        return self.walked.forward_lots - self.bare

    @property
    def uncoded(self) -> set[int]:
        """Those of them none of whose items has a code; that some has, nobody tells by a claim."""
        coded = {
            lot
            for first, last, lot in self.pieces
            if lot not in self.claimed or RangeSet.from_pairs([(first, last)]) - self.claimed[lot]
        }
        return self.downstream - coded

    @property
    def bare(self) -> set[int]:
        """The subject, if it is a class that is no lot."""
        return {self.subject.id} if self.subject.kind == "class" else set()

    @cached_property
    def containers(self) -> RangeSet:
        """Objects that are nothing but what they held: shown, and not counted as items.

        A case of a lot is an item of it whatever was put into it, and so is a can to which somebody tied a logger.
        """
        holding = self.source.holding(self.walked.objects)
        if not holding:
            return EMPTY
        vertices = self.graph.lived(self.walked.vertices, holding)
        return holding - self.graph.plain(things(self.graph, vertices))

    def object_nodes(self, items: Sequence[int]) -> dict[int, Node]:
        """Nodes of objects that the viewer sees."""
        new = [item for item in items if item not in self._object_nodes]
        if new:
            containers = [item for item in new if item in self.containers]
            made = nodes_of_objects(dict.fromkeys(new, 0), containers=containers)
            self._object_nodes |= made | self._in_lots(made)
        return {item: self._object_nodes[item] for item in items}

    def _in_lots(self, nodes: Mapping[int, Node]) -> dict[int, Node]:
        """Those of these objects that are of lots, with all of these that the viewer sees."""
        found: dict[int, list[Node]] = {}
        for first, last, lot in self._pieces_of(RangeSet.from_ids(nodes)):
            for item in range(first, last + 1):
                found.setdefault(item, []).append(self._class_nodes[lot])
        return {
            item: structs.replace(
                nodes[item],
                lot=", ".join(sorted(lot.lot or lot.id for lot in lots)),
                depth=min(lot.depth for lot in lots),
            )
            for item, lots in found.items()
        }

    def class_nodes(self, ids: Collection[int]) -> dict[int, Node]:
        """Nodes of classes that the viewer sees, whether they are in the trace or only beside it."""
        beside = nodes_of_classes(dict.fromkeys(set(ids) - self._class_nodes.keys(), 0))
        return {**{one: self._class_nodes[one] for one in ids if one in self._class_nodes}, **beside}

    def class_node(self, class_id: int) -> Node:
        """The node of a lot or class of the trace."""
        return self._class_nodes[class_id]

    def graph_view(
        self, source: DatabaseSource | None, listed: int, stocks: Stocks
    ) -> tuple[list[Node], list[Edge]]:
        """The subject; all lots, nearest first; objects one by one if there are at most `listed`, else one node for
        each lot.

        So are the containers of what is told by quantity: one by one, or none. Where objects are is told from
        `source`; None where that is not asked.
        """
        one_by_one = self.walked.objects.count <= listed
        nodes = self.object_nodes(self.seen_objects.ids().tolist() if one_by_one else [])
        view = View(self, nodes, one_by_one=one_by_one)
        view.add_lots()
        view.add_transformations()
        view.add_objects()
        view.add_packings(*stocks.packings({lot: self._class_nodes[lot] for lot in self.downstream}, listed))
        view.add_hidden()
        if source is not None:
            subject = {self.subject.id: self.subject_node} if self.subject.kind == "object" else {}
            batches = {node.id for node in self._class_nodes.values()}
            for node in self.placed(subject | nodes | view.containers, source).values():
                if node.id not in batches:  # a URI may name both
                    view.nodes[node.id] = node
            for lot, gone in stocks.gone().items():
                if lot in self.uncoded:
                    node = self.class_node(lot)
                    view.nodes[node.id] = structs.replace(
                        node, state=gone.state, since=gone.since, offset=gone.offset
                    )
        about = view.nodes.pop(self.subject_node.id)
        return [about, *sorted(view.nodes.values(), key=_nearest)], sorted(view.edges, key=_by_name)

    def handle(self, way: str, node: int) -> str:
        """A name for what is hidden beyond a lot, or beyond objects of one, that holds in answers about this subject."""
        return self.eyes.handle(self.subject.identifier.key, way, node)

    def group_id(self, lot: int) -> str:
        """The id of the node that stands for all objects of a lot; 0: for those that are in none."""
        return (self.class_node(lot).id if lot else _NO_LOT) + COLLAPSED

    def objects_page(
        self, source: DatabaseSource, after: int, size: int, within: str | None = None
    ) -> tuple[list[Node], list[Edge], str | None]:
        """Some of the visible objects, with the lots they belong to; the next cursor, if more follow.

        Args:
            source: what counts and the viewer sees: places are told from it.
            after: see `paging.after_of`.
            size: how many at most.
            within: the id of a node that stands for many objects: those alone.
        """
        about = self.subject.identifier.key
        wanted = self.seen_objects if within is None else self._objects_of(within)
        ids, following = page_of(wanted, after, size, self.eyes.key_of(about))
        subject = [self.subject.id] if self.subject.kind == "object" else []
        nodes = self.placed(self.object_nodes([*subject, *ids]), source)
        edges = [
            Edge(
                self.class_node(lot).id,
                nodes[item].id,
                "membership",
                claim=lot in self.claimed and item in self.claimed[lot],
            )
            for first, last, lot in self._pieces_of(RangeSet.from_ids(ids))
            for item in range(first, last + 1)
        ]
        head = nodes[self.subject.id] if subject else self.subject_node
        itself = (*subject, self.subject.instance)
        listed = [nodes[item] for item in ids if item not in itself]
        if not self.eyes.see_all:  # of one page the order is free: as a person looks for it
            listed.sort(key=_nearest)
        return [head, *listed], sorted(edges, key=_by_name), following

    def placed(self, nodes: Mapping[int, Node], source: DatabaseSource) -> dict[int, Node]:
        """Nodes of objects that the viewer sees, each with where it is."""
        placement = placement_of(RangeSet.from_ids(nodes), self.walked.vertices, source, self.graph)
        return placed(nodes, placement, source, self.directory)

    def _objects_of(self, group: str) -> RangeSet:
        """Visible objects that the node of this id stands for."""
        if group == self.group_id(0):
            return self.seen_objects - RangeSet.from_pairs((first, last) for first, last, _ in self.pieces)
        lots = {lot for _, _, lot in self.pieces if self.group_id(lot) == group}
        members = [(first, last) for first, last, lot in self.pieces if lot in lots]
        return self.seen_objects & RangeSet.from_pairs(members)

    def _pieces_of(self, objects: RangeSet) -> list[Piece]:
        """(first, last, lot) of those of these objects that belong to a lot."""
        return pieces_within(objects, np.array(self.pieces, dtype=np.int64).reshape(-1, 3))


def _nearest(node: Node) -> tuple[bool, int, str]:
    """The order of nodes: ids of the store would tell what was named first, and how much others named since."""
    return node.kind == "hidden", node.depth, node.id


def _by_name(edge: Edge) -> tuple[str | bool, ...]:
    """The order of edges, for the same reason; of one event that several captured, by who tells it."""
    return (
        edge.source,
        edge.target,
        edge.kind,
        edge.time or "",
        edge.event or "",
        edge.until or "",
        edge.responsible.organisation if edge.responsible else "",
        edge.claim,
    )
