"""The books of a simulated world close, and the stock that is told is the stock that there is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from headwater.gs1.identify import identify
from headwater.identity import cache, keyring
from headwater.parties import operations, queries
from headwater.sample import loader, simulator
from headwater.tracing import queries as tracing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _keys(db: None) -> Iterator[None]:
    keyring.create()
    cache.forget_all()
    yield
    cache.forget_all()


@pytest.mark.parametrize("seed", [7, 8])
def test_every_lot_is_where_the_simulator_left_it(tmp_path: Path, seed: int) -> None:
    operations.add_organisation(name="World", operating=True, by=None)
    actor = queries.operator("test")
    assert actor is not None
    simulator.simulate(1500, seed, tmp_path / "w")
    loader.load(tmp_path / "w", by=actor, now=NOW)
    left = json.loads((tmp_path / "w" / "truth.json").read_text())["stock"]

    checked = set()
    for lot in left:
        key = identify(lot).key
        summary = tracing.trace(
            identify(lot), viewer=actor.viewer, direction="forward", detail="summary"
        ).summary
        assert [row for row in summary.balance if row.unaccounted] == []
        (books,) = [row for row in summary.balance if identify(row.lot).key == key]
        rows = [row for row in summary.stock if identify(row.lot).key == key]
        stock = {
            identify(row.place.id).key: row.quantity for row in rows if row.place is not None and row.quantity
        }
        assert stock == {identify(place).key: Decimal(amount) for place, amount in left[lot].items()}
        assert len(rows) == len(stock)
        assert books.on_hand == sum(stock.values())
        checked.add(key)
    assert len(checked) > 30
