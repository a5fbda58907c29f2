"""Answers of tracing as tables for people."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from headwater.cli import output, tables, told
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
        PlaceCount,
        Shipment,
        Step,
        Stock,
        Summary,
        Trace,
    )

_SHOWN = 60
"""Lines of one table; --json has all."""


def trace(answer: Trace, *, paged: bool) -> None:
    """A trace: totals, how things are joined, what each is and where, and how much is where.

    Args:
        paged: it lists single items page by page: a page is shown whole, and joins items to their lots alone.
    """
    nodes = {node.id: node for node in answer.nodes} | {answer.subject.id: answer.subject}
    _title(answer.subject)
    output.say(_totals(answer.summary))
    if not paged:
        _table(
            [_("from"), _("to"), _("how"), _("when"), _("who"), _("where")],
            [_edge(edge, nodes) for edge in sorted(answer.edges, key=lambda edge: edge.time or "9999")],
        )
    single = [node for node in nodes.values() if node.kind != "hidden" and (node.objects or 1) == 1]
    _table(
        [_("ID"), _("name"), _("where"), _("state"), _("inside"), _("since")],
        [_thing(node) for node in single],
        most=None if paged else _SHOWN,
    )
    grouped = answer.summary.objects - sum(node.kind == "object" for node in single)
    if grouped > 0 and not paged:
        output.say(
            ngettext(
                "{n} item is not listed by itself: --detail objects lists it with its code.",
                "{n} items are not listed by themselves: --detail objects lists each with its code.",
                grouped,
            ).format(n=grouped)
        )
    _whereabouts(answer.summary)
    if answer.summary.stock:
        _stock(answer.summary.stock, nodes)
    if answer.summary.balance:
        _balance(answer.summary.balance, nodes)
    if answer.truncated:
        output.say(
            _("There is more: go on with --detail objects --cursor {cursor}").format(cursor=answer.next)
        )


def _title(subject: Node) -> None:
    name = told.label(subject)
    output.say(name, bold=True)
    if name != subject.id:
        output.say(subject.id)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], most: int | None = _SHOWN) -> None:
    """One of several tables, parted from what stands above it."""
    if rows:
        print()
        tables.show(headings, rows, most=most)


def _thing(node: Node) -> tuple[str, ...]:
    here = node.place or node.seen_at
    name = told.label(node)
    return (
        told.short(node.id),
        name if name != told.short(node.id) else "",
        told.on_its_way(node) if node.in_transit else told.place(here),
        str(cbv.state(node.state)),
        told.short(node.via) if node.via else "",
        told.time(node.since, node.offset),
    )


def history(answer: History) -> None:
    """A history, a line for each step."""
    _title(answer.subject)
    _table(
        [_("when"), _("what"), _("how much"), _("where"), _("who"), _("by way of"), _("measured")],
        [_step(step) for step in answer.steps],
        most=None,
    )


def locate(answers: Sequence[Located]) -> None:
    """Where things are, a line for each; of a lot a line for each place and state."""
    rows = []
    for one in answers:
        known = told.place(one.place or one.seen_at) or _("nobody said where")
        if not one.known:
            known = _("nothing was ever recorded of it")
        elif one.since and not (one.place or one.seen_at or one.in_transit):
            known = _("nothing of it is left")
        rows += [_part(one.id, part) for part in one.parts] or [
            (
                told.short(one.id),
                "",
                told.on_its_way(one) if one.in_transit else known,
                str(cbv.state(one.state)),
                told.short(one.via) if one.via else "",
                told.time(one.since, one.offset),
            )
        ]
    tables.show([_("ID"), _("how much"), _("where"), _("state"), _("inside"), _("since")], rows)


def _part(lot: str, part: Part) -> tuple[str, ...]:
    count = part.objects
    return (
        told.short(lot),
        told.amount(part.quantity, part.uom)
        if count is None
        else ngettext("{n} object", "{n} objects", count).format(n=count),
        told.on_its_way(part) if part.in_transit else told.place(part.place) or _("nobody said where"),
        str(cbv.state(part.state)),
        told.short(part.via) if part.via else "",
        told.time(part.since, part.offset),
    )


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
    return local.listed(parts)


def _edge(edge: Edge, nodes: dict[str, Node]) -> tuple[str, ...]:
    kinds = {
        "transformation": _("made into"),
        "membership": _("of the lot"),
        "containment": _("packed in"),
        "association": _("fixed to"),
    }
    ends = (told.label(nodes[end]) if end in nodes else told.short(end) for end in (edge.source, edge.target))
    time = told.time(edge.time, edge.offset)
    if edge.until:
        time = f"{time} – {told.time(edge.until, edge.until_offset)}"
    return (*ends, kinds.get(edge.kind, edge.kind), time, told.who(edge.responsible), told.place(edge.place))


def _whereabouts(summary: Summary) -> None:
    rows = [_count(place) for place in summary.locations]
    rows += [(_("on the way"), str(summary.in_transit))] if summary.in_transit else []
    rows += [(_("nobody said where"), str(summary.unlocated))] if summary.unlocated else []
    _table([_("where it is"), _("objects")], rows)
    _table([_("who holds it"), _("objects")], [_count(holder) for holder in summary.holders])
    if summary.shipments:
        _table(
            [_("from"), _("on the way to"), _("who shipped it"), _("since"), _("objects")],
            [_shipment(one) for one in summary.shipments],
        )
    if summary.ended:
        ended = [f"{cbv.state(end)} {count}" for end, count in summary.ended.items()]
        output.say(_("Of these, counted where it happened: {ends}").format(ends=local.listed(ended)))


def _shipment(one: Shipment) -> tuple[str, ...]:
    return (
        told.place(one.origin),
        told.place(one.destination),
        told.party(one.by),
        told.time(one.since, one.offset),
        str(one.objects),
    )


def _count(place: PlaceCount) -> tuple[str, str]:
    return Names(place.name, place.name_zh).text() or told.short(place.id), str(place.objects)


def _stock(rows: Sequence[Stock], nodes: dict[str, Node]) -> None:
    print()
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
                told.label(nodes[row.lot]) if row.lot in nodes else told.short(row.lot),
                told.on_its_way(row) if row.in_transit else told.place(row.place) or _("nobody said where"),
                told.amount(row.quantity, row.uom) + (f" ({_('claim')})" if row.claim else ""),
                *([str(row.coded or "")] if coded else []),
                told.short(row.via) if row.via else "",
                told.time(row.since, row.offset),
                told.party(row.holder),
            )
            for row in rows
        ],
        most=_SHOWN,
    )
    if coded:
        output.say(
            _("Items that were given codes where some of their lot stands may be the same goods, told twice.")
        )


def _balance(rows: Sequence[Balance], nodes: dict[str, Node]) -> None:
    _table(
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
                told.label(nodes[row.lot]) if row.lot in nodes else told.short(row.lot),
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
                _("items with codes") if row.items else told.unit(row.uom) if row.uom else _("items"),
            )
            for row in rows
        ],
    )
    pieces = {row.lot for row in rows if not row.items and row.uom is None}
    if any(row.items and row.lot in pieces for row in rows):
        output.say(
            _(
                "Of a lot with two rows, the items with codes may be among the amount told by quantity: the rows do not add up."
            )
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
    where = told.place(here)
    if step.destination is not None and step.destination != here:
        where = f"{where} → {told.place(step.destination)}"
    return (
        told.time(step.time, step.offset),
        title,
        local.listed(cbv.amount(one.role, told.amount(one.quantity, one.uom)) for one in step.amounts),
        where,
        told.who(step.responsible),
        told.short(step.inherited_from) if step.inherited_from else "",
        local.listed(told.reading(reading) for reading in step.readings),
    )
