"""Answers of tracing as tables for people."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from headwater.cli import output, tables
from headwater.parties.names import Names
from headwater.words import cbv, local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.tracing.answers import (
        Balance,
        Edge,
        History,
        Located,
        Node,
        Part,
        Place,
        PlaceCount,
        Reading,
        Responsible,
        Shipment,
        Step,
        Stock,
        Summary,
        Trace,
    )

_SHOWN = 60
"""Lines of one table; --json has all."""


def trace(answer: Trace) -> None:
    """A trace: totals, where everything is, and how things are joined."""
    nodes = {node.id: node for node in answer.nodes} | {answer.subject.id: answer.subject}
    output.say(label(answer.subject), bold=True)
    if label(answer.subject) != answer.subject.id:
        output.say(answer.subject.id)
    output.say(_totals(answer.summary))
    tables.show(
        [_("from"), _("to"), _("how"), _("when"), _("who"), _("where")],
        [_edge(edge, nodes) for edge in sorted(answer.edges, key=lambda edge: edge.time or "9999")],
        most=_SHOWN,
    )
    if answer.edges == [] and answer.nodes:
        tables.show([_("what"), _("ID")], [(label(node), node.id) for node in answer.nodes], most=_SHOWN)
    _whereabouts(answer.summary)
    if answer.summary.stock:
        _stock(answer.summary.stock, nodes)
    if answer.summary.balance:
        _balance(answer.summary.balance, nodes)
    if answer.truncated:
        output.say(
            _("There is more: go on with --detail objects --cursor {cursor}").format(cursor=answer.next)
        )


def history(answer: History) -> None:
    """A history, a line for each step."""
    output.say(label(answer.subject), bold=True)
    if label(answer.subject) != answer.subject.id:
        output.say(answer.subject.id)
    tables.show(
        [_("when"), _("what"), _("where"), _("who"), _("by way of"), _("measured")],
        [_step(step) for step in answer.steps],
    )


def locate(answers: Sequence[Located]) -> None:
    """Where things are, a line for each; of a lot a line for each place and state."""
    rows = []
    for one in answers:
        known = _place(one.place or one.seen_at) or _("nobody said where")
        if not one.known:
            known = _("nothing was ever recorded of it")
        elif one.since and not (one.place or one.seen_at or one.in_transit):
            known = _("nothing of it is left")
        rows += [_part(one.id, part) for part in one.parts] or [
            (
                short(one.id),
                "",
                _on_its_way(one) if one.in_transit else known,
                str(cbv.state(one.state)),
                short(one.via) if one.via else "",
                _time(one.since, one.offset),
            )
        ]
    tables.show([_("ID"), _("how much"), _("where"), _("state"), _("inside"), _("since")], rows)


def _part(lot: str, part: Part) -> tuple[str, ...]:
    count = part.objects
    return (
        short(lot),
        _quantity(part) if count is None else ngettext("{n} object", "{n} objects", count).format(n=count),
        _on_its_way(part) if part.in_transit else _place(part.place) or _("nobody said where"),
        str(cbv.state(part.state)),
        short(part.via) if part.via else "",
        _time(part.since, part.offset),
    )


def label(node: Node) -> str:
    """What people call a node: its product with lot or serial, else its identifier."""
    name = Names(node.name or "", node.name_zh or "").text()
    if node.objects is not None and node.objects > 1:
        return _("{n} of {what}").format(n=node.objects, what=name or short(node.id))
    if not name:
        return short(node.id)
    if node.serial is not None:
        return f"{name} {node.serial}"
    return _("{name}, lot {lot}").format(name=name, lot=node.lot) if node.lot is not None else name


def short(link: str) -> str:
    """An identifier without the domain that all canonical links share."""
    return link.removeprefix("https://id.gs1.org/")


def _totals(summary: Summary) -> str:
    parts = [
        ngettext("{n} lot", "{n} lots", summary.lots).format(n=summary.lots),
        ngettext("{n} object", "{n} objects", summary.objects).format(n=summary.objects),
        ngettext("{n} event", "{n} events", summary.events).format(n=summary.events),
    ]
    if summary.containers:
        named = ngettext("{n} container", "{n} containers", summary.containers)
        parts.insert(2, named.format(n=summary.containers))
    if summary.hidden:
        parts.append(_("{n} lead on unseen").format(n=summary.hidden))
    return ", ".join(parts)


def _edge(edge: Edge, nodes: dict[str, Node]) -> tuple[str, ...]:
    kinds = {
        "transformation": _("made into"),
        "membership": _("of the lot"),
        "containment": _("packed in"),
        "association": _("fixed to"),
    }
    ends = (label(nodes[end]) if end in nodes else short(end) for end in (edge.source, edge.target))
    time = _time(edge.time, edge.offset)
    if edge.until:
        time = f"{time} – {_time(edge.until, edge.until_offset)}"
    return (*ends, kinds.get(edge.kind, edge.kind), time, _who(edge.responsible), _place(edge.place))


def _whereabouts(summary: Summary) -> None:
    rows = [_count(place) for place in summary.locations]
    rows += [(_("on the way"), str(summary.in_transit))] if summary.in_transit else []
    rows += [(_("nobody said where"), str(summary.unlocated))] if summary.unlocated else []
    tables.show([_("where it is"), _("objects")], rows)
    tables.show([_("who holds it"), _("objects")], [_count(holder) for holder in summary.holders])
    if summary.shipments:
        tables.show(
            [_("from"), _("on the way to"), _("who shipped it"), _("since"), _("objects")],
            [_shipment(one) for one in summary.shipments],
            most=_SHOWN,
        )
    if summary.ended:
        ended = [f"{cbv.state(end)} {count}" for end, count in summary.ended.items()]
        output.say(_("Of these, counted where it happened: {ends}").format(ends=", ".join(ended)))


def _shipment(one: Shipment) -> tuple[str, ...]:
    return (
        _place(one.origin),
        _place(one.destination),
        "" if one.by is None else Names(one.by.name, one.by.name_zh).text(),
        _time(one.since, one.offset),
        str(one.objects),
    )


def _count(place: PlaceCount) -> tuple[str, str]:
    return Names(place.name, place.name_zh).text() or short(place.id), str(place.objects)


def _stock(rows: Sequence[Stock], nodes: dict[str, Node]) -> None:
    output.say(_("Amounts without item codes: where some may be, as far as events tell"))
    coded = any(row.coded for row in rows)
    tables.show(
        [
            _("lot"),
            _("where"),
            _("quantity"),
            *([_("items given codes there")] if coded else []),
            _("inside"),
            _("since"),
            _("who holds it"),
        ],
        [
            (
                label(nodes[row.lot]) if row.lot in nodes else short(row.lot),
                _on_its_way(row) if row.in_transit else _place(row.place) or _("nobody said where"),
                _quantity(row),
                *([str(row.coded or "")] if coded else []),
                short(row.via) if row.via else "",
                _time(row.since, row.offset),
                Names(row.holder.name, row.holder.name_zh).text() if row.holder else "",
            )
            for row in rows
        ],
        most=_SHOWN,
    )
    if coded:
        output.say(
            _("Items that were given codes where some of their lot stands may be the same goods, told twice.")
        )


def _quantity(of: Part | Stock) -> str:
    return _("unknown") if of.quantity is None else f"{of.quantity.normalize():f} {of.uom or ''}".strip()


def _balance(rows: Sequence[Balance], nodes: dict[str, Node]) -> None:
    tables.show(
        [
            _("lot"),
            _("made"),
            _("received"),
            _("on hand"),
            _("shipped"),
            _("consumed"),
            _("sampled"),
            _("lost"),
            _("returned"),
            _("unaccounted"),
            _("unit"),
        ],
        [
            (
                label(nodes[row.lot]) if row.lot in nodes else short(row.lot),
                *(
                    f"{value.normalize():f}"
                    for value in (
                        row.made,
                        row.received,
                        row.on_hand,
                        row.shipped,
                        row.consumed,
                        row.sampled,
                        row.lost,
                        row.returned,
                        row.unaccounted,
                    )
                ),
                _("items with codes") if row.items else row.uom or "",
            )
            for row in rows
        ],
        most=_SHOWN,
    )


def _step(step: Step) -> tuple[str, ...]:
    title = str(cbv.step_title(step.biz_step, step.type))
    notes = {
        "declared": _("declared wrong"),
        "declaration": _("declares an earlier record wrong"),
        "claim": _("a claim, not counted"),
    }
    if step.status in notes:
        title = f"{title} ({notes[step.status]})"
    here = step.place or step.seen_at
    where = _place(here)
    if step.destination is not None and step.destination != here:
        where = f"{where} → {_place(step.destination)}"
    return (
        _time(step.time, step.offset),
        title,
        where,
        _who(step.responsible),
        short(step.inherited_from) if step.inherited_from else "",
        "; ".join(_reading(reading) for reading in step.readings),
    )


def _reading(reading: Reading) -> str:
    if reading.min_value is not None and reading.max_value is not None:
        return f"{local.measure(reading.min_value, reading.uom)} – {local.measure(reading.max_value, reading.uom)}"
    value = reading.value if reading.value is not None else reading.mean_value
    return reading.type if value is None else local.measure(value, reading.uom)


def _on_its_way(one: Located | Part | Stock) -> str:
    to = _place(one.destination)
    return _("on the way to {place}").format(place=to) if to else _("on the way")


def _place(place: Place | None) -> str:
    return "" if place is None else Names(place.name, place.name_zh).text() or short(place.id)


def _who(responsible: Responsible | None) -> str:
    return "" if responsible is None else Names(responsible.organisation, responsible.organisation_zh).text()


def _time(time: str | None, offset: str | None) -> str:
    """To the minute, on the clock of the place where it was told."""
    if time is None or offset is None:
        return ""
    return f"{local.moment(time, offset):%Y-%m-%d %H:%M} {offset}"
