"""Events and edges as parquet, for Spark and other programs that read columns. Needs pyarrow."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import orjson
import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from headwater.epcis import jsonld
from headwater.identity import dictionary
from headwater.store import batched
from headwater.tracing.naming import link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.epcis.model import Event
    from headwater.tracing.answers import Edge

ROWS: Final = 10_000
"""Rows in one row group."""
_TIME: Final = pa.timestamp("us", tz="UTC")
_LINKS: Final = pa.list_(pa.string())
_LISTS: Final = ("epc_list", "child_epcs", "input_epc_list", "output_epc_list")
_QUANTITIES: Final = ("quantity_list", "child_quantity_list", "input_quantity_list", "output_quantity_list")

EVENTS: Final = pa.schema(
    [
        ("event_id", pa.string()),
        ("type", pa.string()),
        ("action", pa.string()),
        ("event_time", _TIME),
        ("event_time_zone_offset", pa.string()),
        ("record_time", _TIME),
        ("declares_error", pa.bool_()),
        ("biz_step", pa.string()),
        ("disposition", pa.string()),
        ("read_point", pa.string()),
        ("biz_location", pa.string()),
        ("transformation_id", pa.string()),
        ("parent", pa.string()),
        *((name, _LINKS) for name in _LISTS),
        *(
            (
                name,
                pa.list_(
                    pa.struct([("class", pa.string()), ("quantity", pa.string()), ("uom", pa.string())])
                ),
            )
            for name in _QUANTITIES
        ),
        ("event", pa.string()),
    ]
)
"""Identifiers are canonical Digital Links, or other URIs in their normal form, so that columns join; quantities are decimal texts, which lose no
digit; `event` is the whole event in JSON-LD, in the spelling of its author."""

EDGES: Final = pa.schema(
    [
        ("from", pa.string()),
        ("to", pa.string()),
        ("kind", pa.string()),
        ("event", pa.string()),
        ("time", _TIME),
        ("until", _TIME),
        ("organisation", pa.string()),
        ("place", pa.string()),
    ]
)


def write_events(file: BinaryIO, events: Iterable[Event]) -> None:
    """Events as rows of `EVENTS`."""
    with ParquetWriter(file, EVENTS, compression="zstd") as writer:
        for some in batched(events, ROWS):
            writer.write_table(pa.Table.from_pylist([_event(event) for event in some], EVENTS))


def write_edges(file: BinaryIO, edges: Iterable[Edge]) -> None:
    """Edges as rows of `EDGES`."""
    with ParquetWriter(file, EDGES, compression="zstd") as writer:
        for some in batched(edges, ROWS):
            writer.write_table(pa.Table.from_pylist([_edge(edge) for edge in some], EDGES))


def _event(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {
        "event_id": event.event_id,
        "type": event.type,
        "action": event.action,
        "event_time": _time(event.event_time),
        "event_time_zone_offset": event.event_time_zone_offset,
        "record_time": _time(event.record_time),
        "declares_error": event.error_declaration is not None,
        "biz_step": event.biz_step,
        "disposition": event.disposition,
        "read_point": _link(event.read_point.id) if event.read_point else None,
        "biz_location": _link(event.biz_location.id) if event.biz_location else None,
        "transformation_id": event.transformation_id,
        "parent": None if event.parent_id is None else _link(event.parent_id),
        "event": orjson.dumps(jsonld.write_event(event, {})).decode(),
    }
    for name in _LISTS:
        row[name] = [_link(epc) for epc in getattr(event, name)]
    for name in _QUANTITIES:
        row[name] = [
            {
                "class": _link(part.epc_class),
                "quantity": None if part.quantity is None else f"{part.quantity:f}",
                "uom": part.uom,
            }
            for part in getattr(event, name)
        ]
    return row


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "from": edge.source,
        "to": edge.target,
        "kind": edge.kind,
        "event": edge.event,
        "time": _time(edge.time),
        "until": _time(edge.until),
        "organisation": edge.responsible.organisation if edge.responsible else None,
        "place": edge.place.id if edge.place else None,
    }


def _link(text: str) -> str:
    return link(dictionary.canonical(text))


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
