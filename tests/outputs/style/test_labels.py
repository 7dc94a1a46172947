"""Names, labels and decimals, and that the palette can be told apart."""

from __future__ import annotations

import itertools

import pytest

from hanting_geo.core.words.columns import column_label
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.style import looks as style
from hanting_geo.outputs.style import palettes
from hanting_geo.outputs.style.decimals import decimals_of

CONTRACT = ["id", "name_zh", "name_en", "kind", "status", "accuracy_m", "source", "source_date", "licence", "note"]
STATISTICS = ["zone_id", "class", "features", "length_m", "plane_m2", "ellipsoid_m2", "share", "ha", "mu"]


@pytest.mark.parametrize("name", CONTRACT + STATISTICS)
def test_every_column_of_the_contract_has_a_chinese_and_an_english_label(name: str) -> None:
    assert any("\u4e00" <= character <= "\u9fff" for character in column_label(name, "zh"))
    assert column_label(name, "en").isascii() or "m²" in column_label(name, "en")


def test_unknown_columns_keep_their_name_and_unknown_languages_are_refused() -> None:
    assert column_label("DLBM") == "DLBM"
    with pytest.raises(SchemaError, match="'fr' is not known"):
        column_label("id", "fr")


@pytest.mark.parametrize(
    ("name", "decimals"),
    [("plane_m2", 2), ("drawn_ha", 4), ("ha", 4), ("mu", 2), ("length_m", 2), ("length_km", 3), ("features", 0)],
)
def test_decimals_follow_the_contract(name: str, decimals: int) -> None:
    assert decimals_of(name) == decimals


@pytest.mark.parametrize("name", ["accuracy_m", "published_ha", "from_m", "name_zh", "year"])
def test_stated_numbers_and_texts_stand_as_they_are(name: str) -> None:
    assert decimals_of(name) is None


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_names_are_readable_on_every_fill() -> None:
    looks = [look for _, look in style.PATTERNS.values()] + [style.KINDS["zone"].look]
    for look in looks:
        assert look.fill is not None
        assert (_luminance(look.fill) + 0.05) / (_luminance("#26323b") + 0.05) > 4.5


def _as_seen(color: str, kind: str) -> tuple[float, ...]:
    """Simulate a missing cone (Vienot, Brettel and Mollon 1999, linear RGB)."""
    r, g, b = ((int(color[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5))
    if kind == "protanopia":
        return 0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b
    return 0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b


@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia"])
def test_the_five_zones_of_the_plan_differ_for_colour_blind_readers(kind: str) -> None:
    fills = [look.fill for _, look in style.PATTERNS.values() if look.fill]
    assert len(set(fills)) == 5
    for first, second in itertools.combinations(fills, 2):
        pair = zip(_as_seen(first, kind), _as_seen(second, kind), strict=True)
        assert max(abs(a - b) for a, b in pair) > 0.04, (first, second)


PARTED = ("BrBG", "PuOr", "RdBu")


@pytest.mark.parametrize("name", palettes.PALETTES)
def test_palettes_run_from_light_to_dark_or_from_dark_to_dark(name: str) -> None:
    light = [_luminance(color) for color in palettes.palette_colors(name, 9)]
    if name in PARTED:
        assert light[:5] == sorted(light[:5])
        assert light[4:] == sorted(light[4:], reverse=True)
    else:
        assert light == sorted(light, reverse=True)


@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia"])
@pytest.mark.parametrize("name", palettes.PALETTES)
def test_five_grades_differ_for_colour_blind_readers(name: str, kind: str) -> None:
    grey = style.NO_DATA[1].fill
    assert grey is not None
    for first, second in itertools.combinations([*palettes.palette_colors(name, 5), grey], 2):
        pair = zip(_as_seen(first, kind), _as_seen(second, kind), strict=True)
        assert max(abs(a - b) for a, b in pair) > 0.04, (first, second)


def test_palettes_are_asked_for_by_name() -> None:
    assert palettes.palette_colors("ylorbr", 4) == palettes.palette_colors("YlOrBr_r", 4)[::-1]
    assert palettes.palette_colors("Blues", 0) == []
    with pytest.raises(KeyError):
        palettes.palette_colors("rainbow", 3)
