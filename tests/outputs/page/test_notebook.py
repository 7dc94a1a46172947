"""A map in a notebook: small in the file, drawn in an exported page and in JupyterLab with no network, shut in."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import FrameLocator, expect

import hanting_geo as hg
from hanting_geo.outputs.page import notebook
from hanting_geo.outputs.page.compress import unpack_scripts
from hanting_geo.outputs.page.notebook import notebook_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

# These have no types.
new_notebook: Any = nbformat.v4.new_notebook
new_cell: Any = nbformat.v4.new_code_cell
write_notebook: Any = nbformat.write
exporter: Any = HTMLExporter

CELL = """\
import hanting_geo as hg

names = ["zones", "rivers", "roads", "stations"]
hg.zone_map({name: hg.load_layer(name) for name in names}, title="选址 & <比较>")
"""
# What docs/notebooks.md says for a closed network.
OFFLINE = {"require_js_url": "", "mathjax_url": "", "embed_images": True}
BLANK = "<!DOCTYPE html><html><head><title>x</title></head><body><h1>here</h1></body></html>"
NOT_SHOWN = "is not shown here: trust the notebook, or run its cell again"
JUPYTERLAB_SECONDS = 60


@pytest.fixture(scope="module")
def page() -> str:
    names = ["zones", "rivers", "roads", "stations"]
    return hg.zone_map({name: hg.load_layer(name) for name in names}, title="选址 & <比较>").in_notebook()


@pytest.fixture(scope="module")
def executed() -> Any:
    book = new_notebook(cells=[new_cell(CELL)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the client's own, as in tests/test_notebooks.py
        NotebookClient(book, timeout=300).execute()
    return book


def _written(folder: Path, shown: str, *, style: str = "") -> Path:
    path = folder / "notebook.html"
    text = f'<!DOCTYPE html><meta charset=utf-8><title>notebook</title><body><div id="out"{style}>{shown}</div>'
    path.write_text(text, encoding="utf-8")
    return path


def _expect_drawn(frame: FrameLocator) -> None:
    """Hold that the map is there, and fits its frame: the zones are large in it, and a click tells of one."""
    expect(frame.locator("path.leaflet-interactive").nth(20)).to_be_attached()
    expect(frame.locator("h1")).to_have_text("选址 & <比较>")
    expect(frame.locator(".leaflet-control-scale-line").first).to_have_text("5 km")
    zone = frame.locator("path.leaflet-interactive").first
    box = zone.bounding_box()
    assert box is not None
    assert 50 < box["width"] < 1000
    zone.click()
    expect(frame.locator(".leaflet-popup-content").first).to_be_visible()


# ---- in the file ----


def test_a_map_is_small_in_the_notebook_file(page: str, tmp_path: Path, executed: Any) -> None:
    assert len(notebook_html(page, title="选址")) < 100_000
    write_notebook(executed, tmp_path / "n.ipynb")
    assert (tmp_path / "n.ipynb").stat().st_size < 105_000
    nbformat.validate(executed)
    (output,) = executed.cells[0].outputs
    assert output.data["text/plain"].startswith("ZoneMap “选址 & <比较>”: zones (")


def test_equal_pages_give_equal_text(page: str) -> None:
    assert notebook_html(page, title="a") == notebook_html(page, title="a")


def test_a_page_too_large_for_a_notebook_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "MOST_CHARACTERS", 50)
    shown = notebook_html(BLANK, title="<b>选址")
    assert "<iframe" not in shown
    assert "hg.save_page" in shown
    assert "&lt;b&gt;选址" in shown


class _Frames(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("title", ["选址", "</title></iframe><script>alert(1)</script>", "\"'><img src=x>", "{0} {x}"])
def test_a_title_stays_text(title: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    shown = notebook_html(BLANK, title=title)
    tags = _Frames(shown).tags
    assert [name for name, _ in tags] == ["iframe"]
    assert tags[0][1]["title"] == title
    opened = open_page(_written(tmp_path, shown))
    expect(opened.page.frame_locator("iframe").locator("h1")).to_have_text("here")
    assert opened.page.locator("script, img").count() == 0
    assert opened.complaints == []


# ---- in a browser ----


def test_the_map_draws_in_an_exported_notebook_with_no_network(
    executed: Any, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    text, _ = exporter(**OFFLINE).from_notebook_node(executed)
    path = tmp_path / "n.html"
    path.write_text(text, encoding="utf-8")
    opened = open_page(path)
    _expect_drawn(opened.page.frame_locator("iframe"))
    assert opened.requests == [opened.page.url]
    assert opened.complaints == []


def test_nothing_but_the_template_asks_the_network(
    executed: Any, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    text, _ = exporter().from_notebook_node(executed)
    path = tmp_path / "n.html"
    path.write_text(text, encoding="utf-8")
    opened = open_page(path)
    _expect_drawn(opened.page.frame_locator("iframe"))
    assert {re.sub(r".*/ajax/libs/([\w.]+)/.*", r"\1", url) for url in opened.remote()} <= {"require.js", "mathjax"}


PLANTED = """\
<img src="http://127.0.0.1:{port}/planted.png" onerror="document.title='handler'">
<script>document.title = "script"</script><p onclick="document.title = 'click'">plant</p></body>"""


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """Give the port of a host on this machine, and what it is asked for."""
    paths: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as host:
        thread = Thread(target=host.serve_forever)
        thread.start()
        yield host.server_port, paths
        host.shutdown()
        thread.join()


@pytest.mark.parametrize("policed", [True, pytest.param(False, marks=pytest.mark.long)])
def test_the_policy_of_the_page_is_in_force(
    page: str, tmp_path: Path, browser: Browser, asked: tuple[int, list[str]], *, policed: bool
) -> None:
    port, paths = asked
    planted = page.replace("</body>", PLANTED.format(port=port))
    assert planted != page
    if not policed:  # then the plants work: this holds that the test sees them
        planted = re.sub(r"<meta http-equiv[^>]*>", "", planted)
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(_written(tmp_path, notebook_html(planted, title="x")).as_uri())
    frame = opened.frame_locator("iframe")
    expect(frame.locator("path.leaflet-interactive").first).to_be_attached()
    frame.get_by_text("plant").dispatch_event("click")
    opened.wait_for_timeout(500)
    assert (opened.frames[1].title() == "选址 & <比较>") is policed
    assert (paths == []) is policed
    context.close()


def test_the_page_reaches_neither_the_notebook_nor_its_storage(
    page: str, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    opened = open_page(_written(tmp_path, notebook_html(page, title="x")))
    frame = opened.page.frame_locator("iframe")
    expect(frame.locator("path.leaflet-interactive").first).to_be_attached()
    for reach in ("parent.document.title", "localStorage.length", "document.cookie"):
        said = opened.page.frames[1].evaluate(
            f"(() => {{ try {{ return {reach}; }} catch (e) {{ return e.name; }} }})()"
        )
        assert said == "SecurityError", reach


@pytest.mark.long
def test_a_folded_output_fits_when_it_unfolds(page: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(_written(tmp_path, notebook_html(page, title="x"), style=' style="display:none"'))
    opened.page.wait_for_timeout(500)
    opened.page.evaluate("document.getElementById('out').style.display = 'block'")
    _expect_drawn(opened.page.frame_locator("iframe"))
    assert opened.complaints == []


@pytest.mark.long
def test_the_height_is_given(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(_written(tmp_path, notebook_html(BLANK, title="x", height_px=321)))
    assert opened.page.locator("iframe").bounding_box()["height"] == pytest.approx(323, abs=2)
    with pytest.raises(ValueError, match="height_px=150: use 200 or more"):
        notebook_html(BLANK, title="x", height_px=150)


@pytest.mark.long
def test_a_page_may_bring_the_same_scripts(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    scripts = "".join(f"<script>{script}</script>" for script in unpack_scripts())
    last = "<script>document.querySelector('h1').textContent = typeof hantingUnpack</script></body>"
    shown = notebook_html(BLANK.replace("</body>", scripts + last), title="x")
    opened = open_page(_written(tmp_path, shown))
    expect(opened.page.frame_locator("iframe").locator("h1")).to_have_text("function")
    assert opened.complaints == []


def test_a_damaged_notebook_says_so(page: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    shown = notebook_html(page, title="x")
    middle = len(shown) // 2
    spoiled = shown[:middle] + ("AAAA" if shown[middle : middle + 4] != "AAAA" else "BBBB") + shown[middle + 4 :]
    opened = open_page(_written(tmp_path, spoiled))
    expect(opened.page.frame_locator("iframe").locator("body")).to_contain_text("ask for the file again")


@pytest.mark.parametrize(
    ("given", "instead"),
    [("allow-scripts ", ""), ("typeof DecompressionStream", "typeof Missing")],
    ids=["no scripts", "old browser"],
)
def test_where_nothing_unpacks_a_text_stands(
    page: str, tmp_path: Path, open_page: Callable[..., Any], given: str, instead: str
) -> None:
    shown = notebook_html(page, title="选址")
    assert given in shown
    opened = open_page(_written(tmp_path, shown.replace(given, instead)))
    text = opened.page.frame_locator("iframe").locator("p")
    expect(text).to_contain_text(NOT_SHOWN)
    expect(text).to_be_visible()


# ---- in JupyterLab ----


@pytest.fixture
def jupyterlab(executed: Any, tmp_path: Path) -> Iterator[str]:
    """Start JupyterLab on a folder with the executed notebook, and give the address that opens it."""
    if find_spec("jupyterlab") is None:
        pytest.fail('no JupyterLab: pip install "jupyterlab>=4.4" (the extra "notebook")')
    book = tmp_path / "work" / "n.ipynb"
    book.parent.mkdir()
    write_notebook(executed, book)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(tmp_path / name) for name in ("SETTINGS", "WORKSPACES")}
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"),
        *("--ServerApp.port_retries=0", "--IdentityProvider.token=t", f"--ServerApp.root_dir={book.parent}"),
        *("--LabApp.extension_manager=readonly", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
    ]
    log = tmp_path / "log.txt"
    with log.open("w") as output:
        server = subprocess.Popen(command, env=os.environ | own, stdout=output, stderr=output)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token=t", server, log)
        yield f"http://127.0.0.1:{port}/lab/tree/n.ipynb?token=t"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + JUPYTERLAB_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}")
            time.sleep(0.2)
        else:
            return


@pytest.mark.long
@pytest.mark.parametrize("way", ["trust", "run"])
def test_the_map_draws_in_jupyterlab(jupyterlab: str, way: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(JUPYTERLAB_SECONDS * 1000)
    lab = context.new_page()
    requests: list[str] = []
    lab.on("request", lambda request: requests.append(request.url))
    lab.goto(jupyterlab)
    # A notebook from elsewhere is not trusted: no frames, and the text that stands in the frame's place.
    expect(lab.locator(".jp-OutputArea-output").first).to_contain_text(NOT_SHOWN, timeout=JUPYTERLAB_SECONDS * 1000)
    assert lab.locator(".jp-OutputArea iframe").count() == 0
    # Whatever comes before the kernel is ready ends in a dialog of JupyterLab's own.
    expect(lab.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=JUPYTERLAB_SECONDS * 1000)
    if way == "trust":
        lab.get_by_role("menuitem", name="View", exact=True).click()
        lab.locator(".lm-Menu-item", has_text="Activate Command Palette").click()
        lab.locator("#modal-command-palette input").fill("Trust Notebook")
        expect(lab.locator(".lm-CommandPalette-item.lm-mod-active")).to_contain_text("Trust Notebook")
        lab.keyboard.press("Enter")
        lab.locator(".jp-Dialog button.jp-mod-accept, .jp-Dialog button.jp-mod-warn").last.click()
    else:
        lab.locator(".jp-CodeCell .cm-content").first.click()
        lab.keyboard.press("Shift+Enter")
    expect(lab.locator(".jp-OutputArea iframe")).to_have_count(1, timeout=JUPYTERLAB_SECONDS * 1000)
    _expect_drawn(lab.frame_locator(".jp-OutputArea iframe"))
    origin = jupyterlab.partition("/lab")[0]
    assert [url for url in requests if not url.startswith((origin, "data:", "blob:", "about:"))] == []
    context.close()
