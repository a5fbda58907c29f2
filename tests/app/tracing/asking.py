"""Questions, as the operating organisation asks them unless another viewer is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headwater.gs1.identify import identify
from headwater.tracing import queries

if TYPE_CHECKING:
    from headwater.parties.actors import Viewer
    from headwater.tracing.answers import Located, Trace
    from headwater.tracing.queries import Direction
    from tests.app.tracing.capturing import Cast


def trace(
    cast: Cast, subject: str, direction: Direction = "both", *, viewer: Viewer | None = None, **asked: Any
) -> Trace:
    return queries.trace(identify(subject), viewer=viewer or cast.operator, direction=direction, **asked)


def locate(cast: Cast, subject: str, *, viewer: Viewer | None = None, **asked: Any) -> Located:
    (answer,) = queries.locate([identify(subject)], viewer=viewer or cast.operator, **asked)
    return answer


def ids(told: Trace) -> set[str]:
    return {node.id for node in told.nodes}
