"""The page that decides: its sliders rank as Python ranks, say so when the order is another, and are reached by key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import yaml
from brute import CRS, X, Y
from shapely import box

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.outputs.maps.ranked import Grade, Level, Ranking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Frame, Page

LEAVES = {"road": ("transport", 0.5), "rail": ("transport", 0.5), "slope": ("land", 0.25), "area": ("land", 0.75)}
LEVELS = {"transport": 0.6, "land": 0.4}
SHOWN = """() => [...document.querySelectorAll(".hg-ranking tbody tr")].map(({ dataset: d }) =>
  [Number(d.place), Number(d.rank), Number(d.score), Number(d.grade)])"""


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.complaints.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on("request", lambda request: page.complaints.append(request.url) if "file:" not in request.url and "data:" not in request.url else None)  # type: ignore[attr-defined]  # fmt: skip  # noqa: E501
    yield page
    context.close()


def criteria(weights: Mapping[str, float] = {}, *, levels: bool = True, **fields: Any) -> hg.CriteriaSet:
    rows = []
    if levels:
        rows = [
            hg.Criterion(id=name, title=Text(f"层{name}", name), weight=weights.get(name, own), source="assumption")
            for name, own in LEVELS.items()
        ]
    for name, (level, own) in LEAVES.items():
        rows.append(
            hg.Criterion(
                id=name, title=Text(f"<i>{name}</i>", f"<i>{name}</i>"), parent=level if levels else None,
                weight=weights.get(name, own if levels else own * LEVELS[level]), factor="attribute", column=name,
                unit="-", function="raw", direction="more", source="assumption", **fields.get(name, {}),
            )
        )  # fmt: skip
    return hg.CriteriaSet(tuple(rows), title=Text("选址", "Siting"))


def sites(count: int, seed: int = 7) -> gpd.GeoDataFrame:
    chance = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count)))
    shapes = [box(X + 120 * (n % side), Y + 120 * (n // side), X + 120 * (n % side) + 90, Y + 120 * (n // side) + 90) for n in range(count)]  # fmt: skip  # noqa: E501
    table = {name: chance.uniform(0.05, 1, count) for name in LEAVES}
    names = {
        "id": [f"s{n}" for n in range(count)],
        "name_zh": [f"<img src=x onerror=alert(1)>{n}" for n in range(count)],
    }
    return gpd.GeoDataFrame(names | table, geometry=shapes, crs=CRS)


def opened(tab: Page, found: Any, path: Path, **keywords: Any) -> Page:
    hg.save_page(found.to_map(**keywords), path / "map.html")
    tab.complaints.clear()  # type: ignore[attr-defined]
    tab.goto((path / "map.html").as_uri())
    tab.wait_for_selector(".hg-ranking tbody tr")
    return tab


def moved(tab: Page | Frame, criterion: str, percent: float) -> None:
    """Move a slider, and wait for the map, which comes last."""
    tab.evaluate(
        """([id, value]) => new Promise((done) => {
          const field = document.querySelector(`input[type=number][data-criterion="${id}"]`);
          field.value = value;
          field.dispatchEvent(new Event("change"));
          requestAnimationFrame(() => setTimeout(() => setTimeout(done, 30), 30));
        })""",
        [criterion, percent],
    )


def expected(found: Any) -> dict[int, tuple[int, float, int]]:
    """Give rank, score and grade of each candidate by its place, as Python has them."""
    grades = ["suitable", "fairly_suitable", "moderately_suitable", "unsuitable"]
    ranks = found.ranks.fillna(0).astype(int).tolist()
    return {
        place: (rank, score, grades.index(grade) if rank else 4)
        for place, (rank, score, grade) in enumerate(zip(ranks, found.scores, found.grades, strict=True))
    }


def agrees(tab: Page, found: Any) -> int:
    rows = tab.evaluate(SHOWN)
    wanted = expected(found)
    for place, rank, score, grade in rows:
        assert (rank, grade) == (wanted[place][0], wanted[place][2])
        assert score == pytest.approx(wanted[place][1], abs=1e-9, rel=0)
    return len(rows)


def weights_after(criterion: str, percent: float) -> dict[str, float]:
    """Set one weight, and let the others share the rest as before: by hand."""
    whole = {name: own * LEVELS[level] for name, (level, own) in LEAVES.items()}
    rest = 1 - whole[criterion]
    return {
        name: percent / 100 if name == criterion else own * (1 - percent / 100) / rest for name, own in whole.items()
    }


@pytest.mark.parametrize("combine", ["wlc", "wpm"])
def test_the_page_ranks_as_python_does(tab: Page, tmp_path: Path, combine: str) -> None:
    frame = sites(40)
    frame.loc[[5, 6], list(LEAVES)] = frame.loc[[9, 9], list(LEAVES)].to_numpy()  # three alike: they share a rank
    frame.loc[11, "slope"] = 0.01
    rows = criteria(slope={"exclude_below": 0.02})
    found = hg.suitability(frame, rows, combine=combine)
    opened(tab, found, tmp_path)
    assert agrees(tab, found) == 40
    assert "次序与报告一致" in tab.inner_text(".hg-answer")
    for criterion, percent in (("area", 62.0), ("area", 0.0), ("rail", 100.0)):
        tab.evaluate("document.getElementById('hg-rank-reset').click()")
        tab.wait_for_timeout(60)
        moved(tab, criterion, percent)
        again = hg.suitability(frame, rows, combine=combine, weights=weights_after(criterion, percent))
        assert agrees(tab, again) == 40
        differ = int(((again.ranks != found.ranks) & found.ranks.notna()).sum())
        assert differ
        assert f"次序已不是报告的次序：{differ} 个名次变动" in tab.inner_text(".hg-answer")
        counts = tab.locator(".hg-layer li .hg-count").all_inner_texts()
        grades = [grade for _, _, grade in expected(again).values()]
        assert [int(text.split(" / ")[0]) for text in counts] == [grades.count(grade) for grade in range(5)]
    assert tab.complaints == []  # type: ignore[attr-defined]


def test_value_functions_stand_folded_over_their_data(tab: Page, tmp_path: Path) -> None:
    found = hg.suitability(sites(40), criteria(slope={"exclude_below": 0.2}))
    opened(tab, found, tmp_path, language="en")
    folded = tab.locator(".hg-curves details")
    assert folded.count() == 4
    assert tab.locator(".hg-curves svg").count() == 0  # drawn when it is asked for
    summary = folded.nth(2).locator("summary")
    assert summary.inner_text() == "<i>slope</i>"
    summary.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".hg-curves svg[role=img]")
    count = found.tables()["histogram"].query("criterion == 'slope' and count > 0")
    assert tab.locator(".hg-curves svg rect").count() == len(count) + 1  # and what is excluded
    told = tab.locator(".hg-curves svg > title").text_content()
    assert told == tab.locator(".hg-curves .hg-hint").inner_text()
    assert told.startswith("<i>slope</i>: 40 candidates, values from 0.")
    assert "Below 0.2: excluded." in told
    assert tab.locator(".hg-curves svg path").count() == 1
    moved(tab, "rail", 80.0)
    assert folded.nth(2).get_attribute("open") is not None
    assert tab.complaints == []  # type: ignore[attr-defined]


def test_two_rankings_beside_each_other_have_room_and_are_told_on_paper(tab: Page, tmp_path: Path) -> None:
    frame = sites(6)
    found = hg.suitability(frame, criteria())
    again = hg.suitability(frame, criteria(), weights=weights_after("road", 90))
    assert list(found.ranks) != list(again.ranks)
    hg.compare_maps(found.to_map(title="甲"), found.to_map(title="乙"), tmp_path / "two.html")
    tab.complaints.clear()  # type: ignore[attr-defined]
    tab.goto((tmp_path / "two.html").as_uri())
    for number in (0, 1):
        tab.frame_locator(f"#hg-pane-{number}").locator(".hg-ranking tbody tr").first.wait_for()
        place = tab.frame_locator(f"#hg-pane-{number}").locator(".hg-main").bounding_box()
        assert place
        assert place["width"] > 600
        assert place["height"] > 300
    moved(tab.frames[1], "road", 90)
    tab.locator("article .hg-rank").first.locator(".hg-percent", has_text="90.0").first.wait_for(state="attached")
    names = dict(zip(frame["id"], frame["name_zh"], strict=True))
    for number, (one, weight) in enumerate(((again, "90.0 %"), (found, "30.0 %"))):
        told = tab.locator("article .hg-rank").nth(number)
        rows = told.locator("tbody tr").evaluate_all("(rows) => rows.map((row) => row.querySelector('th').textContent)")
        assert rows == [names[place] for place in one.ranks.sort_values().index]
        assert weight in [text.replace("\xa0", " ") for text in told.locator(".hg-percent").all_text_contents()]
        assert names[one.ranks.idxmin()] in tab.locator("aside .hg-winner").nth(number).text_content()  # type: ignore[operator]
    assert tab.locator("img").count() == 0
    assert tab.complaints == []  # type: ignore[attr-defined]


def test_the_map_the_card_and_the_comparison_follow(tab: Page, tmp_path: Path) -> None:
    frame = sites(12)
    found = hg.suitability(frame, criteria())
    opened(tab, found, tmp_path, language="en")
    colors = tab.evaluate("() => [...document.querySelectorAll('.hg-main path.leaflet-interactive')].map((one) => one.getAttribute('fill'))")  # fmt: skip  # noqa: E501
    moved(tab, "road", 90)
    again = hg.suitability(frame, criteria(), weights=weights_after("road", 90))
    after = tab.evaluate("() => [...document.querySelectorAll('.hg-main path.leaflet-interactive')].map((one) => one.getAttribute('fill'))")  # fmt: skip  # noqa: E501
    palette = ["#15735a", "#7fbf7b", "#e0a030", "#b2182b"]
    for shown, one in ((colors, found), (after, again)):
        assert sorted(shown) == sorted(palette[grade] for _, _, grade in expected(one).values())
    first = str(again.ranks.idxmin())
    place = list(found.scores.index).index(first)
    tab.click("#hg-rank-winner")
    parts = tab.evaluate("() => [...document.querySelectorAll('.hg-stands [data-part]')].map((row) => [row.dataset.criterion, Number(row.dataset.part)])")  # fmt: skip  # noqa: E501
    weights = weights_after("road", 90)
    for name, part in parts:
        assert part == pytest.approx(weights[name] * again.utilities.loc[first, name], abs=1e-9)
    assert sum(part for _, part in parts) == pytest.approx(again.scores[first], abs=1e-9)
    assert "Rank 1 / 12" in tab.inner_text(".hg-stand")
    assert tab.locator(".leaflet-popup").get_by_text("onerror").count()  # text, not markup
    assert tab.locator("img[src=x], .hg-rank i, .leaflet-popup i").count() == 0
    moved(tab, "road", 10)  # the open card goes with it
    last = hg.suitability(frame, criteria(), weights=weights_after("road", 10))
    assert f"Rank {last.ranks[first]} / 12" in tab.inner_text(".hg-stand")
    other = 0 if place else 1
    tab.check(f"#hg-rank-lock-{place}")
    tab.check(f"#hg-rank-lock-{other}")
    assert tab.locator(".hg-compare thead th").count() == 3
    foot = tab.locator(".hg-compare tfoot tr").first.locator("td").all_inner_texts()
    assert foot == [f"{last.scores.iloc[one]:.4f}" for one in (place, other)]
    tab.click(f"#hg-rank-free-{place}")
    assert tab.locator(".hg-compare thead th").count() == 2
    tab.click("#hg-language")
    assert "第一名" in tab.inner_text(".hg-answer")
    assert tab.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("levels", [True, False])
def test_the_weights_go_back_into_the_file(tab: Page, tmp_path: Path, *, levels: bool) -> None:
    frame = sites(15)
    opened(tab, hg.suitability(frame, criteria(levels=levels)), tmp_path)
    moved(tab, "slope", 37.3)
    tab.click(".hg-copy summary")
    said = yaml.safe_load(tab.input_value(".hg-copy textarea"))
    assert {row["id"] for row in said} == {*LEAVES, *(LEVELS if levels else ())}
    # Weights that do not sum to 1 in their level would be refused here.
    found = hg.suitability(frame, criteria({row["id"]: row["weight"] for row in said}, levels=levels))
    rows = {place: (rank, score) for place, rank, score, _ in tab.evaluate(SHOWN)}
    for place, (rank, score, _) in expected(found).items():
        assert rows[place][0] == rank
        assert rows[place][1] == pytest.approx(score, abs=1e-5)  # six decimals of a weight


def test_sorting_and_the_keyboard(tab: Page, tmp_path: Path) -> None:
    opened(tab, hg.suitability(sites(12), criteria()), tmp_path)
    tab.click("#hg-rank-sort-score")
    tab.click("#hg-rank-sort-score")
    scores = [row[2] for row in tab.evaluate(SHOWN)]
    assert scores == sorted(scores)
    assert tab.locator("th[aria-sort=descending]").inner_text().startswith("得分")
    assert tab.evaluate("document.activeElement.id") == "hg-rank-sort-score"
    unnamed = tab.evaluate("""() => [...document.querySelectorAll(".hg-rank input, .hg-rank button, .hg-rank textarea")]
      .filter((one) => !(one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim())).map((one) => one.outerHTML)""")  # fmt: skip  # noqa: E501
    assert unnamed == []
    tab.focus("#hg-weight-0")
    tab.keyboard.press("PageUp")
    tab.wait_for_timeout(100)
    assert float(tab.input_value("input[type=number][data-criterion=road]")) > 30
    assert "报告 30.0 %" in str(tab.get_attribute("#hg-weight-0", "aria-valuetext"))
    tab.wait_for_selector(".hg-rank > [role=status]:not(:empty)", state="attached")
    assert "第一" in tab.inner_text(".hg-rank > [role=status]")
    for _ in range(60):  # Tab comes to a lock, and a blank locks
        tab.keyboard.press("Tab")
        if str(tab.evaluate("document.activeElement.id")).startswith("hg-rank-lock-"):
            break
    tab.keyboard.press("Space")
    assert tab.locator(".hg-compare thead th").count() == 2
    tab.evaluate("document.activeElement.blur()")
    tab.locator(".hg-skip").nth(1).focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "hg-rank"
    # In a narrow window nothing is cut off at the side.
    tab.set_viewport_size({"width": 400, "height": 820})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 400
    assert tab.locator("#hg-weight-0").is_visible()
    tab.set_viewport_size({"width": 1400, "height": 900})


def test_many_candidates_are_packed_and_the_best_are_listed(tab: Page, tmp_path: Path) -> None:
    frame = sites(3_000)
    found = hg.suitability(frame, criteria())
    opened(tab, found, tmp_path)
    assert agrees(tab, found) == 100
    moved(tab, "area", 80)
    tab.wait_for_timeout(300)
    again = hg.suitability(frame, criteria(), weights=weights_after("area", 80))
    assert agrees(tab, again) == 100
    assert [row[1] for row in tab.evaluate(SHOWN)] == list(range(1, 101))
    grades = [grade for _, _, grade in expected(again).values()]
    counts = tab.locator(".hg-layer li .hg-count").all_inner_texts()
    assert [int(text.replace(",", "")) for text in counts] == [grades.count(grade) for grade in range(5)]
    tab.click("#hg-rank-more")
    assert len(tab.evaluate(SHOWN)) == 200
    assert tab.complaints == []  # type: ignore[attr-defined]


def test_values_in_their_own_units_and_a_candidate_without_a_place(tab: Page, tmp_path: Path) -> None:
    frame = sites(6)
    frame["area"] *= 40
    frame.loc[2, "geometry"] = None
    whole = {name: own * LEVELS[level] for name, (level, own) in LEAVES.items()}
    found = hg.suitability(frame, list(LEAVES), weights=whole)
    assert found.grades.isna().all()  # beyond the full mark a grade means nothing
    opened(tab, found, tmp_path)
    moved(tab, "area", 5)
    again = hg.suitability(frame, list(LEAVES), weights=weights_after("area", 5))
    rows = tab.evaluate(SHOWN)
    assert {place: rank for place, rank, _, _ in rows} == dict(enumerate(again.ranks.astype(int)))
    assert [score for _, _, score, _ in sorted(rows)] == pytest.approx(again.scores.tolist(), abs=1e-9)
    assert {grade for _, _, _, grade in rows} == {0}
    assert tab.locator("tr[data-place='2'] button").count() == 0
    assert tab.locator("tr[data-place='1'] button").count() == 1
    assert tab.complaints == []  # type: ignore[attr-defined]


def test_where_there_are_no_sliders_the_page_says_why() -> None:
    frame = sites(4)
    for combine, why in (("topsis", "TOPSIS"), ("owa", "")):
        facts = hg.suitability(frame, criteria(), combine=combine).to_map().plan.layers[0].facts
        assert "权重滑块" in facts["caption"].zh
        assert why in facts["caption"].en
    nobody = hg.suitability(frame, criteria(slope={"exclude_below": 2.0})).to_map()
    assert "没有参评" in nobody.plan.layers[0].facts["caption"].zh
    own = hg.suitability(frame, criteria()).to_map(style={"candidates": {"column": "id"}})
    assert "hantingRankingModel" not in "".join(own.plan.scripts())
    assert "hantingRankingModel" in "".join(hg.suitability(frame, criteria()).to_map().plan.scripts())


def test_what_the_page_embeds_is_listed() -> None:
    page = hg.suitability(sites(4), criteria()).to_map()
    [row] = hg.page_contents(page).to_dict("records")
    assert row["columns"].endswith("utility road, utility rail, utility slope, utility area")
    assert not {"rank", "score", "grade"} & set(row["columns"].split(", "))  # these are of the weights as they are


def test_a_ranking_that_does_not_fit_together_is_refused() -> None:
    utilities = pd.DataFrame({"a": [0.5, 1.0], "b": [1.0, 0.25]})
    good: dict[str, Any] = {
        "utilities": utilities, "weights": pd.Series({"a": 0.5, "b": 0.5}), "ranks": [1, 2],
        "tree": [Level(name, Text(name, name), None, measured=True) for name in "ab"],
        "grades": [Grade(Text("好", "good"), "#00ff00", 0.7), Grade(Text("差", "bad"), "#ff0000", None)],
        "unranked": Grade(Text("无", "none"), "#888888", None),
    }  # fmt: skip
    made = Ranking(**good)
    assert made.scores().tolist() == [0.75, 0.625]
    assert made.classes().tolist() == [0, 1]
    assert Ranking(**good | {"ranks": [0, 1]}).classes().tolist() == [2, 1]
    assert json.loads(json.dumps(made.facts(0)["weights"])) == [0.5, 0.5]
    for change, told in (
        ({"method": "topsis"}, "cannot be recomputed"),
        ({"ranks": [1]}, "1 ranks for 2"),
        ({"weights": pd.Series({"a": 0.5, "b": 0.6})}, "sum to 1.1"),
        ({"weights": pd.Series({"b": 0.5, "a": 0.5})}, "in one order"),
    ):
        with pytest.raises(hg.SchemaError, match=told):
            Ranking(**good | change)
