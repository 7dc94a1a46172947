"""Rule files: what is written reads back the same in every format, and every mistake is named at its place."""

from __future__ import annotations

import csv
import re
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanting_geo.core.text import Text
from hanting_geo.core.words.rules import HEADERS
from hanting_geo.core.words.values import VALUES
from hanting_geo.errors import HantingGeoError, RuleError, SchemaError, SourceError
from hanting_geo.siting.rules.files import packaged_rules, read_rules, write_rules
from hanting_geo.siting.rules.model import COLUMNS, OPERATORS, ROLES, Rule, RuleSet
from hanting_geo.siting.rules.notation import (
    format_filter,
    format_names,
    format_value,
    parse_filter,
    parse_names,
    parse_value,
)
from hanting_geo.siting.rules.vocabulary import CHOICES
from hanting_geo.sources.catalog.catalog import open_catalog

DOCS = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
FORMATS = ("a.yaml", "b.csv", "c.xlsx")

# ---- what is written reads back the same

# fmt: off
LOOKS_LIKE_SOMETHING = [
    "0701", "1", "1.0", "true", "no", "~", "null", "2005-12-20", "=1+1", "'=1", "-5", "@x", "# a", "_x000D_", "1e5",
    "5e-1", "12:30", "a: b", "- a", "nan", "{a}", "'", '"', "\ufeff", "<b>", "&amp;", "007", "TRUE", "a;b", "a|b=c",
]
# fmt: on
letters = st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff")
texts = st.one_of(
    st.text(st.one_of(letters, st.sampled_from("\n\t\x85\u2028;|=\"'#=+-@,；｜泥河_x000D_")), max_size=12),
    st.sampled_from(LOOKS_LIKE_SOMETHING),
)
columns = st.sampled_from(["退让距离", "dist_m", "距离(米)", "D50", "宽/2"])
names = texts.map(str.strip).filter(bool)
numbers = st.floats(0.001, 1e12)
values = st.one_of(
    texts, st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False)
)
lists = st.lists(values, min_size=1, max_size=3).map(tuple)
filters = st.dictionaries(names, st.one_of(values, lists), max_size=3)
dates = st.dates().map(date.isoformat).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4], None]))


@st.composite
def limits(draw: st.DrawFn) -> dict[str, Any]:
    relation = draw(
        st.sampled_from(["outside", "beyond_distance", "overlap_at_most", "height_at_most", "min_area", "attribute"])
    )
    said: dict[str, Any] = {"relation": relation}
    if relation in {"outside", "beyond_distance", "overlap_at_most", "height_at_most"}:
        said |= {"layer": draw(names), "filter": draw(filters)}
    if relation == "beyond_distance":
        said["distance_m"] = draw(st.one_of(numbers, columns))
        said["width_column"] = draw(st.one_of(st.none(), names))
    if relation == "overlap_at_most":
        said["share"] = draw(st.floats(0, 1))
    if relation == "height_at_most":
        bound = draw(st.booleans())
        said |= {"height_column": draw(names)}
        said |= {"surface_column": draw(names)} if bound else {"ratio": draw(numbers), "distance_m": draw(numbers)}
    if "layer" in said:
        said |= {"same_survey": draw(st.booleans()), "role": draw(st.sampled_from([None, *ROLES]))}
    if "layer" in said and relation != "height_at_most":
        said["ignore_below_m2"] = draw(st.one_of(st.none(), numbers))
    if relation == "min_area":
        said["area_m2"] = draw(numbers)
    if relation == "attribute":
        op = draw(st.sampled_from(OPERATORS))
        said |= {"column": draw(names), "op": op}
        some = st.one_of(st.integers(-(10**20), 10**20), st.floats(-1e9, 1e9)) if op[0] in "<>" else values
        said["value"] = draw(lists if "in" in op else some)
    return said


