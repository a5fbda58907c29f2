"""How often a repeated trial runs: a part in `make test`, the whole in `make soak`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SOAK = os.environ.get("HEADWATER_SOAK", "") not in ("", "0")
PROPERTY = "headwater-count"
"""Name of the property under which a test's report carries its counts."""


class Counts:
    """The counts of one test; each is printed at the end of the run."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._item = request.node

    def __call__(self, what: str, *, part: int, whole: int) -> int:
        """How many times to try: `whole` in a soak, else `part`.

        Args:
            what: names the trials in the summary, as in "random worlds".
        """
        number = whole if SOAK else part
        self._item.user_properties.append((PROPERTY, f"{number} of {whole} {what}"))
        return number


def summary(terminal: pytest.TerminalReporter) -> list[str]:
    """A line for each count of the tests that ran: what was tried, where, and how it ended."""
    return sorted(
        f"{text}: {outcome} ({report.nodeid})"
        for outcome in ("passed", "failed")
        for report in terminal.stats.get(outcome, [])
        for name, text in report.user_properties
        if name == PROPERTY
    )
