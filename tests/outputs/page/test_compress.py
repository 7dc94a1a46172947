"""What Python packs, a browser unpacks to the same bytes, or says that it is damaged; old browsers included."""

from __future__ import annotations

import base64
import gzip
import html
import json
import random
import time
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from hanting_geo.outputs.page.compress import deflated, unpack_scripts
from hanting_geo.outputs.page.element import asset_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

# What is missing in the browsers of 2020.
OLD = "delete window.DecompressionStream;"
DAMAGED = "map data in this file is damaged: ask for the file again"
# Our digits and those of Python's own base 85, which is else the same.
DIGITS = "".join(sorted({chr(code) for code in range(33, 127)} - set("\"&'<>\\`{}")))
PYTHONS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"


def _written(data: bytes | bytearray) -> str:
    return base64.b85encode(data).decode().translate(str.maketrans(PYTHONS, DIGITS))


def _read(text: str) -> bytes:
    return base64.b85decode(text.translate(str.maketrans(DIGITS, PYTHONS)))


def _policed(text: str = "") -> str:
    """Give a page with the scripts, under the policy of our pages."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'" for script in unpack_scripts()
    )
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"
    scripts = "".join(f"<script>{script}</script>" for script in unpack_scripts())
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<title>x</title><script type="text/plain" id="packed">{text}</script>{scripts}'
    )


@pytest.fixture(scope="module", params=["", OLD], ids=["today", "old"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path = tmp_path_factory.mktemp("packed") / "page.html"
    path.write_text(_policed(deflated(b"in the page")), encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.add_init_script(request.param)
    opened.goto(path.as_uri())
    assert opened.evaluate("typeof DecompressionStream") == ("undefined" if request.param else "function")
    yield opened
    context.close()


def _unpacked(page: Page, text: str) -> tuple[int, str]:
    """Give length and sha256 of what the page unpacks: megabytes do not go back over the wire."""
    found = page.evaluate(
        """async (text) => {
          const bytes = await hantingUnpack(text);
          let sum = 0;
          for (const byte of bytes) sum = (sum * 31 + byte) >>> 0;
          return [bytes.length, String(sum)];
        }""",
        text,
    )
    return found[0], found[1]


def _expected(data: bytes) -> tuple[int, str]:
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xFFFFFFFF
    return len(data), str(total)


def _coordinates(count: int) -> bytes:
    chance = random.Random(count)  # noqa: S311 - the same numbers at every run, nothing secret
    pairs = [[round(119 + chance.random(), 6), round(36 + chance.random(), 6)] for _ in range(count)]
    return json.dumps(pairs, separators=(",", ":")).encode()


SAMPLES = {
    "nothing": b"",
    "one byte": b"\0",
    "one newline": b"\n",
    "chinese": "寒亭区项目选址".encode() * 7,
    "every byte": bytes(range(256)) * 3,
    "random": random.Random(1).randbytes(100_000),  # noqa: S311
    "one block of random, just over": random.Random(2).randbytes(65_536),  # noqa: S311
    "64 KiB less one": b"ab" * 32_767 + b"a",
    "one letter two million times": b"x" * 2_000_000,
    "coordinates": _coordinates(20_000),
    "random among words": random.Random(3).randbytes(50_000) + b"zone " * 50_000,  # noqa: S311
}


@cache
def _large(count: int) -> bytes:
    return _coordinates(count)


@given(st.binary(max_size=3000))
def test_packing_is_gzip_and_repeats(data: bytes) -> None:
    text = deflated(data)
    assert text == deflated(data)
    assert gzip.decompress(_read(text)) == data
    assert _written(_read(text)) == text


def test_the_text_is_a_sign_to_nobody() -> None:
    text = deflated(SAMPLES["random"])
    assert set(text) == set(DIGITS)
    assert len(DIGITS) == 85
    assert html.escape(text) == text
    assert Template(text).render() == text
    assert json.dumps(text) == f'"{text}"'


@pytest.mark.parametrize("data", SAMPLES.values(), ids=SAMPLES)
def test_packing_is_no_larger_than_gzip_by_more_than_its_checksum(data: bytes) -> None:
    assert len(deflated(data)) <= len(gzip.compress(data, 9, mtime=0)) * 1.25 * 1.01 + 16


def test_the_page_unpacks_its_own_block(page: Page) -> None:
    read = "hantingUnpack(document.getElementById('packed').textContent).then((b) => new TextDecoder().decode(b))"
    assert page.evaluate(read) == "in the page"


@pytest.mark.parametrize("data", SAMPLES.values(), ids=SAMPLES)
def test_a_browser_gives_the_bytes_back(page: Page, data: bytes) -> None:
    assert _unpacked(page, deflated(data)) == _expected(data)


def test_many_small_pieces_come_back(page: Page) -> None:
    chance = random.Random(4)  # noqa: S311
    makers: list[Callable[[int], bytes]] = [chance.randbytes, lambda n: b"ab" * n, bytes, lambda n: b"%d," % n * n]
    sizes = [*range(40), *(chance.randrange(5000) for _ in range(60))]
    pieces = [chance.randbytes(size) for size in range(21)] + [chance.choice(makers)(size) for size in sizes]
    assert {len(deflated(piece)) % 5 for piece in pieces} == {0, 2, 3, 4}
    back = page.evaluate(
        "async (texts) => { const all = []; for (const text of texts) all.push([...await hantingUnpack(text)]);"
        " return JSON.stringify(all); }",
        [deflated(piece) for piece in pieces],
    )
    assert [bytes(piece) for piece in json.loads(back)] == pieces


def test_every_number_of_bytes_comes_back_the_lowest_and_the_highest_ones_too(page: Page) -> None:
    chance = random.Random(5)  # noqa: S311
    pieces = [make(size) for size in range(21) for make in (bytes, lambda size: b"\xff" * size, chance.randbytes)]
    read = "(texts) => JSON.stringify(texts.map((text) => [...hantingFrom85(text)]))"
    back = page.evaluate(read, [_written(piece) for piece in pieces])
    assert [bytes(piece) for piece in json.loads(back)] == pieces


def test_what_is_no_number_of_four_bytes_is_refused(page: Page) -> None:
    highest = _written(b"\xff" * 4)
    over = highest[:-1] + DIGITS[DIGITS.index(highest[-1]) + 1]
    foreign = [f"ab{chr(code)}de" for code in range(256) if chr(code) not in DIGITS]
    texts = [over, "~~~~~", highest + "~~", "a", highest + "!", "ab寒de", "ab\U0001f5fade", "abcd\n", *foreign]
    refused = """(texts) => texts.filter((text) => {
      try { hantingFrom85(text); return false; } catch { return true; }
    })"""
    assert page.evaluate(refused, texts) == texts
    assert page.evaluate(refused, [highest]) == []


@cache
def _packed(sample: str) -> str:
    return deflated(SAMPLES[sample])


@cache
def _damages(text: str) -> dict[str, str]:
    """Spoil a text in the ways that mail, editors and half-copied files do."""
    raw = bytearray(_read(text))

    def flipped(at: int) -> str:
        spoiled = bytearray(raw)
        spoiled[at] ^= 0x55
        return _written(spoiled)

    return {
        "empty": "",
        "five letters": text[:5],
        "cut in the header": text[:20],
        "cut in half": text[: len(text) // 10 * 5],
        "cut by one byte": _written(raw[:-1]),
        "cut inside a group": text[: len(text) // 10 * 5 + 3],
        "cut after the first of a group": text[: len(text) // 10 * 5 + 1],
        "one letter twice": text[:50] + text[49:],
        "wrapped": text[:60] + "\n" + text[60:],
        "a sign of markup": text[:60] + "<" + text[61:],
        "no ASCII": text[:60] + "寒" + text[61:],
        "too high a number": text[:60] + "~~~~~" + text[65:],
        "another text": _written(b"<html>not found</html>"),
        "first byte": flipped(0),
        "first data byte": flipped(20),
        "middle": flipped(len(raw) // 2),
        "checksum": flipped(len(raw) - 6),
        "length": flipped(len(raw) - 3),
        "huge length": _written(raw[:-4] + b"\xff\xff\xff\xff"),
        "two texts": _written(raw + raw),
        "data all zero": _written(raw[:20] + bytes(len(raw) - 28) + raw[-8:]),
    }


@pytest.mark.parametrize("name", list(_damages(_packed("chinese"))))
def test_damaged_text_is_reported_to_the_reader(page: Page, name: str) -> None:
    for sample in ("chinese", "random", "coordinates"):
        text = _damages(_packed(sample))[name]
        said = page.evaluate("(text) => hantingUnpack(text).then((b) => b.length, (error) => error.message)", text)
        assert DAMAGED in str(said), sample
        assert "损坏" in said


def test_whatever_byte_is_spoiled_the_page_never_reads_something_else(page: Page) -> None:
    data = _coordinates(60)
    raw = _read(deflated(data))
    texts = []
    for at in range(len(raw)):
        spoiled = bytearray(raw)
        spoiled[at] ^= 1 << (at % 8)
        texts.append(_written(spoiled))
    outcomes = page.evaluate(
        """async (texts) => {
          const read = (text) => hantingUnpack(text).then((b) => new TextDecoder().decode(b), () => "damaged");
          const all = [];
          for (const text of texts) all.push(await read(text));
          return all;
        }""",
        texts,
    )
    # A gzip header's time and system say nothing about the data: such a file is read, and read rightly.
    assert set(outcomes) <= {"damaged", data.decode()}
    assert set(outcomes[20:]) == {"damaged"}


@cache
def _large_text(count: int) -> str:
    before = time.perf_counter()
    text = deflated(_large(count))
    assert time.perf_counter() - before < 30  # 10 MB alone: 2.4 s
    return text


@pytest.mark.parametrize("count", [110_000, pytest.param(450_000, marks=pytest.mark.long)], ids=["2 MB", "10 MB"])
def test_a_large_map_is_unpacked_at_once(page: Page, count: int) -> None:
    data, large = _large(count), _large_text(count)
    assert len(large) < len(data) / 2
    found = page.evaluate(
        """async (text) => {
          const before = performance.now();
          const bytes = await hantingUnpack(text);
          return [bytes.length, performance.now() - before];
        }""",
        large,
    )
    assert found[0] == len(data)
    assert found[1] < 10_000  # a shared machine; there 10 MB take 0.11 s, and 0.23 s by the fallback


def test_the_scripts_are_lean_and_name_the_licence() -> None:
    fallback, own = unpack_scripts()
    assert len(fallback) + len(own) < 9_500
    assert "Devon Govett" in fallback
    assert asset_text("tiny-inflate/LICENSE").strip() in fallback
    assert not any("</" in script or "<!--" in script for script in unpack_scripts())


def test_nothing_is_fetched_and_nothing_refused(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    path = tmp_path / "page.html"
    path.write_text(_policed(deflated(SAMPLES["coordinates"])), encoding="utf-8")
    opened = open_page(path)
    read = "hantingUnpack(document.getElementById('packed').textContent).then((b) => b.length)"
    assert opened.page.evaluate(read) == len(SAMPLES["coordinates"])
    assert opened.requests == [opened.page.url]
    assert opened.complaints == []
