"""The trace explorer's addresses: who may ask, what is understood, what comes back."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

import msgspec
import pytest
from django.urls import reverse
from django.utils.translation import override

from headwater.backoffice.explorer import asked as reading
from headwater.backoffice.explorer import sheets, views
from headwater.backoffice.explorer.vocabulary import words
from headwater.tracing.answers import Edge, Node, Party, Quantity, Shipment, Stock
from tests.app.portal import dairy_answers as dairy

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from headwater.parties.actors import Viewer
    from headwater.tracing.answers import Trace

Questions = list[tuple[str, "Viewer", dict[str, object]]]
KEY = dairy.CAN_PATH.removeprefix("/")
SERIAL = KEY.rpartition("/")[2]


def _text(response: HttpResponse) -> str:
    streamed = getattr(response, "streaming_content", None)
    return (b"".join(streamed) if streamed is not None else response.content).decode()


@pytest.mark.parametrize("name", ["explorer", "trace", "thing", "export"])
def test_strangers_are_sent_to_the_door(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(f"backoffice:{name}"), {"id": dairy.CAN})

    assert response.status_code == 302
    assert response["Location"].startswith("/backoffice/login/")


@pytest.mark.parametrize("name", ["trace", "thing", "export"])
def test_without_a_role_nothing_is_answered(nobody: Client, asked: Questions, name: str) -> None:
    response = nobody.get(reverse(f"backoffice:{name}"), {"id": dairy.CAN})

    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert asked == []


@pytest.mark.parametrize(
    "spelling",
    [
        dairy.CAN,
        f"https://brand.example/01/{dairy.GTIN}/21/{SERIAL}?17=280101",
        f"(01){dairy.GTIN}(21){SERIAL}",
        f"01{dairy.GTIN}21{SERIAL}",
        f"]d201{dairy.GTIN}21{SERIAL}",
        f"]d201{dairy.GTIN}10B-2026-061\x1d21{SERIAL}",
        f"]C101{dairy.GTIN}10B-2026-061<GS>21{SERIAL}",
        f"]Q301{dairy.GTIN}10B-2026-061␝21{SERIAL}",
        f"urn:epc:id:sgtin:9506000.013435.{SERIAL}",
        f"  {dairy.CAN}\n",
    ],
)
def test_any_spelling_is_the_same_question(manager: Client, asked: Questions, spelling: str) -> None:
    page = manager.get(reverse("backoffice:explorer"), {"q": spelling})
    answer = manager.get(reverse("backoffice:trace"), {"id": spelling})

    assert f'data-id="{dairy.CAN}"' in _text(page)
    assert answer.status_code == 200
    assert [key for key, _, _ in asked] == [KEY]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "in AI (01) is 3; it should be 2."), ("zh-hans", "的校验码是 3，应为 2。")],
)
def test_what_is_wrong_is_said_beside_the_box(manager: Client, language: str, expected: str) -> None:
    wrong = f"(01)0950600013435{3}(21)1"
    page = manager.get(reverse("backoffice:explorer"), {"q": wrong}, headers={"accept-language": language})

    assert page.status_code == 400
    assert expected in _text(page)
    assert 'aria-invalid="true"' in _text(page)


@pytest.mark.parametrize(
    ("parameters", "status", "detail"),
    [
        ({"id": "rubbish"}, 400, "“rubbish” is no EPC URN"),
        ({"id": ""}, 400, "There is no text here."),
        ({"id": dairy.CAN, "direction": "sideways"}, 400, "“sideways” is none of both, back, forward."),
        ({"id": dairy.CAN, "detail": "all"}, 400, "“all” is none of graph, objects."),
        ({"id": dairy.CAN, "at": "yesterday"}, 400, "“yesterday” is no date and time"),
        ({"id": dairy.CAN, "at": "2026-13-45T00:00"}, 400, "“2026-13-45T00:00” is no date and time"),
        (
            {"id": dairy.CAN, "at": "2026-03-02T08:00", "offset": "Peking"},
            400,
            "“Peking” is no distance from UTC",
        ),
        ({"id": dairy.CAN, "known_at": "-4"}, 400, "“-4” is no number of a record."),
        ({"id": dairy.CAN, "known_at": "9" * 30}, 400, "is no number of a record."),
        ({"id": dairy.CAN, "known_at": "4", "known_time": "2026-03-02T08:00"}, 400, "not both"),
        ({"id": dairy.CAN, "cursor": "-1"}, 400, "“-1” is no cursor of a trace."),
        (
            {"id": "(01)09506000134352(21)NEVER"},
            404,
            "Nothing was ever recorded of 01/09506000134352/21/NEVER",
        ),
    ],
)
def test_refusals_are_problems_with_plain_words(
    manager: Client, asked: Questions, parameters: dict[str, str], status: int, detail: str
) -> None:
    response = manager.get(reverse("backoffice:trace"), parameters)

    assert response.status_code == status
    assert detail in json.loads(response.content)["detail"]


def test_trace_is_the_answer_of_the_business_api(manager: Client, asked: Questions) -> None:
    response = manager.get(
        reverse("backoffice:trace"),
        {"id": dairy.CAN, "direction": "back", "detail": "objects", "cursor": "7"},
    )

    assert response.content == msgspec.json.encode(dairy.BOTH)
    assert asked[0][2] == {
        "direction": "back", "at": None, "known_at": None, "detail": "objects", "cursor": "7", "limit": 20_000,
        "within": None,
    }  # fmt: skip


def test_a_collapsed_node_is_listed_by_its_id(manager: Client, asked: Questions) -> None:
    manager.get(reverse("backoffice:trace"), {"id": dairy.CAN, "within": f"{dairy.LOT}#objects"})

    assert asked[0][2].pop("within") == f"{dairy.LOT}#objects"
    assert (asked[0][2]["detail"], asked[0][2]["limit"]) == ("objects", 50)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"at": "2026-03-02T08:00:00+08:00"}, "2026-03-02 08:00:00+08:00"),
        ({"at": "2026-03-02T08:00", "offset": "+08:00"}, "2026-03-02 08:00:00+08:00"),
        ({"at": "2026-03-02T08:00", "offset": "-03:30"}, "2026-03-02 08:00:00-03:30"),
        ({"at": "2026-03-02 08:00"}, "2026-03-02 08:00:00+00:00"),
        ({"at": "2026-03-02T08:00Z", "offset": "+08:00"}, "2026-03-02 08:00:00+00:00"),
        ({"at": "2026-03-02T08:00:00 08:00"}, "2026-03-02 08:00:00+08:00"),
    ],
)
def test_moment_is_on_the_clock_that_was_chosen(
    manager: Client, asked: Questions, parameters: dict[str, str], expected: str
) -> None:
    manager.get(reverse("backoffice:trace"), {"id": dairy.CAN, **parameters})

    assert str(asked[0][2]["at"]) == expected


def test_what_was_known_is_a_record_or_the_last_one_of_a_time(
    manager: Client, asked: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = []
    monkeypatch.setattr(reading, "last_recorded", lambda at: times.append(at.isoformat()) or 41)
    then = {"id": dairy.CAN, "known_time": "2026-03-02T08:00", "offset": "+08:00"}
    for view in ("trace", "thing", "export"):
        _text(manager.get(reverse(f"backoffice:{view}"), then))
        _text(manager.get(reverse(f"backoffice:{view}"), {"id": dairy.CAN, "known_at": "40"}))

    assert {parameters["known_at"] for _, _, parameters in asked[::2]} <= {41, 40}
    assert sorted({parameters["known_at"] for _, _, parameters in asked}) == [40, 41]
    assert times == ["2026-03-02T08:00:00+08:00"] * 3


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["This is not the present.", "Events until 2026-03-02 08:00 UTC+08:00 count.", "up to record 40"]),
        ("zh-hans", ["这不是当前状态。", "只计 2026-03-02 08:00 UTC+08:00 之前的事件", "以截至第 40 号记录时已知的内容为准"]),
    ],
)  # fmt: skip
def test_a_look_back_is_said_to_be_one_and_kept_by_exports(
    manager: Client, asked: Questions, language: str, expected: list[str]
) -> None:
    page = _text(
        manager.get(
            reverse("backoffice:explorer"),
            {"q": dairy.CAN, "at": "2026-03-02T08:00", "offset": "+08:00", "known_at": "40"},
            headers={"accept-language": language},
        )
    )

    assert [text for text in expected if text not in page] == []
    assert "at=2026-03-02T08%3A00%3A00%2B08%3A00&amp;known_at=40&amp;sheet=scope" in page
    assert '<option value="+08:00" selected>' in page
    assert "This is not the present." not in _text(
        manager.get(reverse("backoffice:explorer"), {"q": dairy.CAN})
    )


def test_eyes_are_those_of_the_organisation_chosen(both: Client, asked: Questions) -> None:
    both.get(reverse("backoffice:trace"), {"id": dairy.CAN})
    page = both.get(reverse("backoffice:explorer"))
    choices = [int(value) for value in _values(_text(page))]
    both.get(reverse("backoffice:explorer"), {"organisation": str(choices[-1])})
    both.get(reverse("backoffice:trace"), {"id": dairy.CAN})
    both.get(reverse("backoffice:explorer"), {"organisation": "999999"})
    both.get(reverse("backoffice:trace"), {"id": dairy.CAN})

    assert [(viewer.organisation_id, viewer.operating) for _, viewer, _ in asked] == [
        (choices[0], True),
        (choices[-1], False),
        (choices[-1], False),
    ]


@pytest.mark.parametrize(
    ("language", "start", "end"),
    [
        ("en", "As far as ", "North Dealer may see: others may know of newer places and states."),
        ("zh-hans", "仅就", "北方经销商可查看的内容而言：其他组织可能知道更新的地点和状态。"),
    ],
)
def test_whoever_does_not_see_all_is_told_so(
    both: Client, manager: Client, asked: Questions, language: str, start: str, end: str
) -> None:
    address, question = reverse("backoffice:explorer"), {"q": dairy.CAN}
    headers = {"accept-language": language}
    dealer = _values(_text(both.get(address)))[-1]

    partial = _text(both.get(address, question | {"organisation": dealer}, headers=headers))

    assert partial.count(start + end) == 1
    assert start not in _text(manager.get(address, question, headers=headers))


def _values(page: str) -> list[str]:
    select = page.partition('name="organisation"')[2].partition("</select>")[0]
    return [part.partition('"')[0] for part in select.split('value="')[1:]]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Whole milk powder 800 g", "Is at", "Corner Shop, Haidian", "Shipped", "Responsible: Cold Road Logistics",
                "Temperature 3.9 °C … 9.4 °C alarm", "line-2", "Declared erroneous: it no longer counts."]),
        ("zh-hans", ["全脂奶粉 800克", "现位于", "海淀街角店", "已发运", "责任方：冷途物流", "温度 3.9 °C … 9.4 °C 报警"]),
    ],
)  # fmt: skip
def test_panel_tells_who_and_when(
    manager: Client, asked: Questions, language: str, expected: list[str]
) -> None:
    panel = _text(
        manager.get(reverse("backoffice:thing"), {"id": dairy.CAN}, headers={"accept-language": language})
    )

    assert [text for text in expected if text not in panel] == []


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
            ["受影响单品", "已售出", "1", "去向不明", "对您隐藏", "件", "2026-03-09 08:00:00+00:00"],
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
    text = _text(response)
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
    text = "".join(sheets.lines([trace], sheet, ASKING))
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

    assert table[2][-2:] == ["'=1+1", "'=cmd|' /C calc'!A0"]
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
        _, *rows = csv.reader(StringIO(_text(manager.get(reverse("backoffice:export"), query))))
        return [row[1] if sheet == "things" else row[8] for row in rows]

    group, first, second = f"{dairy.LOT}#objects", f"{dairy.CAN}None", f"{dairy.CAN}2"
    assert exported("things", "graph") == exported("things", "objects") == [dairy.LOT, first, second]
    assert exported("steps", "graph") == [group]
    assert exported("steps", "objects") == [first, second]


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


def test_every_word_of_the_script_is_told(manager: Client) -> None:
    """What the script says is in its vocabulary, and nothing else is."""
    from tests.app.backoffice.scripts import said

    assert said() == set(words())


def test_policy_is_relaxed_here_alone(manager: Client, client: Client) -> None:
    inside = manager.get(reverse("backoffice:explorer"))["Content-Security-Policy"]
    outside = client.get("/health")["Content-Security-Policy"]

    assert "'unsafe-eval'" in inside
    assert "https:" not in inside
    assert "unsafe" not in outside
    assert "default-src 'none'" in outside
