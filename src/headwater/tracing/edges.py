"""Every edge of the lineage that counts: what was made into what, what belongs to which lot, what was in what."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from headwater.epcis import times
from headwater.events import queries as events
from headwater.events.beginnings import lots_of_quantities
from headwater.events.labels import labels
from headwater.identity import dictionary, objects
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.store import batched
from headwater.tracing.answers import Edge
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.graph import StoredGraph
from headwater.tracing.naming import Directory, iso, nodes_of_classes, nodes_of_objects
from headwater.tracing.packing import containment_edges
from headwater.tracing.source import DatabaseSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headwater.epcis.model import Event
    from headwater.parties.actors import Viewer

CHUNK: Final = 1000
"""Objects, or transformations, that are looked up together."""


class _Mentioned:
    """What the events name: where to look for edges."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.classes: set[int] = set()
        """In transformations."""
        self.transformed = self.begun = self.children = EMPTY
        for some in batched(events, CHUNK):
            made = [event for event in some if event.type == "TransformationEvent"]
            quantities = [
                part for event in made for part in (*event.input_quantity_list, *event.output_quantity_list)
            ]
            keys = {dictionary.canonical(part.epc_class) for part in quantities}
            keys |= {key for event in made for key in lots_of_quantities(event).values()}
            self.classes |= set(dictionary.find_classes(keys).values())
            self.transformed |= _ids(
                epc for event in made for epc in (*event.input_epc_list, *event.output_epc_list)
            )
            self.begun |= _ids(
                epc
                for event in some
                for epc in (event.output_epc_list if event.type == "TransformationEvent" else event.epc_list)
            )
            self.children |= _ids(epc for event in some for epc in event.child_epcs)


def edges_of_all(viewer: Viewer) -> Iterator[Edge]:
    """Edges of what counts as a fact now: transformations, then membership, then containment.

    What was declared wrong or is a mere claim adds no edge.
    """
    cut, eyes = Cut.of(None, None), Eyes(viewer)
    source = DatabaseSource(cut, eyes)
    graph = StoredGraph(source, source)
    mentioned = _Mentioned(events.every(viewer=viewer))
    yield from _transformations(mentioned, source, graph)
    for some in batched(_each(mentioned.begun), CHUNK):
        yield from _membership(some, graph)
    for some in batched(_each(mentioned.children), CHUNK):
        nodes = nodes_of_objects(dict.fromkeys(some, 0))
        own = {node.id for node in nodes.values()}
        _containers, found = containment_edges(RangeSet.from_ids(list(some)), nodes, source, Directory())
        yield from (edge for edge in found if edge.source in own)  # a container's own come with itself


def _transformations(mentioned: _Mentioned, source: DatabaseSource, graph: StoredGraph) -> Iterator[Edge]:
    found = graph.transformations_from(mentioned.classes, mentioned.transformed)
    found |= graph.transformations_to(mentioned.classes, mentioned.transformed)
    for some in batched(sorted(found), CHUNK):
        inputs, outputs, passed = graph.inputs(some), graph.outputs(some), graph.passed(some)
        of_event = graph.events_of(some)
        facts = source.facts_of(of_event)
        first: dict[int, int] = {}
        for event in sorted(of_event, key=lambda event: facts[event].order):
            first.setdefault(of_event[event], event)
        told = [facts[event] for event in first.values()]
        directory = Directory()
        directory.learn(told)
        named = labels([fact.event for fact in told])
        for one in some:
            fact = facts[first[one]]
            place = directory.place(fact.place if fact.place is not None else fact.seen_at)
            through, inside = passed.get(one, (set(), EMPTY))
            (taken_lots, taken), (lots, items) = inputs[one], outputs[one]
            within, given = _links((), inside), _links(lots | through, items)
            # What came through inside of a container hangs at that alone, as where it is drawn.
            for upstreams, downstreams in (
                (_links(taken_lots, taken - inside), [*given, *within]),
                (within, given),
            ):
                for upstream, downstream in product(upstreams, downstreams):
                    yield Edge(
                        upstream,
                        downstream,
                        "transformation",
                        event=named[fact.event].event_id,
                        time=iso(fact.time),
                        offset=times.format_offset(fact.offset),
                        responsible=directory.responsible(fact),
                        place=place,
                    )


def _membership(some: Sequence[int], graph: StoredGraph) -> Iterator[Edge]:
    pieces = graph.lots_of(RangeSet.from_ids(list(some)))
    lots = nodes_of_classes({lot: 0 for _, _, lot in pieces})
    items = nodes_of_objects(dict.fromkeys(some, 0))
    for first, last, lot in pieces:
        for item in range(first, last + 1):
            yield Edge(lots[lot].id, items[item].id, "membership")


def _links(lots: Iterable[int], items: RangeSet) -> list[str]:
    classes = nodes_of_classes(dict.fromkeys(sorted(lots), 0))
    named = nodes_of_objects(dict.fromkeys(items.ids().tolist(), 0))
    return [node.id for node in (*classes.values(), *named.values())]


def _ids(epcs: Iterable[str]) -> RangeSet:
    texts = list(dict.fromkeys(epcs))
    return RangeSet.from_ids(objects.find_objects(texts).ids.tolist()) if texts else EMPTY


def _each(ids: RangeSet) -> Iterator[int]:
    for first, last in ids:
        yield from range(first, last + 1)
