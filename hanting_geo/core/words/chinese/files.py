"""What is said of files, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    (
        "{file}: what it says of itself as GeoParquet is not as the format has it: {key} is {value}; write it anew "
        "with the program that it is from"
    ): "{file}：GeoParquet 自述不合格式：{key} 为 {value}；请用原来的程序重新写出",
    (
        "{file}: row {row} has {what}, which are not read in batches; hanting-geo convert writes the file without them"
    ): "{file}：第 {row} 行有{what}，分批时不读取；hanting-geo convert 可另写不含它们的文件",
    "{path}: the file states {rows} features and {start} could be read": "{path}：文件称有 {rows} 个要素，而读到 {start} 个",
    (
        "{path} does not say in which reference system its coordinates are, so they cannot be brought to "
        "{name}; ask the source, and write the file anew with hanting-geo convert --from-crs; {doctor}"
    ): (
        "{path} 没有说明坐标属于哪个坐标系，不能转到 {name}；请询问来源，并用 hanting-geo convert "
        "--from-crs 另写文件；{doctor}"
    ),
    "row {index}: a coordinate is not a finite number": "第 {index} 行：有坐标不是有限数",
    "{path}: {error}": "{path}：{error}",
    "M values": " M 值",
    "curves": "曲线",
    "a batch has 1 row or more, and {size!r} was asked for; {batch} is a good number": "每批至少 1 行，而给的是 {size!r}；{batch} 是合适的数",
    "{name}: encoding= is for Shapefile and GeoJSON; {kind} states its own, leave it out": "{name}：encoding= 用于 Shapefile 和 GeoJSON；{kind} 自己说明编码，请不要给",
    "{path}: {listed} are all geometry; a layer has one, drop the others": "{path}：{listed} 都是图形；一个图层只有一个，请去掉其他",
    "{path} cannot be read as GeoParquet ({error}); take it from the source again": "{path} 不能作为 GeoParquet 读取（{error}）；请向来源重新索取",
    "{path}: its text is not in {listed}; say encoding=": "{path}：文字编码不是 {listed}；请给 encoding=",
    "{path}: several columns are called {listed}; rename them in the source": "{path}：有几个字段叫 {listed}；请在源数据中改名",
    "{path}: the file states {features} features and {count} could be read": "{path}：文件称有 {features} 个要素，而读到 {count} 个",
    "a crs member states {name}; today's GeoJSON (RFC 7946) is always WGS 84": "crs 成员写的是 {name}；现行 GeoJSON（RFC 7946）一律为 WGS 84",
    "nothing here; other programs may ignore it: write the layer anew, or use a GeoPackage": "此处无须处理；其他程序可能忽略它：请另写图层，或用 GeoPackage",
    "all heights are 0, which Google Earth and GDAL write where none is known; they were dropped": "高程全部为 0，Google Earth 和 GDAL 在高程未知时如此写；已略去",
    "{name} is damaged ({error}); to say which feature it is": "{name} 已损坏（{error}）；要指明是哪个要素",
    "asked for": "按要求",
    "row {row}: a coordinate is not a finite number": "第 {row} 行：有坐标不是有限数",
    "{listed} stands twice in one object; the last one was read": "{listed} 在同一对象中出现两次；取的是后一个",
    "remove one of them in the source": "在源数据中删去一个",
    "nothing, unless the features lie at sea level": "除非要素在海平面上，无须处理",
    "a coordinate is not a finite number": "有坐标不是有限数",
    "a ring is not closed: it starts at {line} and ends at {line2}": "环没有闭合：起于 {line}，止于 {line2}",
    "its head says so": "文件头如此声明",
    "its bytes are so": "字节如此",
    "text read as {codec}: {why}": "文字按 {codec} 读取：{why}",
    "nothing, if names read right": "如名称显示正确，无须处理",
    "features have an id of their own and another among their properties; the column is the latter": "要素有自己的 id，属性中又有一个；字段取后者",
    "keep one of them in the source": "在源数据中只留一个",
    "row {seen} cannot be read ({broken})": "第 {seen} 行不能读取（{broken}）",
    "row {seen} cannot be read, nor any after it; the file should have {features}": "第 {seen} 行及其后都不能读取；文件应有 {features} 行",
    "column {column!r} holds integers of more than 15 digits beside empty cells: last digits are lost": "字段 {column!r} 有超过 15 位的整数，又有空单元格：末几位已丢失",
    "store such codes as text": "此类代码请存为文字",
    "column {column!r} mixes {listed}; its values were brought to one type": "字段 {column!r} 混有 {listed}；已统一为一种类型",
    "give the column one type in the source": "在源数据中把字段统一为一种类型",
    "{name}: x, y and wkt are said of tables; {kind} says itself where its places are": "{name}：x、y 和 wkt 用于表格；{kind} 自带位置",
    "{name} holds neither boundary points nor a table of points: {error}": "{name} 既没有界址点也没有点表：{error}",
    "{name}: the order of boundary points is read from their size; leave swap_axes out": "{name}：界址点的次序按数值大小判断；请不要给 swap_axes",
    "a zip (.zip; a .kmz and an .xlsx are zips too)": "zip（.zip；.kmz 和 .xlsx 也是 zip）",
    "an empty zip": "空的 zip",
    "a RAR archive: unpack it": "RAR 压缩包：请解压",
    "a 7z archive: unpack it": "7z 压缩包：请解压",
    "a gzip archive: unpack it": "gzip 压缩包：请解压",
    "an AutoCAD drawing: save it as DXF and bring it over with QGIS": "AutoCAD 图形：请另存为 DXF，并用 QGIS 转换",
    "a web page: the download gave an error page instead of the file": "网页：下载到的是错误页面而不是文件",
    "XML text (.kml, or a description that names other files)": "XML 文本（.kml，或指向其他文件的描述）",
    "a pointer of Git LFS: fetch the file itself with git lfs pull": "Git LFS 的指针：请用 git lfs pull 取得文件本身",
    (
        "{name} is no {kind}, as its suffix says, but {seen}; nothing was read: give the file the suffix "
        "of what it holds, or take it from the source again"
    ): "{name} 不是后缀所示的 {kind}，而是{seen}；没有读取：请改为与内容相符的后缀，或向来源重新索取",
    "another kind of file, or one that is damaged (it begins with {head!r})": "其他类型或已损坏的文件（开头为 {head!r}）",
    "cannot read {file}: {why}; it may be open in another program, or not yours to read": "不能读取 {file}：{why}；可能在其他程序中打开，或没有读取权限",
    "something that GDAL reads as {driver}": "GDAL 读作 {driver} 的文件",
    (
        "it has a crs member of its own ({shown}), which the file has not; a file is in one reference "
        "system: bring all features to it, and write its name once, beside the features"
    ): ("它自带 crs 成员（{shown}），而文件没有；一个文件只用一个坐标系：请把各要素统一，并在要素之外写一次坐标系名称"),
    (
        "{file}: its crs member is a link ({link!r}), and nothing is fetched from the network: write the "
        'name there ({{"type": "name", "properties": {{"name": "urn:ogc:def:crs:EPSG::4549"}}}}), or '
        "delete it if the coordinates are WGS 84"
    ): (
        '{file}：crs 成员是链接（{link!r}），而本包不访问网络：请直接写名称（{{"type": "name", '
        '"properties": {{"name": "urn:ogc:def:crs:EPSG::4549"}}}}），如坐标是 WGS 84 则删去'
    ),
    (
        "{file}: its crs member states {shown}, which is unknown{hint}; write a known name there "
        "(urn:ogc:def:crs:EPSG::4549), or delete it if the coordinates are WGS 84"
    ): (
        "{file}：crs 成员写的是 {shown}，不认识{hint}；请写已知的名称（urn:ogc:def:crs:EPSG::4549），如坐标"
        "是 WGS 84 则删去"
    ),
    (
        "{count} features have curves (arcs), which were read as chords: a circle of 100 m radius loses 25 m2"
    ): "{count} 个要素有曲线（圆弧），已按弦读取：半径 100 米的圆少 25 平方米",
    "turn arcs into chords in the program that drew them, to a tolerance of your choice": "在绘图程序中按所选容差把圆弧转为弦",
    (
        "{file}: {ready} reaches over longitude 180, where GeoJSON asks that shapes are cut (RFC 7946); "
        "cut it there, or write a .gpkg"
    ): "{file}：{ready} 跨越 180 度经线，GeoJSON 要求在那里切开（RFC 7946）；请切开，或写 .gpkg",
    "hanting-geo check --crs or hg.diagnose_crs says which systems the numbers fit": "hanting-geo check --crs 或 hg.diagnose_crs 可说明数值符合哪些坐标系",
    "{file}: the two coordinates of every position were exchanged, as was asked": "{file}：按要求对调了每个位置的两个坐标",
    "{file} {had}; its coordinates were taken as {name}, as was declared": "{file}{had}；其坐标按声明取为 {name}",
    "{file}: {name} was declared, and the coordinates of {label} do not fit: {why}; {doctor}": "{file}：声明为 {name}，而 {label} 的坐标不符：{why}；{doctor}",
    "{file}: brought back from {name} to WGS 84 by the formula that is generally used": "{file}：由 {name} 按通用公式还原为 WGS 84",
    "{error}; or 'gcj02' (Gaode, Tencent), 'bd09' (Baidu), 'gcj02-mercator' for what a web map gave": "{error}；或 'gcj02'（高德、腾讯）、'bd09'（百度）、'gcj02-mercator'（网络地图给出的）",
    "states no reference system": "没有声明坐标系",
    "states {name}": "声明为 {name}",
    "nothing, if they lie where they should": "如位置正确，无须处理",
    "nothing, if that is what the source says": "如来源如此说明，无须处理",
    "a metre or two remain: compare with a known place": "仍有一两米误差：请与已知位置比对",
    "{name} is a binary DXF; save it as a text DXF (ASCII) of release 2000 or newer": "{name} 是二进制 DXF；请另存为 2000 版或以上的文本 DXF（ASCII）",
    "{name} is a DWG by another name; save it as DXF of release 2000 or newer": "{name} 是改了名的 DWG；请另存为 2000 版或以上的 DXF",
    "{file} is no DXF: it does not begin with a section but with {said!r}; ": "{file} 不是 DXF：开头不是段而是 {said!r}；",
    "take it from the source again": "请向来源重新索取",
    "{file} is cut off: its end (EOF) is missing; take it from the source again": "{file} 不完整：缺少结尾（EOF）；请向来源重新索取",
    "{file} is damaged: line {at} should be the code of a pair, and is {code!r}": "{file} 已损坏：第 {at} 行应为组码，而是 {code!r}",
    "{message}; nothing was read: save it anew in the program that drew it": "{message}；没有读取：请在绘图程序中另存",
    (
        "{path} has no layer {layer!r}; it has {source}; or choose what is drawn: {listed}, or LAYER/polygons"
    ): "{path} 没有图层 {layer!r}；有 {source}；也可选所画的内容：{listed}，或 LAYER/polygons",
    "{flat} closed polylines have no area, and stayed lines": "有 {flat} 条闭合多段线没有面积，保留为线",
    "what gives no feature and was not read: {kinds} ({named}{count})": "不成要素、没有读取的：{kinds}（{named}{count}）",
    "nothing, if you do not need them; else turn them into lines in the program that drew them": "如用不到，无须处理；否则在绘图程序中转为线",
    "{insert} block inserts came in as the parts they are made of, their attributes as texts": "有 {insert} 个块参照按其组成部分读入，属性作为文字",
    "layers that the drawing does not show came in too: {listed}": "图中不显示的图层也已读入：{listed}",
    "{said}, and the text was read as {encoding}, which its bytes are": "{said}，而文字按 {encoding} 读取，字节与之相符",
    "the drawing mixes {listed}": "图中混有 {listed}",
    "{name} does not say in which reference system its coordinates are: no DXF does": "{name} 没有说明坐标属于哪个坐标系：DXF 都没有",
    (
        "declare it: source_crs='EPSG:...', convert --from-crs, or crs: in a catalogue; hanting-geo check "
        "--crs or hg.diagnose_crs says which systems the numbers fit"
    ): (
        "请声明：source_crs='EPSG:...'、convert --from-crs 或目录中的 crs:；hanting-geo check --crs 或 "
        "hg.diagnose_crs 可说明数值符合哪些坐标系"
    ),
    (
        "closed polylines came in as polygons: {flag} closed by their flag, {points} whose last point is their first"
    ): "闭合多段线已作为面读入：按闭合标志的 {flag} 条，末点与首点相同的 {points} 条",
    "nothing, if they bound areas": "如是面的边界，无须处理",
    "look at them in the drawing": "在图中核对",
    "arcs were drawn as chords of 4 degrees ({listed}): a circle of 100 m radius loses 25 m2": "圆弧已按 4 度的弦绘出（{listed}）：半径 100 米的圆少 25 平方米",
    "nothing, if the parts are what you need": "如所需为各部分，无须处理",
    "{paper} features stand in paper space, on the printed sheet and not in map coordinates": "{paper} 个要素在图纸空间，是图幅上的位置而不是地图坐标",
    "leave them out: frame[~frame['paper_space']]": "去掉它们：frame[~frame['paper_space']]",
    "leave them out if they were put away on purpose": "如是有意关闭的，请去掉",
    "the header says {page}": "文件头写 {page}",
    "the header says no code page": "文件头没有写代码页",
    "nothing, if names read right; else say encoding=": "如名称显示正确，无须处理；否则给 encoding=",
    "take one: layer='polygons', a layer by name, or 'NAME/polygons'": "请选一个：layer='polygons'、按名称的图层，或 'NAME/polygons'",
    "{path} cannot be read as DXF ({error}); save it anew in the program that drew it": "{path} 不能作为 DXF 读取（{error}）；请在绘图程序中另存",
    "{path} is no DXF, as its suffix says, but something that GDAL reads as {driver}": "{path} 不是后缀所示的 DXF，而是 GDAL 读作 {driver} 的文件",
    "{path}: {which} cannot be read ({again}); explode or delete it in the drawing": "{path}：{which} 不能读取（{again}）；请在图中分解或删去",
    "an entity": "有图元",
    "{name}: {spoilt} cannot be read by GDAL, and spoils the whole file; a second reader": "{name}：GDAL 不能读取 {spoilt}，整个文件因此读不出；第二个读取程序",
    "turn it into a polyline in the program that drew it": "在绘图程序中转为多段线",
    "{path}: {spoilt} cannot be read; explode or delete it in the drawing": "{path}：{spoilt} 不能读取；请在图中分解或删去",
    (
        "GDAL cannot read {spoilt}; {count} splines were turned into polylines by ezdxf, within "
        "{tolerance:g} units of the drawing ({listed}{count2})"
    ): (
        "GDAL 不能读取 {spoilt}；{count} 条样条由 ezdxf 转为多段线，误差在 {tolerance:g} 图形单位以内（"
        "{listed}{count2}）"
    ),
    "compare them with the drawing, or turn them into polylines there": "与图形比对，或在图中转为多段线",
    "{path}: {spoilt} cannot be read, by ezdxf neither ({error}); delete it in the drawing": "{path}：{spoilt} 不能读取，ezdxf 也不能（{error}）；请在图中删去",
    "{name}: the header of the attribute table is damaged; take the file from the source again": "{name}：属性表的文件头已损坏；请向来源重新索取",
    (
        "{file}: the text is neither {listed} (as gb18030: {seen}); ask the source for the encoding and "
        "pass it as encoding="
    ): "{file}：文字既不是 {listed}（按 gb18030 为：{seen}）；请向来源询问编码，并用 encoding= 给出",
    "the .cpg says {label}, and the bytes are {chosen}: taken as {chosen}": ".cpg 写的是 {label}，而字节是 {chosen}：按 {chosen} 读取",
    "correct the .cpg, or pass encoding={declared!r} if it is right after all": "改正 .cpg；如它确实正确，请给 encoding={declared!r}",
    "the .cpg is wrong": ".cpg 有误",
    "nothing, if names read right; else pass encoding=": "如名称显示正确，无须处理；否则给 encoding=",
    "{count} texts end inside a character, which is lost: {listed}": "{count} 段文字在字符中间截断，末尾丢失：{listed}",
    "ask the source for a GeoPackage: a Shapefile column holds at most 254 bytes, its name 10": "向来源索取 GeoPackage：Shapefile 的字段最多 254 字节，字段名最多 10 字节",
    "{file}: unknown encoding {explicit!r}; use 'utf-8' or 'gb18030'": "{file}：不认识编码 {explicit!r}；请用 'utf-8' 或 'gb18030'",
    (
        "{file}: the text is not {explicit} ({listed}); leave out encoding= to let it be found, or give another"
    ): "{file}：文字不是 {explicit}（{listed}）；请不给 encoding= 由程序判断，或给另一种",
    ".cpg says {label!r}, which no one knows": ".cpg 写的是 {label!r}，没有这种编码",
    "; the bytes are ": "；字节是",
    ".cpg says {label}": ".cpg 写的是 {label}",
    "the text is valid UTF-8 ({sample!r}) and valid GB18030 ({sample2!r})": "文字既是有效的 UTF-8（{sample!r}），又是有效的 GB18030（{sample2!r}）",
    "look at it, and pass encoding='gb18030' or encoding='utf-8'": "查看后给 encoding='gb18030' 或 encoding='utf-8'",
    (
        "the text is no common Chinese in GB18030 ({decode!r}); in the western European ISO-8859-1 it is "
        "{decode2!r}, and other encodings may be meant"
    ): "按 GB18030 读出的不是常见中文（{decode!r}）；按西欧 ISO-8859-1 为 {decode2!r}，也可能是其他编码",
    "look at it, ask the source, and pass encoding='iso-8859-1' or encoding='gb18030'": "查看后询问来源，并给 encoding='iso-8859-1' 或 encoding='gb18030'",
    "row {position}": "第 {position} 行",
    (
        "{file}: JSON-FG ({found}), which says places in other ways than GeoJSON and is not read; export "
        "it as GeoJSON, or as a GeoPackage, which keeps its reference system"
    ): (
        "{file}：是 JSON-FG（{found}），其位置写法与 GeoJSON 不同，不读取；请导出为 GeoJSON，或保留坐标系的 GeoPackage"
    ),
    "it is not a Feature": "不是 Feature",
    "it is a feature of JSON-FG, whose `place` is not read; export the file as GeoJSON": "是 JSON-FG 的要素，不读取其 `place`；请把文件导出为 GeoJSON",
    "its properties are not an object": "其 properties 不是对象",
    "{why}; remove it in the source": "{why}；请在源数据中删去",
    "a ring is not closed: it starts at {chain} and ends at {chain2}; repeat the first position": "环没有闭合：起于 {chain}，止于 {chain2}；请重复首点",
    "a {is_ring} has {count} positions, fewer than {least}": "{is_ring} 有 {count} 个位置，少于 {least} 个",
    "{file}: {count} features stand in the file and {count2} could be read": "{file}：文件有 {count} 个要素，而读到 {count2} 个",
    "ask the source for its encoding and pass it as encoding=": "请向来源询问编码，并用 encoding= 给出",
    "{name}: the text is not {encoding} (line {line}, byte {start}); {advice}": "{name}：文字不是 {encoding}（第 {line} 行，第 {start} 字节）；{advice}",
    "{name}: unknown encoding {encoding!r}; use 'utf-8' or 'gb18030'": "{name}：不认识编码 {encoding!r}；请用 'utf-8' 或 'gb18030'",
    (
        "{file}: {error} stands twice in one object, so it cannot be told which is meant; remove one of them"
    ): "{file}：{error} 在同一对象中出现两次，无法判断所指；请删去一个",
    "{file}: brackets are nested too deep to be GeoJSON; take the file from the source again": "{file}：括号嵌套太深，不是 GeoJSON；请向来源重新索取",
    (
        "{file}: a number of thousands of digits stands in it ({error}); take the file from the source again"
    ): "{file}：其中有数千位的数字（{error}）；请向来源重新索取",
    "its geometry has no coordinates": "其图形没有坐标",
    "the coordinates are not nested as a {kind}'s are": "坐标的嵌套不合 {kind} 的写法",
    "row {position} (id {name})": "第 {position} 行（编号 {name}）",
    "{at}: {got} of {expected} vertices could be read": "{at}：{expected} 个顶点中读到 {got} 个",
    "{file}: the property {name!r} could not be read (there are {listed})": "{file}：属性 {name!r} 没有读到（有 {listed}）",
    "{file}: of {count} values of {name!r} {read} could be read": "{file}：{name!r} 的 {count} 个值中读到 {read} 个",
    "{name} = {value} has more than 64 bits; write it as text": "{name} = {value} 超过 64 位；请写成文字",
    "a member of its GeometryCollection is not a geometry": "GeometryCollection 中有成员不是图形",
    "position {at} is {position}, not two numbers": "位置 {at} 为 {position}，不是两个数",
    "a coordinate has hundreds of digits": "有坐标长达数百位",
    "{file}: of {letters} letters of {name!r} {letters2} could be read": "{file}：{name!r} 的 {letters} 个字符中读到 {letters2} 个",
    "it is valid GB18030, so pass encoding='gb18030' if Chinese names then read right": "它是有效的 GB18030，如中文名称因此显示正确，请给 encoding='gb18030'",
    "by what it conforms to": "由其 conformsTo 看出",
    (
        "{file} is damaged: {listed}{more}; nothing was read: repair these features in the source, or take "
        "the file from there again"
    ): "{file} 已损坏：{listed}{more}；没有读取：请在源数据中修复这些要素，或重新索取文件",
    (
        "{file}: {count} shapes but {records} rows in the attribute table: .shp and .dbf do not belong "
        "together; take all parts from the source again"
    ): "{file}：图形有 {count} 个，而属性表有 {records} 行：.shp 与 .dbf 不配套；请向来源重新索取全部文件",
    "{file}: {there} features stand in layer {layer!r} and {rows} could be read": "{file}：图层 {layer!r} 有 {there} 个要素，而读到 {rows} 个",
    "row {at} (fid {name}): its geometry cannot be read": "第 {at} 行（fid {name}）：图形不能读取",
    "; and {count} more": "；另有 {count} 处",
    (
        "{file}: a collection of geometries holds curves (arcs), which are not read; turn them into chords "
        "in the program that drew them, to a tolerance of your choice"
    ): "{file}：图形集合中有曲线（圆弧），不读取；请在绘图程序中按所选容差转为弦",
    "{gone} rows are marked as deleted in the attribute table and were left out": "属性表中有 {gone} 行标为已删除，未读入",
    "nothing, if they were deleted on purpose; QGIS 'Repack' removes them for good": "如是有意删除，无须处理；QGIS 的“重新打包”可彻底删去",
    (
        "{count} numbers of column {decode!r} are stars (rows {listed}{count2}): they were too long for "
        "the column and are lost; they were read as missing"
    ): "字段 {decode!r} 有 {count} 个数是星号（第 {listed} 行{count2}）：因超出字段宽度而丢失；按缺失读入",
    "take the layer from the source as a GeoPackage, or measure these values anew": "向来源索取 GeoPackage，或重新量算这些值",
    "row {row}: its shape is cut off or overwritten": "第 {row} 行：图形被截断或改写",
    "layer {layer!r}: geometries that are stored cannot be read": "图层 {layer!r}：存储的图形不能读取",
    "row {row}: {got} of {expected} vertices could be read": "第 {row} 行：{expected} 个顶点中读到 {got} 个",
    (
        "{file}: not JSON at line {lineno}, column {colno}: {msg}; the file is cut short or edited wrongly there"
    ): "{file}：第 {lineno} 行第 {colno} 列不合 JSON：{msg}；文件在那里被截断或改错",
    (
        "{file}: JSON, but not GeoJSON (top level: {found!r}, not 'FeatureCollection'); export it as GeoJSON"
    ): "{file}：是 JSON，但不是 GeoJSON（顶层：{found!r}，不是 'FeatureCollection'）；请导出为 GeoJSON",
    "{value!r} holds U+0000, at which programs cut a text": "{value!r} 含 U+0000，程序会在此截断文字",
    (
        "{file}: a sequence of JSON texts, one a feature (GeoJSONSeq, as in .geojsonl), and not one "
        "GeoJSON text (Extra data from line {lineno}, column {colno}); write it as one FeatureCollection: "
        "ogr2ogr -f GeoJSON whole.geojson GeoJSONSeq:FILE, or QGIS"
    ): (
        "{file}：是 JSON 序列，每个要素一段（GeoJSONSeq，如 .geojsonl），而不是一个 GeoJSON（第 {lineno} 行"
        "第 {colno} 列起是多余内容）；请写成一个 FeatureCollection：ogr2ogr -f GeoJSON whole.geojson "
        "GeoJSONSeq:FILE，或用 QGIS"
    ),
    "is missing": "缺失",
    (
        "{file}: a GeoJSON FeatureCollection whose `features` {held}, so it cannot be told what was in it; "
        "take it from the source again (a layer without features has an empty list there)"
    ): (
        "{file}：GeoJSON FeatureCollection 的 `features` {held}，无法判断其中内容；请向来源重新索取（没有要"
        "素的图层应为空列表）"
    ),
    "{file}: JSON of Esri, and not GeoJSON; export it as GeoJSON (f=geojson), or use QGIS": "{file}：是 Esri 的 JSON，不是 GeoJSON；请导出为 GeoJSON（f=geojson），或用 QGIS",
    "{file}: TopoJSON, and not GeoJSON (top level: 'Topology'); export it as GeoJSON with QGIS": "{file}：是 TopoJSON，不是 GeoJSON（顶层：'Topology'）；请用 QGIS 导出为 GeoJSON",
    "is null": "为空值",
    "is no list": "不是列表",
    "it declares a document type ({name}), which no KML needs and which may name other files": "声明了文档类型（{name}），KML 都不需要，且可能指向其他文件",
    "{name}: not KML but other XML (its top element is {root!r}); take it from the source again": "{name}：不是 KML 而是其他 XML（顶层元素为 {root!r}）；请向来源重新索取",
    "{name}: it states the encoding {label!r}, which is unknown; save it anew in UTF-8": "{name}：声明的编码 {label!r} 不认识；请另存为 UTF-8",
    "elements are nested more than {deepest} deep": "元素嵌套超过 {deepest} 层",
    (
        "{name}: not KML: the text is not in the encoding that it states, {label} (line {line}, byte "
        "{start}); write the right one into its first line (Chinese programs: GBK), or take it from the "
        "source again"
    ): (
        "{name}：不是 KML：文字不是所声明的编码 {label}（第 {line} 行，第 {start} 字节）；请在第一行写正确"
        "的编码（国产程序多为 GBK），或向来源重新索取"
    ),
    "{name}: not KML: {error}; the file is cut short or edited wrongly, or another kind of file; ": "{name}：不是 KML：{error}；文件被截断、改错，或是其他类型；",
    "{name}: not read as KML: {error}; save it anew with Google Earth or QGIS": "{name}：不能作为 KML 读取：{error}；请用 Google Earth 或 QGIS 另存",
    "a value is called 'geometry', as the shapes are; its column is {renamed!r}": "有属性叫 'geometry'，与图形同名；其字段名为 {renamed!r}",
    "{odd!r} is no yes or no": "{odd!r} 既不是“是”也不是“否”",
    "{file}: row {row}: {read} of {said} positions could be read": "{file}：第 {row} 行：{said} 个位置中读到 {read} 个",
    "values of one name stand twice in a placemark; the second is in {listed}": "同一地标中有同名的值两次；第二个在 {listed} 中",
    "the file also holds what is no placemark and was not read: {listed}{named}": "文件还含有不是地标的内容，没有读取：{listed}{named}",
    "text read as {encoding}, which the file states": "文字按文件声明的 {encoding} 读取",
    "column {name!r} should hold {kind}, and does not ({error}); it was read as text": "字段 {name!r} 应为{kind}，实际不是（{error}）；已按文字读取",
    "{file}: of {count} values of {name!r} {count2} could be read": "{file}：{name!r} 的 {count} 个值中读到 {count2} 个",
    "ask the source for the place; until then the feature stays in tables and counts": "向来源索取位置；在此之前保留在表格和计数中",
    "look at these features, and correct them in the source": "查看这些要素，并在源数据中改正",
    "{listed}{more}: {why}": "{listed}{more}：{why}",
    " (they name {listed}, which was not opened)": "（指向 {listed}，没有打开）",
    "rename it in the source": "在源数据中改名",
    "correct the value in the source": "在源数据中改正该值",
    "give each a name of its own": "各取一名",
    "nothing, if you need the placemarks only": "如只需地标，无须处理",
    "a polygon has {count} outer rings; make polygons of them, in a MultiGeometry": "面有 {count} 个外环；请在 MultiGeometry 中分成多个面",
    "a ring of a polygon stands outside of outerBoundaryIs and innerBoundaryIs": "面的环在 outerBoundaryIs 和 innerBoundaryIs 之外",
    "a ring is not closed: it starts at {start} and ends at {end}; repeat the first position": "环没有闭合：起于 {start}，止于 {end}；请重复首点",
    "a ring has {count} positions, fewer than {least_ring}": "环有 {count} 个位置，少于 {least_ring} 个",
    "a {kind} has {count} lists of coordinates": "{kind} 有 {count} 组坐标",
    "elements stand inside the coordinates of a {kind}": "{kind} 的坐标中有元素",
    "it has {count} geometries, where KML allows one; all were read, as one": "有 {count} 个图形，而 KML 只允许一个；已全部读入，作为一个",
    "it is a 3D model, which was not read": "是三维模型，没有读取",
    "its {kind} has no coordinates": "其 {kind} 没有坐标",
    "a polygon has holes and no outer ring": "面有内环而没有外环",
    "its Polygon has no coordinates": "其 Polygon 没有坐标",
    "{empty} of the {count} positions of its track are empty, and the line leads past them": "轨迹的 {count} 个位置中有 {empty} 个是空的，连线跳过它们",
    "angles and models of its track were not read": "轨迹的角度和模型没有读取",
    "{path} holds no layer; take it from the source again": "{path} 没有图层；请向来源重新索取",
    (
        "{path}: {listed} is missing, and a Shapefile is at least .shp, .shx and .dbf side by side; take "
        "all of them from the source"
    ): "{path}：缺少 {listed}，而 Shapefile 至少须有 .shp、.shx 和 .dbf 同在一处；请向来源索取全部文件",
    (
        "{path}: the attribute table is cut off after {complete} of {records} rows; take the file from the source again"
    ): "{path}：属性表在 {records} 行中的第 {complete} 行后截断；请向来源重新索取",
    (
        "{path} cannot be opened as {kind} ({error}); it is damaged or another kind of file: take it from "
        "the source again"
    ): "{path} 不能作为 {kind} 打开（{error}）；文件已损坏或是其他类型：请向来源重新索取",
    "{path} holds no Shapefile but {listed}; unpack it first": "{path} 中没有 Shapefile，而是 {listed}；请先解压",
    "{path} has {count} layers: {layers}; choose one with layer=": "{path} 有 {count} 个图层：{layers}；请用 layer= 选一个",
    "{path}: there is no geometry in {layers}; read a plain table with pandas": "{path}：{layers} 中没有图形；普通表请用 pandas 读取",
    (
        "{path}: the reference system that {where} states cannot be understood ({error}); ask the source "
        "which one it is, and correct it there"
    ): "{path}：{where} 声明的坐标系不能理解（{error}）；请向来源询问，并在那里改正",
    "{path} cannot be unpacked ({error}); take it from the source again, or unpack it by hand": "{path} 不能解压（{error}）；请向来源重新索取，或手工解压",
    "{path} has no layer {wanted!r}; it has {layers}": "{path} 没有图层 {wanted!r}；有 {layers}",
    "the file also holds tables without geometry: {listed}": "文件还有没有图形的表：{listed}",
    "nothing, if you need the layer only": "如只需该图层，无须处理",
    "see whether the layer is as you expect it": "核对图层是否如所预期",
    "{file} cannot be opened as GeoParquet ({error}); take it from the source again": "{file} 不能作为 GeoParquet 打开（{error}）；请向来源重新索取",
    (
        "{file} holds geometries that are no points, lines or polygons, but curves ({error}), which are "
        "not read; turn them into chords in the program that drew them, to a tolerance of your choice"
    ): "{file} 有的图形不是点、线、面，而是曲线（{error}），不读取；请在绘图程序中按所选容差转为弦",
    "{file} cannot be read as GeoParquet ({error}); take it from the source again": "{file} 不能作为 GeoParquet 读取（{error}）；请向来源重新索取",
    "a file is given by its path, a text or a pathlib.Path, not as {name}": "文件须用路径（文字或 pathlib.Path）给出，而不是 {name}",
    "{file} is a folder: name a file in it": "{file} 是文件夹：请写其中的文件",
    "{file} is empty (0 bytes): the copy or download did not finish; take it from the source again": "{file} 是空的（0 字节）：复制或下载没有完成；请向来源重新索取",
    (
        "{address} is an address, and nothing is read from or written to the network: download the file first"
    ): "{address} 是网址，而本包不读写网络：请先下载文件",
    "{name} is a virtual path of GDAL, and only files are read: unpack or download the file first": "{name} 是 GDAL 的虚拟路径，而本包只读文件：请先解压或下载",
    "{file}: files ending in {suffix!r} are not read, but {listed}; {hint}": "{file}：不读取后缀为 {suffix!r} 的文件，可读的有 {listed}；{hint}",
    "cannot read {shown!s}: {why}; check the path (relative ones start from {path})": "不能读取 {shown!s}：{why}；请核对路径（相对路径从 {path} 起）",
    "open the .tab or .mif of the MapInfo table": "请打开 MapInfo 表的 .tab 或 .mif",
    "open the .shp of the Shapefile": "请打开 Shapefile 的 .shp",
    "save it as .xlsx": "请另存为 .xlsx",
    "save it as DXF of release 2000 or newer in the program that drew it": "请在绘图程序中另存为 2000 版或以上的 DXF",
    "{start}... ({count} characters)": "{start}...（共 {count} 个字符）",
    "convert it first, QGIS can": "请先转换，QGIS 可以",
    "look at it, and pass encoding='gb18030', encoding='utf-8' or what the source says": "查看后给 encoding='gb18030'、encoding='utf-8' 或来源所说的编码",
    "{name}: unknown encoding {encoding!r}; use 'utf-8', 'gb18030' or 'utf-16'": "{name}：不认识编码 {encoding!r}；请用 'utf-8'、'gb18030' 或 'utf-16'",
    "not UTF-8, and GB18030 (GBK)": "不是 UTF-8，是 GB18030（GBK）",
    "{name} is no text: it holds zero characters; it is damaged, take it from the source again": "{name} 不是文本：含零字符；文件已损坏，请向来源重新索取",
    "the text is {what}": "文字是{what}",
    "as asked for ({encoding})": "按要求（{encoding}）",
    "as its mark (BOM) says": "按其标记（BOM）",
    (
        "{name} is no text: it holds zero bytes, and is not UTF-16 either ({reason}); it is damaged or "
        "another kind of file: take it from the source again"
    ): "{name} 不是文本：含零字节，也不是 UTF-16（{reason}）；文件已损坏或是其他类型：请向来源重新索取",
    "strict UTF-8": "严格的 UTF-8",
    "no common Chinese in GB18030 ({letters!r})": "按 GB18030 读出的不是常见中文（{letters!r}）",
    (
        "{name}: the text does not read {how} (line {line}, byte {start}: {reason}); ask the source for "
        "its encoding and pass it as encoding="
    ): (
        "{name}：文字不能按{how}读取（第 {line} 行，第 {start} 字节：{reason}）；请向来源询问编码，并用 encoding= 给出"
    ),
    "no mark (BOM), but zero bytes as UTF-16 has": "没有标记（BOM），但有 UTF-16 的零字节",
    "valid UTF-8 ({one!r}) and valid GB18030 ({two!r})": "既是有效的 UTF-8（{one!r}），又是有效的 GB18030（{two!r}）",
    "the file begins with its mark (BOM)": "文件以其标记（BOM）开头",
    "and declare it: source_crs='EPSG:...', convert --from-crs, or crs: in a catalogue": "并声明：source_crs='EPSG:...'、convert --from-crs 或目录中的 crs:",
    "{name} does not say in which reference system its coordinates are": "{name} 没有说明坐标属于哪个坐标系",
    "{name}: encoding= is for Shapefile, GeoJSON and MapInfo; {kind} states its own, leave it out": "{name}：encoding= 用于 Shapefile、GeoJSON 和 MapInfo；{kind} 自己说明编码，请不要给",
    "the .prj of {name} states a reference system that is not understood ({said!r})": "{name} 的 .prj 声明的坐标系不能理解（{said!r}）",
    "{source}, so they cannot be brought to {name}; ask the source, {declare}; {doctor}": "{source}，不能转到 {name}；请询问来源，{declare}；{doctor}",
    "ask the source, {declare}; {doctor}": "询问来源，{declare}；{doctor}",
    " ({what}; {what_to_do})": "（{what}；{what_to_do}）",
    "{count} rows were written and {count2} read back": "写出 {count} 行，读回 {count2} 行",
    "the reference system {stated} reads back as {read}": "坐标系 {stated} 读回为 {read}",
    "column {column!r} of {ready}: {there!r} reads back as {there2!r}": "{ready} 的字段 {column!r}：{there!r} 读回为 {there2!r}",
    "the geometry of {ready} does not read back ({what})": "{ready} 的图形不能读回（{what}）",
    "column {column!r} does not read back (there are {listed})": "字段 {column!r} 不能读回（有 {listed}）",
    "its height": "高程不同",
    "its place": "位置不同",
    (
        "{file}: column {column!r} is {dtype}, which a {kind} cannot hold; turn it into text or numbers first"
    ): "{file}：字段 {column!r} 的类型是 {dtype}，{kind} 不能存；请先转为文字或数字",
    (
        "{file}: column {column!r} holds {listed} ({ready}); a column holds texts, numbers, yes/no or "
        "dates, one kind: frame[{column!r}].astype(str), or json.dumps for lists and dicts"
    ): (
        "{file}：字段 {column!r} 含 {listed}（{ready}）；一个字段只能是文字、数字、是否或日期中的一种："
        "frame[{column!r}].astype(str)，列表和字典用 json.dumps"
    ),
    (
        "{file}: a Shapefile's column names hold 10 bytes in {codec}, and names {why}; write a .gpkg, or "
        "rename first, for example frame.rename(columns={changes})"
    ): (
        "{file}：Shapefile 的字段名在 {codec} 中最多 10 字节，而有字段名{why}；请写 .gpkg，或先改名，例如 "
        "frame.rename(columns={changes})"
    ),
    "{file}: only a GeoDataFrame with a geometry column can be written; use frame.set_geometry(...)": "{file}：只能写带图形字段的 GeoDataFrame；请用 frame.set_geometry(...)",
    "{file}: column names are texts, and {odd!r} is none; rename it with frame.rename(columns=...)": "{file}：字段名须为文字，而 {odd!r} 不是；请用 frame.rename(columns=...) 改名",
    "{file}: several columns are called {listed}; rename or drop all but one": "{file}：有几个字段叫 {listed}；请只留一个，其余改名或删去",
    "{file}: a layer has one geometry, and {listed} is another; drop it or write it alone": "{file}：一个图层只有一个图形字段，而 {listed} 是另一个；请去掉，或单独写",
    "{file}: the column 'geometry' is not the geometry ({active!r} is); rename it": "{file}：字段 'geometry' 不是图形（图形是 {active!r}）；请改名",
    "{file}: {listed} are one name to a {kind}, which is blind to case; rename one": "{file}：{kind} 不分大小写，{listed} 是同一名称；请给一个改名",
    "{file}: KML keeps {listed} for itself; rename the column, or write a .gpkg": "{file}：KML 自用 {listed}；请给字段改名，或写 .gpkg",
    (
        "{file}: column {column!r} of {ready} is {there}, longer than the whole numbers of a {kind}; write "
        "such codes as text: frame[{column!r}].astype(str)"
    ): (
        "{file}：{ready} 的字段 {column!r} 为 {there}，超出 {kind} 的整数长度；此类代码请写成文字："
        "frame[{column!r}].astype(str)"
    ),
    (
        "{file}: column {column!r} holds dates with time, which a Shapefile has no type for; write them as "
        "text, frame[{column!r}].dt.strftime('%Y-%m-%d'), or write a .gpkg"
    ): (
        "{file}：字段 {column!r} 是带时间的日期，Shapefile 没有这种类型；请写成文字 "
        "frame[{column!r}].dt.strftime('%Y-%m-%d')，或写 .gpkg"
    ),
    "{file}: {ready} has M values, which ": "{file}：{ready} 有 M 值，",
    "cannot be written; drop them with shapely.force_3d or force_2d": "不能写；请用 shapely.force_3d 或 force_2d 去掉",
    "{file}: {ready} has a coordinate that is not finite; repair it first": "{file}：{ready} 有坐标不是有限数；请先修复",
    (
        "{file}: {ready} has a height that is not a number or infinite, which a {kind} cannot hold; "
        "correct the height, leave heights out with shapely.force_2d, or write a .gpkg"
    ): ("{file}：{ready} 的高程不是数字或为无穷大，{kind} 不能存；请改正高程、用 shapely.force_2d 去掉，或写 .gpkg"),
    (
        "{file}: some geometries have heights and some have none ({ready} has), and a {kind} holds one "
        "sort; use shapely.force_2d, or write a .gpkg"
    ): ("{file}：有的图形有高程，有的没有（{ready} 有），而 {kind} 只能是一种；请用 shapely.force_2d，或写 .gpkg"),
    (
        "{file}: a Shapefile holds one kind of geometry, and the frame has {listed}; write a file for each "
        "(frame[frame.geom_type == ...]), or a .gpkg"
    ): (
        "{file}：Shapefile 只存一种图形，而数据表有 {listed}；请分别写文件（frame[frame.geom_type == ...]），或写 .gpkg"
    ),
    "would be cut inside a character ({listed})": "会在字符中间截断（{listed}）",
    "become one ({listed})": "会变成同一个（{listed}）",
    (
        "{file}: texts do not fit into a Shapefile: {listed}{more}; shorten them, use encoding='utf-8' for "
        "rare characters, or write a .gpkg"
    ): "{file}：有文字放不进 Shapefile：{listed}{more}；请缩短、罕用字用 encoding='utf-8'，或写 .gpkg",
    "{file}: the index is written as a column, and there is one of its name ({error}); rename either": "{file}：索引要写成字段，而已有同名的（{error}）；请给其中一个改名",
    (
        "{file}: column {column!r} of {ready} holds a {bad} character ({text!r}), which a {kind} cannot hold; remove it"
    ): "{file}：{ready} 的字段 {column!r} 含 {bad} 字符（{text!r}），{kind} 不能存；请删去",
    "{file}: the column name {column!r} cannot be written in {codec}; rename it, or use utf-8": "{file}：字段名 {column!r} 不能用 {codec} 写；请改名，或用 utf-8",
    "column {column!r} of {ready}": "{ready} 的字段 {column!r}",
    "{where}: {text!r} is not in {codec}": "{where}：{text!r} 不在 {codec} 中",
    "{path}: files ending in {suffix!r} cannot be written in batches, but {suffixes}": "{path}：后缀为 {suffix!r} 的文件不能分批写，可用 {suffixes}",
    (
        "{name}: some geometries have heights and some have none, and a FlatGeobuf holds one sort; use "
        "shapely.force_2d, or write a .gpkg"
    ): "{name}：有的图形有高程，有的没有，而 FlatGeobuf 只能是一种；请用 shapely.force_2d，或写 .gpkg",
    "a point has {count} positions": "一个点有 {count} 个坐标",
    "a line has {count} position": "一条线只有 {count} 个坐标",
    "coordinate {word!r} is not a number": "坐标 {word!r} 不是数字",
    "cannot write {target}: the driver left {listed} beside it; please report this": "不能写入 {target}：驱动在旁边留下了 {listed}；请报告此问题",
    "there is nothing to write, not even columns": "没有可写的，连字段也没有",
    "{done} rows were written and more read back": "写出 {done} 行，而读回的更多",
    "{path} is no MapInfo {suffix}, as its suffix says (it begins with {head!r})": "{path} 不是后缀所示的 MapInfo {suffix}（开头为 {head!r}）",
    "{path}: {listed} is missing beside it; take all parts": "{path}：旁边缺少 {listed}；请取全部文件",
    "{folder} is no file geodatabase: a folder that holds a00000001.gdbtable; copy the whole folder": "{folder} 不是文件地理数据库：应为含 a00000001.gdbtable 的文件夹；请复制整个文件夹",
    "{kmz} cannot be unpacked as KMZ ({error}); take it from the source again": "{kmz} 不能作为 KMZ 解压（{error}）；请向来源重新索取",
    "{path} is no native MapInfo table but of type {said}, which names other files; export it as MIF": "{path} 不是 MapInfo 原生表，而是 {said} 类型，指向其他文件；请导出为 MIF",
    "{kmz}: a KMZ holds one KML, and this has {there}; unpack it, and read them one by one": "{kmz}：KMZ 须含一个 KML，而这里有 {there}；请解压后逐个读取",
    "{name}: encoding= is for Shapefiles; {kind} is always UTF-8": "{name}：encoding= 用于 Shapefile；{kind} 一律为 UTF-8",
    "{target}: files ending in {suffix!r} cannot be written, but {there}{hint}": "{target}：不能写后缀为 {suffix!r} 的文件，可写的有 {there}{hint}",
    "unknown encoding {encoding!r}; use 'utf-8' or 'gbk'": "不认识编码 {encoding!r}；请用 'utf-8' 或 'gbk'",
    (
        "{target}: no layer of a GeoPackage is called {name!r}: QGIS keeps styles in a table of that name; choose "
        "another one with layer="
    ): "{target}：GeoPackage 中没有图层可称为 {name!r}：QGIS 在同名的表中保存样式；请用 layer= 另取名称",
    (
        "cannot write the styles of {layer!r}: the table {table} of the file has no {listed}; QGIS did not "
        "make it: rename it, or write to another file"
    ): "不能写入 {layer!r} 的样式：文件中的表 {table} 没有 {listed}，不是 QGIS 建的；请给该表改名，或写入另一个文件",
    "cannot write the styles of {layer!r}: {error}": "不能写入 {layer!r} 的样式：{error}",
    "{path}: style= is of a GeoPackage; write a .gpkg, or leave style out": "{path}：style= 用于 GeoPackage；请写 .gpkg，或不给 style",
    "{target}: the name of a layer cannot be empty": "{target}：图层名不能为空",
    "{name}: the layer of a {kind} is called like its file; leave out layer= or rename the file": "{name}：{kind} 的图层与文件同名；请不要给 layer=，或给文件改名",
    (
        "cannot write {target}: a Shapefile is several files, which cannot be replaced at once, and the "
        "folder {parent} is in use; name a fresh folder ({parent2}), or write {stem}.shz or {stem}.gpkg"
    ): (
        "不能写入 {target}：Shapefile 是几个文件，不能一次替换，而文件夹 {parent} 正在使用；请取新的文件夹"
        "（{parent2}），或写 {stem}.shz 或 {stem}.gpkg"
    ),
    (
        "{name}: {kind} is always WGS 84, and the frame has no reference system; say which one the "
        "coordinates are in with frame.set_crs(...)"
    ): "{name}：{kind} 一律为 WGS 84，而数据表没有坐标系；请用 frame.set_crs(...) 说明坐标所属",
    "; a table is written with hg.write_csv or hg.write_workbook": "；表格请用 hg.write_csv 或 hg.write_workbook 写出",
    (
        "cannot write {target}: {name} beside it holds changes of another program that are not in the file "
        "yet; close QGIS, or open and close the layer there once, and run again"
    ): (
        "不能写入 {target}：旁边的 {name} 有其他程序尚未写入文件的改动；请关闭 QGIS，或在其中打开并关闭该图"
        "层一次后重新运行"
    ),
    "cannot add a layer to {target}, which is no GeoPackage; delete it or choose another name ({error})": "不能向 {target} 添加图层，它不是 GeoPackage；请删去或另取名称（{error}）",
    "{name}: column names hold 10 bytes, so these are cut: {short}": "{name}：字段名最多 10 字节，以下已截短：{short}",
    "cannot write {target}: {error}; the old file, if any, is as it was. A .gpkg holds most frames": "不能写入 {target}：{error}；原有文件（如有）保持原样。.gpkg 能存大多数数据表",
    "cannot write {target}: {error}{gdal}": "不能写入 {target}：{error}{gdal}",
    "{name!r} ({geometry}, {count} features)": "{name!r}（{geometry}，{count} 个要素）",
    "no geometry": "无图形",
    "ring": "环",
    "line": "线",
    "its .prj": "其 .prj",
    "it": "文件",
    "{count} vertices": "{count} 个顶点",
    "microseconds": "微秒",
    "milliseconds": "毫秒",
    "none": "无",
    "surrogate": "代理",
    "control": "控制",
    "column name": "字段名",
    "{name} {row}": "{name} {row}",
    "row {row}, column {name!r}": "第 {row} 行字段 {name!r}",
    "{where}: {size} bytes, over {most}": "{where}：{size} 字节，超过 {most}",
    "{kind}{handle} on layer {layer!r}": "图层 {layer!r} 上的 {kind}{handle}",
}
"""By the English pattern."""
