"""`make soak` selects what `make test` tries a part of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.support.counts import Counts


def test_a_test_that_counts_is_of_the_soak(request: pytest.FixtureRequest, count: Counts) -> None:
    assert count("tests that count", part=1, whole=1) == 1
    assert request.node.get_closest_marker("soak") is not None
