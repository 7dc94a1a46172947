"""Rules written as YAML, so that they read back the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from hanting_geo.core.atomic import write_text
from hanting_geo.siting.rules.model import FILTERS

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.core.text import Text
    from hanting_geo.siting.rules.model import Rule, RuleSet

__all__ = ["write_yaml_rules"]

_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")


def write_yaml_rules(rules: RuleSet, path: Path) -> Path:
    """Write rules as YAML."""
    data: dict[str, Any] = {}
    if rules.title.text():
        data["title"] = _title_data(rules.title)
    if rules.note:
        data["note"] = rules.note
    data["rules"] = [_rule_data(rule) for rule in rules]
    return write_text(
        path, yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=110)
    )


def _title_data(title: Text) -> str | dict[str, str]:
    if title.zh == title.en:
        return title.zh
    return _Flow({language: text for language, text in (("zh", title.zh), ("en", title.en)) if text})


def _rule_data(rule: Rule) -> dict[str, Any]:
    """Give the fields that say something, in their order."""
    said: dict[str, Any] = {}
    for name, default in ((name, info.get_default()) for name, info in type(rule).model_fields.items()):
        value = getattr(rule, name)
        if name == "title":
            said[name] = _title_data(value)
        elif name in {"hardness", "severity"} or value != default:
            if name in FILTERS:
                value = _Flow({key: list(item) if isinstance(item, tuple) else item for key, item in value.items()})
            elif isinstance(value, tuple):
                value = list(value)
            elif name == "relation":
                value = value.value
            elif isinstance(value, float) and value.is_integer() and name != "value":
                value = int(value)
            said[name] = value
    return said


class _Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes titles, filters and lists on one line each, texts of several lines as such, and no references."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write every value out."""
        return True


def _represent_flow(dumper: yaml.SafeDumper, data: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _represent_list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    block = any(isinstance(item, dict) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=not block)


def _represent_text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    style = "|" if "\n" in data else None
    if _OTHER_BREAKS.search(data):
        style = '"'  # PyYAML folds a line there in the other styles, and reads a blank
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(_Flow, _represent_flow)
_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_text)
