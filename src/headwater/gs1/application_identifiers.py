"""The table of GS1 application identifiers, and the form of their values.

The rows stand in application_identifiers.csv beside this module:

- `ai`: one AI, or a range of them ("3100-3105");
- `title`: data title;
- `flags`: "f" where the length is predefined, so that no FNC1 ends the value; "a" where a Digital Link may carry it
  as a data attribute in its query;
- `format`: components in order. A character set (n digits, x set 82, y set 39, z set 64), a length or a range of
  lengths, "?" where the component may be absent, then the checks of its content, each after a colon;
- `requires`: alternatives parted by "|", each a combination of AIs or patterns ("31nn") joined by "+";
- `excludes`: AIs or patterns that may not stand beside this one;
- `key`: for a primary key of a Digital Link, its qualifiers in order, "." between them and "|" between alternative
  sequences; a lone "." where it takes none.

>>> find("10").title
'BATCH/LOT'

Source: GS1 General Specifications, section 3; GS1 Barcode Syntax Dictionary.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from importlib.resources import files

from headwater.gs1 import charsets
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.linters import LINTERS, Linter

_CHARSETS = {
    "n": charsets.DIGITS,
    "x": charsets.CSET_82,
    "y": charsets.CSET_39,
    "z": charsets.CSET_64,
}
_NAMES_OF_SETS = {
    charsets.CSET_82: (82, "0-9 A-Z a-z ! \" % & ' ( ) * + , - . / : ; < = > ? _"),
    charsets.CSET_39: (39, "0-9 A-Z # - /"),
    charsets.CSET_64: (64, "0-9 A-Z a-z - _ ="),
}
"""Number and characters of each set, as people read them."""
_COMPONENT = re.compile(r"([nxyz])(?:(\d+)-)?(\d+)(\?)?((?::\w+)*)")
_IDENTIFIER_LENGTHS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a value: so many characters of one set, and the checks of their content."""

    charset: str
    """The characters themselves."""
    shortest: int
    longest: int
    optional: bool
    linters: tuple[tuple[str, Linter], ...]
    """Name and function of each check."""


@dataclass(frozen=True, slots=True)
class ApplicationIdentifier:
    """A row of the table, for one AI."""

    ai: str
    title: str
    is_predefined_length: bool
    is_attribute: bool
    components: tuple[Component, ...]
    requires: tuple[tuple[str, ...], ...]
    """Alternatives, one of which must be present whole; empty where nothing is required."""
    excludes: tuple[str, ...]
    qualifiers: tuple[tuple[str, ...], ...] | None
    """Sequences of qualifiers of a Digital Link primary key; None where the AI is no primary key."""
    shortest: int
    longest: int
    _form: re.Pattern[str]
    _checks: tuple[tuple[int, int, Linter], ...]

    def check(self, value: str) -> None:
        """Refuse a value of wrong length, characters or content.

        Raises:
            IdentifierError: "no-value", "too-short", "too-long", "character", or the code of the content check that failed.
        """
        if not self._form.fullmatch(value):
            raise self._form_error(value)
        for start, end, linter in self._checks:
            part = value[start:end]
            if part:
                linter(part, self.ai)

    def has_form(self, value: str) -> bool:
        """Whether a value has the length and characters of this AI, whatever its content checks say."""
        return self._form.fullmatch(value) is not None

    def _form_error(self, value: str) -> IdentifierError:
        if not value:
            return IdentifierError("no-value", "AI ({ai}) has no value.", ai=self.ai)
        if len(value) > self.longest:
            return IdentifierError(
                "too-long",
                "The value “{value}” of AI ({ai}) has {length} characters; at most {longest} are allowed.",
                value=shown(value), ai=self.ai, length=len(value), longest=self.longest,
            )  # fmt: skip
        start = 0
        for component in self.components:
            part = value[start : start + component.longest]
            outside = charsets.first_outside(part, component.charset)
            if outside is not None:
                return _character_error(self.ai, value, start + outside, component.charset)
            start += component.longest
        return IdentifierError(
            "too-short",
            "The value “{value}” of AI ({ai}) has {length} characters; a component of it is not complete.",
            value=shown(value), ai=self.ai, length=len(value),
        )  # fmt: skip


