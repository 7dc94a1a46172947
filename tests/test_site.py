"""The documentation site: read without a warning; in the long run built, walked, and searched in a real browser."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).resolve().parents[1]


class _Page(HTMLParser):
    """What a page leads to, what it loads, and the places in it that a link may name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.places |= {value for name in ("id", "name") if (value := given.get(name))}
        if tag == "a" and given.get("href"):
            self.links.add(str(given["href"]))
        if tag in {"script", "img", "iframe"} and given.get("src"):
            self.loads.add(str(given["src"]))
        if tag == "link" and given.get("rel") == "stylesheet":
            self.loads.add(str(given["href"]))


def build_docs(folder: Path, *given: str | Path) -> None:
    script = REPOSITORY / "scripts" / "build_docs.py"
    command = [sys.executable, script, *given]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation")
    build_docs(folder, folder / "site", "--stored", "--no-pictures")
    return folder / "site"


def test_every_page_is_read_without_a_warning(tmp_path: Path) -> None:
    """So is each public name and command, and each link from page to page; nothing is written."""
    build_docs(tmp_path, "--check")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.long
def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    pages = {
        path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if "_static" not in path.parts
    }
    assert len(pages) > len(hg.__all__) + 20
    dead = []
    for path, page in pages.items():
        for link in page.links | page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert link not in page.loads, (path, link)  # nothing is loaded from elsewhere
                continue
            target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            place = unquote(parts.fragment)
            if not target.exists() or (place and target in pages and place not in pages[target].places):
                dead.append((path.name, link))
    assert dead == []


@pytest.mark.long
def test_every_public_name_and_command_has_its_place(site: Path) -> None:
    for name in hg.__all__:
        if not name.startswith("_"):
            assert (site / "reference" / "api" / f"{name}.html").is_file(), name
    commands = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert all(f">{name}<" in commands for name in ("screen", "locate", "report"))


@pytest.mark.long
@pytest.mark.parametrize(("word", "page"), [("界址点", "bureau_files"), ("overlay", "docs/overlay")])
def test_the_search_finds_words_of_both_languages(
    word: str, page: str, site: Path, open_page: Callable[..., Any]
) -> None:
    opened = open_page(site / "search.html")
    shown = opened.page
    shown.goto((site / "search.html").as_uri() + f"?q={word}")
    shown.locator(f"#search-results li a[href*='{page}']").first.wait_for()  # the results come one after another
    assert opened.remote() == []
