"""Which events a viewer sees, as a condition in SQL: the rule of `parties.visibility` on the event table.

An event is seen by who captured it, by those whom or whose places it names, and by the operating
organisation. Source: DESIGN.md, section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headwater import store
from headwater.events.codes import ROW_BITS
from headwater.identity.models import Word
from headwater.parties import visibility

if TYPE_CHECKING:
    from headwater.parties.actors import Viewer

_PLACES = ("biz_location", "read_point", "destination")


def condition(viewer: Viewer, alias: str) -> tuple[str, list[Any]]:
    """SQL over the event table `alias`, and its parameters. Four statements; none for the operating organisation."""
    if viewer.operating:
        return "TRUE", []
    words = sorted(Word.objects.filter(visibility.reach(viewer).q()).values_list("id", flat=True))
    own = f"{alias}.capturer_id = %s"
    if not words:
        return own, [viewer.organisation_id]
    sql, one = store.any_of(words)
    columns = " OR ".join(f"{alias}.{column} IN {sql}" for column in _PLACES)
    term = (
        f"EXISTS (SELECT 1 FROM events_term t WHERE t.id BETWEEN {alias}.id << {ROW_BITS}"  # noqa: S608
        f" AND ({alias}.id << {ROW_BITS}) + {(1 << ROW_BITS) - 1} AND t.value IN {sql})"
    )
    return f"({own} OR {columns} OR {term})", [viewer.organisation_id, *one * (len(_PLACES) + 1)]
