"""Questions about where things came from, where they went and where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import connection
from msgspec import structs

from headwater.parties.actors import Viewer
from headwater.tracing import histories, traces
from headwater.tracing.beyond import Others
from headwater.tracing.cut import Cut
from headwater.tracing.edges import edges_of_all
from headwater.tracing.eyes import Eyes
from headwater.tracing.graph import DatabaseGraph
from headwater.tracing.naming import Directory, iso, nodes_of_classes, nodes_of_objects
from headwater.tracing.paging import WrongCursor, after_of
from headwater.tracing.remembered import Upstreams
from headwater.tracing.source import DatabaseSource
from headwater.tracing.spread import spread_of
from headwater.tracing.stories import Story, Teller
from headwater.tracing.subjects import Subject, UnknownSubject, as_seen, find, resolve
from headwater.tracing.traces import Detail, Direction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from headwater.gs1.identifier import Identifier
    from headwater.tracing.answers import Edge, History, Located, Trace

__all__ = [
    "Detail",
    "Direction",
    "Story",
    "Subject",
    "UnknownSubject",
    "Upstreams",
    "WrongCursor",
    "edges",
    "history",
    "locate",
    "story",
    "trace",
]


def trace(
    subject: Identifier,
    *,
    viewer: Viewer,
    direction: Direction = "both",
    at: datetime | None = None,
    known_at: int | None = None,
    detail: Detail = "graph",
    cursor: str | None = None,
    limit: int | None = None,
    within: str | None = None,
) -> Trace:
    """Where a lot, object or container came from and what became of it.

    Args:
        subject: any kind of thing; a container stands for what was ever in it.
        viewer: whoever asks.
        direction: "back", "forward", or both.
        at: event time up to which events count; all when None.
        known_at: record position up to which events were known; all when None.
        detail: "summary" for totals alone; "graph" for lots, transformations and containers, objects one by
            one while they are few; "objects" for pages of single objects.
        cursor: `next` of the page before, for "objects".
        limit: how many objects "graph" lists one by one, or a page of "objects" holds.
        within: the id of a node of "graph" that stands for many objects: "objects" tells of those alone.

    Raises:
        UnknownSubject: nothing that the viewer may see was ever recorded of it.
        WrongCursor: a cursor that is none.
    """
    cut = Cut.of(at, known_at)
    eyes = Eyes(viewer, cut)
    after = after_of(cursor, by_id=eyes.see_all)
    source = DatabaseSource(cut, eyes)
    return traces.trace_of(
        as_seen(resolve(subject), eyes),
        source=source,
        graph=_scope(source),
        others=None if eyes.see_all else _others(viewer),
        eyes=eyes,
        direction=direction,
        detail=detail,
        at=None if cut.at is None else iso(cut.at),
        known_at=known_at,
        after=after,
        limit=limit,
        within=within,
    )


def _scope(facts: DatabaseSource) -> DatabaseGraph:
    """The graph that is walked: scope must not shrink because somebody without authority reported a step."""
    return DatabaseGraph(DatabaseSource(replace(facts.cut, claims=True), facts.eyes), facts)


def _others(viewer: Viewer) -> Others:
    everything = Viewer(viewer.organisation_id, operating=True)
    told, every = (
        _scope(DatabaseSource(Cut(), Eyes(one, but=viewer.organisation_id))) for one in (viewer, everything)
    )
    return Others(told, every)


def history(
    subject: Identifier, *, viewer: Viewer, at: datetime | None = None, known_at: int | None = None
) -> History:
    """What happened to an object (and to what contained it while it was inside), or to a lot.

    Raises:
        UnknownSubject: nothing that the viewer may see was ever recorded of it.
    """
    cut = Cut.of(at, known_at)
    seen = as_seen(resolve(subject), Eyes(viewer, cut))
    return histories.history_of(seen, DatabaseSource(cut, Eyes(viewer)))


def locate(
    subjects: Sequence[Identifier],
    *,
    viewer: Viewer,
    at: datetime | None = None,
    known_at: int | None = None,
) -> list[Located]:
    """Where each subject is, in the order of the question, as far as the viewer sees; of a lot, all of it.

    A subject of which the viewer may see nothing has an answer that says so, beside others that are known.

    Raises:
        UnknownSubject: nothing that the viewer may see was ever recorded of any.
    """
    cut = Cut.of(at, known_at)
    eyes = Eyes(viewer, cut)
    source = DatabaseSource(cut, eyes)
    graph = DatabaseGraph(source)
    found = {subject.key: as_seen(one, eyes) for subject in subjects if (one := find(subject)) is not None}
    resolved = found.values()
    objects = [one.id for one in resolved if one.kind == "object"]
    standings = dict(zip(objects, histories.locate_objects(objects, source), strict=True))
    nodes = nodes_of_objects(dict.fromkeys(objects, 0))
    classes = nodes_of_classes({one.id: 0 for one in resolved if one.kind != "object"})
    containers = {standing.via for standing in standings.values() if standing.via is not None}
    links = {container: node.id for container, node in nodes_of_objects(dict.fromkeys(containers, 0)).items()}
    directory = Directory()
    located: dict[str, Located] = {}
    for key, one in found.items():
        if one.kind == "object":
            standing = standings[one.id] if source.knows(one.id) else None
        else:
            standing = histories.locate_class(one, source)
        if standing is None:
            continue
        node = nodes[one.id] if one.kind == "object" else classes[one.id]
        via = links[standing.via] if standing.via is not None else None
        located[key] = histories.located(node, standing, via, directory)
        if one.kind != "object":
            parts, gone = spread_of(one.id, key, source, graph, directory)
            located[key] = structs.replace(located[key], parts=list(parts))
            if gone is not None:
                located[key] = histories.used_up(located[key], gone)
    if subjects and not located:
        raise UnknownSubject(subjects[0].key)
    return [located.get(subject.key) or histories.unknown(subject) for subject in subjects]


def edges(*, viewer: Viewer) -> Iterator[Edge]:
    """Every edge of the lineage that counts: transformations, then membership, then containment.

    Args:
        viewer: of the operating organisation, which sees all.
    """
    return edges_of_all(viewer)


def story(subject: Identifier | Subject, *, viewer: Viewer, upstreams: Upstreams | None = None) -> Story:
    """The life of one thing, where it is and what it was made from, without totals, as known now.

    Args:
        subject: any kind of thing; resolved by the caller or not.
        viewer: whoever asks.
        upstreams: what this process remembers of what is upstream; the answer is the same without. It serves
            viewers who see all, outside of transactions.

    Raises:
        UnknownSubject: nothing that the viewer may see was ever recorded of it.
    """
    cut, eyes = Cut.of(None, None), Eyes(viewer)
    source = DatabaseSource(cut, eyes)
    known = None if connection.in_atomic_block or not eyes.see_all else upstreams
    teller = Teller(source, DatabaseGraph(source), known)
    return teller.tell(as_seen(subject if isinstance(subject, Subject) else resolve(subject), eyes))