@st.composite
def rules(draw: st.DrawFn, rule_id: str) -> Rule:
    where = draw(st.one_of(st.none(), names))
    title = draw(st.tuples(texts, texts).filter(lambda pair: any(text.strip() for text in pair)))
    cannot_cite = {"?", "-", "/", "假定"}
    hardness = draw(st.sampled_from(["hard", "soft"]))
    consequences = (None, "forbid", "consent") if hardness == "hard" else (None, "advise")
    return Rule(
        id=rule_id,
        title=Text(zh=title[0], en=title[1]),
        hardness=hardness,
        consequence=draw(st.sampled_from(consequences)),
        authority=draw(texts),
        site_filter=draw(filters),
        severity=draw(st.sampled_from(["high", "medium", "low"])),
        where_layer=where,
        where_filter=draw(filters) if where is not None else {},
        may_be_empty=draw(st.booleans()),
        basis=draw(names.filter(lambda text: text not in cannot_cite)),
        basis_date=draw(dates),
        measured_from=draw(texts),
        read=draw(texts),
        verified=draw(st.sampled_from([None, True, False])),
        note=draw(texts),
        **draw(limits()),
    )


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    ids = draw(st.lists(st.from_regex(r"[a-zA-Z0-9_.泥河-]{1,6}", fullmatch=True), min_size=1, max_size=3, unique=True))
    made = [draw(rules(rule_id)) for rule_id in ids]
    if len(made) > 1 and made[0].layer is not None:
        features = draw(st.lists(names, min_size=1, max_size=3).map(tuple))
        made[1] = made[1].model_copy(update={"overrides": made[0].id, "override_features": features})
    return RuleSet(tuple(made), Text(zh=draw(texts), en=draw(texts)), draw(texts))


def exact(rule_set: RuleSet) -> str:
    """Show types as well: 1 == True == 1.0."""
    return repr((rule_set.title, rule_set.note, [rule.model_dump() for rule in rule_set]))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rule_sets(), st.sampled_from(["zh", "en"]))
