"""docs/reference/findings.md tells of each kind of finding, once, and of who sees it."""

from __future__ import annotations

import re
from pathlib import Path

from headwater.events.clocks import TOLERANCE
from headwater.events.models import Finding
from headwater.events.overview import BETWEEN

PAGE = (Path(__file__).resolve().parents[3] / "docs/reference/findings.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)


def test_every_kind_is_told_once():
    assert sorted(kind for kind, *_ in ROWS) == sorted(Finding.Kind.values)


def test_who_sees_it_is_what_the_overview_shows():
    told = {kind for kind, _, seen_by, _ in ROWS if seen_by == "operating"}
    assert told == set(BETWEEN)


def test_the_tolerance_is_that_of_the_code():
    minutes = TOLERANCE.total_seconds() / 60
    assert f"more than {minutes:.0f} minutes later" in PAGE
