"""A trace: the closure of a subject, as nodes and edges, with totals and where everything is.

It is that of the events that the viewer sees; where others lead on, it says that something hidden does (`beyond`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from headwater.lineage.closure import (
    Closure,
    Edges,
    Frontier,
    closure,
    from_contents,
    from_lots,
    from_objects,
)
from headwater.lineage.contents import contents
from headwater.lineage.ranges import EMPTY, RangeSet, pieces_by_lot
from headwater.tracing.answers import Edge, Node, Trace
from headwater.tracing.assembly import Assembly
from headwater.tracing.beyond import beyond
from headwater.tracing.stocks import Stocks
from headwater.tracing.subjects import Subject, UnknownSubject
from headwater.tracing.summaries import summarise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.lineage.closure import Direction as Way
    from headwater.lineage.ranges import Piece
    from headwater.tracing.beyond import Beyond, Others
    from headwater.tracing.eyes import Eyes
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.source import DatabaseSource

Direction = Literal["back", "forward", "both"]
Detail = Literal["summary", "graph", "objects"]

LISTED: Final = 500
"""Objects that a graph lists one by one; more are one node for each lot, with their count."""
PAGE: Final = 1_000
"""Objects in one answer with the detail "objects"."""


@dataclass(slots=True)
class Walked:
    """Both sides of a trace together."""

    lots: dict[int, int] = field(default_factory=dict)
    """Lot to distance from the subject."""
    followed: set[int] = field(default_factory=set)
    """Those of them that are in the trace as a whole, and not for some of their items alone."""
    objects: RangeSet = EMPTY
    vertices: RangeSet = EMPTY
    """The lives of these objects that are in the trace."""
    forward: RangeSet = EMPTY
    """Of them, those downstream."""
    pieces: Sequence[Piece] = ()
    """(first, last, lot) of the vertices that belong to a lot."""
    forward_lots: set[int] = field(default_factory=set)
    """Lots downstream."""
    transformations: dict[int, Edges] = field(default_factory=dict)
    """What of each transformation was walked, on either side."""
    precisions: set[str] = field(default_factory=set)
    beyond: dict[Way, Beyond] = field(default_factory=dict)
    """By direction: from what something hidden leads on; empty for who sees everything."""
    _passed: dict[str, set[int]] = field(default_factory=dict)
    """By direction: lots from which the walk went on."""

    def add(self, found: Closure, objects: RangeSet) -> None:
        """Take in one direction: a closure, and its objects."""
        self.vertices |= found.objects
        pieces = found.membership
        self.pieces = pieces_by_lot((*self.pieces, *pieces)) if self.pieces else pieces
        for lot, depth in found.lots.items():
            self.lots[lot] = min(depth, self.lots.get(lot, depth))
        self.followed |= found.lots.keys()
        for _, _, lot in found.membership:
            self.lots.setdefault(lot, 0)
        self.objects |= objects
        if found.direction == "forward":
            self.forward |= found.objects
            self.forward_lots |= found.lots.keys()
        passed = self._passed.setdefault(found.direction, set())
        for one, edges in found.transformations.items():
            self.transformations[one] = _merged(self.transformations.get(one), edges)
            near, far = edges.input_lots, edges.given_lots
            # Rework into the lot itself does not lead on.
            passed |= (near - far) if found.direction == "forward" else (far - near)
        self.precisions.add(found.precision)

    @property
    def ends(self) -> set[int]:
        """Lots at which the trace ends: downstream, from which nothing was made; of a trace back, into which
        nothing went."""
        if "forward" in self._passed:
            return self.forward_lots - self._passed["forward"]
        return self.lots.keys() - self._passed.get("back", set())

    @property
    def precision(self) -> str:
        return next(iter(self.precisions)) if len(self.precisions) == 1 else "mixed"


def _merged(one: Edges | None, other: Edges) -> Edges:
    """What two walks saw of one transformation, as one reworked into its own input is met on both sides."""
    if one is None:
        return other
    return Edges(
        min(one.depth, other.depth),
        one.input_lots | other.input_lots,
        one.input_objects | other.input_objects,
        one.output_lots | other.output_lots,
        one.output_objects | other.output_objects,
        one.passed_lots | other.passed_lots,
        one.passed_objects | other.passed_objects,
    )


def begin(subject: Subject, graph: DatabaseGraph) -> Frontier:
    """Where a trace of the subject starts: a container stands for what was ever in it."""
    if subject.kind == "lot":
        whole = from_lots(graph, [subject.id])
        if subject.instance is None:
            return whole
        thing = begin(Subject(subject.identifier, "object", subject.instance), graph)
        return Frontier(whole.lots | thing.lots, whole.objects | thing.objects)
    if subject.kind == "class":
        return Frontier()
    if not any(touch.role == "parent" for touch in graph.facts.touches([subject.id])[subject.id]):
        return from_objects(RangeSet.from_ids([subject.id]))
    return from_contents(graph, contents(graph.facts, subject.id))


def walk(subject: Subject, graph: DatabaseGraph, direction: Direction, others: Others | None) -> Walked:
    """Close the subject in one direction or both."""
    start = begin(subject, graph)
    more = others is not None and _hold_more(subject, others)
    walked = Walked()
    for way in ("back", "forward"):
        if direction in (way, "both"):
            found = closure(graph, start, way)
            objects = graph.plain(found.objects)
            walked.add(found, objects)
            if others is not None:
                ends = beyond(found.lots, objects, way, others)
                walked.beyond[way] = ends.and_of(subject) if more else ends
    if subject.kind != "object":
        walked.lots[subject.id] = 0
    return walked


def _hold_more(subject: Subject, others: Others) -> bool:
    """Whether a subject has more members or contents by the events of others than the viewer is told."""
    told, every = (begin(subject, graph) for graph in others)
    objects = others.every.plain(every.objects) - others.told.plain(told.objects)
    return not every.lots <= told.lots or bool(objects)


def trace_of(
    subject: Subject,
    *,
    source: DatabaseSource,
    graph: DatabaseGraph,
    others: Others | None,
    eyes: Eyes,
    direction: Direction,
    detail: Detail,
    at: str | None,
    known_at: int | None,
    after: int,
    limit: int | None,
    within: str | None,
) -> Trace:
    """The whole answer.

    Args:
        source: what counts and the viewer sees.
        graph: of the same events, and of claims: it is walked.
        others: the graphs of what others captured, for viewers who do not see all.
        after: where a page of objects begins; see `paging`.
        within: the id of a node that stands for many objects, to which single ones are narrowed.

    Raises:
        UnknownSubject: the viewer sees nothing of the subject.
    """
    walked = walk(subject, graph, direction, others)
    assembly = Assembly(subject, walked, graph, eyes, source)
    if not assembly.sees_subject:
        raise UnknownSubject(subject.identifier.key)
    locate = direction != "back"
    seen_lots = assembly.seen_lots - assembly.bare
    stocks = Stocks(seen_lots, source, assembly.directory)
    summary = summarise(
        walked=walked,
        seen_lots=seen_lots,
        seen_items=assembly.seen_objects - assembly.containers,
        containers=(assembly.seen_objects & assembly.containers).count,
        events=assembly.events,
        hidden=assembly.hidden,
        source=source,
        graph=graph,
        locate=locate,
        stocks=stocks,
        stocked=assembly.downstream,
        directory=assembly.directory,
    )
    following: str | None = None
    if detail == "summary":
        nodes: list[Node] = [assembly.subject_node]
        edges: list[Edge] = []
    elif detail == "objects":
        nodes, edges, following = assembly.objects_page(source, after, limit or PAGE, within)
    else:
        nodes, edges = assembly.graph_view(
            source if locate else None, LISTED if limit is None else limit, stocks
        )
    return Trace(
        subject=assembly.subject_node,
        direction=direction,
        at=at,
        known_at=known_at,
        precision=walked.precision,
        summary=summary,
        nodes=nodes,
        edges=edges,
        truncated=following is not None,
        next=following,
    )
