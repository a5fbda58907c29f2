"""What a codec read: the document, and what was wrong in single events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headwater.epcis.errors import Problem
    from headwater.epcis.model import Document


@dataclass(frozen=True, slots=True)
class Reading:
    """One input, read as far as it could be.

    An event with a problem is not in `document.events`; whether the others are kept is the caller's choice
    (EPCIS 2.0, section 12.6: rollback or proceed).
    """

    document: Document
    indexes: tuple[int, ...]
    """For each event of the document, its position in the input, from 0."""
    problems: tuple[Problem, ...] = ()
    """Ordered by index, each with the path inside its event."""
