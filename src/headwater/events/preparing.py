"""Everything about an event that can be computed before the transaction begins."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from headwater.epcis import event_hash, times
from headwater.epcis.exact import exact, exact_declaration
from headwater.events.batch import Batch, Prepared
from headwater.events.codes import Flag
from headwater.gs1.uri_forms import normal

if TYPE_CHECKING:
    from headwater.epcis.model import Event

_HASH_ID: Final = "ni:///sha-256;{}?ver=CBV2.0"
_OWN_ID, _NO_ACTION, _ALL_CHILDREN = int(Flag.OWN_ID), int(Flag.NO_ACTION), int(Flag.ALL_CHILDREN)
_SENSORS, _DECLARATION = int(Flag.SENSORS), int(Flag.DECLARATION)
_offset_minutes = lru_cache(maxsize=256)(times.offset_minutes)


def prepare(batch: Batch) -> None:
    """Hash the events of the batch, read their times, and give an eventID to those without one."""
    if batch.document is None:
        return
    capturer = batch.by.organisation_id
    batch.prepared = [
        prepared(event, index, capturer)
        for event, index in zip(batch.document.events, batch.indexes, strict=True)
    ]


def event_key(event_id: str) -> int:
    """Sixty-four bits by which an eventID is found, however it is spelt."""
    return _key(normal(event_id).encode())


def _key(event_id: bytes) -> int:
    return int.from_bytes(hashlib.sha256(event_id).digest()[:8], "big", signed=True)


def hash_id(digest: bytes) -> str:
    """The eventID of an event that came without one: its hash. Source: CBV 2.0, section 8.9.2."""
    return _HASH_ID.format(digest.hex())


def _names_no_children(event: Event) -> bool:
    """Whether an aggregation or association ends for all children at once."""
    return (
        event.type in {"AggregationEvent", "AssociationEvent"}
        and event.action == "DELETE"
        and not event.child_epcs
        and not event.child_quantity_list
    )


def prepared(event: Event, index: int, capturer: int) -> Prepared:
    """All of an event that follows from it and its capturer."""
    digest = event_hash.digest(event)
    # Plain numbers: arithmetic on enumerations takes microseconds.
    flags = 0
    own = hash_id(digest)
    event_id = event.event_id or own
    if event_id == own:
        flags |= _OWN_ID
    if event.type == "TransformationEvent":
        flags |= _NO_ACTION
    elif _names_no_children(event):
        flags |= _ALL_CHILDREN
    if event.sensor_element_list:
        flags |= _SENSORS
    declaration = b""
    if event.error_declaration is not None:
        flags |= _DECLARATION
        declaration = exact_declaration(event.error_declaration)
    text = normal(event_id).encode()
    identity = hashlib.sha256(
        b"%d|%d|%d|%b|%b|%b|%b"
        % (capturer, bool(declaration), len(text), text, digest, exact(event), declaration)
    ).digest()[:16]
    return Prepared(
        event=event,
        index=index,
        time=times.parse(event.event_time),
        offset=_offset_minutes(event.event_time_zone_offset),
        digest=digest,
        event_id=event_id,
        event_key=_key(text),
        identity=identity,
        flags=flags,
    )
