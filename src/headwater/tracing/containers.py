"""Into what lots and objects were ever put: upwards, from what is inside to what holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.events.codes import Action, Role, Type
from headwater.events.lookup import event_of_row, ranges_holding, role_bands
from headwater.identity import layout
from headwater.lineage.ancestry import gather
from headwater.lineage.ranges import EMPTY, RangeSet

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.tracing.source import DatabaseSource

PACKS: Final = (
    f"e.parent IS NOT NULL AND e.type IN ({int(Type.AGGREGATION)}, {int(Type.ASSOCIATION)})"
    f" AND e.rank = {int(Action.ADD)}"
)
"""SQL over the event table "e": whether the event puts something into its parent."""
_FEW: Final = 20
"""Objects of which the touches are read, which whoever draws them reads as well."""


def directly_above(lots: Collection[int], told: DatabaseSource) -> set[int]:
    """Containers into which some quantity of these lots was ever put itself. One statement."""
    if not lots:
        return set()
    live, parameters = told.live()
    rows = store.select(
        f"SELECT DISTINCT e.parent FROM {store.unnest('k', [('lot', 'int')])}"  # noqa: S608
        f" {store.looked_up('events_quantity', 'q', f'q.item_class = k.lot AND q.role = {int(Role.CHILD)}')}"
        f" {event_of_row(f'{PACKS} AND {live}', 'q.id')}",
        [*store.arrays(sorted(lots)), *parameters],
    )
    return {row[0] for row in rows}


def above(holding: Collection[int], objects: RangeSet, told: DatabaseSource) -> set[int]:
    """These containers, and everything into which they or these objects were ever put, at any depth.

    One statement for each level of containment, and one more.
    """
    if not holding and objects.count <= _FEW:
        return _above_few(objects, told)
    found = level = set(holding)
    below = objects
    while level or below:
        level = _holding(below | RangeSet.from_ids(level), told) - found
        found = found | level
        below = EMPTY
    return found


def may_lead_on(item: int, told: DatabaseSource) -> bool:
    """Whether something that ever held this object may be more than what it holds, by its key or its touches.

    No statement that does not serve the history of the object as well, unless it was used again.
    """
    holding = _above_few(RangeSet.from_ids([item]), told)
    if any(layout.origin(one) != layout.SSCC for one in holding):
        return True
    return any(touch.role == "output" for touches in told.touches(holding).values() for touch in touches)


def _above_few(objects: RangeSet, told: DatabaseSource) -> set[int]:
    found: set[int] = set()
    waiting = objects.ids().tolist()
    known = gather(told, waiting, all_lives=True, uses_up=False)  # as `contents` has it
    while waiting:
        more = {stay.container for item in waiting for stay in known.containment(item).stays}
        waiting = sorted(more - found)
        found |= more
    return found


def _holding(objects: RangeSet, told: DatabaseSource) -> set[int]:
    live, parameters = told.live()
    sql = ranges_holding("r.id AS row_id", role_bands(Role.CHILD))
    rows = store.select(
        f"SELECT DISTINCT e.parent FROM ({sql}) t {event_of_row(f'{PACKS} AND {live}')}",  # noqa: S608
        [*store.arrays(objects.first.tolist(), objects.last.tolist()), *parameters],
    )
    return {row[0] for row in rows}
