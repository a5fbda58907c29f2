"""The catalogues of translated messages: one for the whole project, compiled without gettext's programs.

English texts are the message ids; `locale/zh_Hans/LC_MESSAGES/django.po` holds the Chinese.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"


def compile() -> list[Path]:  # noqa: A001 - always called as messages.compile()
    """Write the .mo beside every .po that is newer, and answer those written.

    Fuzzy entries are left out, as gettext does.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        draft = target.with_suffix(f".mo.{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        draft.replace(target)
        written.append(target)
    return written


_KEYWORDS = {
    "gettext_noop": None,
    "gettext_lazy": None,
    "Refused": (2,),
    "NotPermitted": (2,),
    "IdentifierError": (2,),
    "RowProblem": (4,),
    "_refused": (3,),
    "QueryError": (2,),
    "TimeError": (2,),
    "problem": (3,),
    "of": (3,),  # EpcisError.of
    "translatable": None,
    "SettingError": None,
}
"""Calls whose so-manieth argument is a sentence for people, besides those of gettext that Babel knows."""


def untranslated(folder: Path = ROOT, locale: str = "zh_Hans") -> Iterator[str]:
    """Messages of the Python sources under `folder` that the catalogue of `locale` lacks, each once, sorted."""
    from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
    from babel.messages.pofile import read_po

    with (LOCALE / locale / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalog = read_po(file, locale=locale)
    known = {
        form for message in catalog if message.string and not message.fuzzy for form in _forms(message.id)
    }
    found = {
        message if isinstance(message, str) else tuple(message)
        for _, _, message, _, _ in extract_from_dir(
            folder, method_map=[("**.py", "python")], keywords=DEFAULT_KEYWORDS | _KEYWORDS
        )
    }
    yield from sorted(form if isinstance(form, str) else " | ".join(form) for form in found - known)


def _forms(message: str | list[str] | tuple[str, ...]) -> Iterator[str | tuple[str, ...]]:
    """As what a message of the catalogue is found: one with a plural by its singular alone, too."""
    if isinstance(message, str):
        yield message
    else:
        yield tuple(message)
        yield message[0]
