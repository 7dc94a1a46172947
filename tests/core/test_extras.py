"""Optional libraries: without one, whatever needs it says which extra to install, and everything else goes on."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from python_sources import sources_of_ours
from shapely import box

import hanting_geo as hg
from hanting_geo.core.extras import HOW, require
from hanting_geo.core.text import Text
from hanting_geo.errors import SourceError
from hanting_geo.siting.rules.model import Rule, RuleSet

X, Y = 430000.0, 4071000.0
ROOT = Path(hg.__file__).parent


def zones() -> gpd.GeoDataFrame:
    shapes = [box(X + 20 * n, Y, X + 20 * n + 20, Y + 40) for n in range(3)]
    return gpd.GeoDataFrame({"id": ["a", "b", "c"], "n": [1.0, 2.0, 5.0]}, geometry=shapes, crs="EPSG:4549")


def raster(folder: Path) -> Path:
    path = folder / "slope.tif"
    place = rasterio.Affine(10, 0, X, 0, -10, Y + 40)
    kind = {"driver": "GTiff", "count": 1, "height": 4, "width": 6, "dtype": "float32", "crs": "EPSG:4549"}
    with rasterio.open(path, "w", transform=place, **kind) as written:
        written.write(np.ones((1, 4, 6), dtype="float32"))
    return path


def slope_rule() -> Rule:
    return Rule(id="s", title=Text("坡度"), relation="max_slope", layer="slope", slope_percent=8, basis="x")


def graded() -> object:
    style = {"zones": {"column": "n", "scheme": "quantiles", "k": 2}}
    return hg.zone_map({"zones": zones()}, title="x", style=style)


NEEDS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "raster_statistics": ("rasterio", lambda folder: hg.raster_statistics(zones(), raster(folder))),
    "raster_classes": ("rasterio", lambda folder: hg.raster_classes(zones(), raster(folder))),
    "fractions": ("exactextract", lambda folder: hg.raster_statistics(zones(), raster(folder))),
    "screen": ("rasterio", lambda folder: hg.screen(zones(), [slope_rule()], {"slope": raster(folder)})),
    "exclude": ("rasterio", lambda folder: hg.exclude(zones(), [slope_rule()], {"slope": raster(folder)})),
    "read_rules": (
        "openpyxl",
        lambda folder: hg.read_rules(hg.write_rules(RuleSet((slope_rule(),)), folder / "rules.xlsx")),
    ),
    "zone_map": ("mapclassify", lambda _: graded()),
}

# Where pyarrow is loaded already, pandas holds texts in it: a process of its own has none from the start.
WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None
import hanting_geo as hg
folder = sys.argv[1]
zones = hg.read_file(folder + "/zones.gpkg")
for call in (
    lambda: hg.write_file(zones, folder + "/new.parquet"),
    lambda: hg.read_file(folder + "/zones.parquet"),
    lambda: hg.zone_statistics_file(zones, folder + "/zones.gpkg"),
    lambda: hg.overlay_file(folder + "/zones.gpkg", zones, folder + "/new.gpkg"),
):
    try:
        call()
        print("done")
    except hg.SourceError as error:
        print(error)
"""


def test_whatever_needs_pyarrow_says_so(tmp_path: Path) -> None:
    for suffix in (".gpkg", ".parquet"):
        hg.write_file(zones(), tmp_path / f"zones{suffix}")
    command = [sys.executable, "-X", "utf8", "-c", WITHOUT_PYARROW, str(tmp_path)]
    lines = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.splitlines()
    assert len(lines) == 4
    assert all("pyarrow, which is not installed" in line and line.endswith(HOW["pyarrow"]) for line in lines)


@pytest.mark.parametrize("name", list(NEEDS))
def test_what_is_missing_is_named_with_the_extra(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, call = NEEDS[name]
    call(tmp_path)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SourceError) as caught:
        call(tmp_path)
    assert module in str(caught.value)
    assert HOW[module] in str(caught.value)


def test_a_library_that_is_broken_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "openpyxl.py").write_text("raise ImportError('DLL load failed')")
    monkeypatch.delitem(sys.modules, "openpyxl", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SourceError, match=r"openpyxl, which cannot be loaded \(DLL load failed\): pip"):
        require("openpyxl", "a workbook")


def test_the_public_names_load_without_any_of_them() -> None:
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(HOW)}))\n"
        "import hanting_geo as hg\n"
        "print(len([getattr(hg, name) for name in hg.__all__]) == len(hg.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_what_an_extra_needs_is_the_extra_of_the_package() -> None:
    """Each hint names an extra of setup.cfg that holds the library."""
    from configparser import ConfigParser

    config = ConfigParser()
    config.read(ROOT.parent / "setup.cfg", encoding="utf-8")
    extras = config["options.extras_require"]
    for module, how in HOW.items():
        if "[" in how:
            extra = how.split("[")[1].split("]")[0]
            name = {"docx": "python-docx"}.get(module, module)
            assert any(line.startswith(name) for line in extras[extra].split("\n")), module
        else:
            assert module in config["options"]["install_requires"]


def test_files_that_import_an_optional_library_have_asked_for_it() -> None:
    """A direct import stands only inside a function, or in a module that is loaded after ``require``."""
    found = []
    for inside, source in sources_of_ours().items():
        for node in source.tree.body:
            names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [inside for name in names if name.split(".")[0] in HOW]
    # Asked for by analysis/raster/cells.py before it loads the module.
    assert set(found) <= {"analysis/raster/coverage.py"}
