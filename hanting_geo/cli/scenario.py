"""A scenario: one file, one run, one folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hanting_geo.cli.console import print_json, progress, say
from hanting_geo.cli.options import (
    FOUND,
    CatalogOption,
    JsonOption,
    Language,
    LanguageOption,
    ResumeOption,
    StrictOption,
)
from hanting_geo.core.options import options
from hanting_geo.core.words.cli import said

__all__ = ["run"]


def run(
    scenario: Annotated[
        Path | None, typer.Argument(metavar="[SCENARIO]", help="YAML file; default: the packaged one")
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Output folder. 输出文件夹")] = Path("output"),
    catalog: CatalogOption = None,
    resume: ResumeOption = False,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,  # noqa: ARG001 - of messages, and of a scenario that says none: taken before
) -> None:
    """运行方案。Run a scenario into an output folder with a manifest."""
    from hanting_geo.core.findings import LEVELS
    from hanting_geo.scenario.scenario import read_scenario

    planned = read_scenario(scenario, catalog=catalog)
    with progress(len(planned.steps)) as step:
        done = planned.run(out, progress=step, resume=resume)
    if as_json:
        print_json(done.manifest)
    else:
        both = f"{planned.title.text('zh')} {planned.title.text('en')}"
        say(both if options.language is None else planned.title.text(options.language))
        for item in done.manifest["files"]:
            say(f"  {out / item['file']}  ({item['bytes'] / 1024:,.0f} KiB)")
        say(f"  {out / 'manifest.json'}")
        inputs = done.manifest["inputs"]
        rows, missing = (sum(item[what] for item in inputs) for what in ("features", "without_geometry"))
        # In both languages: the scenario, not the command line, says in which one the results are.
        without = f"{missing} {said('unpublished')}"
        if options.language is None:
            without += f" ({said('unpublished', 'zh')})"
        counts = said("counts", **{level: done.manifest["finding_counts"].get(level, 0) for level in LEVELS})
        say(said("read", rows=rows, without=without, counts=counts))
    if strict and (done.findings["level"] != "note").any():
        raise typer.Exit(FOUND)
