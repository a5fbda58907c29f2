"""A query of events, parameter by parameter, in one spelling whatever the caller's.

Every criterion must hold; within one, any of its values may. Source: EPCIS 2.0, section 8.2.7.1.
"""

from __future__ import annotations

import hashlib

import msgspec

from headwater.events.codes import Action, Role, Term
from headwater.gs1.patterns import Like

PER_PAGE = 30
MAX_PER_PAGE = 1000
OTHER_TYPE = 0
"""Stands for an event type that is none of the five; no event has it."""


class ObjectsNamed(msgspec.Struct, frozen=True):
    """The event names one of these objects in one of these roles."""

    roles: tuple[Role, ...]
    links: tuple[str, ...]
    """Canonical Digital Links or other URIs."""
    patterns: tuple[Like, ...] = ()
    """Or any object of these patterns."""


class ClassesNamed(msgspec.Struct, frozen=True):
    """The event names a quantity of one of these classes in one of these roles."""

    roles: tuple[Role, ...]
    keys: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    """Or of any class whose key is like one of these."""


class TermsNamed(msgspec.Struct, frozen=True):
    """The event has one of these business transactions, sources or destinations, of this type."""

    kind: Term
    type: str
    keys: tuple[str, ...]


class EventQuery(msgspec.Struct, frozen=True, kw_only=True):
    """An empty tuple, or None, is no criterion. Times are microseconds since 1970 UTC: from the first, before
    the second."""

    types: tuple[int, ...] = ()
    """`Type`, or OTHER_TYPE."""
    actions: tuple[Action, ...] = ()
    event_time: tuple[int | None, int | None] = (None, None)
    record_time: tuple[int | None, int | None] = (None, None)
    biz_steps: tuple[str, ...] = ()
    dispositions: tuple[str, ...] = ()
    read_points: tuple[str, ...] = ()
    biz_locations: tuple[str, ...] = ()
    read_points_within: tuple[str, ...] = ()
    """These places and what is part of them."""
    biz_locations_within: tuple[str, ...] = ()
    transformations: tuple[str, ...] = ()
    """Canonical keys, as those of places."""
    event_ids: tuple[str, ...] = ()
    objects: tuple[ObjectsNamed, ...] = ()
    classes: tuple[ClassesNamed, ...] = ()
    terms: tuple[TermsNamed, ...] = ()
    declarations_only: bool = False
    declared: tuple[int | None, int | None] = (None, None)
    """When an error was declared."""
    error_reasons: tuple[str, ...] = ()
    order_by: str | None = None
    """"eventTime" or "recordTime"; None where the caller does not care."""
    descending: bool = True
    event_count_limit: int | None = None
    """Answer the first so many."""
    max_event_count: int | None = None
    """Refuse to answer when there are more."""
    per_page: int = PER_PAGE

    def fingerprint(self) -> str:
        """Tells queries apart, however their pages are cut."""
        text = msgspec.json.encode(msgspec.structs.replace(self, per_page=PER_PAGE))
        return hashlib.sha256(text).hexdigest()[:32]
