"""What a wheel, an editable install and an offline kit hold, and whether they find their layers from anywhere."""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
LAYER_FILES = {".csv", ".geojson", ".py", ".yaml"}
IGNORED = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "output", "offline_kit")
# pip as on a machine of its own: neither this user's settings nor a proxy's mirror reach it.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}

FIND_LAYERS = """
import importlib.resources, json, sys
import hanting_geo
folder = importlib.resources.files("hanting_geo.layers")
names = sorted(path.name for path in folder.iterdir() if path.is_file())
print(json.dumps({"package": hanting_geo.__file__, "folder": str(folder), "names": names, "python": sys.executable,
                  "zones": len(json.loads((folder / "zones.geojson").read_text(encoding="utf-8"))["features"])}))
"""


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command and give what it prints; a failure shows all of it."""
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def empty_environment(folder: Path) -> Path:
    """Make an environment with nothing in it, not even pip (ours installs into it), and give its interpreter."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lend_libraries(python: Path) -> None:
    """Let an empty environment use the libraries that the tests run with, by a path file.

    Reinstalling 200 MB of wheels for each test would say nothing more about this project: the one that does, from an
    offline kit, is below. A path file, unlike --system-site-packages, comes after the environment's own packages and
    leaves out the editable install of the tests' environment, whose finder is itself started by a path file.
    """
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = run(python, "-c", ask, cwd=python.parent).strip()
    Path(folder, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


def pip(python: Path, *arguments: str | Path, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Run the tests' pip on another environment."""
    options = ["--disable-pip-version-check", "--no-input", "--quiet"]
    run(sys.executable, "-m", "pip", "--python", python, *arguments, *options, cwd=cwd, env=env)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the repository, tests and notebooks and all, so that no earlier build/ folder leaks into the wheel."""
    folder = tmp_path_factory.mktemp("clone") / "repository"
    shutil.copytree(REPOSITORY, folder, ignore=IGNORED)
    return folder


@pytest.fixture(scope="module")
def wheel(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, clone, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_every_folder_of_the_package_is_declared() -> None:
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    declared = set(setup["options"]["packages"].split())
    folders = {path.parent.relative_to(REPOSITORY) for path in (REPOSITORY / "hanting_geo").rglob("*.py")}
    assert declared == {".".join(folder.parts) for folder in folders} | {"hanting_geo.layers"}


def test_wheel_holds_the_package_the_layers_and_nothing_else(clone: Path, wheel: Path) -> None:
    package = {path.relative_to(clone).as_posix() for path in (clone / "hanting_geo").rglob("*") if path.is_file()}
    layers = {
        f"hanting_geo/layers/{path.relative_to(clone / 'layers').as_posix()}"
        for path in (clone / "layers").rglob("*")
        if path.suffix in LAYER_FILES
    }
    for needed in ("py.typed", "layers/zones.geojson", "layers/catalog.yaml", "layers/programmes.csv"):
        assert f"hanting_geo/{needed}" in package | layers
    assert any(name.startswith("hanting_geo/outputs/assets/") for name in package)
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
        info = {name for name in names if ".dist-info/" in name}
        assert names - info == package | layers
        (licence,) = (name for name in info if name.endswith("/LICENSE"))
        assert archive.read(licence) == (REPOSITORY / "LICENSE").read_bytes()
        (points,) = (name for name in info if name.endswith("/entry_points.txt"))
        assert "hanting-geo = hanting_geo.cli.main:main" in archive.read(points).decode()


def test_wheel_in_an_empty_environment_finds_its_layers(clone: Path, wheel: Path, tmp_path: Path) -> None:
    python = empty_environment(tmp_path / "env")
    pip(python, "install", "--no-index", "--no-deps", wheel, cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # Isolated (-I): neither the working directory nor PYTHONPATH helps. No library is there, nor needed for this.
    found = json.loads(run(python, "-I", "-c", FIND_LAYERS, cwd=elsewhere))
    assert Path(found["package"]).is_relative_to(tmp_path / "env")
    assert Path(found["folder"]).is_relative_to(tmp_path / "env")
    stored = json.loads((clone / "layers" / "zones.geojson").read_text(encoding="utf-8"))
    assert found["zones"] == len(stored["features"])
    assert {"catalog.yaml", "programmes.csv", "zones.geojson"} <= set(found["names"])

    lend_libraries(python)
    code = "import hanting_geo as hg; print(hg.__file__, len(hg.load_layer('zones')))"
    package, zones = run(python, "-I", "-c", code, cwd=elsewhere).split()
    assert Path(package).is_relative_to(tmp_path / "env")
    assert int(zones) == len(stored["features"])


def test_editable_install_finds_the_layers_of_the_clone(clone: Path, tmp_path: Path) -> None:
    python = empty_environment(tmp_path / "env")
    lend_libraries(python)  # the build needs setuptools, from here rather than from a registry
    pip(python, "install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", clone, cwd=tmp_path)
    found = json.loads(run(python, "-I", "-c", FIND_LAYERS, cwd=tmp_path))
    assert Path(found["package"]) == clone / "hanting_geo" / "__init__.py"
    assert Path(found["folder"]) == clone / "layers"
    code = "import hanting_geo as hg; print(len(hg.load_layer('zones')))"
    assert int(run(python, "-I", "-c", code, cwd=tmp_path)) == found["zones"]


# --- the offline kit ----------------------------------------------------------------------------------------------

KIT = (sys.executable, str(REPOSITORY / "scripts" / "offline_kit.py"))
HERE = {("Windows", "AMD64"): "win_amd64", ("Linux", "x86_64"): "linux_x86_64"}
this_platform = HERE.get((platform.system(), platform.machine()))


@pytest.mark.skipif(this_platform is None, reason="offline kits are made for Windows and Linux on x86-64 only")
@pytest.mark.long
def test_offline_kit_installs_without_an_index(tmp_path: Path) -> None:
    assert this_platform is not None
    kit = tmp_path / "kit"
    run(*KIT, "--out", kit, "--platform", this_platform, cwd=tmp_path)
    lines = (kit / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {path.relative_to(kit).as_posix(): path for path in kit.rglob("*") if path.is_file()}
    assert sums == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if name != "SHA256SUMS"
    }
    readme = (kit / "README.txt").read_text(encoding="utf-8-sig")
    assert "pip install --no-index --find-links wheelhouse hanting_geo" in readme
    assert "无需网络" in readme

    python = empty_environment(tmp_path / "env")
    env = {**CLEAN, "PIP_CONFIG_FILE": os.devnull}
    pip(python, "install", "--no-index", "--find-links", kit / "wheelhouse", "hanting_geo", cwd=tmp_path, env=env)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    found = json.loads(run(python, "-I", "-c", FIND_LAYERS, cwd=elsewhere, env=CLEAN))
    assert Path(found["folder"]).is_relative_to(tmp_path / "env")
    code = "import hanting_geo as hg; print(len(hg.load_layer('zones')))"
    assert int(run(python, "-I", "-c", code, cwd=elsewhere, env=CLEAN)) == found["zones"]
    assert "zones" in run(python, "-I", "-m", "hanting_geo", "layers", cwd=elsewhere, env={**CLEAN, "PYTHONUTF8": "1"})


@pytest.mark.long
def test_offline_kit_knows_what_only_windows_needs(tmp_path: Path) -> None:
    printed = run(*KIT, "--dry-run", "--python", "3.12", "--extras", "parquet", cwd=tmp_path)
    windows, linux = printed.split("linux_x86_64")
    assert windows.startswith("win_amd64, Python 3.12")
    for name in ("geopandas==", "pyogrio==", "pyarrow=="):
        assert name in windows
        assert name in linux
    assert "colorama==" in windows
    assert "colorama==" not in linux
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_offline_kit_says_what_has_no_wheel(tmp_path: Path) -> None:
    command = [*KIT, "--out", str(tmp_path / "kit"), "--python", "3.8", "--platform", "win_amd64"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "win_amd64 and Python 3.8" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_offline_kit_leaves_other_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "plans.txt").write_text("ours", encoding="utf-8")
    done = subprocess.run([*KIT, "--out", str(tmp_path)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "not an offline kit" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plans.txt"]


@pytest.mark.long
def test_offline_kit_for_windows_holds_no_wheel_of_another_system(tmp_path: Path) -> None:
    run(*KIT, "--out", "kit", "--platform", "win_amd64", "--extras", "parquet", cwd=tmp_path)
    tags = {path.stem.rsplit("-", 1)[1] for path in (tmp_path / "kit" / "wheelhouse").iterdir()}
    assert tags == {"any", "win_amd64"}
