"""Rules written as YAML, so that they read back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.atomic import write_text
from hanting_geo.siting.rules.model import FILTERS
from hanting_geo.siting.rules.yamltext import Flow, title_data, yaml_text

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.siting.rules.model import Rule, RuleSet

__all__ = ["write_yaml_rules"]


def write_yaml_rules(rules: RuleSet, path: Path) -> Path:
    """Write rules as YAML."""
    data: dict[str, Any] = {}
    if rules.title.text():
        data["title"] = title_data(rules.title)
    if rules.note:
        data["note"] = rules.note
    data["rules"] = [_rule_data(rule) for rule in rules]
    return write_text(path, yaml_text(data))


def _rule_data(rule: Rule) -> dict[str, Any]:
    """Give the fields that say something, in their order."""
    said: dict[str, Any] = {}
    for name, default in ((name, info.get_default()) for name, info in type(rule).model_fields.items()):
        value = getattr(rule, name)
        if name == "title":
            said[name] = title_data(value)
        elif name in {"hardness", "severity"} or value != default:
            if name in FILTERS:
                value = Flow({key: list(item) if isinstance(item, tuple) else item for key, item in value.items()})
            elif isinstance(value, tuple):
                value = list(value)
            elif name == "relation":
                value = value.value
            elif isinstance(value, float) and value.is_integer() and name != "value":
                value = int(value)
            said[name] = value
    return said
