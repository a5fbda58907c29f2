"""Where the parts of a lot are: its items, together or one by one, or its amounts.

Source: DESIGN.md, section 4 (place).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from headwater.lineage.past import place_lives
from headwater.lineage.ranges import RangeSet
from headwater.tracing.answers import Part
from headwater.tracing.stocks import Stocks
from headwater.tracing.subjects import is_lot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headwater.tracing.answers import Node
    from headwater.tracing.eyes import Eyes
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource


def parts_of(
    lot: int, key: str, source: DatabaseSource, graph: DatabaseGraph, eyes: Eyes, directory: Directory
) -> Sequence[Part]:
    """Where the items of a lot are, most first; of a lot without item codes, its stock.

    Args:
        lot: the lot, with its key; nothing is known of where a bare product is.
        source: what counts and the viewer sees.
        graph: membership of lives, of the same cut.
        eyes: whoever asks.
        directory: names of the answer.
    """
    if not is_lot(key):
        return ()
    members = graph.members([lot]).get(lot)
    return (
        _of_items(members, source, graph, eyes, directory) if members else _of_stock(lot, source, directory)
    )


def placed(
    nodes: Mapping[int, Node],
    vertices: RangeSet,
    source: DatabaseSource,
    graph: DatabaseGraph,
    directory: Directory,
) -> dict[int, Node]:
    """The nodes of objects, each with where it is in the last of its lives that a trace met.

    Args:
        nodes: by object.
        vertices: lives that the trace met.
        source: what counts and the viewer sees.
        graph: the graph of these lives.
        directory: names of the answer.
    """
    objects = RangeSet.from_ids(nodes)
    _, placement = place_lives(source, vertices & objects, graph.past(vertices, objects))
    directory.learn_places({*placement.place.tolist(), *placement.destination.tolist()} - {0})
    columns = (placement.first, placement.last, placement.place, placement.in_transit)
    more = (placement.destination, placement.state)
    answer = dict(nodes)
    for first, last, place, in_transit, destination, state in zip(
        *(column.tolist() for column in (*columns, *more)), strict=True
    ):
        for item in range(first, last + 1):
            answer[item] = structs.replace(
                nodes[item],
                place=None if in_transit else directory.place(place or None),
                in_transit=bool(in_transit),
                destination=directory.place(destination or None) if in_transit else None,
                state=placement.states[state - 1] if state else None,
            )
    return answer


def _of_items(
    members: RangeSet, source: DatabaseSource, graph: DatabaseGraph, eyes: Eyes, directory: Directory
) -> list[Part]:
    seen = eyes.objects(graph.plain(members))
    _, placement = place_lives(source, members & seen, graph.past(members, seen))
    counts: dict[tuple[int, bool, int, int], int] = {}
    columns = (placement.place, placement.in_transit, placement.destination, placement.state)
    sizes = placement.last - placement.first + 1
    for *where, size in zip(*(column.tolist() for column in columns), sizes.tolist(), strict=True):
        place, in_transit, destination, state = where
        key = (0 if in_transit else place, bool(in_transit), destination if in_transit else 0, state)
        counts[key] = counts.get(key, 0) + size
    directory.learn_places({word for place, _, to, _ in counts for word in (place, to) if word})
    found = [
        Part(
            place=directory.place(place or None),
            in_transit=in_transit,
            destination=directory.place(destination or None),
            state=placement.states[state - 1] if state else None,
            objects=count,
        )
        for (place, in_transit, destination, state), count in counts.items()
    ]
    return sorted(found, key=lambda one: (-(one.objects or 0), _named(one)))


def _of_stock(lot: int, source: DatabaseSource, directory: Directory) -> list[Part]:
    return [
        Part(
            place=one.place,
            in_transit=one.in_transit,
            destination=one.destination,
            quantity=one.quantity,
            uom=one.uom,
            via=one.via,
            since=one.since,
            offset=one.offset,
        )
        for one in Stocks([lot], source, directory).rows()
    ]


def _named(one: Part) -> tuple[str, str, str]:
    return (
        one.place.id if one.place else "",
        one.destination.id if one.destination else "",
        one.state or "",
    )
