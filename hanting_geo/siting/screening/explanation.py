"""Verdicts in sentences: may it stand here, and if not, why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explanation"]


class _Words(NamedTuple):
    """What a verdict is called at the head of an explanation and in its lines."""

    head: str
    line: str


_ZH = {
    "conflict": _Words("不可在此选址", "冲突"),
    "no_data": _Words("缺少数据,不能判定", "缺少数据"),
    "uncertain": _Words("在现有精度下不能判定", "不能确定"),
    "clear": _Words("硬性规则均无冲突", "符合"),
}
_EN = {
    "conflict": _Words("not here", "conflict"),
    "no_data": _Words("cannot be said, data are missing", "no data"),
    "uncertain": _Words("cannot be said with the accuracy there is", "uncertain"),
    "clear": _Words("no hard rule is broken", "kept"),
}
_REASONS = {
    "within_accuracy": ("在位置精度范围内", "within the accuracy of the places"),
    "accuracy_not_stated": ("图层未注明位置精度", "the accuracy of the layer is not stated"),
    "place_not_published": ("有要素位置未公布", "a feature has no published place"),
    "layer_missing": ("没有该图层", "the layer is not there"),
    "value_missing": ("没有可判定的值", "there is no value to judge by"),
}


def explanation(site: str, verdict: str, lines: pd.DataFrame, language: str) -> str:
    """Say of one site what its rules found, a line each: the hard rules first, and the broken ones first of them.

    Raises
    ------
    SchemaError
        The language is not known.
    """
    if language not in {"zh", "en"}:
        message = f"language {language!r} is not known; use 'zh' or 'en'"
        raise SchemaError(message)
    zh = language == "zh"
    words = _ZH if zh else _EN
    order = {name: place for place, name in enumerate(words)}
    rows: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in lines.to_dict("records")]
    rows.sort(key=lambda row: (row["hardness"] != "hard", order.get(row["verdict"], len(order))))
    because = (",因为:" if zh else ", because:") if rows and verdict != "clear" else ("。" if zh else ".")
    head = f"{site}:{words[verdict].head}{because}" if zh else f"{site}: {words[verdict].head}{because}"
    said = [_line(row, words, zh=zh) for row in rows]
    return "\n".join([head, *(f"{place}. {text}" for place, text in enumerate(said, 1))])


def _line(row: dict[str, Any], words: dict[str, _Words], *, zh: bool) -> str:
    title = row["title_zh"] if zh else row["title_en"]
    soft = row["hardness"] == "soft"
    kind = ("软规则" if zh else "soft") if soft else ("硬规则" if zh else "hard")
    facts = [words[row["verdict"]].line, *_facts(row, zh=zh)]
    if zh:
        return f"{title}({kind}):{','.join(facts)}。{_basis(row, zh=zh)}"
    return f"{title} ({kind}): {', '.join(facts)}. {_basis(row, zh=zh)}"


def _facts(row: dict[str, Any], *, zh: bool) -> list[str]:
    facts = []
    if row["reason"]:
        facts.append(_REASONS[row["reason"]][0 if zh else 1])
    area, low, high = row["area_m2"], row["low_m2"], row["high_m2"]
    if area == area and max(area, high if high == high else 0.0) > 0:  # noqa: PLR0124 - NaN is not equal to itself
        text = f"{area:,.2f} 平方米({row['area_mu']:,.2f} 亩)" if zh else f"{area:,.2f} m² ({row['area_mu']:,.2f} mu)"
        if low == low and high == high and high - low > 0.005:  # noqa: PLR0124, PLR2004 - as written, they differ
            text += f",按精度在 {low:,.2f} 至 {high:,.2f} 之间" if zh else f", between {low:,.2f} and {high:,.2f}"
        facts.append(f"涉及 {text}" if zh else text)
    measured = row["measured"]
    if measured == measured:  # noqa: PLR0124
        facts.append(f"实测 {measured:,.2f}" if zh else f"measured {measured:,.2f}")
    named = row["hit_zh"] if zh else row["hit_en"]
    if named:
        facts.append(f"要素:{named}" if zh else f"features: {named}")
    far = row["distance_m"]
    if far == far and far > 0:  # noqa: PLR0124
        facts.append(f"最近距离 {far:,.2f} 米" if zh else f"nearest at {far:,.2f} m")
    return facts


def _basis(row: dict[str, Any], *, zh: bool) -> str:
    if row["assumption"]:
        return "依据:无,系假设(assumption)。" if zh else "Basis: none, an assumption."
    date = f"({row['basis_date']})" if row["basis_date"] else ""
    return f"依据:{row['basis']}{date}。" if zh else f"Basis: {row['basis']} {date}".rstrip() + "."
