"""Screening over a folder of parts: a part of the sites a task, its tables beside each other in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.analysis.distributed.cluster import workers
from hanting_geo.analysis.distributed.parts import parts_of, require_other, require_own
from hanting_geo.analysis.distributed.resuming import mark_of, parts_in_order, require_folder
from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.journal import Journal
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import HantingGeoError, SchemaError
from hanting_geo.siting.rules.model import as_rule_set
from hanting_geo.siting.screening.judge import Verdict
from hanting_geo.siting.screening.parts_joined import COUNTED, joined_review, joined_rules, layers_digest
from hanting_geo.siting.screening.products import MOST_SITES, review_of
from hanting_geo.siting.screening.screen import require_options, screen
from hanting_geo.siting.screening.tables import rules_table, summary_table, verdicts_table
from hanting_geo.sources.catalog.frames import as_catalog
from hanting_geo.sources.files import read_file

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from hanting_geo.analysis.distributed.parts import Part
    from hanting_geo.siting.rule_layers import Layers
    from hanting_geo.siting.rules.model import Rule, RuleSet

__all__ = ["screen_parts"]

_TABLES = ("summary", "verdicts")
"""Of each part."""
_MORE = ("three_lines", "joint_review")
_OF_ONE_MACHINE = ("neighbours", "land_use")


class _Asked(NamedTuple):
    """What is asked of each part."""

    rules: RuleSet
    layers: Any
    site_id: str
    crs: object
    folder: str
    tables: tuple[str, ...]
    options: dict[str, Any]


def screen_parts(  # noqa: PLR0913 - what hg.screen takes, and where it is done
    source: Any,
    rules: RuleSet | Iterable[Rule],
    layers: Layers = None,
    *,
    folder: str | os.PathLike[str],
    site_id: str = "id",
    tables: Sequence[str] = (),
    three_lines: Mapping[str, str] | None = None,
    same_survey: Sequence[str] = (),
    ignore_below_m2: float | None = None,
    crs: object = None,
    scheduler: object = None,
    resume: bool = False,
    progress: Callable[[float, str], None] | None = None,
) -> pd.DataFrame:
    """Screen the sites of a folder of parts, on several processes or machines, into a folder of tables.

    A verdict is of one site, so the tables are those of :func:`hanting_geo.screen` on all parts, one under the other:
    for each part ``summary_*.parquet`` and ``verdicts_*.parquet``, and ``rules.parquet`` of all. The folder takes its
    place when all tables are there.

    Parameters
    ----------
    source
        A folder of GeoParquet files, as :func:`hanting_geo.partition_file` writes it, which all workers see by this
        path; or a frame of ``dask_geopandas``.
    rules, layers, site_id, three_lines, same_survey, ignore_below_m2
        As for :func:`hanting_geo.screen`. Layers are sent to each worker once.
    folder
        Where the tables come, which all workers see by this path too; one that is there is replaced.
    tables
        Which tables of a meeting to make, too: ``"three_lines"``, of each part ``three_lines_*.parquet``;
        ``"joint_review"``, one ``joint_review.parquet`` of all, of at most 20,000 sites as on one machine. In
        ``neighbours`` sites of other parts count, and ``land_use`` is of at most 5,000 sites:
        :func:`hanting_geo.screen` makes them of the sites that a meeting reads.
    crs, scheduler, progress
        As for :func:`hanting_geo.zone_statistics_parts`.
    resume
        Go on where an earlier run into ``folder`` was stopped, as for :func:`hanting_geo.overlay_parts`.

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
    more = _checked(tables)
    require_options(three_lines, same_survey, ignore_below_m2)
    options: dict[str, Any] = {
        "three_lines": three_lines,
        "same_survey": same_survey,
        "ignore_below_m2": ignore_below_m2,
    }
    if arguments.flag(resume, "screen_parts: resume"):
        require_folder(source, "screen_parts: resume")
    if progress is not None:
        arguments.function(progress, "screen_parts: progress")
    tell = progress or (lambda _part, _what: None)
    rule_set = as_rule_set(rules)
    require_own(target)
    known = layers if isinstance(layers, Mapping) else as_catalog(layers)
    with workers(scheduler) as client, parts_of(source, client) as parts:
        require_other(target, parts)
        many = sum(part.rows for part in parts)
        if "joint_review" in more and many > MOST_SITES:
            message = Sentence(
                "screen_parts: the table joint_review is made of at most {most:,} sites, and there are {many:,}: take "
                "the sites that a meeting reads from the tables of verdicts, and give them to hg.screen",
                most=MOST_SITES,
                many=many,
            )
            raise SchemaError(message)
        system = resolve(crs).to_wkt() if crs is not None else None
        mark = mark_of("screen", repr(rule_set), layers_digest(known), site_id, more, repr(options), system)
        journal = Journal(target, mark, resume=resume)
        with journal.ended(errors_keep=True), replacing_folder(target) as working:
            answers = parts_in_order(
                client,
                _screened,
                parts,
                _Asked(rule_set, known, site_id, crs, str(working), more, options),
                journal=journal,
                working=working,
                names=lambda part: [_file(name, part) for name in (*_TABLES, *more)],
                tell=tell,
                what="screen",
            )
            _require_one_each(working, parts)
            joined_rules([each["rules"] for each in answers], rule_set).to_parquet(working / "rules.parquet")
            if "joint_review" in more:
                pieces = [working / _file("joint_review", part) for part in parts]
                joined_review([pd.read_parquet(path) for path in pieces], rule_set).to_parquet(
                    working / "joint_review.parquet"
                )
                for path in pieces:
                    path.unlink()
    counted = {verdict.word: sum(each["counts"].get(verdict.word, 0) for each in answers) for verdict in Verdict}
    order = [verdict.word for verdict in sorted(Verdict, reverse=True) if counted[verdict.word]]
    return pd.DataFrame({"verdict": order, "sites": np.array([counted[word] for word in order], dtype="int64")})


