"""Run the measures of this folder. Usage: python -m bench [NAME...] [--repeat N] [--scale X] [--out FOLDER]

A measure is a module `measure_NAME.py` here with a function `measure(report: Report) -> None`, which adds
its figures to the report (bench/figures.py). Without names every measure runs, in the order of their names.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from bench.figures import Figure, Report, number

FOLDER = Path(__file__).resolve().parent


def names() -> list[str]:
    """The measures that there are."""
    return sorted(path.stem.removeprefix("measure_") for path in FOLDER.glob("measure_*.py"))


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "revision": described.stdout.strip() or None,
        "python": platform.python_version(),
        "cpu": cpu,
        "cores": len(_lines("/proc/cpuinfo", "processor")),
        "memory_gib": round(int(memory) / 2**20, 1),
    }


def _lines(path: str, prefix: str = "") -> list[str]:
    file = Path(path)
    return (
        [line for line in file.read_text().splitlines() if line.startswith(prefix)] if file.exists() else []
    )


def as_json(report: Report, took: float, loads: tuple[float, float] = (0.0, 0.0)) -> dict[str, object]:
    """The report as it is written to bench/results/; `loads` is the load average at the beginning and the end."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "load_average": {"begin": loads[0], "end": loads[1]},
        "repeat": report.repeat,
        "scale": report.scale,
        "seconds": round(took, 1),
        "figures": [
            {
                "name": figure.name,
                "unit": figure.unit,
                "median": figure.median,
                "samples": list(figure.samples),
                "floor": figure.floor,
                "ratio_to_floor": report.ratio(figure),
                "aim": figure.aim,
                "reaches_aim": figure.reaches_aim,
            }
            for figure in report.figures
        ],
    }


def rows(report: Report) -> list[tuple[str, ...]]:
    """The table: what, median, least and most, unit, times its floor, aim."""

    def aim(figure: Figure) -> str:
        if figure.aim is None:
            return ""
        return f"{number(figure.aim)} {'reached' if figure.reaches_aim else 'missed'}"

    def ratio(figure: Figure) -> str:
        found = report.ratio(figure)
        return "" if found is None else f"{found:.2f}"

    def spread(figure: Figure) -> str:
        if len(figure.samples) == 1:
            return ""
        return f"{number(min(figure.samples))} to {number(max(figure.samples))}"

    return [
        (one.name, number(one.median), spread(one), one.unit, ratio(one), aim(one)) for one in report.figures
    ]


HEADINGS = ("what", "median", "spread", "unit", "times the floor", "aim")


def as_markdown(report: Report) -> str:
    """The table for a page."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *rows(report)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write; answer the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure Headwater against floors.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names()) or 'none yet'}")
    parser.add_argument(
        "--repeat",
        type=int,
        default=os.environ.get("BENCH_REPEAT", "5"),
        help="samples of each figure (default: BENCH_REPEAT, 5)",
    )
    parser.add_argument(
        "--scale",
        type=float,
        default=os.environ.get("BENCH_SCALE", "1"),
        help="share of the full counts (default: BENCH_SCALE, 1)",
    )
    parser.add_argument("--out", type=Path, default=FOLDER / "results", help="folder of the results")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(names()):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    console = Console()
    report = Report(console, repeat=chosen.repeat, scale=chosen.scale)
    began, load = time.monotonic(), os.getloadavg()[0]
    for name in chosen.names or names():
        console.rule(name)
        importlib.import_module(f"bench.measure_{name}").measure(report)
    if not report.figures:
        console.print("Nothing was measured.")
        return 1
    loads = (load, os.getloadavg()[0])
    table = Table(*HEADINGS)
    for row in rows(report):
        table.add_row(*row)
    # As wide as it must be: names that wrap after every word are no table.
    needed = Measurement.get(console, console.options.update(max_width=1_000), table).maximum
    Console(width=max(needed, console.width)).print(table)
    console.print(
        f"Load average {loads[0]:.1f} at the beginning, {loads[1]:.1f} at the end.", highlight=False
    )
    chosen.out.mkdir(parents=True, exist_ok=True)
    stem = chosen.out / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    stem.with_suffix(".json").write_text(
        json.dumps(as_json(report, time.monotonic() - began, loads), indent=2) + "\n"
    )
    stem.with_suffix(".md").write_text(as_markdown(report))
    console.print(f"Written: {stem}.json and .md", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
