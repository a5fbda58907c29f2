"""Where single objects are, in words: place and holder, or from where to where and by whom; since when; inside what.

Source: DESIGN.md, sections 4 (place) and 6 (who may see what).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from headwater.epcis import times
from headwater.identity import objects
from headwater.lineage.past import place_lives
from headwater.lineage.place import ENDS
from headwater.tracing.naming import iso, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headwater.lineage.ranges import RangeSet
    from headwater.lineage.sweep import Placement
    from headwater.tracing.answers import Node
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource

IN_TRANSIT: Final = "in_transit"
"""CBV's word for the state of what is on the way; told of it where no event says another."""


def placement_of(
    asked: RangeSet, vertices: RangeSet, source: DatabaseSource, graph: DatabaseGraph
) -> Placement:
    """Where objects are: those of a trace in the last of their lives that it met, others in their present one.

    Args:
        asked: objects.
        vertices: lives that the trace met.
        source: what counts and the viewer sees.
        graph: the graph of these lives.
    """
    beside = asked - graph.plain(vertices)
    _, placement = place_lives(source, (vertices & asked) | beside, graph.past(vertices, asked))
    return placement


def placed(
    nodes: Mapping[int, Node], placement: Placement, source: DatabaseSource, directory: Directory
) -> dict[int, Node]:
    """The nodes of objects, each with where it is.

    Args:
        nodes: by object.
        placement: where these objects are, `source` having told so.
        source: what counts and the viewer sees.
        directory: names of the answer.
    """
    answer = dict(nodes)
    for first, last, told in _in_words(placement, source, directory):
        for item in range(first, last + 1):
            answer[item] = structs.replace(nodes[item], **told)
    return answer


def _in_words(
    placement: Placement, source: DatabaseSource, directory: Directory
) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """First and last object of each range, with the fields of their nodes.

    The same few statements however many ranges.
    """
    words = {*placement.place.tolist(), *placement.origin.tolist(), *placement.destination.tolist()}
    directory.learn_places((words | set(placement.seen_at.tolist())) - {0})
    facts = source.facts_of(set(placement.told_by.tolist()) - {0})
    owners = {place: directory.owner(place) for place in set(placement.place.tolist()) - {0}}
    shippers = {facts[told].capturer for told in set(placement.told_by[placement.in_transit].tolist())}
    directory.learn_organisations({one for one in (*owners.values(), *shippers) if one is not None})
    containers = objects.keys_of(set(placement.via.tolist()) - {0})
    columns = (placement.place, placement.in_transit, placement.origin, placement.destination)
    more = (placement.seen_at, placement.told_by, placement.state, placement.via)
    for first, last, place, in_transit, origin, destination, seen_at, told_by, state, via in zip(
        placement.first.tolist(),
        placement.last.tolist(),
        *(column.tolist() for column in (*columns, *more)),
        strict=True,
    ):
        fact = facts.get(told_by)
        said = placement.states[state - 1] if state else None
        yield (
            first,
            last,
            {
                "place": directory.place(place or None),
                "holder": directory.holder(owners.get(place)),
                "in_transit": bool(in_transit),
                "origin": directory.place(origin or None),
                "destination": directory.place(destination or None),
                "by": directory.holder(fact.capturer if fact and in_transit else None),
                "seen_at": directory.place(seen_at or None),
                "since": iso(fact.time) if fact else None,
                "offset": times.format_offset(fact.offset) if fact else None,
                "state": IN_TRANSIT if in_transit and said not in ENDS else said,
                "via": link(containers[via]) if via else None,
            },
        )
