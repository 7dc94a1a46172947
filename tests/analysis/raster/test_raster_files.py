"""A raster is read by the driver of its suffix; nothing in it or beside it leads to another file or to a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from hosts import Host, listening
from shapely import box

from hanting_geo.analysis.raster.files import opened_file
from hanting_geo.analysis.raster.raster_statistics import raster_classes, raster_statistics
from hanting_geo.errors import SourceError
from hanting_geo.siting.relations.slope import require_raster, steepest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

X, Y = 430_000.0, 4_071_000.0
PLACE = rasterio.Affine(10, 0, X, 0, -10, Y + 100)
ZONES = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(X, Y, X + 100, Y + 100)], crs="EPSG:4549")
VRT = (
    '<VRTDataset rasterXSize="10" rasterYSize="10"><SRS>EPSG:4549</SRS>'
    "<GeoTransform>430000,10,0,4071100,0,-10</GeoTransform>"
    '<VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename>{}</SourceFilename>'
    "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
)
WMS = '<GDAL_WMS><Service name="TMS"><ServerUrl>{}${{z}}</ServerUrl></Service></GDAL_WMS>'


def written(path: Path, driver: str = "GTiff", value: int = 7, **tags: str) -> Path:
    shape = {"width": 10, "height": 10, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", driver=driver, crs="EPSG:4549", transform=PLACE, **shape) as raster:
        raster.write(np.full((1, 10, 10), value, dtype="uint8"))
        if tags:
            raster.update_tags(ns="OVERVIEWS", **tags)
    return path


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with listening(tmp_path_factory.mktemp("host")) as there:
        yield there


def refusal(path: Path) -> str:
    """Open a raster, ask it for all that could lead elsewhere, and give the error."""
    with pytest.raises(SourceError) as caught, opened_file(path, "statistics") as raster:
        _ = raster.overviews(1), raster.mask_flag_enums, raster.read(1, masked=True)
    return str(caught.value)


@pytest.mark.parametrize("suffix", [".tif", ".TIFF", ".img", ".asc", ".vrt", ".wms", ".xml", ".png", ""])
def test_a_description_is_no_raster(tmp_path: Path, host: Host, suffix: str) -> None:
    url = host.url
    other = written(tmp_path / "other.tif")
    for text in (VRT.format(other), VRT.format(f"/vsicurl/{url}r.tif"), WMS.format(url)):
        path = tmp_path / f"a{suffix}"
        path.write_text(text)
        said = refusal(path)
        assert said.startswith("statistics: "), said
        assert "gdal_translate" in said
    assert host.asked == []
    for door in (raster_statistics, raster_classes):
        with pytest.raises(SourceError, match="gdal_translate"):
            door(ZONES, path)


@pytest.mark.parametrize("where", ["URLo.ovr", "/vsicurl/URLo.ovr", "<GDAL_WMS>URL</GDAL_WMS>", "other.tif"])
def test_overviews_elsewhere_are_not_opened(tmp_path: Path, host: Host, where: str) -> None:
    url = host.url
    place = where.replace("URL", url)
    path = written(tmp_path / "a.tif", OVERVIEW_FILE=place)
    assert "says that its overviews are in another file" in refusal(path)
    beside = written(tmp_path / "b.tif")
    text = f"<PAMDataset><Metadata domain='OVERVIEWS'><MDI key='OVERVIEW_FILE'>{place.replace('<', '&lt;')}</MDI>"
    beside.with_name("b.tif.aux.xml").write_text(text + "</Metadata></PAMDataset>")
    assert "says that its overviews are in another file" in refusal(beside)
    assert host.asked == []


@pytest.mark.parametrize("suffix", [".msk", ".ovr"])
def test_masks_and_overviews_beside_are_rasters(tmp_path: Path, host: Host, suffix: str) -> None:
    url = host.url
    path = written(tmp_path / "a.tif")
    beside = path.with_name(path.name + suffix)
    beside.write_text(VRT.format(f"/vsicurl/{url}r.tif"))
    assert f"a.tif{suffix} beside" in refusal(path)
    assert host.asked == []
    beside.unlink()
    if suffix == ".msk":
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK="NO"), rasterio.open(path, "r+") as raster:
            raster.write_mask(np.repeat([0, 255], 50).reshape(10, 10).astype("uint8"))
        assert beside.is_file()
        with opened_file(path, "statistics") as raster:
            assert raster.read(1, masked=True).count() == 50


@pytest.mark.parametrize(("suffix", "driver"), [(".tif", "GTiff"), (".tiff", "GTiff"), (".img", "HFA")])
def test_each_suffix_has_its_driver(tmp_path: Path, suffix: str, driver: str) -> None:
    path = written(tmp_path / f"a{suffix}", driver)
    assert raster_statistics(ZONES, path, stats="mean")["mean"].tolist() == [7]
    assert raster_statistics(ZONES, str(path), stats="mean")["mean"].tolist() == [7]
    wrong = tmp_path / ("b.img" if driver == "GTiff" else "b.tif")
    wrong.write_bytes(path.read_bytes())
    with pytest.raises(SourceError, match="which its suffix says"):
        raster_statistics(ZONES, wrong)


def test_an_ascii_grid_with_its_prj(tmp_path: Path) -> None:
    path = tmp_path / "a.asc"
    head = f"ncols 2\nnrows 2\nxllcorner {X}\nyllcorner {Y}\ncellsize 50\nNODATA_value -9999\n"
    path.write_text(head + "1 2\n3 -9999\n")
    path.with_suffix(".prj").write_text(ZONES.crs.to_wkt("WKT1_ESRI"))
    assert raster_statistics(ZONES, path, stats=["mean", "max"]).iloc[0][["mean", "max"]].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("https://host/a.tif", "https://host/a.tif is an address"),
        ("/vsicurl/http://host/a.tif", "virtual path of GDAL"),
        ("GTIFF_DIR:1:a.tif", "cannot read"),
        ("长" * 300 + ".tif", "cannot read"),
        ("a\0.tif", "cannot read"),
    ],
)
def test_what_is_no_file(path: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        raster_statistics(ZONES, path)


def test_slopes_are_opened_the_same_way(tmp_path: Path) -> None:
    other = written(tmp_path / "other.tif", value=30)
    path = tmp_path / "slope.tif"
    path.write_text(VRT.format(other))
    rule: Any = type("Rule", (), {"id": "R1"})
    with pytest.raises(SourceError, match=r"rule R1: cannot read the raster .*slope\.tif"):
        require_raster(path, ZONES.crs, rule)
    with pytest.raises(SourceError, match=r"rule R1: cannot read the raster .*slope\.tif"):
        steepest(path, np.asarray(ZONES.geometry.values), rule)
    largest, whole = steepest(other, np.asarray(ZONES.geometry.values), rule)
    assert (largest.tolist(), whole.tolist()) == ([30.0], [True])
