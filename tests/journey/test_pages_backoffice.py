"""The back office and the trace explorer in a real browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.journey.test_pages import faults, scrolls_sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.chromium import Windows
    from tests.support.installation import Installation

PASSWORD = "clear-spring"


@pytest.fixture(scope="module")
def trace(demo: Installation) -> str:
    """Path and query of the trace that `headwater demo` prints."""
    address = urlsplit(json.loads(demo.run("demo", "--json"))["explorer"])
    return f"{address.path}?{address.query}"


def sign_in(windows: Windows, user: str, size: str = "desktop", language: str = "en") -> Page:
    page = windows.open(size, language)
    page.goto("/backoffice/login/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/backoffice/")
    return page


def drawn(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_selector("#explorer[data-drawn]")
    page.wait_for_selector("[data-part=panel] h2")
    page.wait_for_function(
        "(map => map.hidden || map.dataset.places)(document.querySelector('[data-part=map]'))"
    )
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize(("language", "words"), [("en", "Last captures"), ("zh-CN", "最近的采集")])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_dashboard(windows: Windows, size: str, language: str, words: str) -> None:
    page = sign_in(windows, "quality", size, language)

    assert page.get_by_role("heading", name=words).is_visible()
    assert faults(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Where everything is now"), ("zh-CN", "现在都在哪里")]
)
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_explorer(windows: Windows, trace: str, size: str, language: str, words: str) -> None:
    page = drawn(sign_in(windows, "quality", size, language), trace)

    assert page.get_by_role("heading", name=words).is_visible()
    assert page.locator("[data-part=table] tbody tr").count() == int(
        page.locator("#explorer").get_attribute("data-drawn") or "0"
    )
    assert page.locator("[data-part=map]").get_attribute("data-places") == "1"
    assert faults(page) == []
    assert not scrolls_sideways(page)


def test_a_wrong_code_is_explained_beside_the_box(windows: Windows) -> None:
    page = sign_in(windows, "quality")
    page.fill("main input[name=q]", "(01)09521141001029(21)1")
    page.keyboard.press("Enter")

    assert "check digit" in page.get_by_role("alert").inner_text()
    assert page.locator("main input[name=q]").input_value() == "(01)09521141001029(21)1"


def test_a_code_without_records_is_said_to_have_none(windows: Windows) -> None:
    page = sign_in(windows, "quality")
    page.goto("/backoffice/trace/?q=(01)09521141001028(21)NEVER")
    page.wait_for_selector("#explorer[data-state=refused]")

    assert "Nothing was ever recorded" in page.locator("[data-part=refusal]").inner_text()
    assert page.get_by_role("heading", name="What to ask").is_visible()


def test_keys_walk_the_picture(windows: Windows, trace: str) -> None:
    page = drawn(sign_in(windows, "quality"), trace)
    page.focus("[data-part=canvas]")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('[data-part=panel] dl')?.innerText.includes('U2603A')")

    assert "Lot, U2603A" in page.locator("[data-part=spoken]").inner_text()
    assert "U2603A" in page.locator("[data-part=table] tr.chosen").inner_text()


def test_table_sorts_filters_and_chooses(windows: Windows, trace: str) -> None:
    page = drawn(sign_in(windows, "quality"), trace)
    rows = page.locator("[data-part=table] tbody tr")
    page.get_by_role("button", name="Lot or serial").click()
    numbers = [text for text in rows.locator(":nth-child(4)").all_inner_texts() if text]
    page.get_by_role("searchbox", name="Filter the table").fill("willow")

    assert numbers == sorted(numbers)
    assert rows.count() == 2
    rows.first.get_by_role("button").click()
    page.wait_for_function("document.querySelector('[data-part=panel] h2')?.innerText.includes('Willow')")


def test_menu_opens_by_keys(windows: Windows) -> None:
    page = sign_in(windows, "quality")
    account = page.get_by_role("button", name="Account and language")
    account.focus()
    page.keyboard.press("Enter")

    page.get_by_role("button", name="简体中文").wait_for()  # it fades in
