"""What a rule speaks of: features by filter and by overriding rules, accuracies, what is not there or has no place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, Polygon, box

from hanting_geo.core.text import Text
from hanting_geo.errors import CRSError, RuleError, SchemaError, SourceError
from hanting_geo.siting.rule_layers import RuleLayers
from hanting_geo.siting.rules.model import Rule, RuleSet
from hanting_geo.sources.catalog.catalog import open_catalog

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430_000.0, 4_071_000.0
CRS = "EPSG:4549"


def rule(**fields: Any) -> Rule:
    given = {"id": "r", "title": Text(zh="规则"), "relation": "outside", "layer": "rivers", "basis": "assumption"}
    return Rule(**{**given, **fields})


def rivers(**columns: Any) -> gpd.GeoDataFrame:
    data = {
        "id": ["bailang", "yu", "dayu"],
        "name_zh": ["白浪河", "虞河", "大圩河"],
        "name_en": ["Bailang", None, "Dayu"],
        "code": [5, 6, 5],
        "accuracy_m": [10.0, np.nan, 5.0],
        **columns,
    }
    shapes = [box(X, Y, X + 10, Y + 10), box(X + 20, Y, X + 30, Y + 10), None]
    return gpd.GeoDataFrame(data, geometry=shapes, crs=CRS)


def features_of(asked: Rule, layers: dict[str, Any], *others: Rule) -> Any:
    return RuleLayers(RuleSet((asked, *others)), layers, CRS).of(asked)


def test_features_names_accuracy_and_those_without_a_place() -> None:
    features = features_of(rule(), {"rivers": rivers()})
    assert features.ids == ["bailang", "yu"]
    assert [name.zh for name in features.names] == ["白浪河", "虞河"]
    assert [name.text("en") for name in features.names] == ["Bailang", "虞河"]
    np.testing.assert_array_equal(features.accuracy_m, [10, np.nan])
    assert features.unplaced == 1
    assert not features.is_empty
    assert features.raster is None


def test_names_fall_back_to_the_id_and_ids_to_the_row() -> None:
    bare = gpd.GeoDataFrame({"id": ["a", None]}, geometry=[Point(X, Y), Point(X, Y)], index=[7, 8], crs=CRS)
    features = features_of(rule(), {"rivers": bare})
    assert features.ids == ["a", "row 8"]
    assert [name.text() for name in features.names] == ["a", "row 8"]


def test_the_accuracy_of_the_layer_stands_for_rows_that_state_none() -> None:
    layer = rivers()
    layer.attrs["hanting_geo"] = {"accuracy_m": 3.0}
    np.testing.assert_array_equal(features_of(rule(), {"rivers": layer}).accuracy_m, [10, 3])
    without = rivers().drop(columns="accuracy_m")
    without.attrs["hanting_geo"] = {"accuracy_m": 3}
    np.testing.assert_array_equal(features_of(rule(), {"rivers": without}).accuracy_m, [3, 3])


def test_an_accuracy_that_makes_no_sense_states_nothing() -> None:
    layer = rivers(accuracy_m=[-1.0, np.inf, 1.0])
    assert np.isnan(features_of(rule(), {"rivers": layer}).accuracy_m).all()


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ({"code": 5}, ["bailang"]),
        ({"code": (5, 6)}, ["bailang", "yu"]),
        ({"code": "5"}, []),
        ({"code": 6, "name_zh": "虞河"}, ["yu"]),
        ({"code": ()}, []),
    ],
)
def test_filters(where: dict[str, Any], ids: list[str]) -> None:
    assert features_of(rule(filter=where), {"rivers": rivers()}).ids == ids


def test_a_filter_that_matches_nothing_is_a_finding() -> None:
    asked = rule(filter={"code": "5"})
    rule_layers = RuleLayers(RuleSet((asked,)), {"rivers": rivers()}, CRS)
    features = rule_layers.of(asked)
    assert features is not None
    assert features.is_empty
    assert [item.code for item in rule_layers.findings] == ["rule_matches_nothing"]
    assert "code = '5'" in rule_layers.findings[0].what


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(RuleError, match=r"rule r.*'codes', which it has not; it has: id, name_zh, name_en, code"):
        features_of(rule(filter={"codes": 5}), {"rivers": rivers()})


def test_a_layer_that_is_not_there() -> None:
    assert features_of(rule(layer="lakes"), {"rivers": rivers()}) is None


def test_where() -> None:
    asked = rule(where_layer="zones", where_filter={"code": 6})
    rule_layers = RuleLayers(RuleSet((asked,)), {"zones": rivers()}, CRS)
    assert rule_layers.of(asked) is None
    area = rule_layers.where(asked)
    assert area is not None
    assert area.ids == ["yu"]
    assert rule_layers.where(rule()) is None


@pytest.mark.parametrize("name", ["bailang", "白浪河", "Bailang"])
def test_an_overriding_rule_takes_its_features(name: str) -> None:
    general = rule()
    special = rule(id="s", layer="lines", overrides="r", override_features=(name,))
    layers = {"rivers": rivers(), "lines": rivers()}
    assert features_of(general, layers, special).ids == ["yu"]
    assert RuleLayers(RuleSet((general, special)), layers, CRS).of(special).ids == ["bailang", "yu"]  # type: ignore[union-attr]


def test_an_overridden_feature_without_a_place_is_no_longer_counted() -> None:
    special = rule(id="s", layer="lines", overrides="r", override_features=("大圩河",))
    assert features_of(rule(), {"rivers": rivers(), "lines": rivers()}, special).unplaced == 0
    # Without the layer of the special rule the general one still holds for it.
    assert features_of(rule(), {"rivers": rivers()}, special).unplaced == 1


def test_an_overriding_rule_over_the_same_layer_speaks_of_its_features_only() -> None:
    general = rule(relation="beyond_distance", distance_m=50)
    special = rule(id="s", relation="beyond_distance", distance_m=90, overrides="r", override_features=("虞河",))
    layers = {"rivers": rivers()}
    assert features_of(special, layers, general).ids == ["yu"]
    assert features_of(general, layers, special).ids == ["bailang"]


def test_an_overriding_rule_names_what_is_not_there() -> None:
    special = rule(id="s", layer="lines", overrides="r", override_features=("白浪河", "长江"))
    with pytest.raises(RuleError, match=r"rule s: override_features names '长江', and layer 'rivers' of rule r has no"):
        features_of(rule(), {"rivers": rivers()}, special)


def test_an_overriding_rule_of_a_rule_without_layer_or_of_none() -> None:
    special = rule(id="s", overrides="area", override_features=("a",))
    area = Rule(id="area", title=Text(zh="面积"), relation="min_area", area_m2=1, basis="assumption")
    with pytest.raises(RuleError, match="overrides area, which speaks of no layer"):
        RuleLayers(RuleSet((special, area)), {}, CRS)
    with pytest.raises(RuleError, match="no rule 'area'"):
        RuleLayers(RuleSet((special,)), {}, CRS)


def test_layers_come_to_the_system_of_the_sites() -> None:
    moved = rivers().to_crs("EPSG:4326")
    features = features_of(rule(), {"rivers": moved})
    np.testing.assert_allclose(features.shapes[0].bounds, (X, Y, X + 10, Y + 10), atol=1e-6)


def test_layers_that_cannot_be_used() -> None:
    bowtie = Polygon([(X, Y), (X + 1, Y + 1), (X + 1, Y), (X, Y + 1)])
    torn = gpd.GeoDataFrame({"id": ["bow"]}, geometry=[bowtie], crs=CRS)
    with pytest.raises(SchemaError, match=r"layer 'rivers' of rule r: invalid geometry in bow"):
        features_of(rule(), {"rivers": torn})
    with pytest.raises(CRSError, match="reference system"):
        features_of(rule(), {"rivers": gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(X, Y)])})
    with pytest.raises(SchemaError, match="not a list"):
        features_of(rule(), {"rivers": []})
    with pytest.raises(RuleError, match="raster"):
        features_of(rule(), {"rivers": "slope.tif"})


def test_rasters(tmp_path: Path, slope: Path) -> None:
    steep = Rule(id="s", title=Text(zh="坡度"), relation="max_slope", layer="slope", slope_percent=8, basis="x")
    with pytest.raises(SourceError, match="is not there"):
        features_of(steep, {"slope": tmp_path / "nowhere.tif"})
    with pytest.raises(RuleError, match="needs a raster, and layer 'slope' is a GeoDataFrame"):
        features_of(steep, {"slope": rivers()})
    assert features_of(steep, {"slope": slope}).raster == slope
    (tmp_path / "empty.tif").touch()
    with pytest.raises(SourceError, match=r"rule s: .*cannot read .*empty\.tif"):
        features_of(steep, {"slope": tmp_path / "empty.tif"})


def test_files_by_path_and_the_packaged_catalogue(tmp_path: Path) -> None:
    rivers().to_file(tmp_path / "rivers.gpkg")
    assert features_of(rule(), {"rivers": str(tmp_path / "rivers.gpkg")}).ids == ["bailang", "yu"]
    asked = rule()
    packaged, opened = (RuleLayers(RuleSet((asked,)), layers, CRS).of(asked) for layers in (None, open_catalog()))
    assert packaged is not None
    assert opened is not None
    assert packaged.ids == opened.ids
    assert "riv_yu" in packaged.ids


def test_rules_that_speak_of_the_same_share_one_set_of_features_and_the_input_stays() -> None:
    first, second = rule(), rule(id="r2", relation="beyond_distance", distance_m=5)
    layer = rivers()
    before = layer.copy()
    rule_layers = RuleLayers(RuleSet((first, second)), {"rivers": layer}, CRS)
    assert rule_layers.of(first) is rule_layers.of(second)
    assert layer.equals(before)


def test_an_empty_layer() -> None:
    asked = rule()
    rule_layers = RuleLayers(RuleSet((asked,)), {"rivers": rivers().iloc[:0]}, CRS)
    features = rule_layers.of(asked)
    assert features is not None
    assert features.is_empty
    assert "the layer is empty" in rule_layers.findings[0].what
