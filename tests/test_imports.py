"""The floors of the design, read from the source with ast, and the lazy loading that keeps the start quick."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import hanting_geo

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "hanting_geo"

# A room may import rooms on lower floors, its neighbours on its own floor as long as no circle comes of it, and itself.
FLOORS = (
    {"errors", "units", "atomic", "threads", "compiled"},
    {"crs"},
    {"sources", "analysis"},
    {"siting"},
    {"scenario", "steps", "folder", "saving"},
    {"cli", "console", "__main__"},
)
GROUND_AND_CRS = FLOORS[0] | FLOORS[1]
# The results of these may draw themselves; everything below knows nothing of pages and workbooks.
MAY_CALL_OUTPUTS = {"siting", "scenario", "steps", "folder", "saving", "cli", "console", "__main__"}


class Import(NamedTuple):
    """One import statement: who, whom, where, and whether it runs when the module is loaded."""

    module: str
    target: str
    line: int
    lazy: bool


def modules(package: Path) -> dict[str, Path]:
    """Name every module of a package; a folder by its ``__init__``."""
    named = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def room(module: str) -> str:
    """Give the room that a module stands in: the second part of its name, or "" for the package itself."""
    return module.split(".")[1] if "." in module else ""


def is_type_checking(node: ast.AST) -> bool:
    """Tell a block that runs for type checkers only."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def statements(node: ast.AST, *, lazy: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Walk a tree without its TYPE_CHECKING blocks, telling what stands inside a function."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            assert isinstance(child, ast.If)
            for other in child.orelse:
                yield other, lazy
                yield from statements(other, lazy=lazy)
            continue
        inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield child, inside
        yield from statements(child, lazy=inside)


def imports(package: Path) -> list[Import]:
    """List what the modules of a package import from it, inside functions and by name ("hanting_geo.cli") as well.

    The package's ``__init__`` is left out: it names every room, lazily.
    """
    named = modules(package)
    top = package.name
    rooms = getattr(sys.modules.get(top), "_ROOMS", {})
    found = []
    for module, path in named.items():
        if module == top:
            continue
        inside = module if path.name == "__init__.py" else module.rpartition(".")[0]
        for node, lazy in statements(ast.parse(path.read_text(encoding="utf-8"))):
            targets: list[str] = []
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    above = inside.split(".")[: len(inside.split(".")) - node.level + 1]
                    base = ".".join([*above, *filter(None, [node.module])])
                for alias in node.names:
                    full = f"{base}.{alias.name}"
                    if base == top and alias.name in rooms:
                        full = f"{top}.{rooms[alias.name]}"
                    targets.append(full if full in named else base)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                targets = [node.value] if re.fullmatch(rf"{top}(\.\w+)+", node.value) and node.value in named else []
            found += [
                Import(module, target, getattr(node, "lineno", 0), lazy)
                for target in targets
                if target.split(".")[0] == top and target != module and room(target) != "layers"
            ]
    return found


def broken_floors(package: Path) -> list[str]:
    """Say which imports run upwards, sideways into or out of outputs, or reach the whole package from below."""
    floor = {name: number for number, names in enumerate(FLOORS) for name in names}
    wrong = []
    for module, target, line, lazy in imports(package):
        source, goal = room(module), room(target)
        if source == goal:
            continue
        if source == "outputs":
            good = goal in GROUND_AND_CRS
        elif goal == "outputs":
            good = source in MAY_CALL_OUTPUTS and lazy
        elif goal == "":
            # `import hanting_geo` from inside reaches every room: only the upper floors may.
            good = source in MAY_CALL_OUTPUTS - {"siting"}
        else:
            good = floor[goal] <= floor[source]
        if not good:
            wrong.append(f"{module}:{line} imports {target}{'' if lazy else ' when it is loaded'}")
    return wrong


