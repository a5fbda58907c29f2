"""What of a walked graph one viewer is told by name; the rest is hidden.

A node is named if edges of the trace lead to it from the subject, each of them told by an event that the viewer
sees: a transformation with both its ends, a membership, what was inside of something. That another event names the
node does not matter: anybody may capture an event that names anything. See docs/adr/0012-what-a-stranger-is-told.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.lineage.closure import Edges, lots_given
from headwater.lineage.holding import contained
from headwater.lineage.ranges import EMPTY, sets_by_lot, union
from headwater.lineage.told import told_part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from headwater.lineage.closure import Closure, Frontier
    from headwater.lineage.facts import Order
    from headwater.lineage.ranges import RangeSet
    from headwater.tracing.graph import DatabaseGraph, StoredGraph


class Sight:
    """One viewer's part of a graph of lives."""

    def __init__(self, graph: DatabaseGraph, told: StoredGraph) -> None:
        """See `graph` as those do to whom `told` is known: what the events tell that they see, of the same cut.

        Who sees everything is given the graph's own, and every answer is the graph's.
        """
        self.graph = graph
        self.told = told

    @property
    def is_whole(self) -> bool:
        """Whether everything is seen."""
        return self.told is self.graph.stored

    def of(self, found: Closure, start: Frontier) -> Closure:
        """The part of a closure that is named; as many statements as one more level of the walk.

        Args:
            found: walked in the whole graph.
            start: where it began, as far as the viewer is told.
        """
        if self.is_whole:
            return found
        every = list(found.transformations)
        inputs, outputs = (self.told.inputs(every), self.told.outputs(every)) if every else ({}, {})
        asked = self.graph.plain(found.objects) | union(objects for _, objects in outputs.values())
        pieces = self.told.lots_of(asked) if asked else ()
        own = lots_given(outputs, pieces)
        edges = {
            one: Edges(
                ends.depth,
                ends.input_lots & inputs[one][0],
                self.graph.lived(ends.input_objects, inputs[one][1]),
                ends.output_lots & (outputs[one][0] | own.get(one, set())),
                self.graph.lived(ends.output_objects, outputs[one][1]),
            )
            for one, ends in found.transformations.items()
        }
        told = sets_by_lot(pieces)
        membership = [
            (*pair, lot)
            for lot, members in sets_by_lot(found.membership).items()
            if lot in told
            for pair in self.graph.lived(members, told[lot])
        ]
        held = contained(self.graph, self.told, found.objects)
        return told_part(found, start, edges, membership, held)

    def members(self, lots: Collection[int], /) -> Mapping[int, RangeSet]:
        """Members of each lot, as lives, that are told to be."""
        every = self.graph.members(lots)
        if self.is_whole:
            return every
        told = self.told.members(lots)
        return {lot: self.graph.lived(every.get(lot, EMPTY), members) for lot, members in told.items()}

    def at(self, pieces: Iterable[tuple[int, int, Order]], /) -> RangeSet:
        """See `DatabaseGraph`."""
        return self.graph.at(pieces)

    def claimed(self) -> dict[int, RangeSet]:
        """By lot: objects that claims alone tell to be of it, of what was asked about."""
        return self.told.claimed()
