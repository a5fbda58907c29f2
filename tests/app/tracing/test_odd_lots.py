"""Lot numbers as people write them: an answer's own id can always be asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.gs1.identify import identify
from headwater.tracing import queries
from tests.app.tracing.capturing import gtin, item, made

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast


@pytest.mark.parametrize("number", ["批次2026-01", "LOT 2026 01", "A:B/C", "1" * 21, "L-7"])
def test_a_lot_of_any_number_is_found_by_the_id_that_answers_show(cast: Cast, number: str) -> None:
    cast.capture(made(1, (item(1, "A"), item(1, "B")), lot_number=number))
    back = queries.trace(identify(item(1, "A")), viewer=cast.operator, direction="back")
    (shown,) = (node for node in back.nodes if node.kind == "lot")

    forward = queries.trace(identify(shown.id), viewer=cast.operator, direction="forward")

    assert (shown.lot, shown.product) == (number, gtin(1))
    assert forward.summary.objects == 2


def test_two_lot_numbers_in_one_event_are_both_kept(cast: Cast) -> None:
    cast.capture(made(1, (item(1, "A"),), lot_number=["X1", "X2"]))

    back = queries.trace(identify(item(1, "A")), viewer=cast.operator, direction="back")

    assert {node.lot for node in back.nodes if node.kind == "lot"} == {"X1", "X2"}
