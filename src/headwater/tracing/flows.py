"""What the events of transformations say: quantities, when, where and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from headwater.epcis import times
from headwater.events.codes import Flag, Role
from headwater.events.labels import labels
from headwater.events.lookup import rows_of_events
from headwater.lineage.quantities import exactly
from headwater.tracing.answers import Place, Quantity, Responsible
from headwater.tracing.naming import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.lineage.facts import Fact
    from headwater.tracing.assembly import Assembly


@dataclass(frozen=True, slots=True)
class Told:
    """When, where and by whom a transformation happened."""

    event: str
    time: str
    offset: str
    place: Place | None
    responsible: Responsible
    claim: bool
    """Whether its capturer had no authority over what came out."""


class Flows:
    """What the events of the transformations say: quantities, when, where and by whom."""

    def __init__(self, of: Assembly) -> None:
        self.of = of
        rows = rows_of_events("events_quantity", "role, item_class, quantity, uom", of.events)
        self._quantities: dict[tuple[int, int, int], dict[str | None, Decimal]] = {}
        self._bare: dict[tuple[int, int], dict[int, None]] = {}
        bare: dict[int, int] = {}
        nodes = of.class_nodes({row[2] for row in rows})
        for event, role, class_id, value, uom in rows:
            one = of.events[event]
            if value is not None:
                totals = self._quantities.setdefault((one, role, class_id), {})
                with exactly():
                    totals[uom] = totals.get(uom, Decimal(0)) + Decimal(value)
            if nodes[class_id].kind == "class":
                bare[class_id] = 0
                self._bare.setdefault((one, role), {})[class_id] = None
        self.bare = {class_id: nodes[class_id] for class_id in bare}
        self._facts = of.source.facts_of(of.events)
        self._labels = labels(self._facts)
        self._directory = of.directory
        self._directory.learn(list(self._facts.values()))
        self._first: dict[int, Fact] = {}
        for event, one in of.events.items():
            fact = self._facts[event]
            if one not in self._first or fact.order < self._first[one].order:
                self._first[one] = fact

    def quantity(self, one: int, role: Role, lot: int) -> Quantity | None:
        """How much of a lot went into, or came out of, a transformation; None where units differ."""
        totals = self._quantities.get((one, int(role), lot), {})
        return Quantity(*next(iter(totals.items()))[::-1]) if len(totals) == 1 else None

    def bare_ends(self, one: int, role: Role) -> Iterable[int]:
        """Bare products among the inputs or outputs: shown, never followed."""
        return self._bare.get((one, int(role)), {})

    def told(self, one: int) -> Told:
        """What the first event of a transformation says."""
        fact = self._first[one]
        return Told(
            self._labels[fact.event].event_id,
            iso(fact.time),
            times.format_offset(fact.offset),
            self._directory.place(fact.place if fact.place is not None else fact.seen_at),
            self._directory.responsible(fact),
            bool(self._labels[fact.event].flags & Flag.CLAIM),
        )
