"""A simulated world from the command that writes it to the answers about it."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize("codes", ["own", "foreign"])
def test_world_written_captured_and_asked_about(installation, tmp_path, codes):
    world = tmp_path / "world"
    installation.run("organisation", "add", "Big Brand", "--operating")
    written = json.loads(
        installation.run(
            "simulate", "--serials", "400", "--seed", "3", "--out", str(world), "--codes", codes, "--json"
        )
    )
    truth = json.loads((world / "truth.json").read_text())
    assert written["events"] == truth["events"]
    assert sorted(written["documents"]) == sorted(path.name for path in world.glob("*.jsonld"))

    (captured,) = json.loads(installation.run("capture", str(world), "--json"))
    assert (captured["stored"], captured["events"]) == (truth["events"], truth["events"])

    item = next(item for item in truth["items"] if item["place"])
    history = json.loads(installation.run("history", item["id"], "--json"))
    assert [step["event"] for step in history["steps"]] == [step["event"] for step in item["history"]]
    installation.run("verify")
    out = tmp_path / "events.jsonld"
    installation.run("export", "events", "--out", str(out))
    assert len(json.loads(out.read_text())["epcisBody"]["eventList"]) == truth["events"]


def test_one_seed_is_one_world(installation, tmp_path):
    for name in ("a", "b"):
        installation.run("simulate", "--serials", "60", "--seed", "9", "--out", str(tmp_path / name))
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "b").iterdir())
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_folder_that_is_not_empty_is_refused(installation, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/y").write_text("")
    installation.run("simulate", "--serials", "1", "--seed", "0", "--out", str(tmp_path / "x"), code=1)
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["y"]
