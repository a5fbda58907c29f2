"""The Chromium that browser tests drive. As a command: print its path, or exit 1 where there is none."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
"""Width and height of the window in CSS pixels."""
LANGUAGES = ("en", "zh-CN")


def executable() -> str | None:
    """Path of the machine's Chromium, else of the one that playwright installed, else None."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return next(map(str, sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def launch() -> Iterator[Browser]:
    """A headless browser, closed when the iterator is."""
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to run as root, and /dev/shm is small in containers.
        arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=executable(), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Windows:
    """Opens windows of one browser, each with its own cookies, and remembers what went wrong in them."""

    browser: Browser
    base_url: str
    """What relative addresses are relative to."""
    contexts: list[BrowserContext]
    errors: list[str]
    """Errors that a page's scripts did not catch."""

    def open(self, size: str = "phone", language: str = "en", **options: object) -> Page:
        """A blank page in a window of its own.

        Args:
            size: a key of SIZES; a phone has touch.
            language: what the browser asks for first, one of LANGUAGES.
            options: further options of a playwright context, such as `java_script_enabled=False`.
        """
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.base_url,
            viewport={"width": width, "height": height},
            locale=language,
            has_touch=size == "phone",
            is_mobile=size == "phone",
            **options,  # type: ignore[arg-type]  # playwright checks them itself
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def close(self) -> None:
        """Close every window."""
        while self.contexts:
            self.contexts.pop().close()


if __name__ == "__main__":
    if (found := executable()) is None:
        sys.exit(1)
    print(found)
