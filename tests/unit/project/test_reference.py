"""Every setting, command and address is documented, and nothing is documented that does not exist."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from headwater.cli.parsing import build
from headwater.events import query_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "docs/reference"
WHOLE_SITES = {"admin"}
"""Applications whose addresses are documented by the one below which they lie."""


def documented(page: str) -> list[str]:
    """What the first column of the page's tables names."""
    return re.findall(r"^\| `([^`]+)` \|", (REFERENCE / page).read_text("utf-8"), re.MULTILINE)


def settings_read() -> set[str]:
    """Names of the environment variables that the sources mention as such."""
    name = re.compile(r"""["'](HEADWATER_[A-Z_]+|DATABASE_URL)["']""")
    sources = (ROOT / "src/headwater").rglob("*.py")
    return {found for source in sources for found in name.findall(source.read_text("utf-8"))}


def addresses(patterns: list[URLPattern | URLResolver], above: str = "/") -> Iterator[str]:
    """Each address that the server answers, with {name} for a converter."""
    for pattern in patterns:
        route = str(pattern.pattern)
        if route.endswith(".*$"):
            continue  # says of everything else that there is nothing
        if isinstance(pattern.pattern, RegexPattern):
            route = simplify_regex(route).removeprefix("/")
        address = above + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        if isinstance(pattern, URLPattern) or pattern.app_name in WHOLE_SITES:
            yield address
        else:
            yield from addresses(pattern.url_patterns, address)


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, set[str]]]:
    """Each command with its own options, those of every command left out."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in below:
        for child in {id(child): child for child in action.choices.values()}.values():
            yield from commands(child)
    if not below:
        options = {text for action in parser._actions for text in action.option_strings}
        yield parser.prog, {text for text in options if text.startswith("--")} - {"--help", "--json"}


def documented_commands() -> dict[str, set[str]]:
    rows = re.findall(
        r"^\| `(headwater [^`]+)` \| (.+) \|$", (REFERENCE / "command.md").read_text("utf-8"), re.MULTILINE
    )
    return {command: set(re.findall(r"`(--[a-z-]+)`", text)) for command, text in rows}


def test_every_command_is_documented_with_its_options():
    documented = documented_commands()
    missing = {name: options for name, options in commands(build()) if documented.get(name) != options}
    assert missing == {}


def test_no_command_is_documented_that_does_not_exist():
    assert documented_commands().keys() - dict(commands(build())).keys() == set()


def test_every_setting_is_documented_once():
    assert sorted(documented("settings.md")) == sorted(settings_read())


def test_every_address_is_documented_once():
    assert sorted(documented("addresses.md")) == sorted(set(addresses(get_resolver().url_patterns)))


@pytest.mark.parametrize(
    "page",
    sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]),
    ids=str,
)
def test_links_between_pages_lead_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"(?<!!)\[[^\]]*\]\((?!https?://)([^)#]+)", text)
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_every_query_parameter_is_documented() -> None:
    families = re.findall(
        r"^\| `(\w+_)` and a type \|", (REFERENCE / "queries.md").read_text("utf-8"), re.MULTILINE
    )
    names = [name for name in documented("queries.md") if re.fullmatch(r"\w+", name)]

    assert sorted(names) == sorted(query_parameters.NAMES)
    assert sorted(families) == sorted(query_parameters.FAMILIES)