def _character_error(ai: str, value: str, index: int, charset: str) -> IdentifierError:
    params = {"position": index + 1, "value": shown(value), "ai": ai, "character": shown(value[index])}
    if charset == charsets.DIGITS:
        return IdentifierError(
            "digit",
            "Position {position} of the value “{value}” of AI ({ai}) is “{character}”, which is not a digit.",
            **params,
        )
    number, allowed = _NAMES_OF_SETS[charset]
    return IdentifierError(
        "character",
        "Position {position} of the value “{value}” of AI ({ai}) is “{character}”, which is not in GS1 character"
        " set {set} ({allowed}).",
        set=number,
        allowed=allowed,
        **params,
    )


def _component(text: str) -> Component:
    match = _COMPONENT.fullmatch(text)
    assert match is not None, text
    charset, shortest, longest, optional, linters = match.groups()
    names = linters.split(":")[1:]
    return Component(
        charset=_CHARSETS[charset],
        shortest=int(shortest or longest),
        longest=int(longest),
        optional=optional is not None,
        linters=tuple((name, LINTERS[name]) for name in names),
    )


def _form(components: tuple[Component, ...]) -> re.Pattern[str]:
    # An optional component may be left out only together with all that follow it.
    pattern = ""
    for component in reversed(components):
        part = f"[{re.escape(component.charset)}]{{{component.shortest},{component.longest}}}{pattern}"
        pattern = f"(?:{part})?" if component.optional else part
    return re.compile(pattern)


def _checks(components: tuple[Component, ...]) -> tuple[tuple[int, int, Linter], ...]:
    checks = []
    start = 0
    for component in components:
        end = start + component.longest
        checks += [(start, end, linter) for _name, linter in component.linters]
        start = end
    return tuple(checks)


def _rows(row: dict[str, str]) -> list[ApplicationIdentifier]:
    components = tuple(_component(text) for text in row["format"].split())
    first, _, last = row["ai"].partition("-")
    requires = tuple(tuple(group.strip().split("+")) for group in row["requires"].split("|") if group)
    sequences = tuple(tuple(q for q in sequence.split(".") if q) for sequence in row["key"].split("|"))
    return [
        ApplicationIdentifier(
            ai=str(number).zfill(len(first)),
            title=row["title"],
            is_predefined_length="f" in row["flags"],
            is_attribute="a" in row["flags"],
            components=components,
            requires=requires,
            excludes=tuple(row["excludes"].split()),
            qualifiers=sequences if row["key"] else None,
            shortest=sum(c.shortest for c in components if not c.optional),
            longest=sum(c.longest for c in components),
            _form=_form(components),
            _checks=_checks(components),
        )
        for number in range(int(first), int(last or first) + 1)
    ]


def _read() -> dict[str, ApplicationIdentifier]:
    with (files(__package__) / "application_identifiers.csv").open(encoding="utf-8") as table:
        return {row.ai: row for line in csv.DictReader(table) for row in _rows(line)}


TABLE = _read()
"""Every application identifier by its digits."""


def find(ai: str) -> ApplicationIdentifier:
    """The row of one AI.

    Raises:
        IdentifierError: "unknown-ai".
    """
    row = TABLE.get(ai)
    if row is None:
        raise IdentifierError(
            "unknown-ai", "({ai}) is no GS1 application identifier that is known here.", ai=shown(ai)
        )
    return row


# No AI is the beginning of another, and the first two digits tell the length; the tests hold the table to it.
_LENGTH_BY_START = {ai[:2]: len(ai) for ai in TABLE}


def find_at(data: str, start: int) -> ApplicationIdentifier:
    """The AI whose digits stand in `data` from `start` on.

    Raises:
        IdentifierError: "unknown-ai".
    """
    length = _LENGTH_BY_START.get(data[start : start + 2], _IDENTIFIER_LENGTHS[0])
    return find(data[start : start + length])
