"""All parts of a trace, one after the other: however many objects there are, one part is in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from headwater.tracing.answers import COLLAPSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.backoffice.explorer.asked import Detail
    from headwater.tracing.answers import Trace


class Ask(Protocol):
    """Answers one part of a trace; `cursor` is None for the first."""

    def __call__(self, detail: Detail, cursor: str | None) -> Trace: ...


def parts(graph: Trace, ask: Ask, detail: Detail) -> Iterator[Trace]:
    """The graph; for the detail "objects" without nodes that count objects, and then these one by one.

    Every node and edge comes once.
    """
    if detail == "graph" or not any(node.id.endswith(COLLAPSED) for node in graph.nodes):
        yield graph
        return
    nodes = [node for node in graph.nodes if not node.id.endswith(COLLAPSED)]
    edges = [edge for edge in graph.edges if not edge.source.endswith(COLLAPSED)]
    edges = [edge for edge in edges if not edge.target.endswith(COLLAPSED)]
    yield replace(graph, nodes=nodes, edges=edges)
    told = {node.id for node in nodes}
    cursor: str | None = None
    while True:
        part = ask("objects", cursor)
        yield replace(part, nodes=[node for node in part.nodes if node.id not in told])
        cursor = part.next
        if cursor is None:
            return
