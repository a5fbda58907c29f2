"""The two READMEs say the same, and the example that they use is a valid document."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = ("README.md", "README.zh-CN.md")


def commands(page: str) -> list[str]:
    return re.findall(r"^\$ (.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)


def addresses(page: str) -> list[str]:
    return re.findall(r"<(http[^>]+)>", (ROOT / page).read_text("utf-8"))


def test_both_languages_show_the_same_commands_and_addresses():
    english, chinese = PAGES
    assert commands(english) == commands(chinese)
    assert sorted(addresses(english)) == sorted(addresses(chinese))
    assert len(commands(english)) == 13


@pytest.mark.parametrize("page", PAGES)
def test_files_that_commands_name_exist(page):
    named = {file for command in commands(page) for file in re.findall(r"docs/\S+\.json", command)}
    assert named == {"docs/examples/milk.json"}
    assert all((ROOT / file).is_file() for file in named)


def test_example_is_valid_by_the_published_schema(vectors):
    schema = json.loads(next((vectors / "epcis/schema").glob("*[Ss]chema*.json")).read_text("utf-8"))
    document = json.loads((ROOT / "docs/examples/milk.json").read_text("utf-8"))
    checker = jsonschema.validators.validator_for(schema).FORMAT_CHECKER
    jsonschema.validate(document, schema, format_checker=checker)
