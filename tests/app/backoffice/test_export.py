"""The sheets of a trace: what a spreadsheet opens, and what it must not run."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

import msgspec
import pytest
from django.urls import reverse
from django.utils.translation import override

from headwater.backoffice.explorer import sheets, views
from headwater.tracing.answers import Edge, Node, Party, Quantity, Shipment, Stock
from tests.app.backoffice.asking import text_of
from tests.app.portal import dairy_answers as dairy

if TYPE_CHECKING:
    from django.test import Client

    from headwater.tracing.answers import Trace


@pytest.mark.parametrize(
    ("sheet", "rows", "cells"),
    [
        ("things", 8, ["批次", "单品", "全脂奶粉 800克", dairy.GTIN, "B-2026-061"]),
        ("steps", 7, ["由其制成", "2026-03-01T21:30:00.000Z", "源头乳业", "Li Na", "line-2"]),
        ("places", 4, ["海淀街角店", "39.98"]),
        ("holders", 2, ["北方经销商"]),
        ("shipments", 2, ["北京冷库", "源头乳业", "2026-03-02 14:00:00+08:00", "3"]),
        ("stock", 3, ["地点或目的地", "12.5", "KGM", "运输途中", "海淀街角店", "源头乳业"]),
        (
            "scope",
            20,
            [
                "受影响单品",
                "已售出",
                "1",
                "去向不明",
                "另有未共享的上下游",
                "件",
                "2026-03-09 08:00:00+00:00",
            ],
        ),
        ("balance", 2, ["差额", "84"]),
    ],
)
def test_export_opens_in_a_spreadsheet(
    manager: Client, monkeypatch: pytest.MonkeyPatch, sheet: str, rows: int, cells: list[str]
) -> None:
    monkeypatch.setattr(views.queries, "trace", lambda *_, **__: _with_stock())
    monkeypatch.setattr(views.timezone, "now", lambda: ASKING.at)
    response = manager.get(
        reverse("backoffice:export"),
        {"id": dairy.CAN, "sheet": sheet},
        headers={"accept-language": "zh-hans"},
    )
    text = text_of(response)
    table = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))

    assert text.startswith("\ufeff")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="trace-01-')
    assert len(table) == rows
    assert len({len(row) for row in table}) == 1
    assert [cell for cell in cells if not any(cell in row for row in table)] == []


def _with_stock() -> Trace:
    """The dairy's answer with a lot without item codes in two places, one of them told by a partner's text."""
    rows = [
        Stock(
            dairy.TANK, dairy.PLANT, Decimal("12.5"), "KGM", None, False, None, "2026-03-02T00:00:00.000Z",
            Party("https://id.gs1.org/417/9506000134009", "Headwater Dairy", "源头乳业"),
        ),
        Stock(
            dairy.TANK, None, None, None, dairy.PALLET, True, dairy.SHOP, "2026-03-02T06:00:00.000Z",
            Party("=cmd|' /C calc'!A0", "=1+1", "=1+1"),
        ),
    ]  # fmt: skip
    shipments = [
        Shipment(
            dairy.PLANT, dairy.COLD_STORE, Party("urn:1", "Headwater Dairy", "源头乳业"),
            "2026-03-02T06:00:00.000Z", "+08:00", 3,
        ),
    ]  # fmt: skip
    summary = msgspec.structs.replace(dairy.SUMMARY, stock=rows, shipments=shipments, ended={"sold": 1})
    return msgspec.structs.replace(dairy.BOTH, summary=summary)


ASKING = sheets.Asking(datetime(2026, 3, 9, 8, tzinfo=UTC), 40)


def _table(trace: Trace, sheet: sheets.Sheet) -> list[list[str]]:
    text = "".join(sheets.lines(trace, trace.nodes, sheet, ASKING))
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("sheet", sheets.SHEETS)
def test_no_two_headings_of_a_sheet_are_the_same(sheet: sheets.Sheet) -> None:
    for language in ("en", "zh-hans"):
        with override(language):
            head = _table(_with_stock(), sheet)[0]
        assert len(set(head)) == len(head)


def test_a_summary_says_when_it_was_asked_and_what_it_counts() -> None:
    cells = {row[0]: row[1:] for row in _table(_with_stock(), "scope")}

    assert cells["Asked at (UTC)"][0] == "2026-03-09 08:00:00+00:00"
    assert cells["Counts events up to (UTC)"][0] == "no end: all that were recorded"
    assert cells["As known at record"][0] == "40"
    assert cells["Quantity"] == ["1", "items"]
    assert cells["On the way"] == [
        "3", "Hohhot plant → Beijing cold store, Headwater Dairy, since 2026-03-02 14:00:00+08:00"
    ]  # fmt: skip


def test_how_much_went_in_stands_once_for_an_event() -> None:
    edges = [
        Edge(dairy.TANK, target, "transformation", event="urn:uuid:1", quantity=Quantity(Decimal(800), "KGM"))
        for target in (dairy.LOT, dairy.CAN)
    ]
    head, *rows = _table(msgspec.structs.replace(dairy.BOTH, edges=edges), "steps")

    assert [row[head.index("Quantity")] for row in rows] == ["800", ""]


def test_an_item_of_the_list_says_where_it_is_or_between_where_it_is_on_the_way() -> None:
    holder = Party("https://id.gs1.org/417/9506000222005", "=North Dealer", "")
    can = dairy.SUBJECT
    there = msgspec.structs.replace(
        can, place=dairy.SHOP, holder=holder, since="2026-03-02T06:00:00.000Z", offset="+08:00",
        state="sellable_accessible", via=dairy.PALLET,
    )  # fmt: skip
    moving = msgspec.structs.replace(
        can, in_transit=True, state="in_transit", origin=dairy.PLANT, destination=dairy.SHOP, by=holder,
        since="2026-03-02T06:00:00.000Z", offset="+08:00",
    )  # fmt: skip
    head, *rows = _table(msgspec.structs.replace(dairy.BOTH, nodes=[there, moving]), "things")
    one, other = (dict(zip(head, row, strict=True)) for row in rows)

    assert one == dict.fromkeys(head, "") | {
        "Kind": "Item", "Identifier": dairy.CAN, "Name": "Whole milk powder 800 g", "GTIN": dairy.GTIN,
        "Lot": "B-2026-061", "Serial": "K7Q2M9XW4T3B8C1D5E", "State": "For sale", "Place": "Corner Shop, Haidian",
        "Place: identifier": dairy.SHOP.id, "Holder": "'=North Dealer", "Holder: identifier": holder.id,
        "Since (local time)": "2026-03-02 14:00:00+08:00", "Container": dairy.PALLET,
    }  # fmt: skip
    assert {name: other[name] for name in ("State", "Place", "From", "To", "Shipped by", "Holder")} == {
        "State": "On its way", "Place": "", "From": "Hohhot plant", "To": "Corner Shop, Haidian",
        "Shipped by": "'=North Dealer", "Holder": "",
    }  # fmt: skip


def test_stock_told_by_others_runs_nothing_in_a_spreadsheet() -> None:
    table = _table(_with_stock(), "stock")

    assert table[2][-3:-1] == ["'=1+1", "'=cmd|' /C calc'!A0"]
    assert all(len(row) == len(table[0]) for row in table)


def test_a_claim_is_marked_in_the_export_as_in_the_answer() -> None:
    edges = [msgspec.structs.replace(edge, claim=edge.event == "urn:uuid:1") for edge in dairy.BOTH.edges]
    head, *rows = _table(msgspec.structs.replace(dairy.BOTH, edges=edges), "steps")
    at = head.index("Claim")

    assert [row[-1] for row in rows if row[at]] == ["urn:uuid:1"]


def _collapsed(detail: str, cursor: str | None) -> Trace:
    """A lot whose two cans are counted in the graph, and one of them on each page of objects."""
    lot, group = dairy.NODES[1], Node(f"{dairy.LOT}#objects", "object", objects=2)
    cans = {cursor: Node(f"{dairy.CAN}{cursor}", "object", lot="B-2026-061") for cursor in (None, "2")}
    if detail == "graph":
        nodes, edges, following = [lot, group], [Edge(lot.id, group.id, "membership", objects=2)], None
    else:
        nodes, edges = [lot, cans[cursor]], [Edge(lot.id, cans[cursor].id, "membership")]
        following = "2" if cursor is None else None
    return msgspec.structs.replace(dairy.BOTH, nodes=nodes, edges=edges, next=following)


def test_export_of_single_items_has_the_graph_and_every_page(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views.queries, "trace", lambda *_, detail, cursor, **__: _collapsed(detail, cursor))

    def exported(sheet: str, detail: str) -> list[str]:
        query = {"id": dairy.CAN, "sheet": sheet, "detail": detail}
        _, *rows = csv.reader(StringIO(text_of(manager.get(reverse("backoffice:export"), query))))
        return [row[1] if sheet == "things" else row[8] for row in rows]

    group, first, second = f"{dairy.LOT}#objects", f"{dairy.CAN}None", f"{dairy.CAN}2"
    assert exported("things", "graph") == exported("things", "objects") == [dairy.LOT, first, second]
    assert exported("steps", "graph") == exported("steps", "objects") == [group]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        (-1, "-1"),
        (None, ""),
        ("B-2026", "B-2026"),
    ],
)
def test_no_cell_is_run_as_a_formula(value: object, expected: str) -> None:
    assert sheets.harmless(value) == expected
