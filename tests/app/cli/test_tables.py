"""Tables for people: whole in a file, folded on a narrow terminal, nothing cut on either."""

from __future__ import annotations

import os
import sys

import pytest
from rich.cells import cell_len

from headwater.cli import tables

SERIAL = "01/09521141001011/21/TJW0HBJN0KYPS34XRE"
HEADINGS = ("ID", "where", "state", "since")
ROWS = [
    (SERIAL, "Clearspring Dairy, Northern Cold Store", "Sold", "2026-03-02 16:45 +08:00"),
    ("00/395060000000000016", "常温乳品北方冷库", "已售出", "2026-03-02 16:45 +08:00"),
]


@pytest.fixture
def terminal(monkeypatch):
    """Makes standard output a terminal of so many columns."""

    def of(columns: int) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setattr(os, "get_terminal_size", lambda _file=0: os.terminal_size((columns, 24)))
        monkeypatch.delenv("COLUMNS", raising=False)

    return of


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_a_table_in_a_file_is_as_wide_as_it_needs(capsys):
    tables.show(HEADINGS, [*ROWS, ("x" * 300, "", "", "")])
    lines = printed(capsys)
    assert [line.split()[0] for line in lines] == [
        "ID", "─" * (300 + 2 + 38 + 2 + 6 + 2 + 23), SERIAL, "00/395060000000000016", "x" * 300,
    ]  # fmt: skip
    assert lines[2].split("  ")[-1] == "2026-03-02 16:45 +08:00"


def test_columns_stand_below_each_other_though_chinese_is_twice_as_wide(capsys):
    tables.show(("ID", "where", "state"), [("1", "冷库", "x"), ("2", "Plant", "y")])
    assert printed(capsys) == [
        "ID  where  state",
        "────────────────",
        "1   冷库   x",
        "2   Plant  y",
    ]


def test_what_a_terminal_has_no_room_for_stands_below_its_row(capsys, terminal):
    terminal(60)
    tables.show(HEADINGS, ROWS)
    assert printed(capsys) == [
        "ID",
        "───────────────────────────────────────",
        SERIAL,
        "  where: Clearspring Dairy, Northern Cold Store",
        "  state: Sold   since: 2026-03-02 16:45 +08:00",
        "00/395060000000000016",
        "  where: 常温乳品北方冷库   state: 已售出",
        "  since: 2026-03-02 16:45 +08:00",
    ]


def test_a_wide_terminal_folds_nothing(capsys, terminal):
    terminal(120)
    tables.show(HEADINGS, ROWS)
    assert [len(line.split("  ")) > 1 for line in printed(capsys)] == [True, False, True, True]


@pytest.mark.parametrize("columns", [10, 20, 38, 60, 80])
def test_nothing_is_cut_and_no_word_is_parted(capsys, terminal, columns):
    terminal(columns)
    tables.show(HEADINGS, ROWS)
    lines = printed(capsys)
    words = " ".join(lines).split()
    for row in ROWS:
        for value in row:
            assert all(word in words for word in value.split())
    assert all(
        cell_len(line) <= columns or len(line.split()) == 1 or len(line.split()) == 2 for line in lines
    )
    assert "…" not in "".join(lines)


def test_empty_columns_are_left_out_and_what_is_not_shown_is_said(capsys):
    tables.show(["a", "b", "c"], [("1", "", "x"), ("2", "", "y"), ("3", "", "z")], most=2)
    assert printed(capsys) == ["a  c", "────", "1  x", "2  y", "… and 1 more: --json has all"]


def test_a_table_without_rows_is_nothing(capsys):
    tables.show(["a"], [])
    assert printed(capsys) == []


def test_pairs_stand_under_each_other(capsys):
    tables.pairs([("托盘", "1"), ("can", "2")])
    assert printed(capsys) == ["  托盘  1", "  can   2"]
