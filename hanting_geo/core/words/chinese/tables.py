"""What is said of tables of points, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "{file}: name two columns, x= (east or longitude) and y= (north or latitude), or one with wkt=": "{file}：请写两个字段 x=（东或经度）和 y=（北或纬度），或一个 wkt=",
    "{file}: several columns may hold the place ({several}); say which with x= and y=, or wkt=": "{file}：有几个字段可能是位置（{several}）；请用 x= 和 y= 或 wkt= 说明",
    (
        "{file}: no column is called like a coordinate (经度 and 纬度, lon and lat, x and y, wkt); say "
        "which hold it with x= and y=, or wkt=; there are: {listed}"
    ): (
        "{file}：没有字段叫坐标的名称（经度 和 纬度、lon 和 lat、x 和 y、wkt）；请用 x= 和 y= 或 wkt= 说明"
        "；现有：{listed}"
    ),
    (
        "{file}: row {header} does not name the columns ({listed}), and row {number} seems to; say header={number}"
    ): "{file}：第 {header} 行不是字段名（{listed}），第 {number} 行看来是；请给 header={number}",
    "{file} has no column {name!r}; there are: {listed}": "{file} 没有字段 {name!r}；现有：{listed}",
    "{name}: there is no row {header} to name the columns; the file has {count} rows": "{name}：没有写字段名的第 {header} 行；文件有 {count} 行",
    (
        "{name}: {odd} has another number of cells than the {width} of the header (row {numbered}); cells "
        "would stand in wrong columns: put texts that hold {mark!r} in quotes"
    ): ("{name}：{odd} 的单元格数与表头（第 {numbered} 行）的 {width} 个不同，会错列：含 {mark!r} 的文字请加引号"),
    "{blank} has no value in any column, and is left out": "{blank} 各列都没有值，未读入",
    "cells are parted by {mark!r}": "各单元格以 {mark!r} 分隔",
    "{name} cannot be taken apart ({error}); a quote does not close, or stands where none may": "{name} 不能拆分（{error}）；引号没有成对，或位置不对",
    "column {name!r} mixes {listed}; its values are read as text": "字段 {name!r} 混有 {listed}；其值按文字读取",
    "{numbers}: {x} and {y} are no coordinates ({first})": "{numbers}：{x} 和 {y} 不是坐标（{first}）",
    (
        "{file}: the columns {x!r} and {y!r} are swapped ({named}; row {rows} holds {values:.10g}, "
        "{values2:.10g}); say x={y!r}, y={x!r}"
    ): (
        "{file}：字段 {x!r} 与 {y!r} 对调了（{named}；第 {rows} 行为 {values:.10g}, {values2:.10g}）；请给 "
        "x={y!r}, y={x!r}"
    ),
    (
        "{file}: the system of {x} and {y} is not said ({x} {east:.10g} to {east2:.10g}, {y} {north:.10g} "
        "to {north2:.10g}), and the numbers alone do not tell it; say crs= (EPSG:4549 is CGCS2000 with "
        "meridian 120, as in Hanting; EPSG:4490 and EPSG:4326 are degrees)"
    ): (
        "{file}：没有说明 {x} 和 {y} 的坐标系（{x} {east:.10g} 到 {east2:.10g}，{y} {north:.10g} 到 "
        "{north2:.10g}），仅凭数值不能判断；请给 crs=（EPSG:4549 为 CGCS2000 中央经线 120 度，寒亭即是；"
        "EPSG:4490 和 EPSG:4326 为度）"
    ),
    "column {name!r}: {parts} cells in degrees, minutes and seconds, read as decimal degrees": "字段 {name!r}：{parts} 个单元格为度分秒，按十进制度读取",
    (
        "{file}: {what}; correct the cells, empty both where the place is not known, or read the row "
        "without a place: hg.read_table(..., damaged='null')"
    ): ("{file}：{what}；请改正单元格；位置未知的两格都留空，或按无位置读入：hg.read_table(..., damaged='null')"),
    "{what}; the rows have no geometry": "{what}；这些行没有图形",
    "correct the cells": "改正单元格",
    "{file}: in {rows}, {x} and {y} are swapped against the other rows; correct the rows": "{file}：{rows} 的 {x} 与 {y} 和其他行相反；请改正这些行",
    "x= is the easting or longitude, and y= the northing or latitude": "x= 是横坐标或经度，y= 是纵坐标或纬度",
    "their names say": "按字段名",
    "{file}: {x} and {y} of {numbers} do not fit: {wrong}; {advice}": "{file}：{numbers} 的 {x} 和 {y} 不符：{wrong}；{advice}",
    "{numbers}: {name} is no WKT ({cells!r})": "{numbers}：{name} 不是 WKT（{cells!r}）",
    "{file}: {name} is in several systems ({listed}); part it": "{file}：{name} 属于几个坐标系（{listed}）；请分开",
    "{file}: {name} of {numbers} does not fit: {wrong}; {advice}": "{file}：{numbers} 的 {name} 不符：{wrong}；{advice}",
    "{numbers}: both coordinates are 0": "{numbers}：两个坐标都是 0",
    "ask for the place": "索取位置",
    "nothing; the column itself stays as it is": "无须处理；字段本身保持原样",
    "{numbers}: no coordinates; the rows are kept without geometry": "{numbers}：没有坐标；这些行保留，没有图形",
    "fill in the place, or leave it so where it is not published": "补上位置；未公布的保持原样",
    "{x!r} holds the northing and {y!r} the easting, as surveys call them (by their size)": "按数值大小，{x!r} 是纵坐标（北），{y!r} 是横坐标（东），即测量习惯",
    "say x={y!r}, y={x!r} to be sure": "请给 x={y!r}, y={x!r} 以确定",
    (
        "{x} and {y} are degrees in China, and their system is not said: taken as WGS 84 (EPSG:4326), "
        "which CGCS2000 agrees with within a metre"
    ): "{x} 和 {y} 是中国的经纬度，没有说明坐标系：按 WGS 84（EPSG:4326）计，与 CGCS2000 相差在一米以内",
    (
        "say crs='EPSG:4490' or 'EPSG:4326'; places picked on maps of Gaode, Tencent or Baidu lie up to 1.3 km off"
    ): "请给 crs='EPSG:4490' 或 'EPSG:4326'；在高德、腾讯、百度地图上点取的位置偏差可达 1.3 公里",
    "eastings begin with zone {number}, and the system is not said: taken as {name} ({crs})": "横坐标以带号 {number} 开头，没有说明坐标系：按 {name}（{crs}）计",
    "say crs= to be sure; in Xi'an 1980 or Beijing 1954 they would lie some 100 m from there": "请给 crs= 以确定；如为西安 1980 或北京 1954，相差约 100 米",
    "{file}: {what}; correct the cells, or empty them": "{file}：{what}；请改正单元格，或留空",
    "{name}: swap_axes is for two columns of coordinates; of WKT, read it, then swap its shapes": "{name}：swap_axes 用于两个坐标字段；WKT 请先读入再对调图形",
    "{name}: a table is .csv, .txt or .xlsx, and not {suffix!r}; save it as one of these": "{name}：表格为 .csv、.txt 或 .xlsx，而不是 {suffix!r}；请另存为其中一种",
    "{name}: sheet= is for workbooks; a CSV is one table, leave it out": "{name}：sheet= 用于工作簿；CSV 只有一个表，请不要给",
    "{name}: encoding= is for CSV; a workbook states its own, leave it out": "{name}：encoding= 用于 CSV；工作簿自己说明编码，请不要给",
    "column {at} has values and no name; it is called {header!r}": "第 {at} 列有值而没有名称；取名为 {header!r}",
    "a column is called 'geometry', as the shapes are; it is {own!r} here": "有字段叫 'geometry'，与图形同名；此处取名为 {own!r}",
    "name it in the source": "在源数据中命名",
    "{file}: row {row} should name the columns, and is empty; say which row does with header=": "{file}：第 {row} 行应为字段名，而是空的；请用 header= 说明是哪一行",
    "{file}: several columns are called {twice!r} (columns {places} of row {row}); rename all but one": "{file}：有几个字段叫 {twice!r}（第 {row} 行的第 {places} 列）；请只留一个，其余改名",
    "save the sheet as CSV": "请把工作表另存为 CSV",
    "{name}: the sheet {title!r} has {count} rows, and row {header} should name the columns": "{name}：工作表 {title!r} 有 {count} 行，而第 {header} 行应为字段名",
    "{name} {which}: {listed}; choose one with sheet=": "{name} {which}：{listed}；请用 sheet= 选一个",
    (
        "{file}: cells of the header are merged ({first} in {name!r}), and a column has one name in one "
        "row; take the merging apart, or say which row names the columns with header="
    ): (
        "{file}：表头有合并单元格（{name!r} 中的 {first}），而每列须在一行中有一个名称；请取消合并，或用 "
        "header= 说明哪一行是字段名"
    ),
    "{name} cannot be read as XLSX ({error}); it is damaged or another kind of file": "{name} 不能作为 XLSX 读取（{error}）；文件已损坏或是其他类型",
    "{name}: row {number} of {title!r} holds values right of the {count} named columns": "{name}：{title!r} 的第 {number} 行在 {count} 个有名称的列右边还有值",
    "{inner} has no value in any column, and is left out": "{inner} 各列都没有值，未读入",
    "{hidden} is hidden or filtered away, and read all the same": "{hidden} 是隐藏或筛去的，仍已读入",
    "{name} has no sheet {wanted}; there are {count}: {listed}": "{name} 没有工作表 {wanted}；有 {count} 个：{listed}",
    "{name} has no sheet {wanted!r}; there are {listed}": "{name} 没有工作表 {wanted!r}；有 {listed}",
    "has {count} sheets": "有 {count} 个工作表",
    "holds nothing in any sheet": "的各工作表都是空的",
    "merged cells hold their value in the first cell only: {each}; the others are empty": "合并单元格只有第一格有值：{each}；其余为空",
    "take the merging apart in the workbook, and fill the cells": "在工作簿中取消合并并填满单元格",
    "{count} cells are formulas, read as they last came out: {there}": "{count} 个单元格是公式，按上次的计算结果读取：{there}",
    "{count} formulas have never been worked out, and are empty: {lost}": "{count} 个公式从未计算，为空：{lost}",
    "open the workbook in Excel or WPS once, and save it": "用 Excel 或 WPS 打开工作簿并保存一次",
    "cells hold errors, and are empty: {bad}": "有单元格是错误值，按空读取：{bad}",
    "correct the formulas": "改正公式",
}
"""By the English pattern."""
