"""The consumer's pages of the sample world, in a real browser: phone and desktop, both languages, no scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

    from tests.support.chromium import Windows
    from tests.support.installation import Installation

LIMIT = 100_000
"""Bytes of a page with all that it loads."""
GRAVE = ("serious", "critical")
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
)
TITLES = (
    "a can of formula, sold",
    "a can whose truck grew warm",
    "a can that a dealer repacked",
    "a pallet",
    "a lot of formula",
    "a tanker of milk",
    "an invented code",
)


@pytest.fixture(scope="module")
def paths(demo: Installation) -> dict[str, str]:
    """Title to path of the pages that `headwater demo` prints."""
    told = json.loads(demo.run("demo", "--json"))
    return {page["title"]: urlsplit(page["url"]).path for page in told["pages"]}


def faults(page: Page) -> list[str]:
    """What axe finds grave."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in GRAVE]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_pages_work_without_scripts(
    windows: Windows, paths: dict[str, str], title: str, language: str
) -> None:
    page = windows.open("phone", language, java_script_enabled=False)
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    answer = page.goto(paths[title])
    page.wait_for_load_state("networkidle")

    assert answer is not None
    assert answer.status == (404 if title == "an invented code" else 200)
    assert page.locator("html").get_attribute("lang") == ("zh-Hans" if language == "zh-CN" else "en")
    assert page.locator("h1").count() == 1
    assert sum(len(each.body()) for each in loaded) < LIMIT
    assert {each.status for each in loaded if each is not answer} <= {200}


@pytest.mark.parametrize(
    "title", ["a can whose truck grew warm", "a pallet", "a lot of formula", "an invented code"]
)
@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("phone", "dark"), ("desktop", "light")])
def test_pages_are_fit_for_everybody(
    windows: Windows, paths: dict[str, str], title: str, size: str, scheme: str
) -> None:
    page = windows.open(size, color_scheme=scheme)
    page.goto(paths[title])

    assert faults(page) == []
    assert not scrolls_sideways(page)


def test_can_shows_its_farms_and_its_sale(windows: Windows, paths: dict[str, str]) -> None:
    page = windows.open()
    page.goto(paths["a can whose truck grew warm"])

    origins = page.locator("ol.sources").first.inner_text()
    assert [farm for farm in ("North Meadow", "Sunrise Ridge", "Willow Creek") if farm not in origins] == []
    assert "Sold" in page.locator("ol.line").last.inner_text()
    assert "11.8 °C" in page.locator("ul.legs").inner_text()
    assert page.get_by_text("Recorded as sold").is_visible()


def test_switch_of_language_is_remembered(windows: Windows, paths: dict[str, str]) -> None:
    page = windows.open(java_script_enabled=False)
    page.goto(paths["a can of formula, sold"])
    page.get_by_role("link", name="中文").click()
    page.goto(paths["a pallet"])

    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_machines_do_not_count_and_people_do(windows: Windows, paths: dict[str, str]) -> None:
    path = paths["a can that a dealer repacked"]
    windows.open().goto(path)  # says HeadlessChrome
    first = windows.open(user_agent=IPHONE)
    first.goto(path)
    second = windows.open(user_agent=IPHONE)
    second.goto(path)

    assert first.get_by_text("You are the first to ask for it.").is_visible()
    assert second.get_by_text("asked 2 times so far").is_visible()