def circle(package: Path, *, by_room: bool) -> list[str]:
    """Give a circle of modules, or of rooms, as a list that starts and ends with the same name; else an empty one."""
    graph: dict[str, set[str]] = {}
    for module, target, _, _ in imports(package):
        start, end = (room(module), room(target)) if by_room else (module, target)
        if start != end and "" not in {start, end}:
            graph.setdefault(start, set()).add(end)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_module_has_a_floor() -> None:
    known = set().union(*FLOORS) | {"outputs", ""}
    assert {room(module) for module in modules(PACKAGE)} <= known


def test_no_import_runs_upwards() -> None:
    assert imports(PACKAGE), "nothing was read"
    assert broken_floors(PACKAGE) == []


@pytest.mark.parametrize("by_room", [False, True], ids=["modules", "rooms"])
def test_no_circle(by_room: bool) -> None:  # noqa: FBT001
    assert circle(PACKAGE, by_room=by_room) == []


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("crs/gate.py", "from hanting_geo.sources.files import read", "crs.gate:1 imports hanting_geo.sources.files"),
        ("crs/gate.py", "def f():\n    from ..sources import files", "crs.gate:2 imports hanting_geo.sources.files"),
        (
            "analysis/a.py",
            "import importlib\nimportlib.import_module('hanting_geo.cli')",
            "a:2 imports hanting_geo.cli",
        ),
        ("outputs/page.py", "from hanting_geo.analysis import a", "outputs.page:1 imports hanting_geo.analysis.a"),
        (
            "sources/files.py",
            "def f():\n    import hanting_geo.outputs.page",
            "files:2 imports hanting_geo.outputs.page",
        ),
        ("siting/s.py", "from hanting_geo.outputs.page import save", "hanting_geo.outputs.page when it is loaded"),
        ("analysis/a.py", "import hanting_geo as hg", "analysis.a:1 imports hanting_geo"),
        ("analysis/a.py", "from hanting_geo import read_scenario", "analysis.a:1 imports hanting_geo.scenario"),
    ],
)
def test_a_broken_floor_is_seen(tmp_path: Path, module: str, text: str, complaint: str) -> None:
    package = tmp_path / "hanting_geo"
    names = ("crs/gate", "sources/files", "analysis/a", "siting/s", "outputs/page", "scenario", "cli")
    for name in names:
        path = package / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
        (path.parent / "__init__.py").touch()
    assert broken_floors(package) == []
    (package / module).write_text(text, encoding="utf-8")
    assert len(wrong := broken_floors(package)) == 1
    assert complaint in wrong[0]


def test_what_the_floors_allow_is_not_complained_about(tmp_path: Path) -> None:
    package = tmp_path / "hanting_geo"
    texts = {
        "errors.py": "",
        "crs/gate.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import hanting_geo.cli",
        "outputs/page.py": "from hanting_geo.crs import gate\nfrom hanting_geo.errors import SourceError",
        "siting/s.py": "def to_map():\n    from hanting_geo.outputs import page",
        "cli.py": "def run():\n    import hanting_geo",
    }
    for name, text in texts.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert broken_floors(package) == []
    (package / "errors.py").write_text("def f():\n    from hanting_geo.crs import gate", encoding="utf-8")
    (package / "crs" / "gate.py").write_text("from hanting_geo.errors import SourceError", encoding="utf-8")
    assert set(circle(package, by_room=False)) == {"hanting_geo.errors", "hanting_geo.crs.gate"}
    assert set(circle(package, by_room=True)) == {"errors", "crs"}


def test_import_alone_loads_no_library() -> None:
    code = (
        "import json, sys; before = set(sys.modules); import hanting_geo; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert "hanting_geo" in loaded
    assert not loaded & {"geopandas", "pandas", "numpy", "shapely", "pyproj", "fiona", "pyogrio", "folium", "pydantic"}
    assert loaded <= set(sys.stdlib_module_names) | {"hanting_geo"}


@pytest.mark.parametrize("name", hanting_geo.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(hanting_geo, name).__doc__
    assert name in dir(hanting_geo)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = hanting_geo.no_such_name
