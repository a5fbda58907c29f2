"""What one viewer sees of the things in the store.

Which events are seen `events.query_sight` tells. Whoever sees an event that names a lot or object may ask about it,
and is answered from such events alone. That others lead on from it `beyond` tells, under a handle that is another for
every viewer and subject.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from headwater import store
from headwater.events import query_sight
from headwater.events.lookup import event_of_row, ranges_holding
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.tracing.cut import Cut

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.parties.actors import Viewer

_CLASSES_IN: Final = (
    ("events_quantity", "item_class"),
    ("tracing_membership", "lot"),
    ("events_quantity", "sent_class"),
)
"""Where rows of events stand that name a class; most are found in the first, and not asked for again."""


class Eyes:
    """One viewer during one question, about the events of a cut."""

    def __init__(self, viewer: Viewer, cut: Cut | None = None, *, but: int | None = None) -> None:
        """Of a viewer, who sees all but what an organisation captured, if one is named."""
        self.viewer = viewer
        self._but = but
        self._cut = cut if cut is not None else Cut()
        self._conditions: dict[str, tuple[str, list[Any]]] = {}

    @property
    def see_all(self) -> bool:
        return self.viewer.operating

    def condition(self, alias: str) -> tuple[str, list[Any]]:
        """SQL over the event table `alias`, and its parameters: events that the viewer sees."""
        if alias not in self._conditions:
            seen, parameters = query_sight.condition(self.viewer, alias)
            if self._but is not None:
                seen, parameters = f"({seen} AND {alias}.capturer_id <> %s)", [*parameters, self._but]
            self._conditions[alias] = seen, parameters
        return self._conditions[alias]

    def events(self, positions: Collection[int]) -> set[int]:
        """Those of these events that the viewer sees."""
        if self.see_all and self._but is None:
            return set(positions)
        seen, parameters = self.condition("e")
        rows = store.select(
            f"SELECT e.id FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
            f" {store.looked_up('events_event', 'e', f'e.id = k.id AND {seen}')}",
            [*store.arrays(sorted(positions)), *parameters],
        )
        return {row[0] for row in rows}

    def named_classes(self, ids: Collection[int]) -> set[int]:
        """Those of these lots and classes that an event which the viewer sees names, or gives members."""
        seen, parameters = self._seen_in_cut()
        found: set[int] = set()
        for table, column in _CLASSES_IN:
            if not (asked := sorted(set(ids) - found)):
                break
            rows = store.select(
                f"SELECT DISTINCT k.id FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
                f" {store.looked_up(table, 'r', f'r.{column} = k.id')} {event_of_row(seen, 'r.id')}",
                [*store.arrays(asked), *parameters],
            )
            found |= {row[0] for row in rows}
        return found

    def named_objects(self, objects: RangeSet) -> RangeSet:
        """Those of these objects that an event which the viewer sees names."""
        if not objects:
            return EMPTY
        seen, parameters = self._seen_in_cut()
        sql = ranges_holding("r.first AS first, r.last AS last, r.id AS row_id")
        rows = store.select(
            f"SELECT t.first, t.last FROM ({sql}) t {event_of_row(seen)}",  # noqa: S608
            [*store.arrays(objects.first.tolist(), objects.last.tolist()), *parameters],
        )
        return RangeSet.from_pairs(rows) & objects

    def _seen_in_cut(self) -> tuple[str, list[Any]]:
        seen, parameters = self.condition("e")
        recorded, more = self._cut.recorded("e")
        return f"{seen} AND {recorded}", [*parameters, *more]

    def handle(self, about: str, kind: str, node: int) -> str:
        """A name for what is hidden in the answer about something: meaningless to any other viewer.

        It is another in every other answer, so that nobody finds a hidden thing again beneath one with a name.
        """
        return f"hidden:{self._digest(f'{about}|{kind}|{node}').hex()[:24]}"

    def key_of(self, about: str) -> bytes | None:
        """Sixteen bytes under which objects are put in order in answers about something; None for who sees all."""
        return None if self.see_all else self._digest(f"order of objects|{about}")[:16]

    def _digest(self, text: str) -> bytes:
        """Of a text, for this viewer alone."""
        asked = f"{self.viewer.organisation_id}|{text}".encode()
        return hmac.digest(settings.SECRET_KEY.encode(), asked, hashlib.sha256)
