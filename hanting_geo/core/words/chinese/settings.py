"""What is wrong with a settings file (catalogue, scenario), in Chinese, by pydantic's name of the mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE", "KINDS"]

CHINESE: Mapping[str, str] = {}
"""No pattern stands in the code: pydantic says the English."""

KINDS: Mapping[str, str] = {
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "date_from_datetime_parsing": "应为日期，例如 2025-06-30",
    "date_parsing": "应为日期，例如 2025-06-30",
    "date_type": "应为日期，例如 2025-06-30",
    "dict_type": "应为键和值",
    "extra_forbidden": "不认识这个键",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应大于等于 {ge}",
    "int_from_float": "应为整数",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应小于等于 {le}",
    "list_type": "应为列表",
    "literal_error": "应为 {expected} 之一",
    "mapping_type": "应为键和值",
    "missing": "缺少，请补上",
    "missing_argument": "缺少，请补上",
    "model_attributes_type": "应为键和值",
    "model_type": "应为键和值",
    "path_type": "应为路径",
    "string_pattern_mismatch": "写法不合要求（{pattern}）",
    "string_too_short": "不能为空",
    "string_type": "应为文字；数字和日期请加引号",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少须有 {min_length} 项",
    "tuple_type": "应为列表",
    "unexpected_keyword_argument": "不认识这个键",
    "dataclass_type": "应为键和值",
}
"""By the kind of mistake; what stands in braces is pydantic's."""
