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

    from playwright.sync_api import ViewportSize

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
        self._heard: dict[str, Callable[[Any], object]] = {
            "request": lambda request: self.requests.append(request.url),
            "console": lambda message: self.complaints.append(message.text),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "dialog": self._dialog,
        }
        for event, listener in self._heard.items():
            page.on(event, listener)  # type: ignore[call-overload]

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def text(self, selector: str) -> str:
        """Give the visible text of the first match."""
        return self.page.locator(selector).first.inner_text()

    def remote(self) -> list[str]:
        """List the requests that would leave the machine."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "about:"))]

    def leave(self) -> None:
        """End what the page does, and hear no more of it."""
        for event, listener in self._heard.items():
            self.page.remove_listener(event, listener)
        self.page.emulate_media(media="null", reduced_motion="null")
        self.page.goto("about:blank")


@pytest.fixture(scope="session")
def _tabs() -> list[Page]:
    """Give the tabs that no test has in use: a new one costs more than most pages.

    A page leaves nothing in its tab: the next one is another document, with no storage, and knows of no mouse.
    """
    return []


def _new_tab(browser: Browser, size: ViewportSize, **options: Any) -> Page:
    context = browser.new_context(viewport=size, offline=True, **options)
    context.set_default_timeout(30_000)  # a page opens slowly on a machine that does much else
    return context.new_page()


def _opening(browser: Browser, tabs: list[Page]) -> Iterator[Callable[..., Opened]]:
    lent, own = [], []

    def opened(path: Path, *, width: int = 1280, height: int = 800, before: str = "", **options: Any) -> Opened:
        size: ViewportSize = {"width": width, "height": height}
        if before or options or not tabs:
            page = _new_tab(browser, size, **options)
        else:
            page = tabs.pop()
            page.set_viewport_size(size)
        result = Opened(page)
        if before or options:  # such a browser is for one page
            page.add_init_script(before)
            own.append(page)
        else:
            lent.append(result)
        page.goto(path.resolve().as_uri())
        return result

    yield opened
    for page in own:
        page.context.close()
    for one in lent:
        one.leave()
        tabs.append(one.page)


@pytest.fixture
def open_page(browser: Browser, _tabs: list[Page]) -> Iterator[Callable[..., Opened]]:
    """Open pages for one test."""
    yield from _opening(browser, _tabs)


@pytest.fixture(scope="module")
def open_once(browser: Browser, _tabs: list[Page]) -> Iterator[Callable[..., Opened]]:
    """Open pages for all tests of a module, each of which leaves them as they were."""
    yield from _opening(browser, _tabs)
