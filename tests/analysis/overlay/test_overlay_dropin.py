"""Overlay has the columns, names, types, index, warnings and errors of geopandas, whatever frames it is given."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from thinned import thinned

from hanting_geo.analysis.overlay.overlay import overlay
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]

How = Literal["intersection", "union", "identity", "symmetric_difference", "difference"]
KINDS: tuple[How, ...] = get_args(How)
KEEP = [None, True, False]
X, Y = 430_000, 4_071_000


def square(x: float, y: float, width: float = 100, height: float = 100) -> Polygon:
    return box(X + x, Y + y, X + x + width, Y + y + height)


def left() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "number": [1, 2, 3, 4],
            "share": [0.1, np.nan, 0.3, 0.4],
            "is_built": [True, False, True, False],
            "kind": pd.Categorical(["x", "y", "x", "z"]),
            "since": pd.to_datetime(["2020-01-01", None, "2021-05-05", "2022-02-02"]).tz_localize("Asia/Shanghai"),
            "floors": pd.array([1, None, 3, 4], dtype="Int64"),
            "notes": [["list"], {"a": 1}, None, ("t",)],
        },
        geometry=[
            square(0, 0),
            square(100, 0),
            MultiPolygon([square(0, 100, 40), square(60, 100, 40)]),
            square(1000, 1000),
        ],
        crs="EPSG:4549",
    )


def right() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": ["p", "q", "r"], "small": np.array([1, 2, 3], dtype="int8"), "name": pd.array(["甲", None, "丙"])},
        geometry=[square(50, 50), square(150, -50, 100, 300), square(2000, 0)],
        crs="EPSG:4549",
    )


def told(run: Callable[[], gpd.GeoDataFrame]) -> tuple[gpd.GeoDataFrame, list[tuple[type, str]]]:
    """Give a result and the warnings on the way, in any order."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = run()
    return result, sorted((one.category, str(one.message)) for one in caught)


