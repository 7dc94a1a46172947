"""Whether a folder of results is what its manifest says."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads what options are when it runs
from typing import Annotated

import typer

from hanting_geo.cli.console import print_json, records_of, say
from hanting_geo.cli.options import FOUND, JsonOption, Language, LanguageOption
from hanting_geo.core.words.cli import said

__all__ = ["verify"]


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that a run or a command wrote. 成果文件夹")],
    *,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """成果校核。Say whether a folder is what its manifest says, and each difference; exits with 1 if there is one."""
    from hanting_geo.scenario.verify import verify as compare

    found = compare(folder)
    if as_json:
        print_json(records_of(found))
    else:
        for row in found.itertuples(index=False):
            sentence = f"verify_{str(row.difference).replace(' ', '_')}"
            say(said(sentence, language, file=row.file, stated=row.stated, found=row.found))
        if not len(found):
            say(said("verify_same", language, folder=folder))
    if len(found):
        raise typer.Exit(FOUND)
