"""In which encoding a Shapefile's text is: found by decoding the raw bytes strictly, never by trusting a label.

GDAL reads a DBF without .cpg as ISO-8859-1, and drops in silence a byte that does not fit the encoding it was
told. So the bytes are judged here, and decoded by Python.

One file, although long: in which encoding a table is, is found in one place.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.findings import Finding
from hanting_geo.core.ordinary import require_ordinary
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Dbf",
    "TextEncoding",
    "choose_encoding",
    "codec_of",
    "has_chinese",
    "is_plausibly_chinese",
    "read_dbf",
    "sibling",
]

_FIELD_BYTES = 32
_FIELDS_END = 0x0D
_DELETED = 0x2A
_STAR = 0x2A
_NUMBERS = {b"N", b"F"}
_LDID_AT = 29
_LDID = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "cp950", 0x78: "cp950"}
"""Language bytes that name an East Asian encoding. The others (0x57 'ANSI' above all) stand on Chinese files too."""
_PLAIN = bytes(range(0x20, 0x5C)) + bytes(range(0x5D, 0x7E)) + b"\t\r\n"
"""ASCII, without the two signs that stand for others in encodings of Japan and Korea."""
_OWN_LANGUAGE = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Codecs of Python that run a language of their own, or fail on purpose, and call themselves encodings of text."""
_FIRST_CJK = "\u2e80"
_MOST_NAMED = 3
_PLAUSIBLE = 0.9
_COMMON = 0.5
"""A name or two may have a rare letter; of western text read as Chinese, all are rare."""


@dataclass(frozen=True, slots=True)
class Dbf:
    """The raw text of a DBF table.

    Attributes
    ----------
    names
        Column names, all columns, as bytes.
    text
        Bytes of each character column by its position.
    records
        Records that the header promises.
    complete
        Records that the file has in full.
    deleted
        Which complete records are marked as deleted.
    language
        The language byte (LDID).
    overflown
        Rows (without the deleted) in which a column of numbers holds stars: the number did not fit.
    """

    names: list[bytes]
    text: dict[int, list[bytes]]
    records: int
    complete: int
    deleted: np.ndarray
    language: int
    overflown: dict[int, np.ndarray]


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """The encoding taken, whether some text is cut inside a character, and what the reader should know."""

    name: str
    cut: bool
    found: tuple[Finding, ...]


def sibling(path: Path, suffix: str) -> Path | None:
    """Find the file of the same stem with another suffix, in whatever case it is written."""
    wanted = (path.stem + suffix).lower()
    found = [each for each in path.parent.iterdir() if each.name.lower() == wanted]
    for each in found:
        require_ordinary(each)
    # Where there are q.dbf and Q.dbf, the one that is written as the file itself.
    found.sort(key=lambda each: (each.name != path.stem + suffix, each.stem != path.stem, each.name))
    return found[0] if found else None


