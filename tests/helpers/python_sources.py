"""The sources of the package, each read into a tree once a process, for the tests that read them as data."""

from __future__ import annotations

import ast
import gc
from functools import cache
from pathlib import Path
from typing import NamedTuple

import hanting_geo

PACKAGE = Path(hanting_geo.__file__).parent


class Source(NamedTuple):
    """A source: its tree, all nodes of it in the order of the text, and which of them each function holds.

    A node of a list stands before what is inside of it, so that a function is a stretch of the list. What says only
    whether a name is read or written is left out.
    """

    tree: ast.Module
    nodes: list[ast.AST]
    functions: list[tuple[int, int]]

    def inside_functions(self) -> list[list[ast.AST]]:
        """Give the nodes of each function: those of a function in a function twice."""
        return [self.nodes[start:end] for start, end in self.functions]


def read_source(text: str) -> Source:
    """Read a source."""
    tree = ast.parse(text)
    source = Source(tree, [], [])
    _add(tree, source)
    return source


@cache
def sources_of_ours() -> dict[str, Source]:
    """Read the package that is tested, by the path inside of it; no test changes what it is given."""
    gc.disable()  # half a million nodes that stay: the collector of circles need not look through them
    try:
        return {
            path.relative_to(PACKAGE).as_posix(): read_source(path.read_text(encoding="utf-8"))
            for path in sorted(PACKAGE.rglob("*.py"))
        }
    finally:
        gc.freeze()
        gc.enable()


def _add(node: ast.AST, source: Source) -> None:
    """Add a node and what is inside of it."""
    start = len(source.nodes)
    source.nodes.append(node)
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            for each in value:
                if isinstance(each, ast.AST):
                    _add(each, source)
        elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
            _add(value, source)
    if isinstance(node, ast.FunctionDef):
        source.functions.append((start, len(source.nodes)))
