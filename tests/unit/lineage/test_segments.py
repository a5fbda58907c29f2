"""Rows grouped by several columns at once."""

from __future__ import annotations

import random

import numpy as np
import pytest

from headwater.lineage.segments import alike


@pytest.mark.parametrize("seed", range(20))
def test_rows_that_are_the_same_are_one_group(seed: int) -> None:
    dice = random.Random(seed)
    rows = [(dice.choice([0, 5, 2**62]), dice.randint(-3, 3), dice.randint(0, 1)) for _ in range(200)]

    group, sample = alike(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))

    assert [rows[at] for at in sample[group]] == rows
    assert len({rows[at] for at in sample}) == len(sample) == len(set(rows))


def test_no_rows_are_no_groups() -> None:
    nothing = np.empty(0, np.int64)

    assert [len(column) for column in alike(nothing, nothing)] == [0, 0]
