"""What is said of rasters, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "x {west} to {east}, y {south} to {north}": "x {west} 到 {east}，y {south} 到 {north}",
    (
        "{what}: no zone lies on the raster {name}. In {name2} the zones reach over {there}, the raster "
        "over {grid}; is one of the reference systems not that of its coordinates?"
    ): (
        "{what}：没有片区落在栅格 {name} 上。在 {name2} 中片区范围为 {there}，栅格为 {grid}；是否有一方的坐"
        "标系与坐标不符？"
    ),
    (
        "{what}: the raster {name} is in {name2}, which stretches areas here by {stretch:+.0%}; bring it "
        "to a system that keeps them: gdalwarp -t_srs EPSG:4549, or a rasterio WarpedVRT"
    ): (
        "{what}：栅格 {name} 的坐标系是 {name2}，此处面积变形 {stretch:+.0%}；请转到等积或接近等积的坐标系"
        "：gdalwarp -t_srs EPSG:4549，或 rasterio 的 WarpedVRT"
    ),
    (
        "translate it first (gdal_translate FILE one.tif), or open it yourself with rasterio and hand over "
        "the dataset, if you know what it reads"
    ): "请先转换（gdal_translate FILE one.tif），或在清楚它会读取什么时自行用 rasterio 打开并传入",
    "{what}: {path} is {named}; rasters end in {listed}: {out}": "{what}：{path} 是 {named}；栅格文件后缀可为 {listed}：{out}",
    (
        "{what}: {path} says that its overviews are in another file ({elsewhere}), which is not opened; "
        "write the raster anew without it: gdal_translate FILE one.tif"
    ): (
        "{what}：{path} 称其概视图在另一文件（{elsewhere}）中，该文件不会打开；请另存为不含它的栅格："
        "gdal_translate FILE one.tif"
    ),
    "{what}: cannot read the raster given: {error}": "{what}：给的栅格读不出：{error}",
    "a description that names other files": "指向其他文件的描述文件",
    "not read as a raster": "不作为栅格读取的类型",
    (
        "{what}: {name} beside {path} is no raster but something that may read other files; remove it, or "
        "take both from the source again"
    ): "{what}：{path} 旁边的 {name} 不是栅格，却可能读取其他文件；请移走，或把两者重新向来源索取",
    (
        "{what}: cannot read the raster {path} as {driver}, which its suffix says ({error}); it is damaged "
        "or another kind of file: take it from the source again, or {out}"
    ): (
        "{what}：栅格 {path} 不能按后缀所示的 {driver} 读取（{error}）；文件已损坏或是其他类型：请向来源重"
        "新索取，或{out}"
    ),
    "{what}: cannot read {beside}: {why}": "{what}：不能读取 {beside}：{why}",
    "gdalwarp -t_srs EPSG:4549 (or a rasterio WarpedVRT) makes one that will do": "gdalwarp -t_srs EPSG:4549（或 rasterio 的 WarpedVRT）可生成合用的栅格",
    "{what}: the raster {name} has no band {band!r}; it has 1 to {count}": "{what}：栅格 {name} 没有波段 {band!r}；有 1 到 {count}",
    "{what}: band {band} of {name} holds {dtype}, which cannot be ordered or averaged": "{what}：{name} 的波段 {band} 类型为 {dtype}，不能排序或求平均",
    "{what}: the cells of {name} have no place (no geotransform; control points are not used); {warp}": "{what}：{name} 的格网没有位置（无地理变换；控制点不用）；{warp}",
    "{what}: band {band} of {name} holds {dtype}, where nodata={nodata:g} cannot stand; leave it out": "{what}：{name} 的波段 {band} 类型为 {dtype}，不可能有 nodata={nodata:g}；请不要给",
    (
        "{what}: the raster {name} has no reference system; find out which it is, and write it into the "
        "file: rio edit-info --crs EPSG:4549 FILE"
    ): "{what}：栅格 {name} 没有坐标系；请查明并写入文件：rio edit-info --crs EPSG:4549 FILE",
    "{what}: the raster {name} is in {name2}, which has no place on the Earth; {warp}": "{what}：栅格 {name} 的坐标系是 {name2}，不在地球上；{warp}",
    "{what}: the ellipsoid of {name} is not known; {warp}": "{what}：{name} 的椭球不认识；{warp}",
    "{what}: the raster {name} is turned, or does not count degrees, in {name2}; {warp}": "{what}：栅格 {name} 经过旋转，或在 {name2} 中不以度计；{warp}",
    "{what}: the rows of {name} reach latitude {latitude:g}; {warp}": "{what}：{name} 的行到达纬度 {latitude:g}；{warp}",
    "{what}: a raster is given by its path or as an open rasterio dataset, not as {name}": "{what}：栅格须给路径或打开的 rasterio 数据集，而不是 {name}",
    "{what}: the reference system of the raster {name} is not known: {error}": "{what}：栅格 {name} 的坐标系不认识：{error}",
    "{what}: cannot read rows {row} to {row2} of the raster {name}: {error}": "{what}：不能读取栅格 {name} 的第 {row} 到 {row2} 行：{error}",
    "{what}: the raster {name} is closed; open it again, or give its path": "{what}：栅格 {name} 已关闭；请重新打开，或给路径",
    "{what}: {value}; there are: {listed}, and quantiles such as 'q5' or 'q97.5'": "{what}：{value}；可用：{listed}，以及分位数，例如 'q5' 或 'q97.5'",
    "{what}: {doubled} is asked for more than once": "{what}：{doubled} 要求了不止一次",
    "no statistic {unknown}": "没有统计量 {unknown}",
    "no statistic is asked for": "没有要求任何统计量",
    "{what}: rule {rule!r} is not known; there are: {listed}": "{what}：不认识规则 {rule!r}；可用：{listed}",
    (
        "{what}: band {band} of {name} has more than {most_classes:,} different values, which are no "
        "classes; for measurements there is hg.raster_statistics"
    ): ("{what}：{name} 的波段 {band} 有超过 {most_classes:,} 个不同值，不是类别；量测值请用 hg.raster_statistics"),
    (
        "{what}: band {band} of {name} has too many different values for {listed}, which are for classes; "
        "for measurements there are mean, median, q95"
    ): ("{what}：{name} 的波段 {band} 的不同值太多，不能算 {listed}，那是用于类别的；量测值请用 mean、median、q95"),
    "has values on {covered:.1%} of its area": "只有 {covered:.1%} 的面积有值",
    "the statistics speak of that part alone; fill the gap, or say so": "统计只说明该部分；补上缺口，或注明",
    "the zones are in {moved_from} and were brought to {name}, that of the raster": "片区的坐标系是 {moved_from}，已转到栅格的 {name}",
    "nothing; the cells were not moved": "无须处理；格网未移动",
    "holds no centre of a cell": "内没有格网中心",
    "take rule='fraction', or a finer raster": "用 rule='fraction'，或更细的栅格",
    "the zone {what}": "片区{what}",
    "{value:g} stands among the values, and the raster does not say that it is none": "值中有 {value:g}，而栅格未说明它是无数据值",
    "if it is no value, pass nodata={value:g}": "如它不是数值，请给 nodata={value:g}",
}
"""By the English pattern."""
