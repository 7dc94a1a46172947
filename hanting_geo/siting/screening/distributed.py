"""Screening over a folder of parts: a part of the sites a task, its tables beside each other in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.analysis.distributed.cluster import in_order, workers
from hanting_geo.analysis.distributed.parts import parts_of
from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import HantingGeoError, SchemaError, SourceError
from hanting_geo.siting.rules.model import as_rule_set
from hanting_geo.siting.screening.judge import Verdict
from hanting_geo.siting.screening.screen import screen
from hanting_geo.siting.screening.tables import summary_table, verdicts_table
from hanting_geo.sources.catalog.frames import as_catalog
from hanting_geo.sources.files import read_file

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    from hanting_geo.analysis.distributed.parts import Part
    from hanting_geo.siting.rule_layers import Layers
    from hanting_geo.siting.rules.model import Rule, RuleSet

__all__ = ["screen_parts"]


class _Asked(NamedTuple):
    """What is asked of each part."""

    rules: RuleSet
    layers: Any
    site_id: str
    crs: object
    folder: str


def screen_parts(
    source: Any,
    rules: RuleSet | Iterable[Rule],
    layers: Layers = None,
    *,
    folder: str | os.PathLike[str],
    site_id: str = "id",
    crs: object = None,
    scheduler: object = None,
    progress: Callable[[float, str], None] | None = None,
) -> pd.DataFrame:
    """Screen the sites of a folder of parts, on several processes or machines, into a folder of tables.

    A verdict is of one site, so the tables are those of :func:`hanting_geo.screen` on all parts, one under the other:
    for each part ``summary_*.parquet`` and ``verdicts_*.parquet``. Tables in which sites look at each other
    (``neighbours``) are not made. The folder takes its place when all tables are there.

    Parameters
    ----------
    source
        A folder of GeoParquet files, as :func:`hanting_geo.partition_file` writes it, which all workers see by this
        path; or a frame of ``dask_geopandas``.
    rules, layers, site_id
        As for :func:`hanting_geo.screen`. Layers are sent to each worker once.
    folder
        Where the tables come, which all workers see by this path too; one that is there is replaced.
    crs, scheduler, progress
        As for :func:`hanting_geo.zone_statistics_parts`.

    Returns
    -------
    pandas.DataFrame
        ``verdict, sites``: how many sites are in conflict, without data, uncertain, in need of consent, clear.

    Raises
    ------
    SourceError, CRSError, SchemaError, RuleError
        As for :func:`hanting_geo.screen` and :func:`hanting_geo.zone_statistics_parts`; an id that is in two parts.
    """
    target = arguments.path(folder, "screen_parts: folder").absolute()
    arguments.text(site_id, "screen_parts: site_id")
    if progress is not None:
        arguments.function(progress, "screen_parts: progress")
    tell = progress or (lambda _part, _what: None)
    rule_set = as_rule_set(rules)
    foreign = [each.name for each in target.iterdir() if each.suffix != ".parquet"] if target.is_dir() else []
    if foreign or target.is_file():
        message = Sentence(
            "{target} holds {foreign}, and would be replaced; name a new folder",
            target=target,
            foreign=foreign[0] if foreign else "a file",
        )
        raise SourceError(message)
    known = as_catalog(layers) if layers is None or isinstance(layers, str | Path) else layers
    with workers(scheduler) as client, parts_of(source, client) as parts:
        if any(Path(part.path).parent == target for part in parts):
            message = Sentence(
                "{target} is the folder that is read, and the result would take its place; name another", target=target
            )
            raise SourceError(message)
        with replacing_folder(target) as working:
            asked = _Asked(rule_set, known, site_id, crs, str(working))
            answers = in_order(client, _screened, parts, asked, tell=tell, span=(0, 1), what="screen")
            _require_one_each(np.concatenate([marks for _, marks in answers]))
    counted = pd.concat([counts for counts, _ in answers]).groupby(level=0).sum()
    order = [verdict.word for verdict in sorted(Verdict, reverse=True) if verdict.word in counted.index]
    return pd.DataFrame({"verdict": order, "sites": counted.loc[order].astype("int64").to_numpy()})


def _screened(part: Part, asked: _Asked) -> tuple[pd.Series, np.ndarray]:
    """Screen the sites of a part, lay its tables by, and give the counts and a mark of each id."""
    path = Path(part.path)
    try:
        found = screen(read_file(path, crs=asked.crs), asked.rules, asked.layers, site_id=asked.site_id)
    except HantingGeoError as error:
        message = Sentence("{name}: {error}", name=path.name, error=error)
        raise type(error)(message) from error
    summary = summary_table(found.screened, found.roads())
    for name, table in (("summary", summary), ("verdicts", verdicts_table(found.screened))):
        table.to_parquet(Path(asked.folder) / f"{name}_{path.stem}.parquet")
    marks = pd.util.hash_array(summary["id"].astype(object).to_numpy())
    return summary["verdict"].value_counts(), np.asarray(marks)


def _require_one_each(marks: np.ndarray) -> None:
    """Refuse ids that are in two parts; within a part they were compared as texts."""
    once = len(np.unique(marks))
    if once < len(marks):
        message = Sentence(
            "{marks} ids of the sites are in several parts; give each site an id of its own", marks=len(marks) - once
        )
        raise SchemaError(message)
