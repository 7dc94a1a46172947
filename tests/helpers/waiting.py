"""Wait until a page is as it will stay: what is read before that says something else on a machine that does much."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SECONDS = 20
MAP = "Object.values(window).find((value) => value instanceof L.Map)"
"""The map of a page, in its own words."""


def until(page: Page, condition: str) -> None:
    """Ask from outside until it is so: the page's policy refuses what Playwright would evaluate inside it."""
    end = time.monotonic() + _SECONDS
    while not page.evaluate(condition):
        if time.monotonic() > end:
            pytest.fail(f"never became true: {condition}")
        page.wait_for_timeout(30)


def at_rest(page: Page) -> None:
    """Wait until the map neither glides nor zooms, and nothing fades."""
    until(
        page,
        f"(() => {{ const map = {MAP};"
        " return !map._animatingZoom && !map._panAnim?._inProgress && !document.getAnimations().length; })()",
    )
