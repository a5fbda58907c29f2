"""What the simulator itself knows of its world: the truth against which answers are held.

Nothing here looks at events: the processes tell it what they do. Lots are few and are kept; of the items
only counts per lot and place are kept, and the whole life of a sample.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headwater.sample.documents import time_at
from headwater.sample.larder import Larder

if TYPE_CHECKING:
    from random import Random

IN_TRANSIT = ""
"""Stands for a place where there is none."""
_KEEP_PER_FATE = 12
_KEEP_RAW = 40


@dataclass(slots=True)
class Trail:
    """The life of one item that is followed."""

    item: str
    lot: str
    steps: list[tuple[int, str, str, str | None]] = field(default_factory=list)
    """Seconds, eventID, business step, and the container through which the event reached the item."""
    containers: list[str] = field(default_factory=list)
    """Where it is inside, the innermost first."""
    place: str = IN_TRANSIT
    destination: str = ""
    fate: str = ""

    def note(self, seconds: int, event: str, step: str, via: str | None = None) -> None:
        """Add a step of its life."""
        self.steps.append((seconds, event, step, via))


@dataclass(slots=True)
class Case:
    """A case: its items, how many of each lot, and those of them that are followed."""

    sscc: str
    items: list[str]
    lots: Counter[str]
    trails: list[Trail]


@dataclass(slots=True)
class Pallet:
    """A pallet and its cases."""

    sscc: str
    cases: list[Case]

    def trails(self) -> list[Trail]:
        """The followed items on it."""
        return [trail for case in self.cases for trail in case.trails]


class Ledger:
    """Lots and what they became, counts per lot and place, and a sample of lives."""

    def __init__(self, rng: Random) -> None:
        self.raw: list[str] = []
        self.premixes: list[str] = []
        self.semi: list[str] = []
        self.finished: dict[str, int] = {}
        """Finished lot to the number of its serials."""
        self.places: dict[str, Counter[str]] = {}
        self.larder = Larder()
        """What is left of raw and semi-finished lots."""
        self._made: dict[str, list[str]] = {}
        self._from: dict[str, list[str]] = {}
        self._rng = rng
        self._seen: Counter[str] = Counter()
        self._kept: dict[str, list[Trail]] = {}

    def transform(self, inputs: list[str], outputs: list[str]) -> None:
        """Every output depends on every input."""
        for lot in inputs:
            self._made.setdefault(lot, []).extend(outputs)
        for lot in outputs:
            self._from.setdefault(lot, []).extend(inputs)

    def finish(self, lot: str, count: int, place: str) -> None:
        """A finished lot has `count` serials, all at this place."""
        self.finished[lot] = count
        self.places[lot] = Counter({place: count})

    def move(self, lots: Counter[str], origin: str, place: str) -> None:
        """So many items of each lot went from one place to another."""
        for lot, count in lots.items():
            self.places[lot][origin] -= count
            self.places[lot][place] += count

    def keep(self, trail: Trail) -> None:
        """Offer a finished life to the sample; each fate keeps an even sample of its own."""
        self._seen[trail.fate] += 1
        kept = self._kept.setdefault(trail.fate, [])
        if len(kept) < _KEEP_PER_FATE:
            kept.append(trail)
            return
        at = self._rng.randrange(self._seen[trail.fate])
        if at < _KEEP_PER_FATE:
            kept[at] = trail

    def downstream(self, lot: str) -> list[str]:
        """Finished lots that this lot reaches, in the order in which they were made."""
        reached = _closure(lot, self._made)
        return [name for name in self.finished if name in reached]

    def upstream(self, lot: str) -> list[str]:
        """Raw lots that this lot came from, in the order in which they were made."""
        reached = _closure(lot, self._from)
        return [name for name in [*self.premixes, *self.raw] if name in reached]

    def truth(self) -> dict[str, Any]:
        """The sample of raw lots and items, ready to be written as JSON."""
        raw = self._rng.sample(self.raw, min(_KEEP_RAW, len(self.raw)))
        return {
            "lots": {
                "raw": len(self.raw) + len(self.premixes),
                "semi": len(self.semi),
                "finished": len(self.finished),
            },
            "stock": self.larder.stock(),
            "raw_lots": [self._reach(lot) for lot in [*self.premixes, *sorted(raw)]],
            "items": [self._life(trail) for fate in sorted(self._kept) for trail in self._kept[fate]],
        }

    def _reach(self, lot: str) -> dict[str, Any]:
        finished = self.downstream(lot)
        places: Counter[str] = Counter()
        for name in finished:
            places.update(self.places[name])
        in_transit = places.pop(IN_TRANSIT, 0)
        return {
            "id": lot,
            "finished_lots": finished,
            "serials": sum(self.finished[name] for name in finished),
            "places": {place: count for place, count in sorted(places.items()) if count},
            "in_transit": in_transit,
        }

    def _life(self, trail: Trail) -> dict[str, Any]:
        return {
            "id": trail.item,
            "lot": trail.lot,
            "origins": self.upstream(trail.lot),
            "fate": trail.fate,
            "place": trail.place or None,
            "destination": trail.destination or None,
            "containers": trail.containers,
            "history": [
                {"event": event, "time": time_at(seconds), "biz_step": step, "inherited_from": via}
                for seconds, event, step, via in sorted(trail.steps)
            ],
        }


def _closure(start: str, edges: dict[str, list[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for lot in edges.get(waiting.pop(), ()):
            if lot not in reached:
                reached.add(lot)
                waiting.append(lot)
    return reached
