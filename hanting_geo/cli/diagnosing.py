"""The doctor of coordinates on the command line: ``check --crs``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hanting_geo.cli.console import print_json, print_table, records_of, say
from hanting_geo.cli.options import FOUND, file_and_layer
from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.cli.options import Language

__all__ = ["diagnose"]

_SIDES = 4


def diagnose(
    names: list[str], layer: str | None, area: str | None, *, as_json: bool, language: Language, strict: bool
) -> None:
    """Print which systems the numbers of files fit; with ``strict``, exit with 1 where what is declared does not.

    Raises
    ------
    SourceError
        No file is named.
    """
    from hanting_geo.sources.doctor.diagnose import diagnose_crs

    if not names:
        message = Sentence("check --crs looks at files and layers of a database: name one or more")
        raise SourceError(message)
    within, wrong, rows = _area(area), False, []
    for name in names:
        file, chosen = file_and_layer(name)
        for one in [layer or chosen] if layer or chosen else _layers_of(file):
            table = diagnose_crs(file, within, layer=one, language=language)
            wrong = wrong or not (table["declared"] & (table["verdict"] == "fits")).any()
            label = masked(file) if one is None else f"{masked(file)}:{one}"
            rows += [{"file": label, **row} for row in records_of(table)]
            if not as_json:
                say(label)
                print_table(table.drop(columns="remedy"), language)
                remedies = dict.fromkeys(table.loc[table["verdict"].isin(["fits", "possible"]), "remedy"])
                for remedy in remedies:
                    say(f"  {remedy}")
    if as_json:
        print_json(rows)
    if strict and wrong:
        raise typer.Exit(FOUND)


def _area(area: str | None) -> str | Sequence[float] | None:
    """Take four numbers apart; all else names a layer or a file."""
    if area is None or Path(area).exists():
        return area
    sides = area.split(",")
    try:
        return [float(side) for side in sides] if len(sides) == _SIDES else area
    except ValueError:
        return area


def _layers_of(file: str) -> list[str | None]:
    """List the layers of a file with several; else one that has no name."""
    from hanting_geo.errors import HantingGeoError
    from hanting_geo.sources.files import list_layers

    if file.lower().endswith(".dxf"):
        return [None]  # a drawing is in one system
    try:
        listed = list_layers(file)
    except HantingGeoError:
        if is_database(file):
            raise
        return [None]  # a table that does not say its system; what else is wrong, reading says
    spatial = listed.loc[listed["geometry"].notna(), "name"].tolist()
    return spatial if len(spatial) > 1 else [None]