def plain(result: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the columns that are no geometry, and area and place of the shape, sorted by these: the rows of a result."""
    shapes = result.geometry
    table = pd.DataFrame(result.drop(columns=result.columns[result.dtypes == "geometry"]))
    # Shapes that are equal have the same area and box to well below this; pieces of these frames differ by far more.
    for name, values in {"area": shapes.area, "length": shapes.length, **shapes.bounds}.items():
        table[f"of shape: {name}"] = values.round(4)
    order = [name for name in table.columns if str(name).startswith("of shape: ")]
    order += [name for name in table.columns if str(name) in {"id", "id_1", "id_2"}]
    return table.sort_values(order, ignore_index=True)


def require_same(
    one: gpd.GeoDataFrame, other: gpd.GeoDataFrame, how: How, *, keep: bool | None, with_warnings: bool = True
) -> None:
    """Compare everything but the last digits of the shapes."""
    ours, our_warnings = told(lambda: overlay(one, other, how=how, keep_geom_type=keep))
    theirs, their_warnings = told(lambda: gpd.overlay(one, other, how=how, keep_geom_type=keep))
    assert type(ours) is gpd.GeoDataFrame
    assert list(ours.columns) == list(theirs.columns)
    assert ours.dtypes.to_dict() == theirs.dtypes.to_dict()
    assert ours.geometry.name == theirs.geometry.name
    assert ours.crs == theirs.crs
    assert type(ours.index) is type(theirs.index)
    assert_frame_equal(plain(ours), plain(theirs))
    if len(ours):
        pd.testing.assert_index_equal(ours.index, theirs.index)
    if with_warnings:
        assert our_warnings == their_warnings


@pytest.mark.parametrize(("how", "keep"), thinned(KINDS, KEEP, one_in=4))
def test_columns_and_types(how: How, keep: bool | None) -> None:  # noqa: FBT001
    require_same(left(), right(), how, keep=keep)
    require_same(right(), left(), how, keep=keep)


CHANGES: dict[str, Change] = {
    "text index": lambda frame: frame.set_axis([f"row {label}" for label in frame.index]),
    "doubled index": lambda frame: frame.set_axis([7] * len(frame)),
    "reversed index": lambda frame: frame.iloc[::-1],
    "named index": lambda frame: frame.set_index("id", drop=False).rename_axis("label"),
    "index of several levels": lambda frame: frame.set_index(
        pd.MultiIndex.from_arrays([["x"] * len(frame), range(len(frame))], names=["m", "n"])
    ),
    "index of several levels without names": lambda frame: frame.set_index(
        pd.MultiIndex.from_arrays([range(len(frame)), ["x"] * len(frame)])
    ),
    "geometry of another name": lambda frame: frame.rename_geometry("shape"),
    "geometry in front": lambda frame: frame[["geometry", *frame.columns.drop("geometry")]],
    "only geometry": lambda frame: frame[["geometry"]],
    "no system": lambda frame: frame.set_crs(None, allow_override=True),
    "number as name": lambda frame: frame.rename(columns={"id": 5}),
    "text types": lambda frame: frame.astype({"id": "string"}),
    "categories": lambda frame: frame.astype({"id": "category"}),
    "attributes": lambda frame: frame.assign(index_right=1, level_0=2),
    "float32": lambda frame: frame.assign(weight=np.arange(len(frame), dtype="float32")),
}


# A union holds an intersection and a symmetric difference.
SIDES = [("left", "union"), ("left", "identity"), ("right", "union"), *(("both", how) for how in KINDS)]


@pytest.mark.parametrize(
    ("change", "side", "how"),
    [
        pytest.param(change, side, how, marks=[] if not (row + column) % 6 else pytest.mark.long)
        for row, change in enumerate(CHANGES)
        for column, (side, how) in enumerate(SIDES)
    ],
)
def test_frames_of_all_sorts(change: str, side: str, how: How) -> None:
    one = CHANGES[change](left()) if side != "right" else left()
    other = CHANGES[change](right()) if side != "left" else right()
    require_same(one, other, how, keep=True)


@pytest.mark.parametrize("how", [how for how in KINDS if how != "identity"])
def test_names_that_look_like_suffixed_ones(how: How) -> None:
    """``id`` becomes ``id_1``, and there is one; for an identity geopandas cannot do it."""
    require_same(left().assign(id_1=1.5), right().assign(id_1=1.5), how, keep=True)


@pytest.mark.parametrize("how", KINDS)
def test_a_second_geometry_column_stays(how: How) -> None:
    one = left().assign(centre=left().centroid)
    ours = overlay(one, right(), how=how, keep_geom_type=True)
    theirs = gpd.overlay(one, right(), how=how, keep_geom_type=True)
    assert list(ours.columns) == list(theirs.columns)
    assert ours["centre"].dropna().geom_type.eq("Point").all()
    assert_frame_equal(plain(ours), plain(theirs))


TOUCHING = {
    "along an edge": [square(200, 0)],
    "in a corner": [square(200, 100)],
    "along an edge and in a corner": [square(200, 0), square(-100, -100)],
    "overlap, edge and corner": [square(150, 0), square(200, 0), square(200, 100), square(-100, 0, 150, 300)],
    "in two edges of one pair": [
        Polygon(
            [(X - 20, Y - 20), (X + 220, Y - 20), (X + 220, Y + 100), (X + 200, Y + 100), (X + 200, Y), (X - 20, Y)]
        )
    ],
    "apart": [square(5000, 5000)],
}


@pytest.mark.parametrize(("how", "touching", "keep"), thinned(KINDS, TOUCHING, KEEP, one_in=8))
def test_what_touches(touching: str, how: How, keep: bool | None) -> None:  # noqa: FBT001
    """With all kinds kept, points and lines are rows; with None, as many are warned of as fall away."""
    other = gpd.GeoDataFrame({"t": range(len(TOUCHING[touching]))}, geometry=TOUCHING[touching], crs="EPSG:4549")
    require_same(left(), other, how, keep=keep)
    if how in {"difference", "identity"}:
        require_same(other, left(), how, keep=keep)


OTHERS: dict[str, list[Any]] = {
    "lines": [LineString([(X - 50, Y + 50), (X + 250, Y + 50)]), LineString([(X, Y), (X + 100, Y)])],
    "points": [Point(X + 50, Y + 50), Point(X + 100, Y + 50), Point(X - 500, Y)],
    "points together": [MultiPoint([(X + 50, Y + 50), (X - 500, Y)])],
}


@pytest.mark.parametrize(("kind", "how", "keep"), thinned(OTHERS, KINDS, KEEP, one_in=6))
def test_other_kinds(kind: str, how: How, keep: bool | None) -> None:  # noqa: FBT001
    other = gpd.GeoDataFrame({"o": range(len(OTHERS[kind]))}, geometry=OTHERS[kind], crs="EPSG:4549")
    for one, two in ((left(), other), (other, left())):
        require_same(one, two, how, keep=keep)


@pytest.mark.parametrize(("how", "keep"), thinned(KINDS, KEEP, one_in=3))
def test_empty_and_null_shapes(how: How, keep: bool | None) -> None:  # noqa: FBT001
    """Null ones may stand anywhere in ours; geopandas gets them where it can do with them: last, and all kept."""
    one = left()
    one.loc[3, "geometry"] = Polygon()
    require_same(one, right(), how, keep=keep)
    require_same(right(), one, how, keep=keep)
    one.loc[3, "geometry"] = None
    require_same(one, right(), how, keep=False)
    require_same(right(), one, how, keep=False)


@pytest.mark.parametrize(("how", "keep", "empty"), thinned(KINDS, [True, False], ["left", "right", "both"], one_in=3))
def test_empty_frames(how: How, keep: bool, empty: str) -> None:  # noqa: FBT001
    one = left().iloc[:0] if empty != "right" else left()
    other = right().iloc[:0] if empty != "left" else right()
    # geopandas warns that an empty frame has no kind of geometry; ours needs none.
    require_same(one, other, how, keep=keep, with_warnings=empty == "right")


@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("mixed", ["left", "right"])
def test_mixed_kinds_are_refused_in_the_same_words(how: How, mixed: str) -> None:
    both = gpd.GeoDataFrame({"m": [1, 2]}, geometry=[square(0, 0), Point(X, Y)], crs="EPSG:4549")
    frames = (both, right()) if mixed == "left" else (left(), both)
    with pytest.raises(NotImplementedError) as theirs:
        gpd.overlay(*frames, how=how)
    with pytest.raises(NotImplementedError) as ours:
        overlay(*frames, how=how)
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize("how", KINDS)
def test_another_system_is_warned_of_in_the_same_words(how: How) -> None:
    require_same(left(), right().set_crs("EPSG:4548", allow_override=True), how, keep=True)
    require_same(left(), right().set_crs(None, allow_override=True), how, keep=True)


@pytest.mark.parametrize("how", KINDS)
def test_heights_stay(how: How) -> None:
    """GEOS interpolates heights, whatever geopandas knows of them: what has any still has."""
    high = left().set_geometry(left().force_3d(12.5))
    require_same(high, right(), how, keep=True)
    ours, theirs = (run(high, right(), how=how, keep_geom_type=True) for run in (overlay, gpd.overlay))
    assert ours.has_z.sum() == theirs.has_z.sum()


@pytest.mark.parametrize("how", KINDS)
def test_input_is_not_touched(how: How) -> None:
    one, other = left(), right()
    overlay(one, other, how=how, keep_geom_type=True)
    assert_frame_equal(pd.DataFrame(one), pd.DataFrame(left()))
    assert_frame_equal(pd.DataFrame(other), pd.DataFrame(right()))


@pytest.mark.parametrize(
    ("how", "names"),
    thinned(
        ["intersection", "identity", "union", "difference"],
        [("__idx1", "o"), ("u", "__idx2"), ("__idx1", "__idx2")],
        one_in=2,
    ),
)
def test_columns_called_as_geopandas_calls_its_own_on_the_way(how: How, names: tuple[str, str]) -> None:
    one, other = names
    """Named as there; the values are in the rows of one feature as well, where geopandas loses them."""
    frames = left()[["number", "geometry"]].rename(columns={"number": one}), right().rename(columns={"small": other})
    ours, theirs = (run(*frames, how=how, keep_geom_type=True) for run in (overlay, gpd.overlay))
    assert list(ours.columns) == list(theirs.columns)
    whole = overlay(left()[["number", "geometry"]], right(), how=how, keep_geom_type=True)
    for mine, plainly in ((f"{one}_y", "number"), (f"{other}_2", "small"), (one, "number")):
        if mine in ours.columns:
            np.testing.assert_array_equal(ours[mine].to_numpy(float), whole[plainly].to_numpy(float))


@pytest.mark.parametrize(
    ("how", "names"),
    thinned(KINDS, [("__idx2", "o"), ("u", "__idx1"), ("__idx1", "__idx1"), ("__idx2", "__idx1")], one_in=3),
)
def test_columns_of_these_names_that_geopandas_cannot_do_with(how: How, names: tuple[str, str]) -> None:
    one, other = names
    frames = left()[["number", "geometry"]].rename(columns={"number": one}), right().rename(columns={"small": other})
    ours = overlay(*frames, how=how, keep_geom_type=True)
    plainly = left()[["number", "geometry"]], right().rename(columns={"small": "number"} if one == other else {})
    whole = overlay(*plainly, how=how, keep_geom_type=True)
    assert ours.drop(columns="geometry").to_numpy().shape == whole.drop(columns="geometry").to_numpy().shape
    assert_frame_equal(
        pd.DataFrame(ours.drop(columns="geometry")),
        pd.DataFrame(whole.drop(columns="geometry")).set_axis(ours.columns.drop("geometry"), axis=1),
    )


def test_a_name_of_its_own_is_kept_in_what_lies_in_one_only() -> None:
    frame = left()[["number", "geometry"]].rename(columns={"number": "__idx1"})
    assert overlay(frame, right(), how="symmetric_difference")["__idx1"].dropna().tolist() == [1, 2, 3, 4]


LATTICE = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 3), st.integers(1, 3)).map(
    lambda at: square(at[0], at[1], at[2], at[3])
)
ANGULAR = st.lists(LATTICE, min_size=1, max_size=3).map(shapely.union_all)
"""Every crossing is a whole number: elsewhere rounding would decide what touches."""


@given(st.lists(ANGULAR, min_size=1, max_size=4), st.lists(ANGULAR, min_size=1, max_size=4))
def test_what_falls_away_is_counted_as_there(one: list[Polygon], other: list[Polygon]) -> None:
    """Polygons that touch in points and along borders, with and without common area."""
    frames = [gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4549") for shapes in (one, other)]
    ours, theirs = (told(lambda run=run: run(*frames, how="intersection"))[1] for run in (overlay, gpd.overlay))
    assert ours == theirs


@pytest.mark.parametrize(
    ("kind", "how", "value"), thinned(["polygon", "line", "point"], KINDS, [np.inf, -np.inf, np.nan], one_in=3)
)
def test_corners_that_are_nowhere(how: How, value: float, kind: str) -> None:
    with np.errstate(invalid="ignore"):
        shape = {
            "polygon": lambda: Polygon([(X, Y), (X + 1, Y), (value, Y + 1)]),
            "line": lambda: LineString([(X, Y), (value, Y)]),
            "point": lambda: Point(value, Y),
        }[kind]()
    lost = gpd.GeoDataFrame({"id": ["lost"]}, geometry=[shape], crs="EPSG:4549")
    for frames in ((lost, right()), (left(), lost)):
        with pytest.raises(SchemaError, match=r"df[12]: lost has a corner whose coordinates are no finite numbers"):
            overlay(*frames, how=how)


@pytest.mark.parametrize("how", KINDS)
def test_two_columns_of_one_name_are_told(how: How) -> None:
    doubled = left()[["id", "number", "geometry"]].set_axis(["id", "id", "geometry"], axis=1)
    try:
        found = gpd.overlay(doubled, right(), how=how)
    except (ValueError, KeyError, pd.errors.InvalidIndexError):
        with pytest.raises(SchemaError, match="df1 has two columns called 'id'; rename that column first"):
            overlay(doubled, right(), how=how)
    else:
        assert list(overlay(doubled, right(), how=how).columns) == list(found.columns)