def test_every_format_gives_back_what_was_written(rule_set: RuleSet, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            path = write_rules(rule_set, Path(folder) / name, language=language)
            assert exact(read_rules(path)) == exact(rule_set), name


@given(filters, lists, st.lists(names, min_size=1))
def test_notation_gives_back_what_was_written(
    wanted: dict[str, Any], listed: tuple[Any, ...], named: list[str]
) -> None:
    one_is_no_list = {
        key: item[0] if isinstance(item, tuple) and len(item) == 1 else item for key, item in wanted.items()
    }
    assert repr(parse_filter(format_filter(wanted))) == repr(one_is_no_list)
    assert repr(parse_value(format_value(listed), as_list=True)) == repr(listed)
    assert parse_names(format_names(named)) == tuple(named)


@pytest.mark.parametrize("name", sorted(path.stem for path in (DOCS.parents[1] / "layers" / "rules").glob("*.yaml")))
def test_packaged_sets_go_from_format_to_format(name: str, tmp_path: Path) -> None:
    rule_set = read_rules(name)
    path = write_rules(rule_set, tmp_path / "1.xlsx", language="zh")
    for number, suffix in enumerate([".csv", ".yaml", ".xlsx", ".yml", ".csv"]):
        path = write_rules(read_rules(path), tmp_path / f"step{number}{suffix}", language=["zh", "en"][number % 2])
    assert read_rules(path) == rule_set


def test_packaged_sets_are_whole() -> None:
    assert {"four_lines", "three_lines", "hanting"} < set(packaged_rules())
    catalog = open_catalog()
    for name, title in packaged_rules().items():
        rule_set = read_rules(name)
        assert title.zh
        assert title.en
        assert re.search(r"[Nn]ot\sverified|not held against", rule_set.note)
        for rule in rule_set:
            assert rule.title.zh
            assert rule.title.en
            if name != "hanting":
                assert rule.layer not in catalog
    hanting = read_rules("hanting")
    for rule in hanting:
        for layer, wanted in ((rule.layer, rule.filter), (rule.where_layer, rule.where_filter)):
            if layer is None:
                continue
            frame = catalog.load(layer)
            for column, value in wanted.items():
                listed = value if isinstance(value, tuple) else (value,)
                assert set(listed) <= set(frame[column].tolist()), rule.id
    assert hanting["station_500"].is_hard is False


def test_the_example_of_the_docs_reads(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL)
    path = tmp_path / "a.yaml"
    path.write_text(block, encoding="utf-8")
    rule_set = read_rules(path)
    assert rule_set["land_use"].value == ("0701", "0702")
    assert read_rules(write_rules(rule_set, tmp_path / "a.xlsx")) == rule_set


@pytest.mark.parametrize("page", [DOCS, DOCS.parent / "zh" / DOCS.name], ids=["en", "zh"])
def test_the_docs_name_every_column(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in COLUMNS:
        assert f"`{name}`" in text
        assert HEADERS[name].zh in text


# ---- tables as people write them


def table_text(*rows: str, header: str = "id,title_zh,relation,layer,filter,distance_m,basis") -> str:
    return "\n".join([header, *rows]) + "\n"


GOOD = "r1,退让,beyond_distance,rivers,kind=river,50,assumption"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_in_every_encoding_of_the_house(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(table_text(GOOD).replace("\n", "\r\n").encode(encoding))
    assert read_rules(path)["r1"].title == Text(zh="退让")


def test_comments_blank_rows_and_chinese_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = (
        "#标题,示例\n# 任意说明,x\n\n规则编号,规则名称, 关系 ,图层,距离（米）,依据,#内部\n"
        "# 注释,,,,,,\n,,,,,,\nr1,退让,beyond_distance,rivers,50,assumption,x\n"
    )
    path.write_text(text, encoding="utf-8")
    rule_set = read_rules(path)
    assert rule_set.title == Text(zh="示例")
    assert rule_set["r1"].distance_m == 50


def test_what_excel_makes_of_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = "id,title_zh,relation,column,op,value,basis,basis_date,,"
    path.write_text(table_text("7,用地,attribute,land_use,'==,TRUE,某规划,2005/1/5,,", header=header), encoding="utf-8")
    rule = read_rules(path)["7"]
    assert (rule.op, rule.value, rule.basis_date) == ("==", True, "2005-01-05")


def test_csv_that_a_spreadsheet_opens_runs_nothing(tmp_path: Path) -> None:
    rule = Rule(
        id="r1",
        title=Text(zh="=HYPERLINK(1)"),
        relation="attribute",
        column="@c",
        op="==",
        value="=1",
        basis="+law",
        note="-x",
    )
    path = write_rules(RuleSet((rule,), Text(zh="=1")), tmp_path / "a.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def sheet_of(folder: Path, rows: list[list[Any]], name: str = "Sheet1") -> tuple[Path, Any, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return folder / "a.xlsx", book, sheet


HEADER = ["id", "title_zh", "relation", "layer", "distance_m", "basis", "basis_date", "note"]
ROW = ["r1", "退让", "beyond_distance", "rivers", 50, "assumption", None, None]


def test_a_workbook_as_people_fill_it(tmp_path: Path) -> None:
    path, book, sheet = sheet_of(
        tmp_path,
        [["#示例 合并的标题"], ["#title_zh", "示例"], HEADER, [12, *ROW[1:6], datetime(2005, 12, 20), 3.5], [None] * 8],  # noqa: DTZ001
        "规则",
    )
    sheet.merge_cells("A1:H1")
    book.create_sheet("说明", 0).append(["nothing"])
    book.save(path)
    rule = read_rules(path)["12"]
    assert (rule.basis_date, rule.note, rule.distance_m) == ("2005-12-20", "3.5", 50)


def test_the_first_sheet_that_is_no_comment(tmp_path: Path) -> None:
    path, book, _ = sheet_of(tmp_path, [HEADER, ROW], "第一")
    book.create_sheet("#旧", 0).append(["x"])
    book.save(path)
    assert len(read_rules(path)) == 1
    book.remove(book["第一"])
    book.save(path)
    with pytest.raises(RuleError, match="no sheet of rules; name it rules or 规则"):
        read_rules(path)


def test_a_written_workbook_offers_the_words_to_choose(tmp_path: Path) -> None:
    path = write_rules(read_rules("hanting"), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path)["rules"]
    lists = [each.formula1 for each in sheet.data_validations.dataValidation]
    assert any("beyond_distance" in text for text in lists)
    assert any("soft" in text for text in lists)
    assert sheet.freeze_panes == "B5"


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field in CHOICES if field != "op" for value in CHOICES[field]]
)
def test_the_word_that_tables_print_is_read_as_its_choice(tmp_path: Path, field: str, value: str) -> None:
    given = {"id": "r1", "title_zh": "退让", "relation": "beyond_distance", "layer": "rivers", "distance_m": 50}
    given |= {"basis": "assumption", "hardness": "hard", "severity": "high", "consequence": "forbid", "role": None}
    needed: dict[str, dict[str, Any]] = {
        "overlap_at_most": {"distance_m": None, "share": 0.5},
        "height_at_most": {"height_column": "h", "ratio": 2},
        "min_area": {"layer": None, "distance_m": None, "area_m2": 5},
        "min_width": {"layer": None, "distance_m": None, "width_m": 5},
        "max_slope": {"distance_m": None, "slope_percent": 5},
        "attribute": {"layer": None, "distance_m": None, "column": "c", "op": "≤", "value": 5},
        "outside": {"distance_m": None},
        "inside": {"distance_m": None},
        "soft": {"consequence": None},
        "advise": {"hardness": None},
    }
    row = given | needed.get(value, {}) | {field: VALUES[field][value].zh}
    path, book, _ = sheet_of(tmp_path, [list(row), list(row.values())])
    book.save(path)
    made = read_rules(path)["r1"]
    assert getattr(made, field) == value
    again = write_rules(RuleSet((made,)), tmp_path / "b.xlsx", language="zh")
    cells = list(openpyxl.load_workbook(again)["规则"].values)
    assert cells[-1][COLUMNS.index(field)] == VALUES[field][value].zh
    assert read_rules(again)["r1"] == made


def test_a_workbook_without_openpyxl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rules(read_rules("hanting"), tmp_path / "a.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(SourceError, match=r'needs openpyxl, .*pip install "hanting_geo\[excel\]", or save'):
        read_rules(path)


# ---- every mistake at its place


def yaml_rule(**said: str) -> str:
    given = {
        "id": "r1",
        "title": "退让",
        "relation": "beyond_distance",
        "layer": "rivers",
        "distance_m": "50",
        "basis": "assumption",
    } | said
    return "rules:\n- " + "\n  ".join(f"{key}: {value}" for key, value in given.items() if value) + "\n"


BAD_YAML = [
    ("", "line 1", "the file is empty"),
    ("# nothing\n", "line 1", "keys and values"),
    ("- a\n- b\n", "line 1", "keys and values"),
    ("title: a\n", "line 1", "there are no rules; write rules:"),
    ("title: a\nrules: []\n", "line 2", "there are no rules"),
    ("rules:\n  r1: {relation: outside}\n", "line 1", "must be a list: begin each rule with - id:"),
    ("rules:\n- outside\n", "line 2: rule 1", "fields and values such as id: r1"),
    ("titel: a\n" + yaml_rule(), "line 1: titel", "did you mean title"),
    ("title: {zh: a, de: b}\n" + yaml_rule(), "line 1: title.de", "write zh and en"),
    ("note: 5\n" + yaml_rule(), "line 1: note", "put it in quotes"),
    (yaml_rule(distanz_m="5"), "line 8: r1.distanz_m", "did you mean distance_m"),
    (yaml_rule(colour="red"), "line 8: r1.colour", "did you mean column"),
    (yaml_rule(relation="beyond"), "line 4: r1.relation", "did you mean beyond_distance? use one of outside, inside"),
    (yaml_rule(relation="Beyond Distance"), "line 4: r1.relation", "did you mean beyond_distance?"),
    (yaml_rule(relation="禁建"), "line 4: r1.relation", "use one of outside, inside, within_distance"),
    (yaml_rule(relation=""), "line 2: r1.relation", "say what must hold, one of outside"),
    (yaml_rule(distance_m="50m"), "line 6: r1.distance_m", "'50m' has a unit: write 50 (metres)"),
    (yaml_rule(distance_m="50 米"), "line 6: r1.distance_m", "write 50 (metres)"),
    (yaml_rule(distance_m="0.05km"), "line 6: r1.distance_m", "write 50 (metres)"),
    (yaml_rule(distance_m="５０"), "line 6: r1.distance_m", "write 50 (metres)"),
    (yaml_rule(distance_m="1,500"), "line 6: r1.distance_m", "write 1500"),
    (yaml_rule(distance_m="50亩"), "line 6: r1.distance_m", "write the number alone, in metres"),
    (yaml_rule(distance_m="about 50"), "line 6: r1.distance_m", "is no number; write for example 50 (metres)"),
    (yaml_rule(distance_m="true"), "line 6: r1.distance_m", "is no number"),
    (yaml_rule(distance_m="[50]"), "line 6: r1.distance_m", "is no number"),
    (yaml_rule(distance_m=".inf"), "line 6: r1.distance_m", "no number that a rule can use"),
    (yaml_rule(distance_m="-5"), "line 6: r1.distance_m", "must be at least 0, and is -5"),
    (yaml_rule(distance_m="050"), "line 6: rules.0.distance_m", "YAML does not read 050 as it stands"),
    (yaml_rule(distance_m=""), "line 2: r1.distance_m", "beyond_distance needs distance_m"),
    (yaml_rule(share="0.3"), "line 8: r1.share", "has no use for share"),
    (yaml_rule(relation="overlap_at_most", distance_m="", share="30"), "line 7: r1.share", "write 0.3 for 30 %"),
    (yaml_rule(relation="overlap_at_most", distance_m="", share="30%"), "line 7: r1.share", "write 0.3 (a share"),
    (yaml_rule(relation="overlap_at_most", distance_m="", share="300"), "line 7: r1.share", "write 0.3"),
    (
        yaml_rule(relation="min_area", layer="", distance_m="", area_m2="3亩"),
        "line 6: r1.area_m2",
        "write 2000 (square",
    ),
    (yaml_rule(relation="min_area", layer="", distance_m="", area_m2="2公顷"), "r1.area_m2", "write 20000 (square"),
    (yaml_rule(relation="min_area", layer="", distance_m="", area_m2="900 ㎡"), "r1.area_m2", "write 900 (square"),
    (yaml_rule(relation="min_area", layer="", distance_m="", area_m2="0"), "r1.area_m2", "must be more than 0"),
    (
        yaml_rule(relation="max_slope", distance_m="", slope_percent="8°"),
        "r1.slope_percent",
        "is an angle: write 14.05",
    ),
    (yaml_rule(basis=""), "line 2: r1.basis", "is missing: cite the law, standard or plan, or say assumption"),
    (yaml_rule(basis="待定"), "line 7: r1.basis", "cites nothing"),
    (yaml_rule(basis="假定"), "line 7: r1.basis", "write assumption"),
    (yaml_rule(basis="[a]"), "line 7: r1.basis", "must be one text, and is a list"),
    (yaml_rule(title=""), "line 2: r1.title", "is missing: say in a few words"),
    (yaml_rule(title="{zh: a, fr: b}"), "line 3: r1.title.fr", "write zh and en"),
    (yaml_rule(id=""), "line 2: rule 1.id", "give every rule a short id"),
    (yaml_rule(id="two words"), "line 2: two words.id", "no blanks"),
    (yaml_rule() + yaml_rule().removeprefix("rules:\n"), "line 8: r1.id", "stands twice (rule 1 has it too)"),
    (yaml_rule() + "  id: r2\n", "line 2: rules.0.id", "stands twice"),
    (
        yaml_rule(overrides="r9", override_features="[a]"),
        "line 8: r1.overrides",
        "there is no rule 'r9'; there are: r1",
    ),
    (yaml_rule(overrides="r1", override_features="[a]"), "line 8: r1.overrides", "names the rule itself"),
    (yaml_rule(overrides="r9"), "line 2: r1.override_features", "name the features"),
    (yaml_rule(override_features="[a]"), "line 2: r1.overrides", "name the general rule"),
    (
        yaml_rule(overrides="r9", override_features="[a, ]\n  note: yes"),
        "line 10: rules.0.note",
        "write true, or 'yes'",
    ),
    (yaml_rule(filter="kind=river"), "line 8: r1.filter", "write for example filter: {kind: river}"),
    (yaml_rule(filter="{kind: }"), "line 8: r1.filter.kind", "has no value; give one, or write ''"),
    (yaml_rule(filter="{kind: []}"), "line 8: r1.filter.kind", "empty list, which matches nothing"),
    (yaml_rule(filter="{kind: {a: b}}"), "line 8: r1.filter.kind", "must be a text, a number, true or false"),
    (yaml_rule(filter="{day: 2005-12-20}"), "line 8: r1.filter.day", "YAML reads a date"),
    (yaml_rule(filter="{code: 0701}"), "line 8: rules.0.filter.code", "write it in quotes ('0701')"),
    (yaml_rule(filter="{open: 12:30}"), "line 8: rules.0.filter.open", "write it in quotes ('12:30')"),
    (yaml_rule(where_filter="{a: 1}"), "line 2: r1.where_layer", "where_filter needs where_layer"),
    (yaml_rule(hardness="刚姓"), "line 8: r1.hardness", "did you mean hard? use one of hard, soft"),
    (yaml_rule(severity="critical"), "line 8: r1.severity", "use one of high, medium, low"),
    (yaml_rule(basis_date="2005-13-01"), "line 8: rules.0.basis_date", "no date of the calendar"),
    (yaml_rule(basis_date="2005年12月"), "line 8: r1.basis_date", "write 2005-12"),
    (yaml_rule(basis_date="2005/12/2"), "line 8: r1.basis_date", "write 2005-12-02"),
    (yaml_rule(basis_date="'2005-02-30'"), "line 8: r1.basis_date", "no date of the calendar"),
    (yaml_rule(basis_date="last year"), "line 8: r1.basis_date", "write 2005-12-20, 2005-12 or 2005"),
    (
        yaml_rule(relation="attribute", layer="", distance_m="", column="c", op=">=", value="5"),
        "line 7: op",
        'op: ">="',
    ),
    (yaml_rule(relation="attribute", layer="", distance_m="", column="c", op="=", value="5"), "line 7: op", 'op: "=="'),
    (
        yaml_rule(relation="attribute", layer="", distance_m="", column="c", op="'>>'", value="5"),
        "r1.op",
        "use one of == != < <= > >= in not in",
    ),
    (
        yaml_rule(relation="attribute", layer="", distance_m="", column="c", op="in", value="5"),
        "r1.value",
        "needs a list",
    ),
    (yaml_rule(note="1.10"), "line 8: r1.note", "put it in quotes"),
    (yaml_rule(note='"a\\0b"'), "line 8: r1.note", "control character '\\x00'; delete it"),
]


@pytest.mark.parametrize(("text", "place", "advice"), BAD_YAML)
def test_mistakes_in_yaml(tmp_path: Path, text: str, place: str, advice: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        read_rules(path)
    lines = [line for line in str(caught.value).splitlines() if place in line and advice in line]
    assert lines, str(caught.value)
    assert "pydantic" not in str(caught.value)


LAYER = "id,title_zh,relation,layer,basis"
BAD_CSV = [
    ("", "line 1", "the file is empty; name the columns"),
    ("\n , \n", "line 1", "the file is empty"),
    ("r1,a,outside,rivers,law\n", "line 1", "this row must name the columns: id, title_zh"),
    ("id;title_zh;relation\nr1;a;outside\n", "line 1", "parted by semicolons; save the file with commas"),
    ("id\ttitle_zh\nr1\ta\n", "line 1", "parted by tabs"),
    (table_text(), "line 1", "there are no rules under the header"),
    ("#titel_zh,a\n" + table_text(GOOD), "line 1: #titel_zh", "did you mean #title_zh?"),
    ("#title_zh,a\n#标题,b\n" + table_text(GOOD), "line 2", "stands twice"),
    (table_text("r1,a,outside,rivers,law", header="id,titel_zh,relation,layer,basis"), "line 1: titel_zh", "title_zh"),
    (
        table_text("r1,a,outside,x,y,law", header="id,title_zh,relation,layer,图层,basis"),
        "line 1: 图层",
        "stands twice",
    ),
    (table_text("r1,a,outside,rivers", header="id,title_zh,relation,layer"), "line 1: basis", "no column basis (依据)"),
    (
        table_text("a,outside,rivers,law", header="title_zh,relation,layer,basis"),
        "line 1: id",
        "no column id (规则编号)",
    ),
    (table_text("r1,outside,rivers,law", header="id,relation,layer,basis"), "line 1: title", "no column title_zh"),
    (table_text(GOOD + ",extra"), "line 2", "'extra' stands in a column without a name"),
    (table_text(GOOD, GOOD), "line 3: r1.id", "stands twice"),
    (table_text(GOOD, "r2,退让,beyond_distance,rivers,,50米,"), "line 3: r2.basis", "cite the law"),
    (table_text(GOOD, "r2,退让,beyond_distance,rivers,,50米,"), "line 3: r2.distance_m", "write 50 (metres)"),
    (table_text("r1,退让,beyond_distance,rivers,river,50,law"), "line 2: r1.filter", "'river' is no column=value"),
    (table_text("r1,退让,beyond_distance,rivers,kind=,50,law"), "line 2: r1.filter", 'for empty text write kind=""'),
    (table_text("r1,退让,beyond_distance,rivers,kind=a|,50,law"), "line 2: r1.filter", "empty value"),
    (table_text("r1,退让,beyond_distance,rivers,kind=a;kind=b,50,law"), "line 2: r1.filter", "write kind=one|other"),
    (table_text("r1,退让,beyond_distance,rivers,kind=a；b=c,50,law"), "line 2: r1.filter", "； is full-width: write ;"),
    (table_text("r1,退让,beyond_distance,rivers,kind＝a,50,law"), "line 2: r1.filter", "＝ is full-width: write ="),
    (table_text("r1,退让,beyond_distance,rivers,a=b=c,50,law"), "line 2: r1.filter", "a second = after 'b'"),
    (table_text('r1,退让,beyond_distance,rivers,"a=""b",50,law'), "line 2: r1.filter", "double quote is out of place"),
    (
        table_text('r1,"退\n让",beyond_distance,rivers,,50,law', "r2,a,outsite,b,,,c"),
        "line 4: r2.relation",
        "mean outside?",
    ),
    (table_text('r1,"退让,beyond_distance,rivers,,50,law'), "line 2", "unexpected end of data"),
    (table_text('r1,"退"让,beyond_distance,rivers,,50,law'), "line 2", "double quotes"),
    (
        table_text("r1,a,attribute,c,in,a;b,law", header="id,title_zh,relation,column,op,value,basis"),
        "line 2: r1.value",
        "separate them by |",
    ),
    (
        table_text(
            GOOD + ",r2,a", "r2" + GOOD[2:] + ",r1,b", header=table_text().strip() + ",overrides,override_features"
        ),
        "line 2: r1.overrides",
        "goes round in a circle: r1 -> r2 -> r1",
    ),
    (
        table_text(
            "a,a,min_area,,5,law,,",
            "b,b,outside,x,,law,a,f",
            header="id,title_zh,relation,layer,area_m2,basis,overrides,override_features",
        ),
        "line 3: b.overrides",
        "a speaks of no layer",
    ),
]


@pytest.mark.parametrize(("text", "place", "advice"), BAD_CSV)
def test_mistakes_in_csv(tmp_path: Path, text: str, place: str, advice: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        read_rules(path)
    assert [line for line in str(caught.value).splitlines() if place in line and advice in line], str(caught.value)


BAD_SHEETS: list[tuple[dict[str, Any], str, str]] = [
    ({"E2": "=A1*2"}, "Sheet1!E2", "holds a formula (=A1*2); paste its value"),
    ({"E2": "50 米"}, "Sheet1!E2: r1.distance_m", "write 50 (metres)"),
    ({"E2": True}, "Sheet1!E2: r1.distance_m", "is no number"),
    ({"E2": datetime(2005, 1, 1)}, "Sheet1!E2: r1.distance_m", "is no number"),  # noqa: DTZ001
    ({"E2": None}, "Sheet1!E2: r1.distance_m", "beyond_distance needs distance_m"),
    ({"F2": None}, "Sheet1!F2: r1.basis", "cite the law"),
    ({"C2": "beyond"}, "Sheet1!C2: r1.relation", "did you mean beyond_distance?"),
    ({"H1": "colleague"}, "Sheet1!H1: colleague", "is no column of rules; there are: id"),
    ({"J2": "lost"}, "Sheet1!J2", "stands in a column without a name"),
    ({"G2": "2005.13"}, "Sheet1!G2: r1.basis_date", "write 2005-13"),
    ({"H1": "filter", "H2": 5}, "Sheet1!H2: r1.filter", "5 is no filter; write for example kind=river"),
    ({"H2": "#REF!"}, "Sheet1!H2", "holds the error #REF!; write the value"),
]


@pytest.mark.parametrize(("cells", "place", "advice"), BAD_SHEETS)
def test_mistakes_in_a_workbook(tmp_path: Path, cells: dict[str, Any], place: str, advice: str) -> None:
    path, book, sheet = sheet_of(tmp_path, [HEADER, ROW])
    for cell, value in cells.items():
        sheet[cell] = value
    book.save(path)
    with pytest.raises(RuleError) as caught:
        read_rules(path)
    assert [line for line in str(caught.value).splitlines() if place in line and advice in line], str(caught.value)
    assert "1 mistake\n" in str(caught.value)


def test_merged_cells_in_a_workbook(tmp_path: Path) -> None:
    path, book, sheet = sheet_of(tmp_path, [HEADER, ROW, ["r2", *ROW[1:5], None], ["r3", *ROW[1:]]])
    sheet.merge_cells("F2:F3")
    book.save(path)
    with pytest.raises(RuleError, match=r"1 mistake\n  Sheet1!F2: F2:F3 are merged: unmerge them"):
        read_rules(path)


def test_all_mistakes_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    text = yaml_rule(distance_m="50m", basis="") + yaml_rule(id="r2", relation="insde", title="").removeprefix(
        "rules:\n"
    )
    path.write_text("titel: a\n" + text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        read_rules(path)
    first, *rows = str(caught.value).splitlines()
    assert first == f"{path}: 5 mistakes"
    assert [row.split(": ")[0].strip() for row in rows] == ["line 1", "line 3", "line 7", "line 8", "line 9"]
    assert [row.split(": ")[1] for row in rows] == ["titel", "r1.basis", "r1.distance_m", "r2.title", "r2.relation"]


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.yaml", "规则: 退让".encode("gbk"), "not UTF-8"),
        ("a.yaml", b"rules: [", "line 1"),
        ("a.csv", "编号".encode("utf-16"), "UTF-16 or no text at all; save it again as"),
        ("a.csv", b"id,title_zh\nr1,\xff\xff\xff\n", "neither UTF-8 (line 2) nor GBK (line 2)"),
        ("a.xlsx", b"PK no workbook", "is no workbook that can be read"),
        ("a.xlsx", b"", "without a password"),
        ("a.xls", b"x", "rules are read from .yaml, .yml, .csv, .xlsx"),
    ],
)
def test_what_cannot_be_read_at_all(tmp_path: Path, name: str, content: bytes, advice: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=re.escape(advice)):
        read_rules(tmp_path / name)


def test_neither_file_nor_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the sets are: four_lines, hanting, setbacks_national, "):
        read_rules("five_lines")
    with pytest.raises(SourceError, match="neither a file"):
        read_rules(tmp_path)


def test_what_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    base = read_rules("hanting")
    special = base["river_margin"].model_copy(update={"overrides": "gone", "override_features": ("riv_yu",)})
    plot = Rule(id="plot", title=Text(zh="面积"), relation="min_area", area_m2=5, basis="assumption")
    over_plot = special.model_copy(update={"overrides": "plot"})
    cases: list[tuple[RuleSet, str, type[HantingGeoError], str]] = [
        (RuleSet(()), "a.yaml", RuleError, "there are no rules"),
        (RuleSet((special,)), "a.yaml", RuleError, "no rule 'gone'"),
        (RuleSet((base["river_margin"].model_copy(update={"filter": {"id": ()}}),)), "a.csv", RuleError, "empty list"),
        (RuleSet((plot, over_plot)), "a.yaml", RuleError, "speaks of no layer"),
        (base, "a.txt", SourceError, "rules are written to"),
        (RuleSet((base["rail_protection"].model_copy(update={"note": "x" * 40_000}),)), "a.xlsx", RuleError, "32767"),
    ]
    for rule_set, name, error, words in cases:
        with pytest.raises(error, match=words):
            write_rules(rule_set, tmp_path / name)
    with pytest.raises(SchemaError, match="use 'zh' or 'en'"):
        write_rules(base, tmp_path / "a.csv", language="fr")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("word", "means"), [("是", True), ("否", False), ("TRUE", True), ("no", False), ("", False), ("ｔｒｕｅ", True)]
)
def test_yes_and_no_as_people_write_them(tmp_path: Path, word: str, means: bool) -> None:  # noqa: FBT001
    header = "规则编号,规则名称,关系,图层,筛选条件,允许无匹配,与地块同源,忽略面积(平方米),依据"
    path = tmp_path / "r.csv"
    path.write_text(f"{header}\nr,退让,outside,rivers,kind=x,{word},{word},2.5,assumption\n", encoding="utf-8")
    made = read_rules(path)["r"]
    assert (made.may_be_empty, made.same_survey, made.ignore_below_m2) == (means, means, 2.5)
    if word not in {"", "TRUE", "no"}:
        (tmp_path / "r.yaml").write_text(yaml_rule(may_be_empty=word), encoding="utf-8")
        assert read_rules(tmp_path / "r.yaml")["r1"].may_be_empty is means


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"may_be_empty": "也许"}, "is neither yes nor no; write one of 是, yes, true, 否, no, false"),
        ({"ignore_below_m2": "10 亩"}, "write 6666.666667"),
        ({"ignore_below_m2": "-1"}, "must be at least 0"),
    ],
)
def test_what_is_no_yes_and_no_area(tmp_path: Path, said: dict[str, str], words: str) -> None:
    (tmp_path / "r.yaml").write_text(yaml_rule(**said), encoding="utf-8")
    with pytest.raises(RuleError, match=words):
        read_rules(tmp_path / "r.yaml")
