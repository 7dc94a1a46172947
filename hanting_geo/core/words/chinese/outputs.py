"""What is said of maps, pages, figures and workbooks, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "layer to frame": "图层到数据",
    "write_workbook: the source {name!r}": "write_workbook：资料来源 {name!r}",
    "{target}: a figure is written as {listed}": "{target}：图件写为 {listed}",
    "figure: boundary_points needs parcels, the name of the layer whose corners are listed": "图件：boundary_points 需要 parcels，即列出界址点的图层名",
    "any of {listed} to a text": "{listed} 中任一个到文字",
    "figure: signed has {listed}, which is no line of the block; use {listed2}": "图件：signed 中的 {listed} 不是签署栏的行；可用：{listed2}",
    "figure: style names {listed}, and the layers are {listed2}": "图件：style 写的是 {listed}，而图层有 {listed2}",
    "figure: parcels names {parcels}, and the layers are {listed}": "图件：parcels 写的是 {parcels}，而图层有 {listed}",
    "figure: no layer has anything with a place to draw": "图件：没有图层有可画的位置",
    "figure: the parcels must be polygons, and {odd} is none": "图件：宗地须为面，而 {odd} 不是",
    "layer to a mapping of keys": "图层到键的映射",
    (
        "figure: at 1:{scale:g} the layers are {east:.0f} x {north:.0f} mm, and the map of this sheet "
        "{width:.0f} x {height:.0f} mm; take 1:{needed}, or a larger sheet"
    ): (
        "图件：按 1:{scale:g}，图层为 {east:.0f} × {north:.0f} 毫米，而本图幅的图面为 {width:.0f} × "
        "{height:.0f} 毫米；请用 1:{needed} 或更大的图幅"
    ),
    "layer {name!r}: {error}": "图层 {name!r}：{error}",
    (
        "a figure needs a font with Chinese characters, and this system has none; install one (Debian, "
        "Ubuntu: apt-get install fonts-noto-cjk; elsewhere Noto Sans SC or Source Han Sans SC)"
    ): (
        "图件需要中文字体，而本系统没有；请安装（Debian、Ubuntu：apt-get install fonts-noto-cjk；其他系统："
        "Noto Sans SC 或思源黑体）"
    ),
    (
        "the legend of {count} classes has no room on this sheet: take a larger sheet, fewer layers, or fewer classes"
    ): "{count} 类的图例在本图幅上放不下：请用更大的图幅、更少的图层或更少的类别",
    (
        "the table of boundary points has {count} rows, and this sheet has room for {room}: take a larger "
        "sheet, or draw fewer parcels"
    ): "界址点成果表有 {count} 行，而本图幅只放得下 {room} 行：请用更大的图幅，或少画些宗地",
    (
        "a figure of layers that reach {least:.3g} times over the sheet cannot be drawn: look at their places"
    ): "图层范围是图幅的 {least:.3g} 倍，不能成图：请核对其位置",
    "style of layer {name!r}: column {column!r}": "图层 {name!r} 的样式：字段 {column!r}",
    "style of layer {name!r}: {said}": "图层 {name!r} 的样式：{said}",
    "{listed} grades nothing; add scheme (one of {listed2}) or breaks": "{listed} 没有可分级的；请加 scheme（{listed2} 之一）或 breaks",
    "{listed} needs the column to grade; add column": "{listed} 需要分级字段；请加 column",
    "{listed} is for classes by value, and graded classes take their colours from palette": "{listed} 用于按值分类，而分级的颜色取自 palette",
    "breaks say where the classes end; leave scheme and k out": "breaks 已说明各级的上界；请不要给 scheme 和 k",
    "scheme {scheme!r} is not known; use {listed}, or breaks for bounds of your own": "不认识方法 {scheme!r}；可用：{listed}，或用 breaks 自定界限",
    "breaks must be numbers, the upper bounds of the classes, as in [10, 20, 50]; got {breaks!r}": "breaks 须为数字，即各级的上界，例如 [10, 20, 50]；而给的是 {breaks!r}",
    "{where}: all values are {distinct:g}; there is nothing to grade": "{where}：所有值均为 {distinct:g}；没有可分级的",
    "{where}: the values from {distinct:g} to {distinct2:g} are too wide to grade": "{where}：值从 {distinct:g} 到 {distinct2:g}，跨度太大，不能分级",
    "{where}: {count} different values make no {k} classes; take k={count}": "{where}：{count} 个不同值分不出 {k} 级；请用 k={count}",
    "{where}: {scheme} of {count:,} values takes minutes (at most {most:,}); take natural_breaks": "{where}：{count:,} 个值用 {scheme} 须数分钟（最多 {most:,} 个）；请用 natural_breaks",
    (
        "{where}: {scheme} makes {count} classes of these values, not {k}: too many are equal; take "
        "k={count2}, or another scheme"
    ): ("{where}：{scheme} 把这些值分成 {count} 级，而不是 {k} 级：相等的太多；请用 k={count2}，或换一种方法"),
    "{where}: several gaps are equally wide, so the widest {k} are not certain; change k": "{where}：有几个间隔同样宽，最宽的 {k} 个不能确定；请改 k",
    "palette {palette!r} is not known; use {listed} (_r turns one round), or colours": "不认识色带 {palette!r}；可用：{listed}（_r 为反向），或 colours",
    "palette {palette!r} is no name and no list of two or more #rrggbb": "palette {palette!r} 既不是名称，也不是两个以上 #rrggbb 的列表",
    "all values of {column!r} are missing: there is nothing to grade": "{column!r} 的值全部缺失：没有可分级的",
    "{column!r} is not numeric and cannot be graded; leave scheme and breaks out for a class each value": "{column!r} 不是数字，不能分级；不给 scheme 和 breaks 则每个值一类",
    "breaks must increase, each above the one before; got {given}": "breaks 须逐个递增；而给的是 {given}",
    "{where}: {scheme} finds no classes in these {count} values ({error}); take another scheme or k": "{where}：{scheme} 对这 {count} 个值分不出级（{error}）；请换方法或 k",
    "{scheme} chooses the number of its classes; leave k out": "{scheme} 自行决定级数；请不要给 k",
    "k is {k!r}; use a whole number from {fewest_classes} to {most_classes}": "k 为 {k!r}；请用 {fewest_classes} 到 {most_classes} 的整数",
    "compare_maps: {side} takes a map of hg.zone_map, and was given {plan}": "compare_maps：{side} 须用 hg.zone_map 的地图，而给的是 {plan}",
    "layers must map names to frames, as in {{'zones': frame}}; got {name}": "layers 须为名称到数据表的映射，例如 {{'zones': frame}}；而给的是 {name}",
    "layer {name!r}: a popup cannot show {listed}, which holds shapes": "图层 {name!r}：弹窗不能显示 {listed}，其中是图形",
    "a key to what it sets": "键到设定",
    "style of layer {name!r}: {listed} is not known; use {listed2}": "图层 {name!r} 的样式：不认识 {listed}；可用：{listed2}",
    "style of layer {name!r}: {unknown!r} is no symbol; use {listed}": "图层 {name!r} 的样式：{unknown!r} 不是符号；可用：{listed}",
    "style of layer {name!r}: {why}; give one of {listed}": "图层 {name!r} 的样式：{why}；可用：{listed}",
    "style of layer {name!r}: phase: no column {column!r}; give one of {listed}": "图层 {name!r} 的样式：phase：没有字段 {column!r}；可用：{listed}",
    "style of layer {name!r}: phase: column {column!r} must hold whole numbers from 0 up, or nothing": "图层 {name!r} 的样式：phase：字段 {column!r} 须为大于等于 0 的整数或空",
    "style of layer {name!r}: {color!r} is no colour; use #rrggbb or a colour name": "图层 {name!r} 的样式：{color!r} 不是颜色；请用 #rrggbb 或颜色名",
    "column {column!r} holds shapes": "字段 {column!r} 是图形",
    "no column {column!r}": "没有字段 {column!r}",
    "style of layer {name!r}: no colours of {land_use} are packaged; give colors yourself": "图层 {name!r} 的样式：没有内置 {land_use} 的颜色；请自行给 colors",
    "style of layer {name!r}: land_use needs column, which holds the codes": "图层 {name!r} 的样式：land_use 需要 column，即存放代码的字段",
    "popup asks for columns that are not there: {listed}": "弹窗要的字段不存在：{listed}",
    "method {method!r} cannot be recomputed; use one of {listed}": "方法 {method!r} 不能重算；可用：{listed}",
    "ranking: {wrong}": "排名：{wrong}",
    "columns of utilities, index of weights and criteria of the tree must be the same, in one order": "效用值的列、权重的索引和层次中的指标须相同且次序一致",
    "{count} ranks for {count2} candidates": "{count2} 处候选用地有 {count} 个名次",
    "weights must be from 0 up and sum to 1, and sum to {count:.10g}": "权重须大于等于 0 且和为 1，而和为 {count:.10g}",
    "statistics must map titles to tables, as in {{'rivers': table}}; got {said}": "statistics 须为标题到表的映射，例如 {{'rivers': table}}；而给的是 {said}",
    "statistics: {key!r} is a {name}, not a DataFrame": "statistics：{key!r} 是 {name}，不是 DataFrame",
    "statistics: table {key!r} has no column {listed}; give what zone_statistics returns": "statistics：表 {key!r} 没有字段 {listed}；请给 zone_statistics 的结果",
    (
        "statistics: table {key!r} has class {value!r} of zone {zone_id!r} twice; give one table a theme, "
        "or put them together with hg.concat({{theme: table}})"
    ): (
        "statistics：表 {key!r} 中片区 {zone_id!r} 的类别 {value!r} 有两次；请给每个表一个专题，或用 "
        "hg.concat({{theme: table}}) 合并"
    ),
    "statistics: column {column!r} of table {key!r} holds no numbers": "statistics：表 {key!r} 的字段 {column!r} 不是数字",
    "zone_map: popup takes a list or a mapping of columns, and was given {given}": "zone_map：popup 须用字段的列表或映射，而给的是 {given}",
    "{what}: title takes a text, or {{'zh': ..., 'en': ...}} (and a 'date'), and was given {title}": "{what}：title 须用文字，或 {{'zh': ..., 'en': ...}}（可带 'date'），而给的是 {title}",
    "style names {listed}, and the layers are {listed2}": "style 写的是 {listed}，而图层有 {listed2}",
    (
        "statistics: no layer has a feature whose id is a zone_id of the tables; draw the zones that they "
        "were made of, with their column id"
    ): "statistics：没有图层含编号为表中 zone_id 的要素；请画出统计所用的片区，并带 id 字段",
    (
        "popup names {listed}, which is no column of any layer; give a list of columns, layer: [columns], "
        "or column: label"
    ): "popup 写的 {listed} 不是任何图层的字段；请给字段列表、图层: [字段] 或 字段: 标签",
    "basemap {basemap!r} is not known; use {listed}, a tile URL with {{z}}/{{x}}/{{y}}, or None": "不认识底图 {basemap!r}；可用：{listed}、含 {{z}}/{{x}}/{{y}} 的瓦片地址，或 None",
    "basemap {url!r} is no http(s) address of a tile server": "底图 {url!r} 不是瓦片服务器的 http(s) 地址",
    (
        "basemap {url!r} leaves its host open, and the page would be allowed to ask any host; write the "
        "host out, such as {example}"
    ): "底图 {url!r} 的主机未写定，页面将可以请求任何主机；请写出主机，例如 {example}",
    (
        "the tiles of {host} are shifted against the layers, by about 500 m (GCJ-02) or 1,300 m (BD-09); "
        "use OpenStreetMap ('osm') or Tianditu, which are not, or basemap='gaode', which draws shifted copies"
    ): (
        "{host} 的瓦片相对图层偏移约 500 米（GCJ-02）或 1300 米（BD-09）；请用没有偏移的 OpenStreetMap（'osm'）或天地"
        "图，或 basemap='gaode'，它会把图层随之偏移后绘出"
    ),
    "zone_map: popup of {name!r}": "zone_map：{name!r} 的弹窗",
    "a page cannot hold a {name}": "页面不能含 {name}",
    "a page carries no script but its own": "页面只含本包的脚本",
    "it asks a server while the page is open": "它在页面打开时访问服务器",
    "it loads scripts that are not packaged; draw one layer for each date, with a LayerControl": "它加载没有内置的脚本；请为每个日期画一个图层，并用 LayerControl",
    "it needs an icon font; use folium.DivIcon or folium.CircleMarker": "它需要图标字体；请用 folium.DivIcon 或 folium.CircleMarker",
    "use fillColor and fillOpacity of style_function": "请用 style_function 的 fillColor 和 fillOpacity",
    "it writes to the clipboard; use folium.LatLngPopup, or zone_map, which shows coordinates": "它写入剪贴板；请用 folium.LatLngPopup，或显示坐标的 zone_map",
    "{no_script}, and no style sheet from elsewhere": "{no_script}，也不用外部样式表",
    "one page is one map; add layers to the map itself": "一页是一张地图；请把图层加到该地图上",
    "one page is one map; save two pages, or use folium.LayerControl": "一页是一张地图；请存两页，或用 folium.LayerControl",
    "{network}; use plugins.Search on a layer, or the search of zone_map": "{network}；请在图层上用 plugins.Search，或用 zone_map 的搜索",
    "the policy allows no frame; give the popup a text, or folium.Html(text)": "策略不允许框架；弹窗请给文字，或 folium.Html(text)",
    "use folium.DivIcon or folium.CircleMarker, which need no icon font": "请用不需要图标字体的 folium.DivIcon 或 folium.CircleMarker",
    "a browser gives no position to a file; plugins.MousePosition shows coordinates": "浏览器不向文件提供位置；plugins.MousePosition 可显示坐标",
    "{no_script}; what a template of your own adds has to be a class that is carried": "{no_script}；自定义模板所加的须是可携带的类",
    "its library needs eval, which the policy forbids; zone_map measures, and plugins.Draw draws": "其库需要 eval，而策略禁止；zone_map 可量算，plugins.Draw 可绘图",
    "use plugins.MarkerCluster, which spreads markers of one place": "请用 plugins.MarkerCluster，它能散开同一位置的标记",
    "use folium.PolyLine with the coordinates": "请用 folium.PolyLine 并给坐标",
    "use folium.PolyLine, moved in metres by shapely's offset_curve": "请用 folium.PolyLine，按米偏移可用 shapely 的 offset_curve",
    "use folium.Polygon with the coordinates": "请用 folium.Polygon 并给坐标",
    "use folium.CircleMarker or folium.DivIcon": "请用 folium.CircleMarker 或 folium.DivIcon",
    "its image is on another host; use folium.Map(scrollWheelZoom=False)": "其图像在另一主机上；请用 folium.Map(scrollWheelZoom=False)",
    "use folium.Polygon with the outline": "请用 folium.Polygon 并给外轮廓",
    "use folium.LayerControl, or save two pages": "请用 folium.LayerControl，或存两页",
    "use folium.FeatureGroup for each tag, with a LayerControl": "请为每个标签用 folium.FeatureGroup，并加 LayerControl",
    "take it off the map": "请从地图上去掉",
    "use folium.GeoJson; geopandas reads TopoJSON files": "请用 folium.GeoJson；geopandas 可读 TopoJSON 文件",
    "its library needs eval; give the popup the chart as SVG or as an image with a data: address": "其库需要 eval；请把图表以 SVG 或 data: 地址的图像放进弹窗",
    "a page loads nothing; use folium.raster_layers.ImageOverlay": "页面不加载任何东西；请用 folium.raster_layers.ImageOverlay",
    (
        "the tiles of {host} are shifted against the layers, by about 500 m (GCJ-02) or 1,300 m (BD-09); "
        "use OpenStreetMap or Tianditu, which are not"
    ): "{host} 的瓦片相对图层偏移约 500 米（GCJ-02）或 1300 米（BD-09）；请用没有偏移的 OpenStreetMap 或天地图",
    "docs/foreign_maps.md lists what save_page carries": "save_page 能携带的见 docs/foreign_maps.md",
    "a one-file page cannot hold {kind}{value}; {instead}": "单文件页面不能含 {kind}{value}；{instead}",
    "the GeoJson layer reads {embed_link} when the page opens; pass the data with embed=True": "GeoJson 图层在打开页面时读取 {embed_link}；请用 embed=True 传入数据",
    "a one-file page cannot hold the control {name!r}; use {listed}": "单文件页面不能含控件 {name!r}；可用：{listed}",
    "{kind}: {address!r} is no http(s) address that a policy can name": "{kind}：{address!r} 不是可写入策略的 http(s) 地址",
    (
        "a one-file page cannot hold {kind} ({address}): the page would ask {host} for images. Use "
        "tiles=None, or allow that host by name: save_page(map, path, hosts=[{bare!r}])"
    ): (
        "单文件页面不能含 {kind}（{address}）：页面会向 {host} 请求图像。请用 tiles=None，或按名称允许该主"
        "机：save_page(map, path, hosts=[{bare!r}])"
    ),
    "hosts={given!r} is no host name, as in hosts=['tile.openstreetmap.org']": "hosts={given!r} 不是主机名，应如 hosts=['tile.openstreetmap.org']",
    "a style_function gives {{{{ or a folium element, which a page cannot hold; give colors and numbers": "style_function 给出 {{{{ 或 folium 元素，页面不能含；请给颜色和数字",
    "a page is made of a folium map, not of {kind}; {instead}": "页面由 folium 地图生成，而不是 {kind}；{instead}",
    "folium cannot write the map: {error}": "folium 不能写出地图：{error}",
    "the page's header holds a script of its own ({name}); a page carries no script but its own": "页面头部带有自己的脚本（{name}）；页面只含本包的脚本",
    "the page's body holds a script of its own; a page carries no script but its own": "页面正文带有自己的脚本；页面只含本包的脚本",
    (
        "the page's body holds <{active}>, which acts by itself (it may lead a reader elsewhere); if it is "
        "text, put it in with html.escape(...), else take it out"
    ): ("页面正文含 <{active}>，它会自行动作（可能把读者引到别处）；如是文字请用 html.escape(...) 放入，否则请去掉"),
    "the map holds a script of its own ({name}); a page carries no script but its own": "地图带有自己的脚本（{name}）；页面只含本包的脚本",
    "the page would load {url} ({name}), which is not packaged; take that plugin off the map": "页面会加载 {url}（{name}），它没有内置；请从地图上去掉该插件",
    (
        "the page would load {address}{value}; a one-file page loads nothing: embed it as a data: address "
        "or take it off the map"
    ): "页面会加载 {address}{value}；单文件页面不加载任何东西：请以 data: 地址嵌入，或从地图上去掉",
    " from {host}": "（来自 {host}）",
    "crs={crs!r} is none of Leaflet's reference systems: use {listed}": "crs={crs!r} 不是 Leaflet 的坐标系：可用：{listed}",
    "folium would run the popup {popup!r} of ClickForMarker as code: give it as popup=": "folium 会把 ClickForMarker 的弹窗 {popup!r} 当作代码执行：请用 popup= 给出",
    "folium would run search_zoom={search_zoom!r} of Search as code: give a number": "folium 会把 Search 的 search_zoom={search_zoom!r} 当作代码执行：请给数字",
    (
        "Search finds nothing in a column named {search_label!r}: it takes the name for a path, or every "
        "object has it; rename the column"
    ): "Search 在名为 {search_label!r} 的字段中查不到：它把该名称当作路径，或每个对象都有它；请给字段改名",
    "{where}: options within options, more than {most_deep} deep": "{where}：选项嵌套超过 {most_deep} 层",
    "folium would run {name!r} of {kind} as code: it takes it for a name in a script": "folium 会把 {kind} 的 {name!r} 当作代码执行：它把该值当作脚本中的名称",
    "a popup holds a script of its own; a page carries no script but its own": "有弹窗带自己的脚本；页面只含本包的脚本",
    "a popup on a page holds text or folium.Html, not {listed}": "页面上的弹窗为文字或 folium.Html，而不是 {listed}",
    "folium would run {key!r} as code: it is no name of an option ({where})": "folium 会把 {key!r} 当作代码执行：它不是选项名（{where}）",
    "{program} printed nothing of {name}; open the .docx and print it there": "{program} 没有打印出 {name}；请打开 .docx 自行打印",
    "{program} printed nothing of {name}; write .html and print it there": "{program} 没有打印出 {name}；请写 .html 自行打印",
    "{called} ({command}) could not print the report: {why}; write .docx or .html instead": "{called}（{command}）不能打印报告：{why}；请改写 .docx 或 .html",
    "; ": "；",
    "{template}: {what}. The names are: {known}; give others by fields={{name: text}}": "{template}：{what}。可用名称：{known}；其他请用 fields={{名称: 文字}} 给出",
    "{template} has no place for {listed}, given in fields": "{template} 中没有 fields 所给 {listed} 的位置",
    "{template}: the run has nothing for {named}; the places are marked and left to fill by hand": "{template}：运行中没有 {named} 的内容；这些位置已标出，留待人工填写",
    "{template} cannot be read as a Word document (.docx): {error}; save it as .docx and try again": "{template} 不能作为 Word 文档（.docx）读取：{error}；请另存为 .docx 后重试",
    "{name} ({place}) is no name of this report": "{name}（{place}）不是本报告的名称",
    "{name} ({place}) is a chapter, and needs a paragraph of its own": "{name}（{place}）是一章，须独占一段",
    "{name} is a chapter, and cannot stand in the {place}": "{name} 是一章，不能放在 {place} 中",
    "{path}: a report is written as {listed}": "{path}：报告写为 {listed}",
    "{path}: a template is a Word document; write .docx or .pdf, or leave template out": "{path}：模板是 Word 文档；请写 .docx 或 .pdf，或不给 template",
    (
        "a report as .pdf is printed by LibreOffice, and none was found: install LibreOffice (Debian: "
        "apt-get install libreoffice-writer), or write .docx and print it there"
    ): (
        "PDF 报告由 LibreOffice 打印，而没有找到：请安装 LibreOffice（Debian：apt-get install "
        "libreoffice-writer），或写 .docx 自行打印"
    ),
    (
        "a report as .pdf is printed by LibreOffice or Chromium, and none was found: install LibreOffice "
        "(Debian: apt-get install libreoffice-writer), or write .docx or .html and print it there"
    ): (
        "PDF 报告由 LibreOffice 或 Chromium 打印，而都没有找到：请安装 LibreOffice（Debian：apt-get "
        "install libreoffice-writer），或写 .docx 或 .html 自行打印"
    ),
    "{where}: more than one column is called {named}; rename them so that a reader can tell them apart": "{where}：不止一个字段叫 {named}；请改名，使读者分得清",
    "formulas must be 'defuse' or 'keep', not {formulas!r}": "formulas 须为 'defuse' 或 'keep'，而不是 {formulas!r}",
    "what to text": "键到文字",
    "sheet to DataFrame": "工作表到 DataFrame",
    "sheet to title": "工作表到标题",
    "{what}: there is no sheet {name!r}; there are: {listed}": "{what}：没有工作表 {name!r}；有：{listed}",
    "{what}: the title of {name!r} takes a text, or {{'zh': ..., 'en': ...}}, and was given {said}": "{what}：{name!r} 的标题应为一段文字，或 {{'zh': ..., 'en': ...}}，而给的是 {said}",
    (
        "sheet name {name!r}: Excel wants 1 to {longest_sheet_name} characters without [ ] : * ? / \\ and "
        "without an apostrophe at either end"
    ): "工作表名 {name!r}：Excel 要求 1 到 {longest_sheet_name} 个字符，不含 [ ] : * ? / \\，首尾不能是撇号",
    "sheet name {name!r} stands twice (Excel does not tell capitals apart)": "工作表名 {name!r} 有两个（Excel 不分大小写）",
    (
        "sheet {name!r} has {count} columns, and Excel holds {most_columns}; write CSV, or turn the table "
        "so that its columns are rows"
    ): "工作表 {name!r} 有 {count} 列，而 Excel 最多 {most_columns} 列；请写 CSV，或把表转置",
    "sheet {name!r} has {count} rows, and Excel holds {most_rows}; write CSV or GeoPackage instead": "工作表 {name!r} 有 {count} 行，而 Excel 最多 {most_rows} 行；请写 CSV 或 GeoPackage",
    (
        "sheet {name!r}, column {name2!r}, row {row}: a text of {longest} characters, and an Excel cell "
        "holds {most_cell}; shorten it or write CSV"
    ): (
        "工作表 {name!r} 的列 {name2!r} 第 {row} 行：文字有 {longest} 个字符，而 Excel 单元格最多 "
        "{most_cell} 个；请缩短，或写 CSV"
    ),
}
"""By the English pattern."""
