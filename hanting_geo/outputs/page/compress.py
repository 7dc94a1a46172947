"""Pack what a page embeds, and the script that unpacks it in the browser, old browsers included."""

from __future__ import annotations

import re
import zlib

import numpy as np

from hanting_geo.outputs.page.element import asset_text

__all__ = ["deflated", "unpack_scripts"]

# Coordinates come out up to a tenth smaller by Z_FILTERED, words and scripts by the default.
_STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED)
# Above, level 9 looks ten times as long for the last hundredth.
_MOST_FOR_BEST = 2**22
# Magic, deflate, "extra field follows", no time, best compression, no system; 8 bytes of extra: "HG", 4 bytes.
_HEADER = bytes.fromhex("1f8b0804 00000000 02ff 0800") + b"HG" + bytes([4, 0])
# The 85 digits in order: printable ASCII without what markup, strings and templates take for a sign.
_DIGITS = np.array([code for code in range(33, 127) if chr(code) not in "\"&'<>\\`{}"], np.uint8)
_POWERS = 85 ** np.arange(4, -1, -1, dtype=np.uint32)


def deflated(data: bytes) -> str:
    """Pack bytes for a ``<script type="text/plain">`` block, from which ``hantingUnpack`` takes them.

    The text holds one gzip member with neither time nor name: equal bytes give an equal text. Its extra field has the
    CRC-32 of what follows, since the fallback of old browsers must know that data are whole before it reads them. Five
    characters stand for four bytes, as in Ascii85, where base64 would need five and a third.

    Parameters
    ----------
    data
        Any bytes; a page's JSON as UTF-8.

    Returns
    -------
    str
        Printable ASCII without blanks, quotes, backslashes, braces, ``<``, ``>`` and ``&``: nothing that could end a
        script block, that an attribute would escape, or that Jinja would fill in.

    Examples
    --------
    >>> text = deflated("寒亭区".encode() * 1000)
    >>> len(text)
    94
    >>> set(text) & set(" <>&{}")
    set()
    """
    body = min((_raw(data, strategy) for strategy in _STRATEGIES), key=len)
    body += _number(zlib.crc32(data)) + _number(len(data))
    return _digits(_HEADER + _number(zlib.crc32(body)) + body)


def unpack_scripts() -> tuple[str, ...]:
    """Give the static scripts that define ``hantingUnpack(text)``, a promise of the bytes, in their order.

    It rejects with a message for the reader, in Chinese and English, if the text is damaged.

    Examples
    --------
    >>> ["hantingInflate" in script for script in unpack_scripts()]
    [True, True]
    """
    return _inflate(), asset_text("unpack.js")


def _inflate() -> str:
    """Wrap the fallback, a CommonJS module, and leave out its comments: it goes into every page."""
    lines = re.sub(r"/\*.*?\*/", "", asset_text("tiny-inflate/index.js"), flags=re.DOTALL).splitlines()
    code = "\n".join(filter(None, map(str.strip, lines)))
    licence = asset_text("tiny-inflate/LICENSE").strip()
    return (
        f"/* tiny-inflate 1.0.3\n{licence} */\n"
        f"const hantingInflate = (function (module) {{\n{code}\nreturn module.exports;\n}})({{}});"
    )


def _raw(data: bytes, strategy: int) -> bytes:
    packer = zlib.compressobj(9 if len(data) <= _MOST_FOR_BEST else 6, zlib.DEFLATED, -zlib.MAX_WBITS, 9, strategy)
    return packer.compress(data) + packer.flush()


def _digits(data: bytes) -> str:
    """Write four bytes, the highest first, as five digits of base 85; of the last n bytes, n + 1 digits."""
    spare = -len(data) % 4
    words = np.frombuffer(data + bytes(spare), ">u4").astype(np.uint32)
    text: str = _DIGITS[words[:, None] // _POWERS % np.uint32(85)].tobytes().decode("ascii")
    return text[: len(text) - spare]


def _number(value: int) -> bytes:
    return (value & 0xFFFFFFFF).to_bytes(4, "little")
