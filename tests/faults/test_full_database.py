"""A database without room: a plain error, nothing half stored, and work goes on when there is room again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection

from headwater.cli import refusals
from headwater.events.models import CaptureJob, Event, Range
from headwater.tracing import rebuilding
from tests.app.tracing.capturing import item, made
from tests.app.tracing.conftest import cast

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast

__all__ = ["cast"]


def pragma(name: str, value: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" + (f"={value}" if value is not None else ""))
        return int(cursor.fetchone()[0])


def test_a_capture_that_finds_no_room_leaves_nothing(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be told how large it may become")
    cast.capture(made(1, [item(1, "first")]))
    large = made(2, [item(2, f"{n * 37 % 10_007}x{n}") for n in range(30_000)])
    # Rows of earlier tests leave free pages behind, and those would be room.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    usual = pragma("max_page_count")
    pragma("max_page_count", pragma("page_count") + 20)
    try:
        with pytest.raises(OperationalError) as caught:
            cast.capture(large)
        assert (Event.objects.count(), CaptureJob.objects.count(), Range.objects.count()) == (1, 1, 1)
        assert refusals.sentence(caught.value) == ("The database cannot be used: database or disk is full")
        assert list(rebuilding.verify()) == []
    finally:
        pragma("max_page_count", usual)

    assert cast.capture(large).stored == 1
    assert list(rebuilding.verify()) == []
