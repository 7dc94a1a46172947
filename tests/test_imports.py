"""The floors of the design, read from the source with ast, and the lazy loading that keeps the start quick."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from python_sources import Source, read_source, sources_of_ours

import hanting_geo
from hanting_geo.scenario.steps import STEPS, public

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "hanting_geo"

# A room may import rooms on lower floors, its neighbours on its own floor as long as no circle comes of it, and itself.
FLOORS = (
    {"errors", "units"},
    {"core"},
    {"crs"},
    {"sources", "outputs"},
    {"analysis"},
    {"siting"},
    {"scenario"},
    {"cli", "__main__"},
)
# Inside a room: what is named here stands on these floors, all else of the room above them.
INNER_FLOORS = {
    "core": ({"arrays", "options"}, {"text"}),
    "analysis": ({"engine", "area"}, {"batches"}),
    "siting": (
        {"rules"},
        {"relations", "candidates"},
        {"rule_layers"},
        {"printed"},
        {"screening", "exclusion"},
        {"suitability"},
    ),
    "outputs": ({"style"}, {"page"}, {"maps"}),
    "sources": ({"files", "postgis"}, {"checks", "borders"}, {"catalog"}),
}
BELOW_OUTPUTS = {"errors", "units", "core", "crs"}
# The results of these may draw themselves; everything below knows nothing of pages and workbooks.
MAY_CALL_OUTPUTS = {"analysis", "siting", "scenario", "cli", "__main__"}
MOST_LINES = 400


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
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Name | ast.Attribute):
        return False
    return ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def lazy_nodes(source: Source) -> set[ast.AST]:
    """Give what does not run when the module is loaded: what is in functions, and what is for type checkers."""
    lambdas = [node for node in source.nodes if isinstance(node, ast.AsyncFunctionDef | ast.Lambda)]
    blocks = [node for node in source.nodes if is_type_checking(node)]
    found = {inside for node in (*lambdas, *blocks) for inside in ast.walk(node)}
    return found.union(*source.inside_functions())


def folders_of_data(source: Source) -> set[ast.AST]:
    """Give the names of packages from which only files are read: ``files("hanting_geo.outputs")``."""
    calls = [node for node in source.nodes if isinstance(node, ast.Call)]
    names = {"id": ast.Name, "attr": ast.Attribute}
    return {
        argument
        for call in calls
        for name, kind in names.items()
        if isinstance(call.func, kind) and getattr(call.func, name) == "files"
        for argument in call.args
    }


def imports(package: Path) -> list[Import]:
    """List what the modules of a package import from it, inside functions and by name ("hanting_geo.cli") as well.

    The package's ``__init__`` is left out: it names every room, lazily. Our own package is read once.
    """
    return imports_of_ours() if package == PACKAGE else imports_read(package)


@cache
def imports_of_ours() -> list[Import]:
    """List the imports of the package that is tested."""
    return imports_read(PACKAGE)


def imports_read(package: Path) -> list[Import]:
    """Read the imports of a package."""
    named = modules(package)
    top = package.name
    rooms = getattr(sys.modules.get(top), "_ROOMS", {})
    found = []
    for module, path in named.items():
        if module == top:
            continue
        inside = module if path.name == "__init__.py" else module.rpartition(".")[0]
        source = sources_of_ours()[path.relative_to(PACKAGE).as_posix()] if package == PACKAGE else None
        source = source or read_source(path.read_text(encoding="utf-8"))
        data, lazy = folders_of_data(source), lazy_nodes(source)
        for node in source.nodes:
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
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in data:
                targets = [node.value] if re.fullmatch(rf"{top}(\.\w+)+", node.value) and node.value in named else []
            found += [
                Import(module, target, getattr(node, "lineno", 0), node in lazy)
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
            good = inner_floor(target) <= inner_floor(module)
        elif source == "outputs":
            good = goal in BELOW_OUTPUTS
        elif goal == "outputs":
            good = source in MAY_CALL_OUTPUTS and lazy
        elif goal == "":
            # `import hanting_geo` from inside reaches every room: only the uppermost floors may.
            good = source in MAY_CALL_OUTPUTS - {"analysis", "siting"}
        else:
            good = floor[goal] <= floor[source]
        if not good:
            wrong.append(f"{module}:{line} imports {target}{'' if lazy else ' when it is loaded'}")
    return wrong


def inner_floor(module: str) -> int:
    """Give the floor inside its room on which a module stands; the face of the room stands above all."""
    parts = module.split(".")
    floors = INNER_FLOORS.get(parts[1], ())
    inside = parts[2] if len(parts) > 2 else ""
    return next((number for number, names in enumerate(floors) if inside in names), len(floors))


def faces_used(package: Path) -> list[str]:
    """Say which modules import the face of a package that they stand in."""
    return [
        f"{module}:{line} imports {target}"
        for module, target, line, _ in imports(package)
        if module.startswith(f"{target}.") and target.count(".")
    ]


def faces_that_work(package: Path) -> list[str]:
    """Say which ``__init__.py`` below the package hold more than one sentence, imports and ``__all__``."""
    wrong = []
    for path in sorted(package.rglob("__init__.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        extra = [
            node
            for node in tree.body
            if not isinstance(node, ast.Import | ast.ImportFrom)
            and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        ]
        names = {
            alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        beside = {other.stem for other in path.parent.glob("*.py")} | {
            other.name for other in path.parent.iterdir() if other.is_dir()
        }
        if path.parent != package and (extra or names & beside):
            wrong.append(str(path.relative_to(package)))
    return wrong


def reason_for_length(text: str) -> bool:
    """Tell whether a long file says in its first lines why it is one."""
    return "One file, although long:" in "".join(text.splitlines(keepends=True)[:12])


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
    known = set().union(*FLOORS) | {""}
    assert {room(module) for module in modules(PACKAGE)} <= known
    for name, floors in INNER_FLOORS.items():
        for inside in set().union(*floors):
            assert (PACKAGE / name / inside).is_dir() or (PACKAGE / name / f"{inside}.py").is_file(), (name, inside)


def test_faces_hand_names_on_or_hold_one_sentence() -> None:
    assert faces_that_work(PACKAGE) == []
    assert faces_used(PACKAGE) == []


def test_a_face_that_works_is_seen(tmp_path: Path) -> None:
    for name, text in {
        "good/__init__.py": '"""One sentence."""',
        "hands_on/__init__.py": "from hanting_geo.hands_on.verbs import act\n__all__ = ['act']",
        "hands_on/verbs.py": "def act(): ...",
        "works/__init__.py": "def act(): ...",
        "doubles/__init__.py": "from hanting_geo.doubles.act import act",
        "doubles/act.py": "from hanting_geo.doubles import other\ndef act(): ...",
    }.items():
        path = tmp_path / "hanting_geo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert faces_that_work(tmp_path / "hanting_geo") == ["doubles/__init__.py", "works/__init__.py"]
    assert faces_used(tmp_path / "hanting_geo") == ["hanting_geo.doubles.act:1 imports hanting_geo.doubles"]


def lines_of(name: str, text: str) -> int:
    """Count the lines; a sentence with its values is one, however it is laid out."""
    lines = text.count("\n")
    if name.endswith(".py") and lines > MOST_LINES:
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        told = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Sentence"]
        lines -= len({line for call in told for line in range(call.lineno, call.end_lineno or call.lineno)})
    return lines


def test_a_long_file_says_why() -> None:
    """A file that passes 400 lines holds two ideas, or says in its first lines why it does not."""
    texts = {
        path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
        for pattern in ("hanting_geo/**/*.py", "hanting_geo/outputs/assets/*.js")
        for path in REPOSITORY.glob(pattern)
    }
    long = {name for name, text in texts.items() if lines_of(name, text) > MOST_LINES and not reason_for_length(text)}
    assert long == set()


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
        (
            "crs/gate.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from hanting_geo.cli import app",
            "crs.gate:3 imports hanting_geo.cli",
        ),
        ("analysis/engine/e.py", "from hanting_geo.analysis.a import f", "engine.e:1 imports hanting_geo.analysis.a"),
        ("sources/files.py", "from hanting_geo.outputs.page import save", "files:1 imports hanting_geo.outputs.page"),
        ("analysis/a.py", "import hanting_geo as hg", "analysis.a:1 imports hanting_geo"),
        ("analysis/a.py", "from hanting_geo import read_scenario", "analysis.a:1 imports hanting_geo.scenario"),
    ],
)
def test_a_broken_floor_is_seen(tmp_path: Path, module: str, text: str, complaint: str) -> None:
    package = tmp_path / "hanting_geo"
    names = (
        "crs/gate",
        "sources/files",
        "analysis/a",
        "analysis/engine/e",
        "siting/s",
        "outputs/page",
        "scenario/scenario",
        "cli",
    )
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
        "crs/gate.py": "from hanting_geo.errors import CRSError",
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


def said_for_type_checkers() -> dict[str, str]:
    """Read from the package's ``__init__`` which room it names for type checkers, by public name."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if is_type_checking(node))
    return {
        alias.name: str(node.module).removeprefix("hanting_geo.")
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_public_names_are_said_alike_wherever_they_are_said() -> None:
    rooms = hanting_geo._ROOMS
    assert said_for_type_checkers() == rooms
    assert sorted(rooms) == sorted(hanting_geo.__all__)
    assert len(hanting_geo.__all__) == len(set(hanting_geo.__all__))
    for name, address in rooms.items():
        module = import_module(f"hanting_geo.{address}")
        assert getattr(hanting_geo, name) is getattr(module, name)
        assert name in module.__all__, f"{address} does not say that {name} is public"


def test_steps_of_a_scenario_are_public_functions() -> None:
    """What a step does, ``hg.<tab>`` does: the same function, by the same name."""
    for name, step in STEPS.items():
        function = public(getattr(step, "do", step))
        if "Catalog." not in function.__qualname__:
            assert getattr(hanting_geo, name) is function


REACHING = {"scripts/build_docs.py", "scripts/offline_kit.py"}  # tools for this repository, not made to be copied


def test_readers_are_shown_public_names_only() -> None:
    texts = [REPOSITORY / "README.md"]
    for pattern in ("docs/**/*.md", "scripts/*.py", "notebooks/*.ipynb"):
        texts += REPOSITORY.glob(pattern)
    deep = {
        path.relative_to(REPOSITORY).as_posix()
        for path in texts
        if re.search(r"(from|import) hanting_geo\.", path.read_text(encoding="utf-8"))
    }
    assert deep == REACHING


def test_a_name_that_a_message_recommends_is_there() -> None:
    """A message that tells people to call ``hg.concat`` tells of something that they can call."""
    for path in PACKAGE.rglob("*.py"):
        for name in re.findall(r"\bhg\.([a-z_]\w*)", path.read_text(encoding="utf-8")):
            assert name in hanting_geo.__all__, f"{path.name} speaks of hg.{name}"


@pytest.mark.parametrize("name", hanting_geo.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(hanting_geo, name).__doc__
    assert name in dir(hanting_geo)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = hanting_geo.no_such_name
