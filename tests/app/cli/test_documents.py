"""Documents in and out by the command: capture, hash, export; and upkeep of the store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headwater.epcis import jsonld, xml
from headwater.epcis.event_hash import event_hash
from headwater.events.models import CaptureJob, Event
from headwater.parties import operations

MILK = Path(__file__).resolve().parents[3] / "docs/examples/milk.json"


MILK_EVENTS = json.loads(MILK.read_text(encoding="utf-8"))["epcisBody"]["eventList"]


def document(*events: dict) -> str:
    return json.dumps(
        {
            "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-03-02T08:00:00Z",
            "epcisBody": {"eventList": list(events)},
        }
    )


def seen(time: str, **more: object) -> dict:
    return {
        "type": "ObjectEvent",
        "eventTime": time,
        "eventTimeZoneOffset": "+00:00",
        "action": "OBSERVE",
        "epcList": ["urn:epc:id:sgtin:9506000.013435.MILK-1"],
        "bizStep": "inspecting",
        "readPoint": {"id": "urn:epc:id:sgln:9506000.20002.0"},
        **more,
    }


@pytest.fixture
def half_wrong(tmp_path):
    file = tmp_path / "half.json"
    file.write_text(document(seen("2026-03-02T08:00:00Z"), seen("yesterday")))
    return file


def test_capture_stores_once(headwater, operating):
    assert headwater("capture", MILK).out == (
        f"{MILK}, captured as Valley Dairy: 7 events, 7 new, 0 known before\n"
    )
    assert headwater("capture", MILK, language="zh").out == (
        f"{MILK}，以“山谷乳业”的名义采集：7 个事件，新增 0 个，此前已有 7 个\n"
    )
    assert set(Event.objects.values_list("capturer", flat=True)) == {operating.pk}
    assert Event.objects.count() == 7


def test_capture_as_json(headwater, operating):
    (answer,) = json.loads(headwater("capture", MILK, "--json").out)
    job = CaptureJob.objects.get()
    assert answer == {
        "file": str(MILK),
        "job": str(job.pk),
        "success": True,
        "organisation": {"key": None, "name": "Valley Dairy", "name_zh": "山谷乳业"},
        "events": 7,
        "stored": 7,
        "known": 0,
        "captured_by_others": [],
        "errors": [],
    }


def test_capture_as_another_organisation(headwater, operating):
    farm = operations.add_organisation(name="Hill Farm", by=None)
    said = headwater("capture", MILK, "--organisation", "Hill Farm")
    assert said.out == f"{MILK}, captured as Hill Farm: 7 events, 7 new, 0 known before\n"
    assert set(Event.objects.values_list("capturer", flat=True)) == {farm.pk}


def test_events_that_others_captured_before_are_told_with_their_capturers(headwater, operating, tmp_path):
    for name, name_zh in (("Hill Farm", "山地牧场"), ("Corner Shop", "")):
        operations.add_organisation(name=name, name_zh=name_zh, by=None)
    one = tmp_path / "one.json"
    one.write_text(json.dumps({**json.loads(MILK.read_text()), "epcisBody": {"eventList": [MILK_EVENTS[0]]}}))
    headwater("capture", MILK, "--organisation", "Hill Farm")
    headwater("capture", one, "--organisation", "Corner Shop")

    said = headwater("capture", MILK)
    assert said.out.splitlines() == [
        f"{MILK}, captured as Valley Dairy: 7 events, 7 new, 0 known before",
        "  7 of these events Hill Farm had captured before, unchanged: see the findings.",
        "  1 of these events Corner Shop had captured before, unchanged: see the findings.",
    ]
    operations.add_organisation(name="Plant", by=None)
    (answer,) = json.loads(headwater("capture", one, "--json", "--organisation", "Plant").out)
    assert [(other["name"], other["events"]) for other in answer["captured_by_others"]] == [
        ("Corner Shop", 1),
        ("Hill Farm", 1),
        ("Valley Dairy", 1),
    ]
    operations.add_organisation(name="Depot", by=None)
    said = headwater("capture", one, "--organisation", "Depot", language="zh")
    assert "  其中 1 个事件“山地牧场”此前已采集，内容相同：见发现项。" in said.out.splitlines()


def test_capture_of_xml_without_a_suffix(headwater, operating, tmp_path):
    file = tmp_path / "events"
    file.write_bytes(xml.write_document(jsonld.read(MILK.read_bytes()).document))
    assert (
        headwater("capture", file).out
        == f"{file}, captured as Valley Dairy: 7 events, 7 new, 0 known before\n"
    )


def test_one_wrong_event_and_nothing_is_stored(headwater, operating, half_wrong):
    said = headwater("capture", half_wrong, code=1)
    assert said.out == ""
    assert said.err.startswith(f"{half_wrong}: nothing was stored.\n  event 1, /eventTime: ")
    assert not Event.objects.exists()
    assert not CaptureJob.objects.exists()


def test_proceed_keeps_what_is_right(headwater, operating, half_wrong):
    said = headwater("capture", "--proceed", half_wrong, code=1)
    assert said.out == f"{half_wrong}, captured as Valley Dairy: 1 event, 1 new, 0 known before\n"
    assert said.err.startswith("  event 1, /eventTime: ")
    assert Event.objects.count() == 1


def test_what_is_no_document_leaves_the_other_files_alone(headwater, operating, tmp_path):
    file = tmp_path / "x.json"
    file.write_text("{")
    said = headwater("capture", file, MILK, code=1)
    assert said.out == f"{MILK}, captured as Valley Dairy: 7 events, 7 new, 0 known before\n"
    assert said.err.startswith(f"{file}: nothing was stored.\n")
    answers = json.loads(headwater("capture", file, MILK, "--json", code=1).out)
    assert [answer["success"] for answer in answers] == [False, True]
    assert [error["code"] for error in answers[0]["errors"]] == ["json-syntax"]


def test_missing_file_and_folder_without_a_world(headwater, operating, tmp_path):
    assert headwater("capture", tmp_path / "none.json", code=1).err == (
        f"{tmp_path}/none.json: No such file or directory\n"
    )
    assert headwater("capture", tmp_path, code=1).err == f"{tmp_path} holds no simulated world\n"


def test_hash_of_each_event(headwater, half_wrong):
    events = jsonld.read(MILK.read_bytes()).document.events
    assert headwater("hash", MILK).out.split() == [event_hash(event) for event in events]
    said = headwater("hash", half_wrong, MILK, code=1)
    assert len(said.out.split()) == 8
    assert said.err.startswith(f"{half_wrong}: event 1: 'yesterday' is not a time like ")


def test_hashes_as_one_json_document(headwater, half_wrong):
    events = jsonld.read(MILK.read_bytes()).document.events
    wrong, right = json.loads(headwater("hash", "--json", half_wrong, MILK, code=1).out)
    assert right == {"file": str(MILK), "hashes": [event_hash(event) for event in events], "errors": []}
    assert (wrong["file"], len(wrong["hashes"]), len(wrong["errors"])) == (str(half_wrong), 1, 1)
    assert wrong["errors"][0].startswith("event 1: 'yesterday' is not a time like ")


def test_export_as_json_says_what_was_written(headwater, operating, tmp_path):
    out = tmp_path / "events.xml"
    said = headwater("export", "events", "--format", "xml", "--out", out, "--json")
    assert json.loads(said.out) == {
        "what": "events",
        "format": "xml",
        "file": str(out),
        "bytes": out.stat().st_size,
    }
    assert "--json needs --out" in headwater("export", "events", "--json", code=2).err


@pytest.mark.parametrize(("form", "codec"), [("jsonld", jsonld), ("xml", xml)])
def test_export_of_events_reads_back_the_same(headwater, operating, tmp_path, form, codec):
    extended = tmp_path / "extended.json"
    namespaces = [{"a": "https://a.example/"}, {"a": "https://b.example/"}]
    for number, namespace in enumerate(namespaces):
        written = json.loads(document({**seen(f"2026-03-0{number + 3}T08:00:00Z"), "a:note": "same prefix"}))
        written["@context"] = [written["@context"], namespace]
        extended.write_text(json.dumps(written))
        headwater("capture", extended)
    headwater("capture", MILK)
    out = tmp_path / f"events.{form}"

    assert headwater("export", "events", "--format", form, "--out", out).out == ""

    reading = codec.read(out.read_bytes())
    assert reading.problems == ()
    events = reading.document.events
    assert [event.extensions for event in events[:2]] == [
        {"{https://a.example/}note": "same prefix"},
        {"{https://b.example/}note": "same prefix"},
    ]
    originals = jsonld.read(MILK.read_bytes()).document.events
    assert sorted(map(event_hash, events[2:])) == sorted(map(event_hash, originals))
    assert all(event.record_time and event.event_id for event in events)
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []


def test_export_of_an_empty_store_is_a_document(headwater, operating, tmp_path):
    for form, codec in (("jsonld", jsonld), ("xml", xml)):
        out = tmp_path / form
        headwater("export", "events", "--format", form, "--out", out)
        assert codec.read(out.read_bytes()).document.events == ()


def edges(headwater, out: Path) -> list[tuple[str, str, str]]:
    headwater("export", "lineage", "--out", out)
    return [
        (edge["from"].rpartition("/")[2], edge["kind"], edge["to"].rpartition("/")[2])
        for edge in json.loads(out.read_text())["edges"]
    ]


def test_export_of_the_lineage(headwater, operating, tmp_path):
    headwater("capture", MILK)
    assert edges(headwater, tmp_path / "edges.json") == [
        *(("FARM-0301", "transformation", f"MILK-{can}") for can in (1, 2, 3)),
        *(("CAN-0301", "membership", f"MILK-{can}") for can in (1, 2, 3)),
        *((f"MILK-{can}", "containment", "395060000000000016") for can in (1, 2)),
    ]


def test_lineage_leaves_out_what_was_declared_wrong(headwater, operating, tmp_path):
    written = json.loads(MILK.read_text())
    wrong = next(
        event for event in written["epcisBody"]["eventList"] if event["type"] == "TransformationEvent"
    )
    wrong["errorDeclaration"] = {"declarationTime": "2026-03-05T08:00:00Z", "reason": "incorrect_data"}
    written["epcisBody"]["eventList"] = [wrong]
    if "eventID" not in wrong:
        wrong["eventID"] = event_hash(jsonld.read(MILK.read_bytes()).document.events[3])
    declaration = tmp_path / "declaration.json"
    declaration.write_text(json.dumps(written))
    headwater("capture", MILK, declaration)
    assert {kind for _, kind, _ in edges(headwater, tmp_path / "edges.json")} == {"containment"}


def test_parquet(headwater, operating, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    headwater("capture", MILK)
    headwater("export", "events", "--format", "parquet", "--out", tmp_path / "e")
    rows = parquet.read_table(tmp_path / "e").to_pylist()
    assert [row["biz_step"] for row in rows] == [
        "commissioning", "shipping", "receiving", "commissioning", "packing", "shipping", "receiving",
    ]  # fmt: skip
    packing = rows[4]
    assert packing["parent"] == "https://id.gs1.org/00/395060000000000016"
    assert packing["child_epcs"] == [f"https://id.gs1.org/01/09506000134352/21/MILK-{can}" for can in (1, 2)]
    assert json.loads(packing["event"])["action"] == "ADD"
    headwater("export", "lineage", "--format", "parquet", "--out", tmp_path / "l")
    assert parquet.read_table(tmp_path / "l").num_rows == 8


def test_parquet_without_its_package_is_refused(headwater, operating, monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    said = headwater("export", "events", "--format", "parquet", "--out", tmp_path / "e", code=1)
    assert said.err == "Parquet needs the package pyarrow: install headwater[parquet].\n"
    assert not (tmp_path / "e").exists()


def test_verify_finds_what_rebuild_mends(headwater, operating):
    headwater("capture", MILK)
    assert headwater("verify").out == "Everything agrees.\n"
    assert json.loads(headwater("verify", "--json").out) == {"agrees": True, "differences": []}
    first = Event.objects.order_by("pk").values_list("pk", flat=True)[0]
    Event.objects.filter(pk=first).update(biz_step=None)

    said = headwater("verify", code=1)
    assert said.out == (
        f"events_event {first}: biz_step\n1 difference: `headwater rebuild` mends projections.\n"
    )
    assert json.loads(headwater("verify", "--json", code=1).out) == {
        "agrees": False,
        "differences": [{"table": "events_event", "event": first, "what": "biz_step"}],
    }

    assert json.loads(headwater("rebuild", "--json").out)["events"] == 7
    assert headwater("rebuild").out.startswith("7 events: ")
    assert headwater("verify", language="zh").out == "全部一致。\n"


def test_the_example_takes_an_event_of_the_other_back(headwater, operating):
    headwater("capture", MILK)
    headwater("capture", MILK.with_name("milk-taken-back.json"))

    assert [event.pk for event in Event.objects.filter(void__isnull=False)] == [2]
