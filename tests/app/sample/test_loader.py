"""Simulated worlds in a store, held against their truth."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from headwater.events.models import Event, Finding
from headwater.gs1.identify import identify
from headwater.identity import blocks, cache, keyring
from headwater.identity.models import Block
from headwater.parties import operations, queries
from headwater.parties.errors import Refused
from headwater.sample import loader, simulator
from headwater.serials import derive_keys
from headwater.tracing import queries as tracing

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
SERIALS = 600


@pytest.fixture(autouse=True)
def _keys(db):
    keyring.create()
    cache.forget_all()
    yield
    cache.forget_all()


@pytest.fixture
def actor(db):
    operations.add_organisation(name="Big Brand", operating=True, by=None)
    actor = queries.operator("test")
    assert actor is not None
    return actor


@pytest.fixture(params=["own", "foreign"])
def world(request, tmp_path):
    keys = keyring.keys(keyring.EPOCH) if request.param == "own" else None
    simulator.simulate(
        SERIALS, 5, tmp_path / "w", codes=request.param, keys=keys, epoch=keyring.EPOCH, most_events=100
    )
    return tmp_path / "w"


def test_world_is_loaded_once_and_in_order(world, actor):
    truth = json.loads((world / "truth.json").read_text())
    told: list[tuple[int, int]] = []

    first = loader.load(world, by=actor, now=NOW, progress=lambda *counts: told.append(counts))
    blocks = Block.objects.count()
    again = loader.load(world, by=actor, now=NOW)

    assert (first.events, first.stored, len(first.jobs)) == (
        truth["events"],
        truth["events"],
        len(truth["documents"]),
    )
    assert first.events_per_second > 0
    assert (again.events, again.stored) == (truth["events"], 0)
    assert (Event.objects.count(), Block.objects.count()) == (truth["events"], blocks)
    assert told[-1] == (truth["events"], truth["events"])
    assert not Finding.objects.filter(kind=Finding.Kind.NOT_ISSUED).exists()


def test_answers_are_the_truth(world, actor):
    loader.load(world, by=actor, now=NOW)
    truth = json.loads((world / "truth.json").read_text())
    items = truth["items"][:12]
    for item in items:
        steps = tracing.history(identify(item["id"]), viewer=actor.viewer).steps
        assert [step.event for step in steps] == [step["event"] for step in item["history"]]
    located = tracing.locate([identify(item["id"]) for item in items], viewer=actor.viewer)
    for item, found in zip(items, located, strict=True):
        where = None if found.place is None or found.in_transit else identify(found.place.id).key
        assert where == (identify(item["place"]).key if item["place"] else None)
    for raw in truth["raw_lots"][:4]:
        answer = tracing.trace(
            identify(raw["id"]), viewer=actor.viewer, direction="forward", detail="summary"
        )
        assert answer.summary.objects == raw["serials"]


def test_codes_of_another_store_are_refused_and_nothing_is_registered(tmp_path, actor):
    simulator.simulate(
        SERIALS, 5, tmp_path / "w", codes="own", keys=derive_keys(b"x" * 32), epoch=keyring.EPOCH
    )
    with pytest.raises(Refused) as refused:
        loader.load(tmp_path / "w", by=actor, now=NOW)
    assert refused.value.code == "other-keys"
    assert not Block.objects.exists()
    assert not Event.objects.exists()


def test_codes_that_are_not_the_next_ones_are_refused_and_none_is_registered(tmp_path, actor):
    simulator.simulate(
        SERIALS, 5, tmp_path / "w", codes="own", keys=keyring.keys(keyring.EPOCH), epoch=keyring.EPOCH
    )
    last = json.loads((tmp_path / "w/blocks.json").read_text())[-1]
    blocks.issue(last["gtin"], 1)
    with pytest.raises(Refused) as refused:
        loader.load(tmp_path / "w", by=actor, now=NOW)
    assert refused.value.code == "other-codes"
    assert Block.objects.count() == 1
    assert not Event.objects.exists()


def test_folder_without_a_world_is_refused(tmp_path, actor):
    for text in (None, "{}", "nonsense"):
        if text is not None:
            (tmp_path / "truth.json").write_text(text)
        with pytest.raises(Refused, match="holds no simulated world"):
            loader.load(tmp_path, by=actor, now=NOW)
