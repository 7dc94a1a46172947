"""What is wrong with a layer, collected and never repaired in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pandas as pd

from hanting_geo.core.arguments import require_table
from hanting_geo.core.options import options
from hanting_geo.core.sentences import Sentence, both, joined, said_in
from hanting_geo.core.text import checked_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "ATTRS_KEY",
    "COLUMNS",
    "Finding",
    "attach",
    "dressed",
    "facts_of",
    "findings",
    "records",
    "to_table",
    "told_of",
]

Level = Literal["error", "warning", "note"]
FrameT = TypeVar("FrameT", bound=pd.DataFrame)

COLUMNS = ["level", "code", "layer", "feature", "what", "what_to_do"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
SPOKEN = ("what", "what_to_do")
"""What of a finding is a sentence."""
ATTRS_KEY = "hanting_geo"
"""Where ``frame.attrs`` holds what is known of a frame."""
MOST_KEPT = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing, about a layer.

    Attributes
    ----------
    level
        ``error`` (it cannot be used as it is), ``warning`` (a result may be wrong), ``note`` (good to know).
    code
        Stable short name of the kind of finding, such as ``zone_prefix``.
    layer, feature
        Where; None if it concerns the whole file or layer.
    what, what_to_do
        Sentences for the reader: a :class:`~hanting_geo.core.sentences.Sentence` has them in both languages.
    """

    level: Level
    code: str
    layer: str | None
    feature: str | None
    what: str
    what_to_do: str


def to_table(found: Iterable[Finding | dict[str, Any]], language: str | None = None) -> pd.DataFrame:
    """Make the findings table, worst first, otherwise in the order found.

    Its sentences are in a language, that of ``hg.options`` by default, and can still be said in the other one.
    """
    spoken = options.language or "en" if language is None else checked_language(language)
    rows = [_row(item, spoken) for item in found]
    rows.sort(key=lambda row: LEVELS.index(row["level"]))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _row(item: Finding | dict[str, Any], language: str) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in COLUMNS} if isinstance(item, Finding) else dict(item)
    for name in SPOKEN:
        if f"{name}_zh" in row:
            row[name] = both(row[name], row[f"{name}_zh"])
        if isinstance(row[name], Sentence):
            row[name] = row[name].spoken(language)
    return row


def _plain(item: Finding) -> dict[str, Any]:
    """Give a finding as plain values: English, and Chinese beside it where there is."""
    return _in_both({name: getattr(item, name) for name in COLUMNS})


def _in_both(row: dict[str, Any]) -> dict[str, Any]:
    for name in SPOKEN:
        if isinstance(row.get(name), Sentence):
            english, chinese = (str(said_in(row[name], language)) for language in ("en", "zh"))
            row[name] = english
            if chinese != english:
                row[f"{name}_zh"] = chinese
    return row


def told_of(rows: Iterable[dict[str, Any]]) -> Sentence:
    """Name findings that an error is made of, a line for each, in both languages.

    Parameters
    ----------
    rows
        Findings as :func:`attach` keeps them.

    Examples
    --------
    >>> print(told_of([_plain(Finding("warning", "gap", "zones", "a", "leave a gap", "move one border"))]))
      gap a: leave a gap; move one border
    """
    lines = []
    for row in rows:
        said = {name: both(row[name], row.get(f"{name}_zh", row[name])) for name in SPOKEN}
        lines.append(
            Sentence(
                "  {code}{feature}: {what}; {what_to_do}",
                code=row["code"],
                feature=f" {row['feature']}" if row["feature"] else "",
                **said,
            )
        )
    return joined("\n", lines)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as plain dicts: English, and Chinese beside it where there is."""
    return [_in_both({str(key): value for key, value in row.items()}) for row in table.to_dict("records")]


def facts_of(frame: pd.DataFrame | pd.Series) -> dict[str, Any]:
    """Give what a frame carries about itself (title, licence, findings ...); nothing where that is no mapping."""
    facts = frame.attrs.get(ATTRS_KEY)
    return facts if isinstance(facts, dict) else {}


def dressed(frames: Mapping[str, FrameT], styles: Mapping[str, Mapping[str, Any]]) -> dict[str, FrameT]:
    """Let layers that were just made carry how a map draws them: a GeoPackage that they are written to says it too."""
    for name, frame in frames.items():
        if name in styles:
            frame.attrs[ATTRS_KEY] = {**facts_of(frame), "style": dict(styles[name])}
    return dict(frames)


def attach(frame: FrameT, found: Iterable[Finding], **meta: Any) -> FrameT:
    """Write findings and facts about the source into ``frame.attrs["hanting_geo"]``, as plain JSON-able values.

    At most 100 findings are kept, worst first, beside the counts of all; what was attached before stays, and is
    not said again. The frame is one that the caller has just made.
    """
    known: dict[str, Any] = dict(facts_of(frame))
    said = {(row["code"], row["feature"]) for row in known.get("findings", [])}
    fresh = [item for item in found if (item.code, item.feature) not in said]
    counts = Counter(known.get("finding_counts", {}))
    counts.update(item.level for item in fresh)
    fresh.sort(key=lambda item: LEVELS.index(item.level))
    everything = [*known.get("findings", []), *map(_plain, fresh[:MOST_KEPT])]
    everything.sort(key=lambda row: LEVELS.index(row["level"]))
    frame.attrs[ATTRS_KEY] = {
        **known,
        **{key: value for key, value in meta.items() if value is not None},
        "findings": everything[:MOST_KEPT],
        "finding_counts": dict(counts),
    }
    return frame


def findings(frame: pd.DataFrame, *, language: str | None = None) -> pd.DataFrame:
    """Show what reading found wrong with a frame.

    Parameters
    ----------
    frame
        As it came from :func:`hanting_geo.read_file` or :func:`hanting_geo.load_layer`. (Attrs do not survive
        overlay or merge.)
    language
        ``"zh"`` or ``"en"``; that of ``hg.options`` by default, and English where that is not set.

    Returns
    -------
    pandas.DataFrame
        ``level, code, layer, feature, what, what_to_do``; empty for a frame that carries no findings.

    Examples
    --------
    >>> findings(pd.DataFrame()).columns.tolist()
    ['level', 'code', 'layer', 'feature', 'what', 'what_to_do']
    """
    require_table(frame, "findings: frame")
    return to_table(facts_of(frame).get("findings", []), language)
