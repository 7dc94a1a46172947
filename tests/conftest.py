"""Shared by all tests: how many examples a property test draws, and a real browser: Chromium with no network.

The browser is one for all tests of a process, as its driver asks for. Its absence is a failure, not a skip.
"""

from __future__ import annotations

import gc
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import thinned
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# The default run is seeded, so that it says the same everywhere; scripts/test.sh --long draws afresh, and more.
settings.register_profile("default_run", derandomize=True, max_examples=12, deadline=None)
settings.register_profile("long", max_examples=1000, deadline=None)
settings.load_profile("default_run")


def pytest_configure(config: pytest.Config) -> None:
    """Leave out what would only be deselected, and let the collector of circles rest while what stays is loaded."""
    thinned.every_case = config.option.markexpr != "not long"
    gc.disable()


def pytest_collection_finish() -> None:
    """Set aside what is loaded by now: it stays, and the collector of circles need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.enable()


_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.fail("no Chromium: install it (apt-get install chromium fonts-noto-cjk), or run scripts/test.sh")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield started
        started.close()


class Opened:
    """An opened page, what it asked for, and what it complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def text(self, selector: str) -> str:
        """Give the visible text of the first match."""
        return self.page.locator(selector).first.inner_text()

    def remote(self) -> list[str]:
        """List the requests that would leave the machine."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "about:"))]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def opened(path: Path, *, width: int = 1280, height: int = 800) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        context.set_default_timeout(30_000)  # a page opens slowly on a machine that does much else
        contexts.append(context)
        result = Opened(context.new_page())
        result.page.goto(path.resolve().as_uri())
        return result

    yield opened
    for context in contexts:
        context.close()
