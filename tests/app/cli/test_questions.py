"""`headwater trace`, `history`, `locate` over the milk of the tutorial."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest

from headwater.cli import told

MILK = Path(__file__).resolve().parents[3] / "docs/examples/milk.json"
CAN, LOT = "(01)09506000134352(21)MILK-1", "(01)09506000134000(10)FARM-0301"
PACK = "https://id.gs1.org/00/395060000000000016"


@pytest.fixture
def milk(headwater, operating):
    headwater("capture", MILK)
    return headwater


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_trace_back_as_json(milk):
    answer = json.loads(milk("trace", CAN, "--direction", "back", "--json").out)
    assert answer["subject"]["id"] == "https://id.gs1.org/01/09506000134352/21/MILK-1"
    assert answer["direction"] == "back"
    assert "https://id.gs1.org/01/09506000134000/10/FARM-0301" in [node["id"] for node in answer["nodes"]]
    assert set(answer["summary"]) == {
        "lots", "objects", "events", "quantities", "locations", "in_transit", "unlocated", "holders",
        "shipments", "balance", "stock", "hidden", "ended", "containers",
    }  # fmt: skip


def test_trace_forward_for_people(milk):
    lines = rows(milk("trace", LOT, "--direction", "forward").out)
    assert lines[:3] == [
        "Raw milk, lot FARM-0301",
        "https://id.gs1.org/01/09506000134000/10/FARM-0301",
        "2 lots, 3 objects, 1 event",
    ]
    assert any("made into" in line and "Valley Dairy" in line for line in lines)
    assert any(line == "Corner Shop 2" for line in lines)
    assert any(line == "Valley Dairy, plant 1" for line in lines)


def test_a_trace_lists_few_items_with_their_codes_and_says_how_to_get_many(milk, monkeypatch):
    asked = ("trace", LOT, "--direction", "forward")
    lines = milk(*asked).out.splitlines()
    heading = next(at for at, line in enumerate(lines) if line.startswith("ID "))
    things = [" ".join(line.split()) for line in lines[heading + 2 : heading + 8]]
    there = f"Corner Shop In progress 00/{PACK[-18:]} 2026-03-02 16:45 +08:00"
    assert things == [
        "01/09506000134000/10/FARM-0301 Raw milk, lot FARM-0301",
        f"00/{PACK[-18:]} Corner Shop In progress 2026-03-02 16:45 +08:00",
        "01/09506000134352/10/CAN-0301 Milk powder, 800 g, lot CAN-0301",
        f"01/09506000134352/21/MILK-1 Milk powder, 800 g MILK-1 {there}",
        f"01/09506000134352/21/MILK-2 Milk powder, 800 g MILK-2 {there}",
        "01/09506000134352/21/MILK-3 Milk powder, 800 g MILK-3 Valley Dairy, plant In use 2026-03-01 14:00 +08:00",
    ]
    assert "lists each" not in "".join(lines)
    monkeypatch.setattr("headwater.cli.tracing.LISTED", 2)
    told = "3 items are not listed by themselves: --detail objects lists each with its code."
    assert told in milk(*asked).out.splitlines()
    objects = milk(*asked, "--detail", "objects").out
    assert "01/09506000134352/21/MILK-3" in objects
    assert "lists each" not in objects


@pytest.mark.parametrize(
    ("value", "uom", "english", "chinese"),
    [
        ("13.80", "KGM", "13.8 kg", "13.8 kg"),
        ("1", None, "1 item", "1 件"),
        ("1290", None, "1290 items", "1290 件"),
        ("2", "XBX", "2 XBX", "2 XBX"),
        (None, "KGM", "unknown", "未知"),
    ],
)
def test_amounts_have_the_signs_of_the_pages(headwater, value, uom, english, chinese):
    amount = None if value is None else Decimal(value)
    for language, expected in (("en", english), ("zh", chinese)):
        headwater("identify", CAN, language=language)  # speaks the language from here on
        assert told.amount(amount, uom) == expected


def test_trace_forward_in_chinese(milk):
    lines = rows(milk("trace", LOT, "--direction", "forward", language="zh").out)
    assert any("制成" in line and "山谷乳业" in line for line in lines)


def test_summary_has_totals_alone(milk):
    answer = json.loads(milk("trace", LOT, "--detail", "summary", "--json").out)
    assert (len(answer["nodes"]), answer["edges"], answer["summary"]["objects"]) == (1, [], 3)


def test_objects_come_page_by_page(milk):
    answer = json.loads(milk("trace", LOT, "--detail", "objects", "--json").out)
    assert (answer["truncated"], answer["next"]) == (False, None)
    assert sum(node["kind"] == "object" for node in answer["nodes"]) == 3


def test_past_is_as_it_was(milk):
    before = "2026-03-02T06:00:00+08:00"
    steps = json.loads(milk("history", CAN, "--json", "--at", before).out)["steps"]
    assert [step["biz_step"] for step in steps] == ["commissioning", "packing"]
    (located,) = json.loads(milk("locate", CAN, "--json", "--at", before).out)
    assert located["place"]["id"] == "https://id.gs1.org/414/9506000200026"


def test_history_tells_what_came_by_way_of_the_pack(milk):
    answer = json.loads(milk("history", "urn:epc:id:sgtin:9506000.013435.MILK-2", "--json").out)
    assert [(step["biz_step"], step["inherited_from"]) for step in answer["steps"]] == [
        ("commissioning", None), ("packing", None), ("shipping", PACK), ("receiving", PACK),
    ]  # fmt: skip
    lines = rows(milk("history", "urn:epc:id:sgtin:9506000.013435.MILK-2").out)
    assert "when what where who by way of" in lines
    assert lines[-1] == ("2026-03-02 16:45 +08:00 Received Corner Shop Valley Dairy 00/395060000000000016")


def test_locate_answers_in_the_order_of_the_question(milk):
    third = "(01)09506000134352(21)MILK-3"
    answers = json.loads(milk("locate", third, CAN, "--json").out)
    assert [(answer["place"]["id"][-13:], answer["via"]) for answer in answers] == [
        ("9506000200026", None),
        ("9506000200033", PACK),
    ]
    lines = rows(milk("locate", third, CAN).out)
    assert lines[0] == "ID where state inside since"
    assert lines[2].startswith("01/09506000134352/21/MILK-3 Valley Dairy, plant ")
    assert lines[2].endswith(" 2026-03-01 14:00 +08:00")


def test_times_are_on_the_clock_of_the_place(milk, monkeypatch):
    with monkeypatch.context() as clock:
        clock.setenv("TZ", "America/New_York")
        time.tzset()
        traced = rows(milk("trace", LOT, "--direction", "forward").out)
        located = rows(milk("locate", CAN, LOT).out)
    time.tzset()
    assert any("made into" in line and "2026-03-01 14:00 +08:00 " in line for line in traced)
    assert any("packed in" in line and "2026-03-01 15:00 +08:00 " in line for line in traced)
    assert [line[-23:] for line in located[2:]] == ["2026-03-02 16:45 +08:00", "2026-03-01 09:30 +08:00"]
    (answer,) = json.loads(milk("locate", CAN, "--json").out)
    assert (answer["since"], answer["offset"]) == ("2026-03-02T08:45:00.000Z", "+08:00")


def test_an_unknown_one_among_several_is_told_as_such(milk):
    never = "(01)09506000134352(21)NEVER"
    answers = json.loads(milk("locate", never, CAN, "--json", code=1).out)
    assert [(answer["id"].rpartition("/")[2], answer["known"]) for answer in answers] == [
        ("NEVER", False),
        ("MILK-1", True),
    ]
    lines = rows(milk("locate", never, CAN, code=1).out)
    assert lines[2] == "01/09506000134352/21/NEVER nothing was ever recorded of it"
    assert lines[3].startswith("01/09506000134352/21/MILK-1 Corner Shop ")
    assert "从未有过记录" in milk("locate", never, CAN, code=1, language="zh").out


def test_a_malformed_one_among_several_is_named(milk):
    said = milk("locate", CAN, "(01)09506000134353(21)MILK-1", code=1)
    assert (said.out, said.err) == (
        "",
        "“(01)09506000134353(21)MILK-1”: The check digit of “09506000134353” in AI (01) is 3; it should be 2.\n",
    )


def test_a_lot_is_asked_for_by_the_number_that_people_gave_it(milk, tmp_path):
    document = json.loads(MILK.read_text(encoding="utf-8"))
    document["epcisBody"]["eventList"] = [
        {
            "type": "ObjectEvent",
            "eventTime": "2026-03-02T08:00:00.000+08:00",
            "eventTimeZoneOffset": "+08:00",
            "action": "ADD",
            "bizStep": "commissioning",
            "epcList": ["https://id.gs1.org/01/09506000134352/21/ODD-1"],
            "ilmd": {"cbvmda:lotNumber": "批次1"},
        }
    ]
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    milk("capture", file)
    subject = "urn:headwater:lot:09506000134352:%E6%89%B9%E6%AC%A11"

    for text in (
        "(01) 09506000134352 (10) 批次1",
        "https://brand.example/01/09506000134352/10/批次1",
        subject,
    ):
        assert json.loads(milk("trace", text, "--json").out)["subject"]["id"] == subject
        assert json.loads(milk("history", text, "--json").out)["subject"]["id"] == subject
        assert [one["id"] for one in json.loads(milk("locate", text, "--json").out)] == [subject]
    refused = milk("trace", "(01)09506000134352(10)批次2", code=1, language="zh").err
    assert "应用标识符（10）的值“批次2”第 1 位是“批”，不在 GS1 字符集 82 之内" in refused


@pytest.mark.parametrize(
    "text", ["\udcff", "urn:x:\udcff", "(01)09506000134000(10)批\udcff", "FARM-0301\x1b"]
)
def test_a_text_with_control_characters_or_half_a_pair_is_refused(milk, text):
    for command in ("identify", "trace", "history", "locate"):
        said = milk(command, text, code=1)
        assert "“" in (said.out + said.err)
        assert "Traceback" not in said.err
