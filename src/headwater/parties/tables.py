"""Tables in CSV files as people send them: UTF-8 with a byte order mark or without, or GB18030 from a Chinese Excel.

A table is read whole and answered with every problem that it has, each with its line and column, so that a
file is corrected once and not line by line.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import transaction
from django.db.models import Model

from headwater.gs1.errors import IdentifierError
from headwater.parties.errors import Refused
from headwater.parties.table_lines import Line, LineRefused, RowProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000

_NOT_CSV: Final = {
    "unexpected end of data": RowProblem(0, "", "csv", "A quotation mark is not closed"),
    "',' expected after '\"'": RowProblem(
        0, "", "csv", "After a closing quotation mark there should be a comma or the end of the line"
    ),
}
"""What Python's reader remarks on text that is no CSV, and how we say it."""

_Row = TypeVar("_Row", bound=Model)


class TableRefused(ValueError):  # noqa: N818 - an answer, named as such
    """The table was not imported; nothing of it was."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a file that could be read, and what is wrong with the form of it."""

    lines: tuple[Line, ...]
    problems: tuple[RowProblem, ...]


def read(data: bytes, *, required: Sequence[str], optional: Sequence[str]) -> Table:
    """Read a CSV file whose first line names its columns, in any order. Empty lines are passed over.

    Raises:
        TableRefused: nothing below the first line can be judged: it is too large, in no known encoding, or has
            wrong columns.
    """
    reader = csv.reader(io.StringIO(_decode(data), newline=""), strict=True)
    lines: list[Line] = []
    problems: list[RowProblem] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if wrong := list(_header_problems(header, required, optional)):
            raise TableRefused(wrong)
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
        problems.append(_not_csv(reader.line_num, str(error)))
    return Table(tuple(lines), tuple(problems))


def import_all(table: Table, record: Callable[[Line], _Row], *, columns: Mapping[str, str]) -> list[_Row]:
    """Record every line in one transaction, or none.

    `record` may raise LineRefused, Refused or IdentifierError; the later lines are tried all the same, to find
    what else is wrong. Two lines about one thing, however they spell it, are wrong. `columns` names the column that a refusal of this code is about.

    Raises:
        TableRefused: with every problem of form and of each line that could not be recorded, in their order.
    """
    rows: list[_Row] = []
    problems = list(table.problems)
    told: dict[object, int] = {}
    with transaction.atomic():
        for line in table.lines:
            try:
                with transaction.atomic():
                    rows.append(record(line))
                before = told.setdefault(rows[-1].pk, line.number)
                if before != line.number:
                    raise Refused("line-again", "Line {number} is about the same", number=before)
            except LineRefused as refused:
                problems += [_problem(line.number, one.column, one.reason) for one in refused.problems]
            except (Refused, IdentifierError) as reason:
                problems.append(_problem(line.number, columns.get(reason.code, ""), reason))
        if problems:
            raise TableRefused(sorted(problems, key=lambda problem: problem.line))
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


def _not_csv(line: int, remark: str) -> RowProblem:
    """Why the file cannot be read from this line on."""
    if remark in _NOT_CSV:
        return replace(_NOT_CSV[remark], line=line)
    return RowProblem(line, "", "csv", "This is no CSV: {reason}", (("reason", remark),))


def _problem(line: int, column: str, reason: Refused | IdentifierError) -> RowProblem:
    return RowProblem(line, column, reason.code, reason.template, tuple(reason.params.items()))


def _refused(line: int, code: str, template: str, **params: object) -> TableRefused:
    return TableRefused([RowProblem(line, "", code, template, tuple(params.items()))])
