"""Every node of a trace, one by one: however many objects there are, one page of them is in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headwater.tracing.answers import COLLAPSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.backoffice.explorer.asked import Detail
    from headwater.tracing.answers import Node, Trace


class Ask(Protocol):
    """Answers one part of a trace; `cursor` is None for the first."""

    def __call__(self, detail: Detail, cursor: str | None) -> Trace: ...


def every_node(graph: Trace, ask: Ask) -> Iterator[Node]:
    """The nodes of the graph, and in place of those that count objects these, each once."""
    told = {node.id for node in graph.nodes}
    nodes = [node for node in graph.nodes if not node.id.endswith(COLLAPSED)]
    yield from nodes
    if len(nodes) == len(graph.nodes):
        return
    cursor: str | None = None
    while True:
        part = ask("objects", cursor)
        yield from (node for node in part.nodes if node.id not in told)
        cursor = part.next
        if cursor is None:
            return
