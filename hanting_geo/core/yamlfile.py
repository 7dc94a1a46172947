"""YAML with line numbers: every mistake in a settings file is reported at once, with its line."""

from __future__ import annotations

from dataclasses import is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin, get_type_hints

import yaml
from pydantic import BaseModel, ConfigDict

from hanting_geo.core.ordinary import read_settings
from hanting_geo.core.sentences import Sentence, both, enumerated, joined
from hanting_geo.core.words.chinese.settings import KINDS
from hanting_geo.core.yamlnodes import composed, constructed, key_name, require_whole_letters
from hanting_geo.errors import SchemaError, SourceError

if TYPE_CHECKING:
    import os

    from pydantic import ValidationError

__all__ = ["StrictModel", "YamlFile", "meant", "read_yaml"]

Place = tuple[str | int, ...]


class YamlFile(NamedTuple):
    """A parsed file, the line on which each key or item stands, and its nodes."""

    path: Path
    data: dict[str, Any]
    lines: dict[Place, int]
    node: yaml.Node | None

    def line(self, place: Place) -> int:
        """Line of a place, or of the nearest thing that holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def fail(self, problems: list[tuple[Place, str]]) -> SchemaError:
        """Make the one error that lists all problems by line."""
        rows = sorted((self.line(place), ".".join(str(part) for part in place), text) for place, text in problems)
        listed = [
            Sentence(
                "  line {line}: {where}: {text}" if where else "  line {line}: {text}",
                line=line,
                where=where,
                text=text,
            )
            for line, where, text in rows
        ]
        count = Sentence("{count} mistakes" if len(rows) > 1 else "{count} mistake", count=len(rows))
        return SchemaError(
            Sentence("{path}: {count}\n{listed}", path=self.path, count=count, listed=joined("\n", listed))
        )

    def fail_validation(self, error: ValidationError, model: type[BaseModel] | None = None) -> SchemaError:
        """Put pydantic's findings on the lines of the file, and say of a key that ``model`` has not what is meant."""
        # A union names its branches in the place ("str", "Title"); only what stands in the file helps a reader.
        return self.fail(
            [
                (
                    tuple(part for part in item["loc"] if not isinstance(part, str) or "[" not in part),
                    meant(str(item["loc"][-1]), _keys_at(model, item["loc"][:-1]))
                    if model is not None and item["type"] in {"extra_forbidden", "unexpected_keyword_argument"}
                    else both(item["msg"], _in_chinese(item)),
                )
                for item in error.errors()
            ]
        )


def _in_chinese(mistake: Any) -> str:
    """Say in Chinese what pydantic found."""
    pattern = KINDS.get(mistake["type"])
    return str(mistake["msg"]) if pattern is None else pattern.format(**mistake.get("ctx", {}))


def meant(key: str, known: list[str]) -> str:
    """Say of a key that is not known which one may be meant.

    Examples
    --------
    >>> meant("colums", ["columns", "crs"])
    "no such key; did you mean 'columns'?"
    """
    close = get_close_matches(key, known, n=1, cutoff=0.6)
    if close:
        return Sentence("no such key; did you mean {close!r}?", close=close[0])
    return Sentence("no such key; there are {listed}", listed=enumerated(known)) if known else Sentence("no such key")


def _keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """Give the keys that a model has at a place."""
    at: Any = model
    for part in place:
        fields = _fields_of(at)
        at = _inner(fields[part]) if fields and part in fields else _inner(at)
    return [name for name in _fields_of(at) if name != "path"]


def _fields_of(kind: Any) -> dict[Any, Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: field.annotation for name, field in kind.model_fields.items()}
    return dict(get_type_hints(kind)) if is_dataclass(kind) else {}


def _inner(kind: Any) -> Any:
    """Give what a container holds; what is none, as it is."""
    arguments = [each for each in get_args(kind) if each is not type(None)]
    return arguments[-1] if arguments and get_origin(kind) in {dict, list, tuple} else kind


def read_yaml(path: str | os.PathLike[str]) -> YamlFile:
    """Read a YAML file whose top level is a mapping.

    Raises
    ------
    SourceError
        Not there, not UTF-8, or not YAML (with the line).
    SchemaError
        The top level is not a mapping, or a key stands twice.
    """
    path = Path(path)
    lines: dict[Place, int] = {}
    repeated: list[tuple[Place, str]] = []
    try:
        text = read_settings(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = Sentence("{path} is not UTF-8 (byte {start}); save it again as UTF-8", path=path, start=error.start)
        raise SourceError(message) from error
    try:
        node = composed(path, text)
        if node is not None:
            require_whole_letters(path, node)
            _walk(node, (), lines, repeated)
        data = constructed(path, node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = Sentence(
            "{path}, line {line}: {problem}; the file is not YAML",
            path=path,
            line=line,
            problem=error.problem or error.context,
        )
        raise SourceError(message) from error
    except yaml.YAMLError as error:
        message = Sentence("{path} is not YAML: {error}", path=path, error=error)
        raise SourceError(message) from error
    found = YamlFile(path, data if isinstance(data, dict) else {}, lines, node)
    if not isinstance(data, dict):
        raise found.fail([((), Sentence("the file must hold keys and values"))])
    if repeated:
        raise found.fail(repeated)
    return found


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int], repeated: list[tuple[Place, str]]) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, key_name(key))
            if inner in lines:
                repeated.append(
                    (inner, Sentence("stands twice; the second is on line {line}", line=key.start_mark.line + 1))
                )
            lines.setdefault(inner, key.start_mark.line + 1)
            _walk(value, inner, lines, repeated)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _walk(item, (*place, number), lines, repeated)


class StrictModel(BaseModel):
    """Settings that cannot be changed, and that refuse a key they do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
