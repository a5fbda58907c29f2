"""Tables in CSV files as people send them: UTF-8 with a byte order mark or without, or GB18030 from a Chinese Excel.

A table is read whole and answered with every problem that it has, each with its line and column, so that a
file is corrected once and not line by line.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from headwater.gs1.errors import IdentifierError
from headwater.parties.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one place of a table."""

    line: int
    """Line of the file, the first is 1: a quoted value may itself hold several."""
    column: str
    """Name of the column; empty where the whole line is meant."""
    code: str
    template: str
    """English sentence with named fields that `params` fills."""
    params: tuple[tuple[str, object], ...] = ()

    @property
    def message(self) -> str:
        return self.template.format(**dict(self.params))

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.message}"


class TableRefused(ValueError):  # noqa: N818 - an answer, named as such
    """The table was not imported; nothing of it was."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its values by column, spaces at both ends removed."""

    number: int
    values: dict[str, str]

    def text(self, column: str) -> str:
        return self.values.get(column, "")

    def required(self, column: str) -> str:
        """Raises `CellProblem` where it is empty."""
        if value := self.text(column):
            return value
        raise CellProblem(column, Refused("required", "A value is required"))

    def decimal(self, column: str) -> Decimal | None:
        """A finite number, None where empty. Raises `CellProblem` for anything else."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not text.isascii():
            raise CellProblem(column, Refused("number", "{text} is no number", text=text))
        return value

    def choice(self, column: str, choices: Sequence[str], default: str) -> str:
        """One of the choices. Raises `CellProblem` for another word."""
        text = self.text(column) or default
        if text not in choices:
            raise CellProblem(
                column,
                Refused("choice", "{text} is none of {choices}", text=text, choices=", ".join(choices)),
            )
        return text

    def flag(self, column: str) -> bool:
        return self.choice(column, ("yes", "no"), "no") == "yes"


class CellProblem(Exception):  # noqa: N818 - carries the reason to the table's reader
    """A value that cannot be used, with its column."""

    def __init__(self, column: str, reason: Refused | IdentifierError) -> None:
        super().__init__(column, str(reason))
        self.column = column
        self.reason = reason


def read(data: bytes, *, required: Sequence[str], optional: Sequence[str]) -> list[Line]:
    """The lines of a CSV file whose first line names its columns, in any order. Empty lines are passed over.

    Raises:
        TableRefused: too large, in no known encoding, no CSV, or with wrong columns.
    """
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Line] = []
    problems: list[RowProblem] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        problems.extend(_header_problems(header, required, optional))
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if len(values) > len(header):
                problems.append(
                    RowProblem(reader.line_num, "", "too-many", "There are more values than columns")
                )
            stripped = (value.strip() for value in values)
            lines.append(Line(reader.line_num, dict(zip(header, stripped, strict=False))))
            if len(lines) > MAX_ROWS:
                raise _refused(
                    reader.line_num, "too-long", "The table has more than {rows} lines", rows=MAX_ROWS
                )
    except csv.Error as error:
        raise _refused(reader.line_num, "csv", "This is no CSV: {reason}", reason=str(error)) from None
    if problems:
        raise TableRefused(problems)
    return lines


def import_all(lines: Sequence[Line], record: Callable[[Line], _Row]) -> list[_Row]:
    """Record every line in one transaction, or none.

    `record` may raise CellProblem, Refused or IdentifierError; the later lines are tried all the same, to
    find what else is wrong.

    Raises:
        TableRefused: with a problem for each line that could not be recorded.
    """
    rows: list[_Row] = []
    problems: list[RowProblem] = []
    with transaction.atomic():
        for line in lines:
            try:
                with transaction.atomic():
                    rows.append(record(line))
            except CellProblem as problem:
                problems.append(_problem(line.number, problem.column, problem.reason))
            except (Refused, IdentifierError) as reason:
                problems.append(_problem(line.number, "", reason))
        if problems:
            raise TableRefused(problems)
    return rows


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _refused(1, "too-large", "The file is larger than {size} bytes", size=MAX_BYTES)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise _refused(1, "encoding", "The file is neither UTF-8 nor GB18030 text")


def _header_problems(
    header: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> Iterator[RowProblem]:
    for name in required:
        if name not in header:
            yield RowProblem(1, name, "column-missing", "This column is missing")
    known = {*required, *optional}
    for position, name in enumerate(header):
        if name not in known:
            yield RowProblem(
                1,
                name,
                "column-unknown",
                "There is no such column; known are {columns}",
                (("columns", ", ".join([*required, *optional])),),
            )
        elif name in header[:position]:
            yield RowProblem(1, name, "column-twice", "This column stands twice")


def _problem(line: int, column: str, reason: Refused | IdentifierError) -> RowProblem:
    return RowProblem(line, column, reason.code, reason.template, tuple(reason.params.items()))


def _refused(line: int, code: str, template: str, **params: object) -> TableRefused:
    return TableRefused([RowProblem(line, "", code, template, tuple(params.items()))])
