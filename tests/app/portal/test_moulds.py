"""Moulds are few where only an address differs, and small together."""

from __future__ import annotations

import re
import tracemalloc
from typing import TYPE_CHECKING

from headwater.portal import life, moments, moulds, sections
from tests.app.portal.dairy_answers import CAN_PATH

if TYPE_CHECKING:
    import pytest
    from django.test import Client

WHEN = moments.When("2026-03-01T10:00:00+08:00", "1 March 2026", "10:00")


def _origin(number: int, place: str) -> life.Origin:
    sources = tuple(
        life.Source(f"Milk {n}", f"lot {number}-{n}", moments.Moment(WHEN, f"{place} {n}", f"Farm {n}"), 2)
        for n in range(30)
    )
    return life.Origin(sources, sources, 0)


def test_dates_in_addresses_make_no_moulds(answers: dict[str, object], phone: Client) -> None:
    moulds.forget()
    days = [f"30{month:02}{day:02}" for month in range(1, 4) for day in range(1, 10)]
    made = []
    for day in days:
        page = phone.get(f"{CAN_PATH}?17={day}").content.decode()
        assert f"{int(day[4:])} {['January', 'February', 'March'][int(day[3]) - 1]} 2030" in re.sub(
            r"\s+", " ", page
        )
        made.append(len(moulds._rack._moulds))

    # The first asks for the first time; the second is a repeat.
    assert len(set(made[2:])) == 1


def test_facts_are_escaped_and_an_empty_detail_takes_no_room() -> None:
    html = sections.facts((sections.Fact("Made", "a < b", ""), sections.Fact("Now", "there", "c & d")), "en")

    assert "<dd>a &lt; b</dd>" in html
    assert "<dd>there<small>c &amp; d</small></dd>" in html


def test_moulds_together_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moulds, "LIMIT", 400_000)
    moulds.forget()
    sections.origin(_origin(0, "Place"), "en")
    tracemalloc.start()
    try:
        for number in range(40):
            sections.origin(_origin(number, "Place" if number % 2 else "牧场"), "en")
        now, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert now < 400_000
    assert len(moulds._rack._moulds) > 3
    moulds.forget()


def test_the_latest_used_moulds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    moulds.forget()
    often = _origin(0, "Place")
    html = sections.origin(often, "en")
    monkeypatch.setattr(moulds, "LIMIT", 3 * moulds._rack._size)

    for number in range(1, 6):
        sections.origin(_origin(number, "Place"), "en")
        assert sections.origin(often, "en") is html

    assert len(moulds._rack._moulds) == 3
    moulds.forget()
