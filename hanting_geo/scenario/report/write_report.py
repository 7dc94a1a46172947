"""规划选址综合论证报告: a run as a document, made of what was computed and of nothing else."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING

from hanting_geo.core import arguments
from hanting_geo.core.arguments import ArgumentError
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text, checked_language
from hanting_geo.core.today import today
from hanting_geo.core.words.report import FACTS
from hanting_geo.scenario.report import chapters_of_choice as choice
from hanting_geo.scenario.report import chapters_of_data as data
from hanting_geo.scenario.report import chapters_of_sites as sites
from hanting_geo.scenario.report.gathered import gather
from hanting_geo.scenario.report.story import Story

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from hanting_geo.outputs.report.document import Chapter, Document
    from hanting_geo.scenario.report.gathered import Gathered
    from hanting_geo.scenario.scenario import Run, Scenario

__all__ = ["write_report"]


def write_report(
    run: Run | Scenario | Mapping[str, Any] | str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    title: str | Mapping[str, str] | None = None,
    language: str = "zh",
    template: str | os.PathLike[str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> Path:
    """Write the siting report (规划选址综合论证报告) of a run as .docx, one-file .html or .pdf.

    Every number comes from the tables of the results, rounded as a workbook rounds them; every figure is drawn as
    :func:`hanting_geo.figure` draws. What the run did not compute, and what no run computes, is marked in its place and
    listed at the end for people to supply.

    Parameters
    ----------
    run
        What :meth:`Scenario.run` gave; a scenario, or its path (.yaml), which is run; the folder that ``hanting-geo
        run`` wrote, of which the saved .json and layers are read (figures need the run itself); or a mapping of names
        to what :func:`hanting_geo.screen`, ``exclude``, ``suitability``, ``coverage`` and ``locate`` gave, frames and
        tables.
    path
        Ends with ``.docx``, ``.html`` or ``.pdf``. A PDF is printed by LibreOffice, else by Chromium.
    title
        Of the project: one text, or a mapping with ``zh`` and ``en``. By default that of the scenario.
    language
        ``"zh"`` or ``"en"``.
    template
        An office's own .docx with named places: ``{{title}}``, ``{{date}}``, ``{{area_sentence}}`` and others anywhere,
        and ``{{land_use}}``, ``{{control_lines}}`` and the other chapters in paragraphs of their own; docs/report.md
        lists them.
    fields
        Further texts for the template, by name.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    SchemaError
        An unknown language; a run that is none; a template that names what there is not.
    SourceError
        python-docx, matplotlib, a font, LibreOffice or Chromium is missing; a folder is no run's, or was changed since;
        the template cannot be read; the path cannot be written.

    Warns
    -----
    UserWarning
        A template has places for which the run has nothing, or none for a text of ``fields``.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> import hanting_geo as hg
    >>> site = gpd.GeoDataFrame({"id": ["a"], "accuracy_m": [0.5]}, geometry=[box(427755, 4074080, 428055, 4074230)],
    ...     crs="EPSG:4549")
    >>> found = hg.screen(site, hg.read_rules("hanting"))
    >>> report = write_report({"screening": found}, Path(tempfile.mkdtemp()) / "report.html", title="某项目")
    >>> "4.5000" in report.read_text(encoding="utf-8")
    True
    """
    from hanting_geo.outputs.report.writing import require_writable, write_document

    checked_language(language)
    target = arguments.path(path, "write_report: path")
    own_template = None if template is None else arguments.path(template, "write_report: template")
    own_fields = _fields(fields, given=template is not None)
    named = _title(title)
    require_writable(target, own_template)
    gathered = gather(run)
    document = _document(gathered, named or gathered.title, language, own_fields)
    write_document(document, target, own_template)
    return target


def _title(title: object) -> Text | None:
    if title is None:
        return None
    if isinstance(title, str):
        return Text(title, title)
    what = "write_report: title"
    known = arguments.mapping(title, what, Sentence("zh and en to text"))
    odd = sorted(set(map(str, known)) - {"zh", "en"})
    if odd or not known:
        message = Sentence(
            "{what} takes zh and en, not {listed}", what=what, listed=enumerated(odd) or Sentence("none")
        )
        raise ArgumentError(message)
    return Text(**{str(key): arguments.text(value, f"{what}, {key}") for key, value in known.items()})


def _fields(fields: object, *, given: bool) -> dict[str, str]:
    if fields is None:
        return {}
    known = arguments.mapping(fields, "write_report: fields", Sentence("a name to a text"))
    if not given:
        message = Sentence(
            "write_report: fields are texts for a template, and there is none; give template, or leave fields out"
        )
        raise ArgumentError(message)
    return {
        arguments.text(name, "write_report: a name in fields"): arguments.text(value, f"write_report: fields, {name}")
        for name, value in known.items()
    }


def _document(gathered: Gathered, title: Text, language: str, own_fields: dict[str, str]) -> Document:
    from hanting_geo.outputs.report.document import Document

    story = Story(gathered, language)
    chapters = _chapters(story)
    named = title.text(language)
    facts = _facts(story)
    return Document(
        title=story.fact("document", title=named) if named else story.fact("kind"),
        subtitle="",
        language=language,
        facts=facts,
        contents=story.fact("contents"),
        chapters=chapters,
        table_word=story.fact("table"),
        picture_word=story.fact("figure"),
        footer=story.fact("footer"),
        fields={**_texts(story, named), **own_fields},
        own_fields=list(own_fields),
        missing=FACTS["mark"].text(language),
    )


def _chapters(story: Story) -> list[Chapter]:
    """Tell the chapters in their order; what is missing is known when all are told."""
    chapters = [
        story.chapter("overview", [story.line(_scope(story)), story.ask("overview")], [sites.land(story)]),
        story.chapter(
            "feasibility",
            [],
            [
                sites.location(story),
                sites.alternatives(story),
                sites.land_use(story),
                sites.setbacks(story),
                sites.neighbours(story),
                choice.facilities(story),
                choice.comparison(story),
            ],
        ),
        story.chapter("compliance", [story.ask("compliance")], [sites.control_lines(story), sites.rules(story)]),
        story.chapter("soundness", [], [sites.eligible(story), data.statistics(story)]),
        story.chapter("economy", [story.ask("economy")]),
        choice.conclusion(story),
        story.chapter("sources", data.sources(story).blocks, [data.checks(story)]),
    ]
    return [*chapters, data.to_supply(story)]


def _scope(story: Story) -> str:
    counts = [len(outcome.table("summary")) for outcome in story.run.of("screen")]
    counts += [len(outcome.table("ranking")) for outcome in story.run.of("suitability")]
    if counts:
        return story.say("sites", count=max(counts))
    return story.say("layers", count=len(story.run.inputs) or len(story.run.layers))


def _facts(story: Story) -> list[tuple[str, str]]:
    version = importlib.metadata.version("hanting_geo")
    facts = [
        ("date", today()),
        ("crs", story.crs()),
        ("scenario", story.run.scenario),
        ("areas", story.fact("areas_said")),
        ("software", f"hanting_geo {version}"),
    ]
    return [(story.fact(what), value) for what, value in facts if value]


def _texts(story: Story, title: str) -> dict[str, str]:
    """Give the texts that a template may name; empty where this run has none."""
    screened = story.run.of("screen")
    ledgers = [said for outcome in screened for said in sites.ledger_of(story, outcome).values()]
    summaries = [outcome.table("summary") for outcome in screened]
    ranked = story.run.of("suitability")
    best = ""
    if ranked:
        ranking = ranked[0].table("ranking")
        names = story.names(ranking)
        best = story.fact("comma").join(names[str(own)] for own in ranking.loc[ranking["rank"] == 1, "id"])
    from hanting_geo.outputs.style.rounding import rounded

    single = rounded(summaries[0]) if len(summaries) == 1 and len(summaries[0]) == 1 else None
    return {
        "title": title,
        "date": today(),
        "crs": story.crs(),
        "software": f"hanting_geo {importlib.metadata.version('hanting_geo')}",
        "site_count": str(max(map(len, summaries))) if summaries else "",
        "site_names": story.fact("comma").join(
            dict.fromkeys(name for summary in summaries for name in story.names(summary).values())
        ),
        "area_ha": "" if single is None else f"{single['ha'].iloc[0]:,.4f}",
        "area_mu": "" if single is None else f"{single['mu'].iloc[0]:,.2f}",
        "area_sentence": ("" if story.language == "zh" else " ").join(ledgers),
        "best": best,
    }
