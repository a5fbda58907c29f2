"""Which events count: at a time, and as known at a position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from headwater.epcis import times
from headwater.events.codes import Flag, Type

if TYPE_CHECKING:
    from datetime import datetime

_DECLARATION: Final = int(Flag.DECLARATION)
_NO_FACT: Final = int(Flag.DECLARATION | Flag.CLAIM)
_TELLS_NOTHING: Final = int(Flag.DECLARATION | Flag.CLAIM | Flag.FOREIGN_ADD)
"""Of what belongs to which lot."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Events up to `at` (event time, microseconds; all when None), as recorded up to `known_at` (a position).

    Whether an event was void is asked of the events up to `known_at` alone: a declaration that came later was not
    known then, nor an original that took a declaration over.
    """

    at: int | None = None
    known_at: int | None = None
    claims: bool = False
    """Whether transformations and memberships count that are claims: of scope, where leaving out is the greater
    danger."""

    @classmethod
    def of(cls, at: datetime | None, known_at: int | None) -> Cut:
        return cls(None if at is None else times.microseconds(at), known_at)

    def live(self, alias: str) -> tuple[str, list[Any]]:
        """SQL over the event table `alias`, and its parameters: what counts as a fact."""
        claimed = f"{alias}.type = {int(Type.TRANSFORMATION)}" if self.claims else None
        return self._counting(alias, _facts_and(alias, claimed))

    def showing(self, alias: str) -> tuple[str, list[Any]]:
        """SQL over the event table `alias`, and its parameters: what tells where things are.

        Facts; and transformations that are claims, of what they give out: who made it without authority has seen it.
        """
        return self._counting(alias, _facts_and(alias, f"{alias}.type = {int(Type.TRANSFORMATION)}"))

    def telling(self, alias: str) -> tuple[str, list[Any]]:
        """SQL over the event table `alias`, and its parameters: what tells of memberships."""
        return self._counting(alias, f"{alias}.flags & {_DECLARATION if self.claims else _TELLS_NOTHING} = 0")

    def taking(self, alias: str) -> tuple[str, list[Any]]:
        """The same, for amounts: facts, and claims that make something, end it or use it up; see `custody`."""
        return self._counting(
            alias, _facts_and(alias, f"{alias}.type IN ({int(Type.TRANSFORMATION)}, {int(Type.OBJECT)})")
        )

    def _counting(self, alias: str, sql: str) -> tuple[str, list[Any]]:
        parameters: list[Any] = []
        void, more = self.void(alias)
        sql += f" AND NOT {void}"
        parameters += more
        if self.known_at is not None:
            sql += f" AND {alias}.id <= %s"
            parameters.append(self.known_at)
        if self.at is not None:
            sql += f" AND {alias}.event_time <= %s"
            parameters.append(self.at)
        return sql, parameters

    def void(self, alias: str) -> tuple[str, list[Any]]:
        """SQL over the event table `alias`, and its parameters: whether a declaration has called an event wrong."""
        if self.known_at is None:
            return f"({alias}.void IS NOT NULL)", []
        lapsed = (
            "SELECT 1 FROM events_lapsed l"  # noqa: S608
            f" WHERE l.event_id = {alias}.id AND l.since <= %s AND l.until > %s"
        )
        return f"(COALESCE({alias}.void <= %s, FALSE) OR EXISTS ({lapsed}))", [self.known_at] * 3

    def recorded(self, alias: str) -> tuple[str, list[Any]]:
        """SQL over the event table `alias`: what a history shows, erroneous events and claims included."""
        sql, parameters = "TRUE", []
        if self.known_at is not None:
            sql += f" AND {alias}.id <= %s"
            parameters.append(self.known_at)
        if self.at is not None:
            sql += f" AND {alias}.event_time <= %s"
            parameters.append(self.at)
        return sql, parameters


def _facts_and(alias: str, claimed: str | None) -> str:
    """Facts, and claims that fulfil a condition, if there is one."""
    fact = f"{alias}.flags & {_NO_FACT} = 0"
    return fact if claimed is None else f"({fact} OR {alias}.flags & {_DECLARATION} = 0 AND {claimed})"
