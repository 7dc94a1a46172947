"""KML and KMZ for the field, MapInfo in three charsets, file geodatabases."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest
from shapely import Point, box

import hanting_geo as hg
from hanting_geo.errors import SourceError
from hanting_geo.sources.files import list_layers

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430_000.0, 4_071_000.0
NAMES = ["甲地块", "乙地块"]


def parcels() -> gpd.GeoDataFrame:
    shapes = [box(X + 200 * n, Y, X + 200 * n + 100, Y + 100) for n in range(2)]
    return gpd.GeoDataFrame({"id": ["001", "002"], "名称": NAMES, "n": [1.5, 2.5]}, geometry=shapes, crs=4549)


@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
def test_for_the_field_with_names(tmp_path: Path, suffix: str) -> None:
    path = hg.write_file(parcels(), tmp_path / f"a{suffix}")
    back = hg.read_file(path, crs="working")
    assert back["Name"].tolist() == NAMES
    assert back["id"].tolist() == ["001", "002"]
    assert back.area.round(3).tolist() == [10_000, 10_000]
    assert not back.has_z.any()
    assert "heights_dropped" in set(hg.findings(back)["code"])
    bare = parcels().drop(columns="名称")
    assert hg.read_file(hg.write_file(bare, tmp_path / f"b{suffix}"))["Name"].tolist() == ["001", "002"]


def test_real_heights_stay_and_folders_are_layers(tmp_path: Path) -> None:
    mark = "<Placemark><name>{}</name><Point><coordinates>119.2,36.8,{}</coordinates></Point></Placemark>"
    folders = "".join(
        f"<Folder><name>{name}</name>{mark.format(name, height)}</Folder>" for name, height in (("井", 12.5), ("桩", 0))
    )
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
    with zipfile.ZipFile(tmp_path / "现场.kmz", "w") as pack:
        pack.writestr("doc.kml", text)
        pack.writestr("files/other.kml", "<kml/>")
    assert list_layers(tmp_path / "现场.kmz")["name"].tolist() == ["井", "桩"]
    assert hg.read_file(tmp_path / "现场.kmz", layer="井").geometry.tolist() == [Point(119.2, 36.8, 12.5)]
    assert hg.read_file(tmp_path / "现场.kmz", layer="井").has_z.all()
    assert not hg.read_file(tmp_path / "现场.kmz", layer="桩").has_z.any()
    with pytest.raises(SourceError, match="2 layers"):
        hg.read_file(tmp_path / "现场.kmz")
    with zipfile.ZipFile(tmp_path / "two.kmz", "w") as pack:
        pack.writestr("a.kml", text)
        pack.writestr("b.kml", text)
    with pytest.raises(SourceError, match=r"a\.kml, b\.kml"):
        hg.read_file(tmp_path / "two.kmz")
    (tmp_path / "no.kmz").write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceError, match="cannot be unpacked"):
        hg.read_file(tmp_path / "no.kmz")


@pytest.mark.parametrize("suffix", [".tab", ".mif"])
@pytest.mark.parametrize("said", ["WindowsSimpChinese", "Neutral", "WindowsLatin1"])
def test_mapinfo(tmp_path: Path, suffix: str, said: str) -> None:
    path = tmp_path / f"地块{suffix}"
    pyogrio.write_dataframe(parcels(), path, driver="MapInfo File", ENCODING="CP936")
    path.write_bytes(path.read_bytes().replace(b"WindowsSimpChinese", said.encode()))
    frame = hg.read_file(path, encoding="gbk" if said == "WindowsLatin1" else None)
    assert frame["名称"].tolist() == NAMES
    assert frame["id"].tolist() == ["001", "002"]
    assert frame.area.to_numpy() == pytest.approx(10_000, rel=1e-3)  # a .tab keeps whole numbers of its own
    assert frame.crs is not None
    told = hg.findings(frame).set_index("code").loc["encoding", "what"]
    assert ("its head says so" in told) == (said == "WindowsSimpChinese")
    beside = path.with_suffix(".id" if suffix == ".tab" else ".mid")
    beside.unlink()
    with pytest.raises(SourceError, match="missing beside it"):
        hg.read_file(path)


def test_mapinfo_that_names_other_files_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.tab"
    path.write_text('!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  File "b.tif"\n  Type "RASTER"\n')
    with pytest.raises(SourceError, match="names other files"):
        hg.read_file(path)


def test_file_geodatabase(tmp_path: Path) -> None:
    path = tmp_path / "库.gdb"
    pyogrio.write_dataframe(parcels(), path, driver="OpenFileGDB", layer="地块")
    pyogrio.write_dataframe(
        parcels().set_geometry(parcels().centroid), path, driver="OpenFileGDB", layer="点", append=True
    )
    assert set(list_layers(path)["name"]) == {"地块", "点"}
    frame = hg.load_layer(path, layer="地块")
    assert frame["名称"].tolist() == NAMES
    assert frame.area.round(3).tolist() == [10_000, 10_000]
    assert len(frame.attrs["hanting_geo"]["sha256"]) == 64
    (tmp_path / "empty.gdb").mkdir()
    with pytest.raises(SourceError, match="no file geodatabase"):
        hg.read_file(tmp_path / "empty.gdb")
    with pytest.raises(SourceError, match="cannot be written"):
        hg.write_file(frame, tmp_path / "new.gdb")