def read_dbf(path: Path) -> Dbf:
    """Read column names and character columns of a DBF table as bytes.

    Raises
    ------
    SourceError
        The header is damaged.
    """
    data = path.read_bytes()
    head, width = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    end = data.find(bytes([_FIELDS_END]), _FIELD_BYTES)
    while end != -1 and (end - _FIELD_BYTES) % _FIELD_BYTES:
        end = data.find(bytes([_FIELDS_END]), end + 1)
    fields = [data[at : at + _FIELD_BYTES] for at in range(_FIELD_BYTES, end, _FIELD_BYTES)] if end != -1 else []
    sizes = [field[16] for field in fields]
    if end == -1 or head > len(data) or end >= head or sum(sizes) + 1 > width:
        message = Sentence(
            "{name}: the header of the attribute table is damaged; take the file from the source again", name=path.name
        )
        raise SourceError(message)
    records = int.from_bytes(data[4:8], "little")
    complete = min(records, (len(data) - head) // width)
    starts = np.cumsum([1, *sizes[:-1]])
    table = np.ndarray((complete, width), dtype=np.uint8, buffer=data, offset=head)
    text = {
        number: [cell.split(b"\0", 1)[0].rstrip(b" ") for cell in _cells(table, int(starts[number]), sizes[number])]
        for number, field in enumerate(fields)
        if field[11:12] == b"C" and sizes[number]
    }
    names = [field[:11].split(b"\0", 1)[0] for field in fields]
    deleted = table[:, 0] == _DELETED
    kept = table[~deleted]
    overflown = {
        number: np.flatnonzero((kept[:, starts[number] : starts[number] + sizes[number]] == _STAR).any(axis=1))
        for number, field in enumerate(fields)
        if field[11:12] in _NUMBERS and sizes[number]
    }
    return Dbf(names, text, records, complete, deleted, data[_LDID_AT], overflown)


def _cells(table: np.ndarray, start: int, size: int) -> list[bytes]:
    return np.ascontiguousarray(table[:, start : start + size]).view(f"S{size}").ravel().tolist()


def codec_of(label: str, *, wide: bool = False) -> str | None:
    """Turn what stands in a .cpg, or in the head of a KML, into the name of a Python codec of text.

    Only those in which ASCII is ASCII: Python also has codecs that are no text encodings (rot13, base64, zlib), that
    run a language of their own (idna, unicode_escape, utf-7), and one that fails on purpose (undefined). ``wide`` also
    takes UTF-16 and UTF-32.
    """
    short = label.strip().lower().removeprefix("ansi").strip(" -_")
    if short in {"65001", "cp65001", "utf8"}:
        return "utf-8"
    if short in {"936", "cp936", "ms936", "gbk", "gb2312", "gb18030", "54936"}:
        return "gb18030"
    for candidate in (short, f"cp{short}", short.replace(" ", "-")):
        try:
            found = codecs.lookup(candidate)
            if wide and found.name.startswith(("utf-16", "utf-32")):
                return found.name
            if found.name in _OWN_LANGUAGE:
                return None
            if found._is_text_encoding and _PLAIN.decode(candidate, "strict") == _PLAIN.decode("ascii"):  # noqa: SLF001 - as bytes.decode itself asks
                return found.name
        except (LookupError, ValueError):
            continue
    return None


@dataclass(frozen=True, slots=True)
class _Trial:
    """How an encoding fares on a table: texts that are wrong inside, and texts that are merely cut at the end."""

    wrong: list[str]
    cut: list[str]
    sample: str


def _trial(dbf: Dbf, encoding: str) -> _Trial:
    wrong: list[str] = []
    cut: list[str] = []
    sample = ""
    columns: list[tuple[str | bytes, list[bytes]]] = [(Sentence("column name"), dbf.names)]
    columns += [(dbf.names[number], cells) for number, cells in dbf.text.items()]
    for label, cells in columns:
        # A line feed cannot be the second byte of a character, so one decode proves the whole column.
        together = b"\n".join(cells)
        if together.isascii():
            continue
        try:
            sample += together.decode(encoding)
            continue
        except UnicodeDecodeError:
            pass
        for row, cell in enumerate(cells):
            try:
                sample += cell.decode(encoding)
            except UnicodeDecodeError:
                name = label if isinstance(label, str) else label.decode(encoding, "replace")
                here = isinstance(label, str)
                where = (
                    Sentence("{name} {row}", name=name, row=row + 1)
                    if here
                    else Sentence("row {row}, column {name!r}", row=row, name=name)
                )
                text = codecs.getincrementaldecoder(encoding)("replace").decode(cell)
                if _cut_at_end(cell, encoding):
                    cut.append(Sentence("{place}: {complaint}", place=where, complaint=repr(text)))
                    sample += text
                else:
                    wrong.append(Sentence("{place}: {complaint}", place=where, complaint=repr(text)))
            if len(wrong) >= _MOST_NAMED:
                return _Trial(wrong, cut, sample)
    return _Trial(wrong, cut, sample)


def _cut_at_end(cell: bytes, encoding: str) -> bool:
    """Tell whether a text is right but for a last character of which only the first bytes are there."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        decoder.decode(cell)
    except UnicodeDecodeError:
        return False
    return bool(decoder.getstate()[0])


def has_chinese(text: str) -> bool:
    """Tell whether a text holds East Asian letters."""
    return any(letter >= _FIRST_CJK for letter in text)


def is_plausibly_chinese(text: str, least: float = _PLAUSIBLE) -> bool:
    """Tell whether what is not ASCII is nearly all in GB 2312: true of Chinese text, not of garbled text."""
    letters = [letter for letter in text if not letter.isascii()]
    return bool(letters) and sum(bool(each.encode("gb2312", "ignore")) for each in letters) >= least * len(letters)


def choose_encoding(dbf: Dbf, *, file: str, explicit: str | None, label: str | None) -> TextEncoding:
    """Choose the encoding of a Shapefile's text: as told, else .cpg, else strict UTF-8, else GB 18030.

    A .cpg that the bytes contradict is passed over with a warning. Text whose last character is cut (older
    programs cut at a byte) is read without that character, with a warning that names the rows.

    Parameters
    ----------
    dbf
        The raw table.
    file
        The file's name, for messages.
    explicit
        What the caller asked for; nothing else is tried then.
    label
        What the .cpg says; None without one.

    Raises
    ------
    SourceError
        The text does not decode; the message names rows and columns.
    """
    if explicit is not None:
        codec = codec_of(explicit)
        if codec is None:
            message = Sentence(
                "{file}: unknown encoding {explicit!r}; use 'utf-8' or 'gb18030'", file=file, explicit=explicit
            )
            raise SourceError(message)
        trial = _trial(dbf, codec)
        if trial.wrong:
            message = Sentence(
                "{file}: the text is not {explicit} ({listed}); leave out encoding= to let it be "
                "found, or give another",
                file=file,
                explicit=explicit,
                listed=joined("; ", trial.wrong[:_MOST_NAMED]),
            )
            raise SourceError(message)
        return _taken(file, codec, Sentence("asked for"), trial)
    return _found_encoding(dbf, file, label)


def _found_encoding(dbf: Dbf, file: str, label: str | None) -> TextEncoding:
    declared = codec_of(label) if label else None
    if declared == "utf-8":
        trial = _trial(dbf, declared)
        if not trial.wrong:
            return _taken(file, declared, Sentence(".cpg says {label}", label=label), trial)
    language = _LDID.get(dbf.language)
    trials: dict[str, _Trial] = {}
    for codec in filter(None, (declared, "utf-8", language, "gb18030")):
        if codec not in trials:
            trials[codec] = _trial(dbf, codec)
    # GBK text is hardly ever valid UTF-8 that holds Chinese; the other way round it often is.
    good = [codec for codec, trial in trials.items() if not trial.wrong]
    good.sort(key=lambda codec: (codec != "utf-8" or not has_chinese(trials[codec].sample), len(trials[codec].cut)))
    if not good:
        seen = joined("; ", trials["gb18030"].wrong[:_MOST_NAMED])
        message = Sentence(
            "{file}: the text is neither {listed} (as gb18030: {seen}); ask the source for the "
            "encoding and pass it as encoding=",
            file=file,
            listed=enumerated(trials),
            seen=seen,
        )
        raise SourceError(message)
    if declared is None:
        why = "no .cpg" if label is None else Sentence(".cpg says {label!r}, which no one knows", label=label)
        chosen = good[0]
        why += Sentence("; the bytes are ") + (
            "strict UTF-8" if chosen == "utf-8" else f"not UTF-8 and are {chosen.upper()}"
        )
        doubt = (_doubt(file, trials, chosen) or _not_chinese(dbf, file, trials, chosen)) if label is None else ()
        return _taken(file, chosen, why, trials[chosen], doubt)
    better = declared not in good or _contradiction(trials, declared, good)
    if not better:
        return _taken(file, declared, Sentence(".cpg says {label}", label=label), trials[declared])
    chosen = better if isinstance(better, str) else good[0]
    lie = Finding(
        "warning",
        "cpg_wrong",
        file,
        None,
        Sentence(
            "the .cpg says {label}, and the bytes are {chosen}: taken as {chosen}", label=label, chosen=chosen.upper()
        ),
        Sentence("correct the .cpg, or pass encoding={declared!r} if it is right after all", declared=declared),
    )
    return _taken(file, chosen, Sentence("the .cpg is wrong"), trials[chosen], (lie,))


def _contradiction(trials: dict[str, _Trial], declared: str, good: list[str]) -> str | None:
    """Find the encoding that the text is in, if it decodes as declared but only into garbled Chinese."""
    if declared != "utf-8" and "utf-8" in good and has_chinese(trials["utf-8"].sample):
        return "utf-8"
    if (
        declared not in {"utf-8", "gb18030", "cp950"}
        and "gb18030" in good
        and is_plausibly_chinese(trials["gb18030"].sample)
    ):
        return "gb18030"
    return None


def _doubt(file: str, trials: dict[str, _Trial], chosen: str) -> tuple[Finding, ...]:
    """Say when a text is valid in UTF-8 by chance: a few GBK characters can be Latin or Arabic letters of UTF-8."""
    other, sample = trials["gb18030"], trials["utf-8"].sample
    if chosen != "utf-8" or not sample or has_chinese(sample) or other.wrong or other.cut:
        return ()
    if not is_plausibly_chinese(other.sample):
        return ()
    return (
        Finding(
            "warning",
            "encoding_doubtful",
            file,
            None,
            Sentence(
                "the text is valid UTF-8 ({sample!r}) and valid GB18030 ({sample2!r})",
                sample=sample.strip()[:20],
                sample2=other.sample.strip()[:20],
            ),
            Sentence("look at it, and pass encoding='gb18030' or encoding='utf-8'"),
        ),
    )


def _not_chinese(dbf: Dbf, file: str, trials: dict[str, _Trial], chosen: str) -> tuple[Finding, ...]:
    """Say when a text is valid GB 18030 that no one would write: a letter with an accent takes the next one along."""
    sample = trials[chosen].sample
    if (
        chosen != "gb18030"
        or _LDID.get(dbf.language) == "gb18030"
        or not sample
        or is_plausibly_chinese(sample, _COMMON)
    ):
        return ()
    words = next((cell for cells in (dbf.names, *dbf.text.values()) for cell in cells if not cell.isascii()), b"")
    return (
        Finding(
            "warning",
            "encoding_doubtful",
            file,
            None,
            Sentence(
                "the text is no common Chinese in GB18030 ({decode!r}); in the western European "
                "ISO-8859-1 it is {decode2!r}, and other encodings may be meant",
                decode=words.decode("gb18030", "replace")[:20],
                decode2=words.decode("iso-8859-1")[:20],
            ),
            Sentence("look at it, ask the source, and pass encoding='iso-8859-1' or encoding='gb18030'"),
        ),
    )


def _taken(file: str, codec: str, why: str, trial: _Trial, more: tuple[Finding, ...] = ()) -> TextEncoding:
    note = Finding(
        "note",
        "encoding",
        file,
        None,
        Sentence("text read as {codec}: {why}", codec=codec.upper(), why=why),
        Sentence("nothing, if names read right; else pass encoding="),
    )
    if not trial.cut:
        return TextEncoding(codec, cut=False, found=(note, *more))
    cut = Finding(
        "warning",
        "text_cut",
        file,
        None,
        Sentence(
            "{count} texts end inside a character, which is lost: {listed}",
            count=len(trial.cut),
            listed=joined("; ", trial.cut[:_MOST_NAMED]),
        ),
        Sentence("ask the source for a GeoPackage: a Shapefile column holds at most 254 bytes, its name 10"),
    )
    return TextEncoding(codec, cut=True, found=(note, cut, *more))
