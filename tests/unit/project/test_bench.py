"""The bench finds measures, takes medians, compares with floors and writes what it found."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from bench import __main__ as bench
from bench.figures import Report, number


@pytest.fixture
def report() -> Report:
    report = Report(Console(quiet=True), repeat=3)
    report.add("rows, bare", "rows/s", [900.0, 1000.0, 5000.0])
    report.add("capture", "rows/s", [500.0], floor="rows, bare", aim=600)
    report.add("trace back", "ms", [4.0, 6.0], aim=10)
    return report


def test_rows_tell_median_ratio_and_aim(report):
    assert bench.rows(report) == [
        ("rows, bare", "1,000", "900 to 5,000", "rows/s", "", ""),
        ("capture", "500", "", "rows/s", "0.50", "600 missed"),
        ("trace back", "5", "4 to 6", "ms", "", "10 reached"),
    ]


def test_floor_that_was_not_measured_is_an_error(report):
    orphan = report.add("forward", "ms", [1.0], floor="no such figure")
    with pytest.raises(KeyError, match="no such figure"):
        report.ratio(orphan)


def test_rate_and_duration_take_as_many_samples_as_asked(report):
    calls = []
    assert len(report.rate("work", "calls/s", lambda: calls.append(1) or 1).samples) == 3
    assert len(report.duration("work", lambda: calls.append(1)).samples) == 3
    assert len(calls) == 6


def test_scale_takes_a_share_of_a_count_but_never_none():
    assert [Report(Console(quiet=True), scale=0.001).count(full) for full in (100_000, 10)] == [100, 1]


@pytest.mark.parametrize(
    ("value", "text"), [(0.0123456, "0.0123"), (12.345, "12.3"), (999.0, "999"), (1234567.8, "1,234,568")]
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_run_writes_json_and_a_table(tmp_path, monkeypatch, capsys):
    class Measure:
        @staticmethod
        def measure(report: Report) -> None:
            report.add("answer", "ms", [42.0])

    monkeypatch.setattr(bench, "names", lambda: ["answer"])
    monkeypatch.setattr(bench.importlib, "import_module", {"bench.measure_answer": Measure}.__getitem__)

    assert bench.main(["answer", "--out", str(tmp_path)]) == 0

    written = json.loads(next(tmp_path.glob("*.json")).read_text())
    assert written["figures"][0]["median"] == 42.0
    assert set(written["machine"]) == {"revision", "python", "cpu", "cores", "memory_gib"}
    assert "| answer | 42 |  | ms |  |  |" in next(tmp_path.glob("*.md")).read_text()
    assert "answer: 42 ms" in capsys.readouterr().out


def test_run_that_measured_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "names", list)
    assert bench.main(["--out", str(tmp_path)]) == 1
    assert list(tmp_path.iterdir()) == []


def test_unknown_measure_is_wrong_usage():
    with pytest.raises(SystemExit, match="2"):
        bench.main(["no-such-measure"])
