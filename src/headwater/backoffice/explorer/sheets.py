"""A trace as CSV that Excel opens well: UTF-8 with a byte order mark, no cell that runs as a formula."""

from __future__ import annotations

import csv
from datetime import UTC
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from django.utils.translation import gettext as _

from headwater.parties.names import Names
from headwater.words import cbv, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from headwater.tracing.answers import Edge, Node, Party, Place, PlaceCount, Responsible, Shipment, Trace

Sheet = Literal["scope", "things", "steps", "places", "holders", "shipments", "stock", "balance"]
SHEETS: tuple[Sheet, ...] = get_args(Sheet)

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so may be run by a spreadsheet; a full-width sign too, where the language folds width."""

Row = tuple[object, ...]


class Asking(NamedTuple):
    """When the trace was asked for, and the newest record there was."""

    at: datetime
    record: int


def harmless(value: object) -> str:
    """A cell's text; an apostrophe before what a spreadsheet would take for a formula.

    >>> harmless("=HYPERLINK(0)"), harmless(-3), harmless("C-3")
    ("'=HYPERLINK(0)", '-3', 'C-3')

    Source: OWASP, CSV injection. Numbers of our own making stay numbers.
    """
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def lines(trace: Trace, things: Iterable[Node], sheet: Sheet, asking: Asking) -> Iterator[str]:
    """The sheet, line by line, with a heading in the reader's language.

    Args:
        trace: with its graph.
        things: its nodes, with every object.
    """
    yield BYTE_ORDER_MARK + _line(_HEADINGS[sheet]())
    for row in _rows(trace, things, sheet, asking):
        yield _line(row)


def _rows(trace: Trace, things: Iterable[Node], sheet: Sheet, asking: Asking) -> Iterator[Row]:
    if sheet == "things":
        return _things(things)
    return _scope(trace, asking) if sheet == "scope" else _OF_GRAPH[sheet](trace)


def _line(row: Iterable[object]) -> str:
    text = StringIO()
    csv.writer(text).writerow([harmless(cell) for cell in row])
    return text.getvalue()


def _scope(trace: Trace, asking: Asking) -> Iterator[Row]:
    summary = trace.summary
    yield (_("Subject"), trace.subject.id, _node_name(trace.subject))
    yield (_("Items affected"), summary.objects, None)
    yield (_("Containers affected"), summary.containers, None)
    yield (_("Lots affected"), summary.lots, None)
    if trace.direction != "back":
        yield (_("At known places"), sum(place.objects for place in summary.locations), None)
        yield (_("Places"), len(summary.locations), None)
        yield (_("Holders"), len(summary.holders), None)
        yield (_("In transit"), summary.in_transit, None)
        yield (_("Whereabouts unknown"), summary.unlocated, None)
        for shipment in summary.shipments:
            yield (_("On the way"), shipment.objects, _way(shipment))
        for end, label in ENDS.items():
            yield (label(), summary.ended.get(end, 0), None)
    for quantity in summary.quantities:
        yield (_("Quantity"), quantity.value, quantity.uom or _("items"))
    yield (_("Leads on unseen"), summary.hidden, None)
    yield (_("Asked at (UTC)"), asking.at.astimezone(UTC).isoformat(" ", "seconds"), None)
    yield (_("Counts events up to (UTC)"), trace.at or _("no end: all that were recorded"), None)
    yield (_("As known at record"), asking.record, None)


def _way(shipment: Shipment) -> str:
    """ "Lakeside → Mountain View, Valley Dairy, since 2026-03-14 07:00:00+08:00" """
    ends = " → ".join(_where(end)[0] or "?" for end in (shipment.origin, shipment.destination))
    since = _("since {time}").format(time=_local(shipment.since, shipment.offset))
    return ", ".join(text for text in (ends, _party(shipment.by)[0], since) if text)


def _things(nodes: Iterable[Node]) -> Iterator[Row]:
    # Each asks which language is in force, which would be most of the time of a hundred thousand rows.
    named, state, where, party, moment = (
        cache(_named),
        cache(_state),
        cache(_where),
        cache(_party),
        cache(_local),
    )
    kinds = {kind: label() for kind, label in KINDS.items()}
    for node in nodes:
        yield (
            kinds[node.kind],
            node.id,
            named(node.name, node.name_zh),
            node.product,
            node.lot,
            node.serial,
            state(node.state),
            *where(node.place),
            *party(node.holder),
            moment(node.since, node.offset),
            node.via,
            *where(node.origin),
            *where(node.destination),
            *party(node.by),
        )


def _state(word: str | None) -> str:
    return ENDS[word]() if word in ENDS else str(cbv.disposition(word))


def _steps(trace: Trace) -> Iterator[Row]:
    """How much went in stands once for each event, also where several things came out of it."""
    nodes = {node.id: node for node in trace.nodes}
    told: set[tuple[str, str]] = set()
    for edge in trace.edges:
        amount: Row = (None, None)
        into = (edge.source, edge.event) if edge.kind == "transformation" and edge.event else None
        if into is None or into not in told:
            amount = (edge.quantity.value, edge.quantity.uom) if edge.quantity else (edge.objects, None)
        if into is not None:
            told.add(into)
        yield _step(edge, nodes, amount)


def _step(edge: Edge, nodes: Mapping[str, Node], amount: Row) -> Row:
    return (
        EDGES[edge.kind](),
        edge.time,
        edge.until,
        *_end(nodes.get(edge.source), edge.source),
        *_end(nodes.get(edge.target), edge.target),
        *_where(edge.place),
        *_who(edge),
        *amount,
        _("Claim") if edge.claim else None,
        edge.event,
    )


def _places(trace: Trace) -> Iterator[Row]:
    yield from _counted(trace.summary.locations)
    yield (_("In transit"), None, trace.summary.in_transit, None, None, None)
    yield (_("Whereabouts unknown"), None, trace.summary.unlocated, None, None, None)


def _holders(trace: Trace) -> Iterator[Row]:
    yield from (row[:4] for row in _counted(trace.summary.holders))


def _shipments(trace: Trace) -> Iterator[Row]:
    for one in trace.summary.shipments:
        yield (
            *_where(one.origin),
            *_where(one.destination),
            *_party(one.by),
            _local(one.since, one.offset),
            one.objects,
        )


def _stock(trace: Trace) -> Iterator[Row]:
    for row in trace.summary.stock:
        yield (
            row.lot,
            _("In transit") if row.in_transit else None if row.place else _("Whereabouts unknown"),
            *_where(row.place or row.destination),
            row.quantity,
            row.uom,
            row.coded,
            row.via,
            row.since,
            *_party(row.holder),
            _("claim") if row.claim else None,
        )


def _balance(trace: Trace) -> Iterator[Row]:
    for row in trace.summary.balance:
        yield (
            row.lot, _("items with codes") if row.items else row.uom, row.made, row.received, row.on_hand, row.shipped, row.consumed, row.sampled, row.lost,
            row.returned, row.unaccounted,
        )  # fmt: skip


def _counted(places: Iterable[PlaceCount]) -> Iterator[Row]:
    for place in places:
        yield (
            str(Names(place.name, place.name_zh)),
            place.id,
            place.objects,
            place.sold,
            place.latitude,
            place.longitude,
        )


def _end(node: Node | None, node_id: str) -> Row:
    return (_node_name(node), node.serial or node.lot, node_id) if node else (None, None, node_id)


def _node_name(node: Node) -> str:
    return _named(node.name, node.name_zh)


def _named(name: str | None, name_zh: str | None) -> str:
    return str(Names(name or "", name_zh or ""))


def _where(place: Place | None) -> tuple[str | None, str | None]:
    return (str(Names(place.name, place.name_zh)), place.id) if place else (None, None)


def _party(party: Party | None) -> tuple[str | None, str | None]:
    return (str(Names(party.name, party.name_zh)), party.id) if party else (None, None)


def _local(time: str | None, offset: str | None) -> str | None:
    """On the clock of the place where it was told: "2026-03-14 07:00:00+08:00"."""
    return None if time is None else local.moment(time, offset or "+00:00").isoformat(" ", "seconds")


def _who(edge: Edge) -> Row:
    who: Responsible | None = edge.responsible
    if who is None:
        return (None, None, None)
    return (str(Names(who.organisation, who.organisation_zh)), who.person, who.device)


ENDS: dict[str, Callable[[], str]] = {
    "sold": lambda: _("Sold"),
    "consumed": lambda: _("Used up"),
    "destroyed": lambda: _("Destroyed"),
    "decommissioned": lambda: _("Taken out of use"),
}
"""How a life ended: values of `Summary.ended`, with words."""
KINDS: dict[str, Callable[[], str]] = {
    "lot": lambda: _("Lot"),
    "object": lambda: _("Item"),
    "container": lambda: _("Container"),
    "class": lambda: _("Product"),
    "hidden": lambda: _("Hidden"),
}
"""Kinds of nodes, with words."""
EDGES: dict[str, Callable[[], str]] = {
    "transformation": lambda: _("Made from"),
    "membership": lambda: _("Belongs to the lot"),
    "containment": lambda: _("Packed inside"),
    "association": lambda: _("Attached"),
}
"""Kinds of edges, with words."""
_HEADINGS: dict[Sheet, Callable[[], Row]] = {
    "scope": lambda: (_("What"), _("Number"), _("Details")),
    "things": lambda: (
        _("Kind"), _("Identifier"), _("Name"), _("GTIN"), _("Lot"), _("Serial"), _("State"), _("Place"),
        _("Place: identifier"), _("Holder"), _("Holder: identifier"), _("Since (local time)"), _("Container"),
        _("From"), _("From: identifier"), _("To"), _("To: identifier"), _("Shipped by"), _("Shipped by: identifier"),
    ),
    "steps": lambda: (
        _("Kind"), _("Time (UTC)"), _("Until (UTC)"), _("From"), _("From: lot or serial"), _("From: identifier"),
        _("To"), _("To: lot or serial"), _("To: identifier"), _("Place"), _("Place: identifier"), _("Organisation"),
        _("Person"), _("Device"), _("Quantity"), _("Unit"), _("Claim"), _("Event"),
    ),
    "places": lambda: (
        _("Place"), _("Identifier"), _("Items"), _("Sold"), _("Latitude"), _("Longitude"),
    ),
    "holders": lambda: (_("Organisation"), _("Identifier"), _("Items"), _("Sold")),
    "shipments": lambda: (
        _("From"), _("From: identifier"), _("To"), _("To: identifier"), _("Shipped by"), _("Shipped by: identifier"),
        _("Since (local time)"), _("Items"),
    ),
    "stock": lambda: (
        _("Lot"), _("State"), _("Place or destination"), _("Place: identifier"), _("Quantity"), _("Unit"),
        _("Items given codes there"), _("Container"), _("Since (UTC)"), _("Organisation"), _("Organisation: identifier"),
        _("Claim"),
    ),
    "balance": lambda: (
        _("Lot"), _("Unit"), _("Made"), _("Received"), _("On hand"), _("Shipped"), _("Used up"), _("Sampled"),
        _("Lost"), _("Returned"), _("Unaccounted for"),
    ),
}  # fmt: skip
_OF_GRAPH: dict[Sheet, Callable[[Trace], Iterator[Row]]] = {
    "steps": _steps,
    "places": _places,
    "holders": _holders,
    "shipments": _shipments,
    "stock": _stock,
    "balance": _balance,
}