def _checked(tables: Sequence[str]) -> tuple[str, ...]:
    """Let the tables through that can be made of parts."""
    asked = arguments.texts(tables, "screen_parts: tables")
    for name in asked:
        if name in _OF_ONE_MACHINE:
            message = Sentence(
                "screen_parts: the table {name} is not made of parts; give the sites that a meeting reads to "
                "hg.screen, which makes it",
                name=name,
            )
            raise arguments.ArgumentError(message)
        arguments.one_of(name, (*_TABLES, *_MORE), "screen_parts: each of tables")
    return tuple(name for name in _MORE if name in asked)


def _file(name: str, part: Part) -> str:
    return f"{name}_{Path(part.path).stem}.parquet"


def _screened(part: Part, asked: _Asked) -> dict[str, Any]:
    """Screen the sites of a part, lay its tables by, and give the counts by verdict and by rule."""
    path = Path(part.path)
    try:
        found = screen(
            read_file(path, crs=asked.crs), asked.rules, asked.layers, site_id=asked.site_id, **asked.options
        )
    except HantingGeoError as error:
        message = Sentence("{name}: {error}", name=path.name, error=error)
        raise type(error)(message) from error
    summary = summary_table(found.screened, found.roads())
    tables = {"summary": summary, "verdicts": verdicts_table(found.screened)}
    if "joint_review" in asked.tables:
        tables |= review_of(found.screened, tables["verdicts"]).tables
    if "three_lines" in asked.tables:
        tables["three_lines"] = found.three_lines()
    for name in (*_TABLES, *asked.tables):
        tables[name].to_parquet(Path(asked.folder) / _file(name, part))
    rules = rules_table(found.screened)[COUNTED].to_dict("list")
    return {"counts": summary["verdict"].value_counts().to_dict(), "rules": rules}


def _require_one_each(folder: Path, parts: Sequence[Part]) -> None:
    """Refuse ids that are in two parts; within a part they were compared as texts."""
    ids = (pd.read_parquet(folder / _file("summary", part), columns=["id"])["id"] for part in parts)
    marks = np.concatenate([np.asarray(pd.util.hash_array(each.astype(object).to_numpy())) for each in ids])
    once = len(np.unique(marks))
    if once < len(marks):
        message = Sentence(
            "{marks} ids of the sites are in several parts; give each site an id of its own", marks=len(marks) - once
        )
        raise SchemaError(message)
