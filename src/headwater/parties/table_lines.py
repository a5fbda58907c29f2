"""Lines of a table and what is wrong with them: every cell is read before one of them is a reason to stop."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from headwater.gs1.errors import IdentifierError
from headwater.parties.errors import Refused
from headwater.parties.names import NAME_LENGTH, require_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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


class CellProblem(Exception):  # noqa: N818 - carries the reason to the table's reader
    """A value that cannot be used, with its column."""

    def __init__(self, column: str, reason: Refused | IdentifierError) -> None:
        super().__init__(column, str(reason))
        self.column = column
        self.reason = reason


class LineRefused(Exception):  # noqa: N818 - carries the reasons to the table's reader
    """Values of one line that cannot be used."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its values by column, spaces at both ends removed.

    What reads one cell raises `CellProblem` where it cannot be used; `gather` reads several.
    """

    number: int
    values: dict[str, str]

    def gather(self, /, **readers: Callable[[], Any]) -> dict[str, Any]:
        """What each reader answers, by its name.

        Raises:
            LineRefused: with what every reader found wrong.
        """
        found, problems = {}, []
        for name, reader in readers.items():
            try:
                found[name] = reader()
            except CellProblem as problem:
                problems.append(problem)
        if problems:
            raise LineRefused(problems)
        return found

    def text(self, column: str, limit: int = NAME_LENGTH) -> str:
        """The value, empty where there is none."""
        text = self.values.get(column, "")
        try:
            require_text(text, limit)
        except Refused as reason:
            raise CellProblem(column, reason) from None
        return text

    def words(self, column: str) -> list[str]:
        """The value, parted at spaces."""
        return self.values.get(column, "").split()

    def required(self, column: str) -> str:
        """A value that must be there."""
        if value := self.text(column):
            return value
        raise CellProblem(column, Refused("required", "A value is required"))

    def identifier(self, column: str, read: Callable[[str], object]) -> str:
        """The value, empty or one that `read` accepts, which may raise `IdentifierError`."""
        text = self.text(column)
        try:
            if text:
                read(text)
        except IdentifierError as reason:
            raise CellProblem(column, reason) from None
        return text

    def decimal(self, column: str) -> Decimal | None:
        """A finite number, None where empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if (
            not value.is_finite() or not text.isascii() or "_" in text
        ):  # as programs may write numbers, not people
            raise CellProblem(column, Refused("number", "{text} is no number", text=text))
        return value

    def choice(self, column: str, choices: Sequence[str], default: str) -> str:
        """One of the choices."""
        text = self.text(column) or default
        if text not in choices:
            raise CellProblem(
                column,
                Refused("choice", "{text} is none of {choices}", text=text, choices=", ".join(choices)),
            )
        return text

    def flag(self, column: str) -> bool:
        """Yes or no; empty is no."""
        return self.choice(column, ("yes", "no"), "no") == "yes"
