"""What objects were packed in: containers as nodes, stays as edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.epcis import times
from headwater.events.labels import labels
from headwater.lineage.ancestry import gather
from headwater.tracing.answers import Edge, Node
from headwater.tracing.naming import iso, nodes_of_objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headwater.lineage.containment import Stay
    from headwater.lineage.lived import Life
    from headwater.lineage.ranges import RangeSet
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource


def containment_edges(
    objects: RangeSet,
    nodes: Mapping[int, Node],
    source: DatabaseSource,
    directory: Directory,
    lives: Sequence[Life] = (),
) -> tuple[dict[int, Node], list[Edge]]:
    """Containers of these objects by id, level by level, and the stays in them.

    Args:
        objects: few enough to be listed one by one.
        nodes: the nodes of the objects, by id.
        source: what counts and the viewer sees.
        directory: names of the answer.
        lives: of objects that have been more than one thing, those to look at; of all others, every stay is shown.
    """
    level = objects.ids().tolist()
    known = gather(source, level, all_lives=True)
    several: dict[int, list[Life]] = {}
    for life in lives:
        for item in range(life.first, life.last + 1):
            several.setdefault(item, []).append(life)
    stays: dict[tuple[int, int, int], tuple[int, Stay]] = {}
    seen = set(level)
    while level:
        above: list[int] = []
        for item in level:
            for stay in known.containment(item).stays:
                if item in several and not any(one.holds(stay.begin) for one in several[item]):
                    continue
                stays[item, stay.container, stay.opened.event] = (item, stay)
                if stay.container not in seen:
                    seen.add(stay.container)
                    above.append(stay.container)
        level = above
    shown = list(stays.values())
    containers = {stay.container for _, stay in shown}
    named = nodes_of_objects(dict.fromkeys(containers, 0), containers=containers)
    opening = {stay.opened.event: stay.opened for _, stay in shown}
    directory.learn(list(opening.values()))
    named_events = labels(opening)
    edges = []
    for item, stay in shown:
        node = nodes.get(item) or named.get(item)
        if node is None:
            continue
        opened = stay.opened
        closed = stay.closed
        edges.append(
            Edge(
                node.id,
                named[stay.container].id,
                "containment" if stay.layer == "aggregation" else "association",
                event=named_events[opened.event].event_id,
                time=iso(opened.time),
                until=iso(closed.time) if closed else None,
                offset=times.format_offset(opened.offset),
                until_offset=times.format_offset(closed.offset) if closed else None,
                responsible=directory.responsible(opened),
                place=directory.place(opened.place if opened.place is not None else opened.seen_at),
            )
        )
    return named, edges
