"""Chinese texts call one thing by one word: the table of docs/reference/chinese.md holds them to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "reference" / "chinese.md"


class Word(NamedTuple):
    """A row of the table."""

    english: list[str]
    chinese: str
    forbidden: list[str]


def _words() -> list[Word]:
    rows = re.findall(r"^\| (.+?) \| (.+?) \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [
        Word(english.split(", "), chinese, [word for word in forbidden.strip().split(", ") if word])
        for english, chinese, forbidden in rows[2:]
    ]


WORDS = _words()


def _messages() -> Iterator[tuple[str, str]]:
    """English and Chinese of each message of the catalogue, of one with a plural the singular."""
    source = ROOT / "src" / "headwater" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with source.open("rb") as file:
        catalog = read_po(file, locale="zh_Hans")
    for message in catalog:
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[0]
            chinese = message.string if isinstance(message.string, str) else message.string[0]
            yield english, chinese


def _texts() -> Iterator[tuple[str, str]]:
    """Every Chinese text for people, with a name for it: messages, lines of sources and of Chinese pages."""
    yield from _messages()
    sources = [path for kind in ("py", "html") for path in (ROOT / "src").rglob(f"*.{kind}")]
    for path in (*sources, *ROOT.glob("*.zh-CN.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search("[\u4e00-\u9fff]", line):
                yield f"{path.relative_to(ROOT)}:{number}", line


def _wrong(text: str) -> list[str]:
    """Forbidden words of a text, outside of words of the table that hold one."""
    forbidden = [variant for word in WORDS for variant in word.forbidden]
    for word in WORDS:
        if any(variant in word.chinese for variant in forbidden):
            text = text.replace(word.chinese, "·")
    return [variant for variant in forbidden if variant in text]


def test_no_text_uses_another_word():
    assert {name: _wrong(text) for name, text in _texts() if _wrong(text)} == {}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("元素字符串", ["元素字符串"]),
        ("URN、Digital Link、单元数据串", ["Digital Link"]),
        ("{uri} 不是 GS1 标识", ["GS1 标识"]),
        ("{uri} 不是 GS1 标识代码，没有单元数据串，应用标识符（{ai}）", []),
    ],
)
def test_the_search_finds_what_it_should(text, wrong):
    assert _wrong(text) == wrong


def test_a_term_alone_is_its_word_alone():
    chosen = {english.lower(): word.chinese for word in WORDS for english in word.english}
    found = {
        english: chinese
        for english, chinese in _messages()
        if chinese != chosen.get(english.lower().rstrip(":"), chinese)
    }

    assert found == {}


def test_two_things_have_two_words():
    chinese = [word.chinese for word in WORDS]

    assert len(set(chinese)) == len(chinese)
    assert len(WORDS) > 40
