"""The browser of the journey tests: sizes, languages, a Chinese font, and errors that are not missed."""

from __future__ import annotations

import pytest

from tests.support.chromium import LANGUAGES, SIZES, Windows


@pytest.fixture
def blank(browser):
    windows = Windows(browser, "http://127.0.0.1:9", [], [])
    yield windows
    windows.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_window_has_the_size_and_asks_for_the_language(blank, size, language):
    page = blank.open(size, language)
    page.set_content("<meta name=viewport content='width=device-width'>")
    assert page.evaluate("[innerWidth, innerHeight]") == list(SIZES[size])
    assert page.evaluate("navigator.language") == language
    assert page.evaluate("navigator.maxTouchPoints > 0") is (size == "phone")


def test_error_that_a_script_does_not_catch_is_remembered(blank):
    page = blank.open()
    page.evaluate("setTimeout(() => { throw new Error('spilt milk') })")
    page.wait_for_timeout(100)
    assert blank.errors == ["about:blank: spilt milk"]


def test_chinese_characters_are_drawn_and_differ(blank):
    page = blank.open()
    page.set_content("<b id=a style='font-size:60px'>源</b><b id=b style='font-size:60px'>头</b>")
    assert page.locator("#a").screenshot() != page.locator("#b").screenshot()


def test_windows_share_no_cookies(blank):
    one, other = blank.open(), blank.open()
    one.context.add_cookies([{"name": "milk", "value": "1", "url": "http://127.0.0.1:9"}])
    assert [len(page.context.cookies()) for page in (one, other)] == [1, 0]
