"""What memories keep: short texts, and lists of them."""

from __future__ import annotations

from headwater.gs1 import heads
from headwater.gs1.remembering import LONGEST, remembered


def test_short_texts_are_answered_from_memory_and_long_ones_are_not() -> None:
    asked = []

    @remembered(2)
    def length(text: str) -> int:
        """How long."""
        asked.append(text)
        return len(text)

    short, long = "a" * LONGEST, "a" * (LONGEST + 1)
    assert [length(text) for text in (short, long, short, long)] == [LONGEST, LONGEST + 1] * 2
    assert asked == [short, long, long]
    assert length.__doc__ == "How long."


def test_lists_of_long_epcs_are_not_remembered() -> None:
    before = heads._remembered_runs.cache_info().currsize
    epcs = ("https://x.example/a/" + "b" * 100_000,)

    assert heads.runs(epcs) is not heads.runs(epcs)
    assert heads._remembered_runs.cache_info().currsize == before
    assert heads.runs(("https://x.example/a/b",)) is heads.runs(("https://x.example/a/b",))
