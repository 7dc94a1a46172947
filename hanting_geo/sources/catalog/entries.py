"""What a catalogue file says: its entries, read, checked and merged with the catalogue that it extends."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.os_errors import is_file, is_there
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import Text
from hanting_geo.core.yamlfile import StrictModel, read_yaml
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from hanting_geo.core.yamlfile import YamlFile

__all__ = ["CATALOG_FILE", "CatalogFile", "LayerInfo", "TableInfo", "packaged_path", "read_catalog_file"]

CATALOG_FILE = "catalog.yaml"


class _Licence(StrictModel):
    title: str
    url: str | None = None


class Info(StrictModel):
    """What is said of a layer and of a table alike."""

    title: Text = Text()
    file: str
    licence: str | None = None
    attribution: str | None = None
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    description: Text = Text()
    path: Path = Field(default=Path(), exclude=True)
    """Where the file is; filled when the catalogue is opened. Of a database, its address as it may be shown."""

    @property
    def place(self) -> str | Path:
        """What is read: the file, or the address of a database."""
        return self.file if is_database(self.file) else self.path


class LayerInfo(Info):
    """What a catalogue says of one layer; see ``layers/catalog_template.yaml`` for the meaning of each field."""

    layer: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    encoding: str | None = None
    geometry: str | None = None
    features: int | None = None
    accuracy_m: float | None = Field(default=None, ge=0)
    kind: str | None = None
    status: str | None = None
    source: str | None = None
    source_date: str | None = None
    x: str | None = None
    y: str | None = None
    wkt: str | None = None
    crs: str | None = None
    """The system that the file's coordinates are in, where it states none or a wrong one (``source_crs``)."""
    swap_axes: bool = False

    @property
    def names_columns(self) -> bool:
        """Whether the entry says in which columns of a table the places are."""
        return any(value is not None for value in (self.x, self.y, self.wkt))


class TableInfo(Info):
    """What a catalogue says of one table without geometry (CSV)."""

    rows: int | None = None


class CatalogFile(StrictModel):
    """A catalogue file as a whole."""

    extends: str | None = None
    title: Text = Text()
    version: str | None = None
    crs: str = "EPSG:4549"
    district: str | None = None
    licences: dict[str, _Licence] = Field(default_factory=dict)
    layers: dict[str, LayerInfo] = Field(default_factory=dict)
    tables: dict[str, TableInfo] = Field(default_factory=dict)


def packaged_path() -> Path:
    """Say where the packaged catalogue is."""
    return Path(str(files("hanting_geo.layers").joinpath(CATALOG_FILE)))


def read_catalog_file(path: Path, seen: tuple[Path, ...] = ()) -> tuple[Path, CatalogFile]:
    """Read a catalogue, and under it the one that it extends; the paths of all files are resolved.

    Raises
    ------
    SourceError, SchemaError
        As for :func:`hanting_geo.open_catalog`.
    """
    if is_there(path) and path.is_dir():
        path = path / CATALOG_FILE
    path = path.absolute()
    if not is_file(path):
        message = Sentence("no catalogue at {path}; `hanting-geo layers --init DIR` writes a start", path=path)
        raise SourceError(message)
    source = read_yaml(path)
    if path in seen:
        raise source.fail([(("extends",), Sentence("goes round in a circle"))])
    try:
        settings = CatalogFile.model_validate(_two_languages(source.data))
    except ValidationError as error:
        raise source.fail_validation(error, CatalogFile) from error
    _check_places(settings, source)
    own = {
        kind: {name: item.model_copy(update={"path": _path_of(item, path)}) for name, item in items.items()}
        for kind, items in (("layers", settings.layers), ("tables", settings.tables))
    }
    if settings.extends is None:
        return path, settings.model_copy(update=own)
    base_path = packaged_path() if settings.extends == "packaged" else path.parent / settings.extends
    _, base = read_catalog_file(base_path, (*seen, path))
    said = settings.model_fields_set
    kept = {field: getattr(base, field) for field in ("title", "version", "crs", "district") if field not in said}
    if "district" in own["layers"] and "district" not in said:
        kept["district"] = None
    merged = {
        "licences": {**base.licences, **settings.licences},
        "layers": {**base.layers, **own["layers"]},
        "tables": {**base.tables, **own["tables"]},
    }
    return path, settings.model_copy(update={**kept, **merged})


def _path_of(item: Info, catalog: Path) -> Path:
    return Path(masked(item.file)) if is_database(item.file) else catalog.parent / item.file


def _two_languages(value: Any) -> Any:
    """Let a plain text stand for a title in both languages; the title of a licence has one."""
    if isinstance(value, dict):
        return {
            key: {"zh": item, "en": item}
            if key in {"title", "description"} and isinstance(item, str)
            else item
            if key == "licences"
            else _two_languages(item)
            for key, item in value.items()
        }
    return value


def _check_places(settings: CatalogFile, source: YamlFile) -> None:
    """Check that each file is there, so that a wrong path is known before a long run."""
    problems: list[tuple[tuple[str | int, ...], str]] = []
    for kind, items in (("layers", settings.layers), ("tables", settings.tables)):
        for name, item in items.items():
            if is_database(item.file):
                if kind == "tables":
                    problems.append(
                        ((kind, name, "file"), Sentence("a table is a file of CSV; a database gives layers"))
                    )
            elif not is_there(source.path.parent / item.file):
                place = (source.path.parent / item.file).parent
                there = sorted(each.name for each in place.iterdir()) if is_there(place) and place.is_dir() else []
                close = get_close_matches(Path(item.file).name, there, n=1, cutoff=0.6)
                hint = Sentence("; did you mean {close}?", close=close[0]) if close else ""
                problems.append(
                    (
                        (kind, name, "file"),
                        Sentence(
                            "{file} is not there (looked in {parent}){hint}",
                            file=item.file,
                            parent=source.path.parent,
                            hint=hint,
                        ),
                    )
                )
    if problems:
        raise source.fail(problems)
