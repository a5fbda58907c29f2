"""What one capture carries from stage to stage of the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from headwater.epcis.errors import Problem
    from headwater.epcis.model import Document, Event
    from headwater.events.models import CaptureJob
    from headwater.parties.actors import Actor

Ids = NDArray[np.int64]


@dataclass(slots=True)
class Prepared:
    """An event that may be stored, with all that is computed before the transaction begins."""

    event: Event
    index: int
    """Its place in the document."""
    time: int
    offset: int
    digest: bytes
    event_id: str
    event_key: int
    identity: bytes
    flags: int
    position: int = 0
    """Its record position, once it has one."""
    capture: int = 0
    """Which of the captures that are stored together it came with."""


@dataclass(slots=True)
class Names:
    """Ids of everything that the new events name, in numbers."""

    words: dict[str, int]
    """By canonical key or word."""
    classes: dict[str, int]
    """By canonical key."""
    objects: Ids
    """Of all EPCs of all events, in the order of `roles`."""
    owners: Ids
    """For each object: which of the new events names it."""
    roles: NDArray[np.uint8]
    series: NDArray[np.int32]
    """For each object: which of `roots` it belongs to."""
    roots: list[str]
    """Keys of series: "01/09506000134352/21"."""
    keys: dict[str, str]
    """Canonical keys of the other identifiers, by spelling."""
    not_issued: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """One document on its way into the store, or several small ones together."""

    job: UUID
    by: Actor
    now: datetime
    now_us: int
    proceed: bool
    refuse_conflicts: bool
    data: bytes = b""
    content_type: str = ""
    namespaces: Mapping[str, str] = field(default_factory=dict)
    """Prefixes that are bound outside the document."""
    at_most: int | None = None
    """How many events the document may have."""
    document: Document | None = None
    indexes: tuple[int, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    prepared: list[Prepared] = field(default_factory=list)
    new: list[Prepared] = field(default_factory=list)
    """Those that are no repeats."""
    names: Names | None = None
    answer: CaptureJob | None = None
    findings: list[tuple[str, int, dict[str, object]]] = field(default_factory=list)
    """(kind, position of the event, detail)."""
    parts: tuple[Batch, ...] = ()
    """The captures that are stored as this one batch, if it is one of several."""

    @property
    def captures(self) -> tuple[Batch, ...]:
        """The captures in it: itself, or its parts."""
        return self.parts or (self,)


def together(batches: Sequence[Batch]) -> Batch:
    """One batch of several captures of one organisation, in their order; each keeps its own job."""
    newest = max(batches, key=lambda batch: batch.now_us)
    every = [one for batch in batches for one in batch.prepared]
    return replace(newest, prepared=every, findings=[], parts=tuple(batches))
