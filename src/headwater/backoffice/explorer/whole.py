"""All parts of a trace as one, as the picture joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from headwater.tracing.answers import COLLAPSED

if TYPE_CHECKING:
    from headwater.backoffice.explorer.asked import Detail
    from headwater.tracing.answers import Trace


class Ask(Protocol):
    """Answers one part of a trace; `cursor` is None for the first."""

    def __call__(self, detail: Detail, cursor: str | None) -> Trace: ...


def whole(ask: Ask, detail: Detail) -> Trace:
    """The graph; for the detail "objects" with every object by itself in place of the nodes that count them."""
    graph = ask("graph", None)
    if detail == "graph" or not any(node.id.endswith(COLLAPSED) for node in graph.nodes):
        return graph
    nodes = {node.id: node for node in graph.nodes if not node.id.endswith(COLLAPSED)}
    edges = [edge for edge in graph.edges if not edge.source.endswith(COLLAPSED)]
    edges = [edge for edge in edges if not edge.target.endswith(COLLAPSED)]
    cursor: str | None = None
    while True:
        part = ask("objects", cursor)
        for node in part.nodes:
            nodes.setdefault(node.id, node)
        edges += part.edges
        cursor = part.next
        if cursor is None:
            return replace(graph, nodes=list(nodes.values()), edges=edges)
