"""Text files of a bureau, decoded strictly: mark, zero bytes, UTF-8, GB 18030, and a finding that says which."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.findings import Finding
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.encoding import codec_of, has_chinese, is_plausibly_chinese

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PlainText", "lines_of", "plain_text"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = {"utf-16": ("utf-16-le", "utf-16-be"), "utf-32": ("utf-32-le", "utf-32-be")}
_END_OF_DOS = "\x1a"
_COMMON = 0.5
_LOOKED_AT = 10_000
_ASCII = re.compile(r"[\x00-\x7f]+")
_SHOWN = 20


class PlainText(NamedTuple):
    """What a text file says, in which encoding it is, and what the reader should know of that."""

    text: str
    encoding: str
    found: tuple[Finding, ...]


def plain_text(file: Path, encoding: str | None = None) -> PlainText:
    """Decode a text file: as told, else by its mark (BOM), else by its zero bytes, else strict UTF-8, else GB 18030.

    Raises
    ------
    SourceError
        It cannot be read, or is text in none of these; the message says at which line.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        message = Sentence(
            "cannot read {file}: {why}; it may be open in another program, or not yours to read",
            file=file,
            why=reason(error),
        )
        raise SourceError(message) from error
    mark, marked = next(((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), (b"", None))
    if encoding is not None:
        codec = _told(file, encoding, marked, data)
        own = marked is not None and _alike(marked, codec)
        text = _strict(
            file, data[len(mark) :] if own else data, codec, Sentence("as asked for ({encoding})", encoding=encoding)
        )
        return PlainText(_clean(file, text), codec, (_note(file, codec, Sentence("asked for")),))
    if marked is not None:
        text = _strict(file, data[len(mark) :], marked, Sentence("as its mark (BOM) says"))
        return PlainText(
            _clean(file, text), marked, (_note(file, marked, Sentence("the file begins with its mark (BOM)")),)
        )
    if b"\0" in data:
        return _wide(file, data)
    return _narrow(file, data)


def _told(file: Path, encoding: str, marked: str | None, data: bytes) -> str:
    codec = codec_of(encoding, wide=True)
    if codec is None:
        message = Sentence(
            "{name}: unknown encoding {encoding!r}; use 'utf-8', 'gb18030' or 'utf-16'",
            name=file.name,
            encoding=encoding,
        )
        raise SourceError(message)
    codec = "utf-8" if codec == "utf-8-sig" else codec
    if codec in _WIDE:
        return marked if marked in _WIDE[codec] else _WIDE[codec][int(_big_end(data))]
    return codec


def _alike(marked: str, codec: str) -> bool:
    return marked == codec or (codec == "gb18030" and marked == "utf-8")


def _big_end(data: bytes) -> bool:
    """Tell in which half of a pair of bytes the zeros of ASCII stand."""
    return data[0::2].count(0) > data[1::2].count(0)


def _wide(file: Path, data: bytes) -> PlainText:
    codec = _WIDE["utf-16"][int(_big_end(data))]
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        message = Sentence(
            "{name} is no text: it holds zero bytes, and is not UTF-16 either ({reason}); it is "
            "damaged or another kind of file: take it from the source again",
            name=file.name,
            reason=error.reason,
        )
        raise SourceError(message) from error
    return PlainText(
        _clean(file, text), codec, (_note(file, codec, Sentence("no mark (BOM), but zero bytes as UTF-16 has")),)
    )


def _narrow(file: Path, data: bytes) -> PlainText:
    if data.isascii():
        return PlainText(_clean(file, data.decode("ascii")), "utf-8", ())
    as_utf8, as_chinese = _tried(data, "utf-8"), _tried(data, "gb18030")
    if as_utf8 is not None:
        note = _note(file, "utf-8", Sentence("strict UTF-8"))
        one, two = _letters(as_utf8), _letters(as_chinese or "")
        doubt = not has_chinese(one) and is_plausibly_chinese(two)
        more = (
            _doubt(
                file, Sentence("valid UTF-8 ({one!r}) and valid GB18030 ({two!r})", one=one[:_SHOWN], two=two[:_SHOWN])
            ),
        )
        return PlainText(_clean(file, as_utf8), "utf-8", (note, *(more if doubt else ())))
    if as_chinese is None:
        _strict(file, data, "gb18030", "neither as UTF-8 nor as GB18030")
        raise AssertionError
    note = _note(file, "gb18030", Sentence("not UTF-8, and GB18030 (GBK)"))
    letters = _letters(as_chinese)
    odd = not is_plausibly_chinese(letters, _COMMON)
    more = (_doubt(file, Sentence("no common Chinese in GB18030 ({letters!r})", letters=letters[:_SHOWN])),)
    return PlainText(_clean(file, as_chinese), "gb18030", (note, *(more if odd else ())))


def _tried(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _strict(file: Path, data: bytes, codec: str, how: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = Sentence(
            "{name}: the text does not read {how} (line {line}, byte {start}: {reason}); ask the "
            "source for its encoding and pass it as encoding=",
            name=file.name,
            how=how,
            line=line,
            start=error.start,
            reason=error.reason,
        )
        raise SourceError(message) from error


def _clean(file: Path, text: str) -> str:
    text = text.removeprefix("\ufeff").removesuffix(_END_OF_DOS)
    if "\0" in text:
        message = Sentence(
            "{name} is no text: it holds zero characters; it is damaged, take it from the source again", name=file.name
        )
        raise SourceError(message)
    return text


def _letters(text: str) -> str:
    """Give the letters that tell encodings apart, as many as are looked at."""
    return _ASCII.sub("", text)[:_LOOKED_AT]


def _note(file: Path, codec: str, why: str) -> Finding:
    what = Sentence("text read as {codec}: {why}", codec=codec.upper(), why=why)
    return Finding(
        "note", "encoding", file.stem, None, what, Sentence("nothing, if names read right; else pass encoding=")
    )


def _doubt(file: Path, what: str) -> Finding:
    advice = Sentence("look at it, and pass encoding='gb18030', encoding='utf-8' or what the source says")
    return Finding("warning", "encoding_doubtful", file.stem, None, Sentence("the text is {what}", what=what), advice)


def lines_of(text: str) -> list[str]:
    r"""Take a text apart at CRLF, LF and bare CR, and at nothing else that Python takes for the end of a line.

    Examples
    --------
    >>> lines_of("a\r\nb\rc\nd\x85e")
    ['a', 'b', 'c', 'd\x85e']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
