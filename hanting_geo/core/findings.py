"""What is wrong with a layer, collected and never repaired in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pandas as pd

from hanting_geo.core.arguments import require_table

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ATTRS_KEY", "COLUMNS", "Finding", "attach", "facts_of", "findings", "records", "to_table"]

Level = Literal["error", "warning", "note"]
FrameT = TypeVar("FrameT", bound=pd.DataFrame)

COLUMNS = ["level", "code", "layer", "feature", "what", "what_to_do"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
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
        Sentences for the reader.
    """

    level: Level
    code: str
    layer: str | None
    feature: str | None
    what: str
    what_to_do: str


def to_table(found: Iterable[Finding | dict[str, Any]]) -> pd.DataFrame:
    """Make the findings table, worst first, otherwise in the order found."""
    rows = [asdict(item) if isinstance(item, Finding) else item for item in found]
    rows.sort(key=lambda row: LEVELS.index(row["level"]))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as plain dicts."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def facts_of(frame: pd.DataFrame | pd.Series) -> dict[str, Any]:
    """Give what a frame carries about itself (title, licence, findings ...); nothing where that is no mapping."""
    facts = frame.attrs.get(ATTRS_KEY)
    return facts if isinstance(facts, dict) else {}


def attach(frame: FrameT, found: Iterable[Finding], **meta: Any) -> FrameT:
    """Write findings and facts about the source into ``frame.attrs["hanting_geo"]``, as plain JSON-able values.

    At most 100 findings are kept, worst first, beside the counts of all; what was attached before stays, and is
    not said again. The frame is one that the caller has just made.
    """
    known: dict[str, Any] = dict(facts_of(frame))
    said = {(row["code"], row["feature"]) for row in known.get("findings", [])}
    fresh = [asdict(item) for item in found if (item.code, item.feature) not in said]
    counts = Counter(known.get("finding_counts", {}))
    counts.update(row["level"] for row in fresh)
    everything = sorted([*known.get("findings", []), *fresh], key=lambda row: LEVELS.index(row["level"]))
    frame.attrs[ATTRS_KEY] = {
        **known,
        **{key: value for key, value in meta.items() if value is not None},
        "findings": everything[:MOST_KEPT],
        "finding_counts": dict(counts),
    }
    return frame


def findings(frame: pd.DataFrame) -> pd.DataFrame:
    """Show what reading found wrong with a frame.

    Parameters
    ----------
    frame
        As it came from :func:`hanting_geo.read_file` or :func:`hanting_geo.load_layer`. (Attrs do not survive
        overlay or merge.)

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
    return to_table(facts_of(frame).get("findings", []))
