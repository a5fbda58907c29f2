"""What a measure reports: figures, each the median of several samples, some beside a floor."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing."""

    name: str
    """Says what was measured and on what, as in "capture, own codes in order, SQLite"."""
    unit: str
    """Such as "events/s", "ms", "bytes"."""
    samples: tuple[float, ...]
    """At least one, in the unit."""
    floor: str | None = None
    """Name of the figure that this one is compared with: the least work that could do the same."""
    aim: float | None = None
    """What it should at least reach, or at most need where less is better."""

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return statistics.median(self.samples)

    @property
    def less_is_better(self) -> bool:
        """Whether it is a time or a size; else it is a rate."""
        return not self.unit.endswith(("/s", "/CPU-s"))

    @property
    def reaches_aim(self) -> bool | None:
        """None without an aim."""
        if self.aim is None:
            return None
        return self.median <= self.aim if self.less_is_better else self.median >= self.aim


@dataclass
class Report:
    """Gathers the figures of a run. Each measure gets it as its argument."""

    console: Console
    repeat: int = 5
    """Samples to take of each figure."""
    scale: float = 1.0
    """Share of the full counts to use; less than 1 only to try a measure out."""
    figures: list[Figure] = field(default_factory=list)

    def add(
        self,
        name: str,
        unit: str,
        samples: list[float],
        *,
        floor: str | None = None,
        aim: float | None = None,
    ) -> Figure:
        """Add a figure that was measured elsewhere; fields as in Figure."""
        figure = Figure(name, unit, tuple(samples), floor, aim)
        self.figures.append(figure)
        self.console.print(f"{name}: {number(figure.median)} {unit}", highlight=False)
        return figure

    def rate(
        self,
        name: str,
        unit: str,
        work: Callable[[], int],
        *,
        floor: str | None = None,
        aim: float | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> Figure:
        """Measure how much `work` does in a second of `clock`; it answers how much it did.

        `unit` has "/s", or "/CPU-s" where the clock is the processor's time.
        """
        samples = []
        for _ in range(self.repeat):
            began = clock()
            done = work()
            samples.append(done / (clock() - began))
        return self.add(name, unit, samples, floor=floor, aim=aim)

    def duration(
        self, name: str, work: Callable[[], object], *, floor: str | None = None, aim: float | None = None
    ) -> Figure:
        """Measure how many milliseconds one `work` takes."""
        samples = []
        for _ in range(self.repeat):
            began = time.perf_counter()
            work()
            samples.append((time.perf_counter() - began) * 1000)
        return self.add(name, "ms", samples, floor=floor, aim=aim)

    def count(self, full: int) -> int:
        """The share of a full count that this run uses, at least 1."""
        return max(1, round(full * self.scale))

    def ratio(self, figure: Figure) -> float | None:
        """Times its floor, or None where it has none: 1 is as good as the floor, above 1 is better for a rate.

        Raises:
            KeyError: the figure names a floor that was not measured.
        """
        if figure.floor is None:
            return None
        medians = {one.name: one.median for one in self.figures}
        return figure.median / medians[figure.floor]


def number(value: float) -> str:
    """Three significant digits below a thousand, whole numbers with commas above."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
