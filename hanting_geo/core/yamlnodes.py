"""YAML as it comes from a stranger: how large it is with all aliases written out, how deep, and what no date can be."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from yaml.composer import Composer
from yaml.resolver import Resolver

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["composed", "constructed", "key_name", "require_whole_letters"]

_SHOWN = 40
"""Letters of a word that are shown."""

_READ_OTHERWISE = re.compile("[\t?!%\ufeff]|[|>][-+\\d]*#")
"""What libyaml lets through and PyYAML does not, or not in all places: a file is the same on every machine."""


def composed(path: Path, text: str) -> yaml.Node | None:
    """Take a text apart into nodes, and refuse what is more than anybody writes.

    An alias stands for all that its anchor holds, so that some lines of them may hold more than there is memory.

    Raises
    ------
    SourceError
        It holds more nodes than the limit, goes deeper, or holds itself.
    yaml.YAMLError
        It is no YAML.
    """
    try:
        node = _nodes(text)
    except RecursionError as error:
        message = Sentence(
            "{path}: its brackets or indents are nested hundreds deep, and settings are not; the file is damaged",
            path=path,
        )
        raise SourceError(message) from error
    except (ValueError, OverflowError) as error:  # an escape that stands for no letter
        message = Sentence("{path} is not YAML: {error}", path=path, error=error)
        raise SourceError(message) from error
    if node is not None:
        _measure(path, node)
    return node


@cache
def _quick() -> Any:
    """Give a reader that takes texts apart by libyaml, ten times faster; None where PyYAML was built without it.

    What is nested is put together in Python all the same, which does not go deeper than it can.
    """
    if not yaml.__with_libyaml__:
        return None
    from yaml._yaml import CParser

    class Quick(Composer, CParser, Resolver):
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            Composer.__init__(self)
            Resolver.__init__(self)

    return Quick


def _nodes(text: str) -> yaml.Node | None:
    """Give the nodes that PyYAML gives; and let it say itself what is wrong."""
    quick = None if _READ_OTHERWISE.search(text) else _quick()
    if quick is not None:
        with suppress(yaml.YAMLError, ValueError):
            return yaml.compose(text, Loader=quick)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _measure(path: Path, top: yaml.Node) -> None:
    """Count what the nodes are with all aliases written out, each node once."""
    most, deepest = limits.yaml_nodes, limits.yaml_depth
    sizes: dict[int, tuple[int, int]] = {}
    open_nodes: set[int] = set()
    waiting: list[tuple[yaml.Node, bool]] = [(top, False)]
    while waiting:
        node, done = waiting.pop()
        if done:
            inner = [sizes[id(each)] for each in _inner(node)]
            size, depth = 1 + sum(one for one, _ in inner), 1 + max((deep for _, deep in inner), default=0)
            line = node.start_mark.line + 1
            if size > most:
                what = Sentence(
                    "line {line} holds {size} values, with all of its aliases written out", line=line, size=_about(size)
                )
                exceeded(path, what, "yaml_nodes")
            if depth > deepest:
                exceeded(path, Sentence("line {line} goes {depth} deep", line=line, depth=depth), "yaml_depth")
            sizes[id(node)] = size, depth
            open_nodes.discard(id(node))
            continue
        if id(node) in sizes:
            continue
        if id(node) in open_nodes:
            message = Sentence(
                "{path}, line {line}: an alias stands inside of what it stands for; write it out",
                path=path,
                line=node.start_mark.line + 1,
            )
            raise SourceError(message)
        open_nodes.add(id(node))
        waiting.append((node, True))
        waiting += [(each, False) for each in _inner(node)]


def _about(size: int) -> str:
    return f"{size:,}" if size < 10**15 else f"10^{len(str(size)) - 1}"


def _inner(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [each for pair in node.value for each in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def constructed(path: Path, node: yaml.Node | None) -> Any:
    """Make values of nodes.

    Raises
    ------
    SourceError
        A date or a number cannot be one; the message names the line.
    yaml.YAMLError
        Something else is wrong.
    """
    if node is None:
        return None
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    except (ValueError, OverflowError, RecursionError, AttributeError, TypeError) as error:
        for scalar in _scalars(node):
            try:
                yaml.SafeLoader("").construct_document(scalar)
            except (ValueError, OverflowError, AttributeError, TypeError) as wrong:
                word = str(scalar.value)
                long = Sentence("{beginning}... ({count:,} letters)", beginning=word[:_SHOWN], count=len(word))
                shown = long if len(word) > _SHOWN else word
                message = Sentence(
                    "{path}, line {line}: {shown} looks like a date or a number and is none ({wrong}); correct it, "
                    "or put it in quotes if it is a text",
                    path=path,
                    line=scalar.start_mark.line + 1,
                    shown=shown,
                    wrong=str(wrong)[:100],
                )
                raise SourceError(message) from wrong
        message = Sentence("{path} is not YAML: {error}", path=path, error=str(error)[:200])
        raise SourceError(message) from error
    finally:
        loader.dispose()


def require_whole_letters(path: Path, node: yaml.Node) -> None:
    r"""Let a file through whose texts can be written: ``"\uD800"`` makes half a letter, which no encoding has.

    Raises
    ------
    SourceError
        A text holds one; the message names the line.
    """
    for scalar in _scalars(node):
        if any("\ud800" <= letter <= "\udfff" for letter in str(scalar.value)):
            message = Sentence(
                "{path}, line {line}: the text holds half of a letter (a surrogate, U+D800 to U+DFFF); write it whole",
                path=path,
                line=scalar.start_mark.line + 1,
            )
            raise SourceError(message)


def _scalars(top: yaml.Node) -> Iterator[yaml.ScalarNode]:
    seen: set[int] = set()
    waiting = [top]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        waiting += reversed(_inner(node))


def key_name(node: yaml.Node) -> str:
    """Name a key; one that is no plain word by its line, for what it holds may be anything."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else f"(key of line {node.start_mark.line + 1})"
