"""A trace as CSV that Excel opens well: UTF-8 with a byte order mark, no cell that runs as a formula."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Literal, get_args

from django.utils.translation import gettext as _

from headwater.parties.names import Names
from headwater.words import cbv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headwater.tracing.answers import Edge, Node, Place, PlaceCount, Responsible, Trace

Sheet = Literal["scope", "things", "steps", "places", "holders", "stock", "balance"]
SHEETS: tuple[Sheet, ...] = get_args(Sheet)

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so may be run by a spreadsheet; a full-width sign too, where the language folds width."""

Row = tuple[object, ...]


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


def lines(trace: Trace, sheet: Sheet) -> Iterator[str]:
    """The sheet, line by line, with a heading in the reader's language."""
    yield BYTE_ORDER_MARK + _line(_HEADINGS[sheet]())
    for row in _ROWS[sheet](trace):
        yield _line(row)


def _line(row: Iterable[object]) -> str:
    text = StringIO()
    csv.writer(text).writerow([harmless(cell) for cell in row])
    return text.getvalue()


def _scope(trace: Trace) -> Iterator[Row]:
    summary = trace.summary
    yield (_("Subject"), trace.subject.id, _node_name(trace.subject))
    yield (_("Items affected"), summary.objects, None)
    yield (_("Lots affected"), summary.lots, None)
    if trace.direction != "back":
        yield (_("At known places"), sum(place.objects for place in summary.locations), None)
        yield (_("Places"), len(summary.locations), None)
        yield (_("Holders"), len(summary.holders), None)
        yield (_("In transit"), summary.in_transit, None)
        yield (_("Whereabouts unknown"), summary.unlocated, None)
        for end, label in ENDS.items():
            yield (label(), summary.ended.get(end, 0), None)
    for quantity in summary.quantities:
        yield (_("Quantity"), quantity.value, quantity.uom)
    yield (_("Hidden from you"), summary.hidden, None)
    yield (_("Counts events up to (UTC)"), trace.at, None)
    yield (_("As known at record"), trace.known_at, None)


def _things(trace: Trace) -> Iterator[Row]:
    for node in trace.nodes:
        yield (
            node.kind,
            _node_name(node),
            node.product,
            node.lot,
            node.serial,
            node.objects,
            node.depth,
            node.id,
            _state(node.state) or (_("In transit") if node.in_transit else None),
            *_where(node.place or node.destination),
        )


def _state(word: str | None) -> str:
    return ENDS[word]() if word in ENDS else str(cbv.disposition(word))


def _steps(trace: Trace) -> Iterator[Row]:
    nodes = {node.id: node for node in trace.nodes}
    for edge in trace.edges:
        yield (
            edge.kind,
            edge.time,
            edge.until,
            *_end(nodes.get(edge.source), edge.source),
            *_end(nodes.get(edge.target), edge.target),
            *_where(edge.place),
            *_who(edge),
            edge.quantity.value if edge.quantity else edge.objects,
            edge.quantity.uom if edge.quantity else None,
            _("Claim") if edge.claim else None,
            edge.event,
        )


def _places(trace: Trace) -> Iterator[Row]:
    yield from _counted(trace.summary.locations)
    yield (_("In transit"), None, trace.summary.in_transit, None, None, None)
    yield (_("Whereabouts unknown"), None, trace.summary.unlocated, None, None, None)


def _holders(trace: Trace) -> Iterator[Row]:
    yield from (row[:4] for row in _counted(trace.summary.holders))


def _stock(trace: Trace) -> Iterator[Row]:
    for row in trace.summary.stock:
        yield (
            row.lot,
            _("In transit") if row.in_transit else None if row.place else _("Whereabouts unknown"),
            *_where(row.place or row.destination),
            row.quantity,
            row.uom,
            row.via,
            row.since,
            str(Names(row.holder.name, row.holder.name_zh)) if row.holder else None,
            row.holder.id if row.holder else None,
        )


def _balance(trace: Trace) -> Iterator[Row]:
    for row in trace.summary.balance:
        yield (
            row.lot, row.uom, row.made, row.received, row.on_hand, row.shipped, row.consumed, row.sampled, row.lost,
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
    return (_node_name(node), node.lot or node.serial, node_id) if node else (None, None, node_id)


def _node_name(node: Node) -> str:
    return str(Names(node.name or "", node.name_zh or ""))


def _where(place: Place | None) -> Row:
    return (str(Names(place.name, place.name_zh)), place.id) if place else (None, None)


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
_HEADINGS: dict[Sheet, Callable[[], Row]] = {
    "scope": lambda: (_("What"), _("Number"), _("Details")),
    "things": lambda: (
        _("Kind"), _("Name"), _("GTIN"), _("Lot"), _("Serial"), _("Items"), _("Steps away"), _("Identifier"),
        _("State"), _("Place or destination"), _("Identifier"),
    ),
    "steps": lambda: (
        _("Kind"), _("Time (UTC)"), _("Until (UTC)"), _("From"), _("Lot or serial"), _("Identifier"), _("To"),
        _("Lot or serial"), _("Identifier"), _("Place"), _("Identifier"), _("Organisation"), _("Person"),
        _("Device"), _("Quantity"), _("Unit"), _("Claim"), _("Event"),
    ),
    "places": lambda: (
        _("Place"), _("Identifier"), _("Items"), _("Sold"), _("Latitude"), _("Longitude"),
    ),
    "holders": lambda: (_("Organisation"), _("Identifier"), _("Items"), _("Sold")),
    "stock": lambda: (
        _("Lot"), _("State"), _("Place or destination"), _("Identifier"), _("Quantity"), _("Unit"), _("Container"),
        _("Since (UTC)"), _("Organisation"), _("Identifier"),
    ),
    "balance": lambda: (
        _("Lot"), _("Unit"), _("Made"), _("Received"), _("On hand"), _("Shipped"), _("Used up"), _("Sampled"),
        _("Lost"), _("Returned"), _("Unaccounted for"),
    ),
}  # fmt: skip
_ROWS: dict[Sheet, Callable[[Trace], Iterator[Row]]] = {
    "scope": _scope,
    "things": _things,
    "steps": _steps,
    "places": _places,
    "holders": _holders,
    "stock": _stock,
    "balance": _balance,
}
