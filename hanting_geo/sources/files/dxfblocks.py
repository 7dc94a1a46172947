"""How much a DXF draws once its blocks are inserted: a few blocks of blocks may stand for billions of shapes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["require_drawable"]


@dataclass(slots=True)
class _Block:
    """What a block holds: shapes of its own, and how often each other block is inserted."""

    shapes: int = 0
    inserts: Counter[str] = field(default_factory=Counter)


def require_drawable(file: str, text: str) -> int:
    """Let a drawing through that draws no more shapes than the limit, its blocks inserted; and give their number.

    Parameters
    ----------
    file
        For the message.
    text
        The DXF: a code on one line, its value on the next.

    Raises
    ------
    SourceError
        It would draw more, or a block holds itself.
    """
    blocks = _blocks(text.split("\n"))
    drawn: dict[str, int] = {}
    total = _count("", blocks, drawn, [], file)
    if total > limits.drawn_shapes:
        what = Sentence("its blocks, inserted, draw {total:,} shapes", total=total)
        exceeded(file, what, "drawn_shapes", Sentence("explode the blocks that are needed, and delete the others"))
    return total


def _count(name: str, blocks: dict[str, _Block], drawn: dict[str, int], within: list[str], file: str) -> int:
    if name in drawn:
        return drawn[name]
    if name in within:
        message = Sentence("{file}: the block {name!r} holds itself; mend it in the drawing", file=file, name=name)
        raise SourceError(message)
    block = blocks.get(name, _Block(1))
    if len(within) > limits.nesting:
        exceeded(file, Sentence("blocks hold blocks more than {deep} deep", deep=limits.nesting), "nesting")
    inner = [*within, name]
    total = block.shapes + sum(
        times * _count(other, blocks, drawn, inner, file) for other, times in block.inserts.items()
    )
    drawn[name] = total
    return total


def _blocks(lines: Sequence[str]) -> dict[str, _Block]:
    """Count what each block holds; the drawing itself goes by the empty name."""
    blocks = {"": _Block()}
    section, kind, name = "", "", ""
    insert: dict[str, str] = {}

    def end() -> None:
        if kind == "INSERT" and insert.get("2"):
            times = _whole(insert.get("70", "1")) * _whole(insert.get("71", "1"))
            blocks.setdefault(name, _Block()).inserts[insert["2"].upper()] += times
        elif section in {"BLOCKS", "ENTITIES"} and kind not in _NO_SHAPES:
            blocks.setdefault(name, _Block()).shapes += 1

    for at in range(0, len(lines) - 1, 2):
        code = lines[at].strip()
        if code == "0":
            end()
            kind, insert = lines[at + 1].strip(), {}
            if kind in {"ENDSEC", "ENDBLK"}:
                section, name = ("" if kind == "ENDSEC" else section), ""
        elif code == "2" and kind == "SECTION":
            section = lines[at + 1].strip()
        elif code == "2" and kind == "BLOCK":
            name = lines[at + 1].strip().upper()
        elif kind == "INSERT" and code in {"2", "70", "71"}:
            insert.setdefault(code, lines[at + 1].strip())
    return blocks


_NO_SHAPES = frozenset({"", "SECTION", "ENDSEC", "BLOCK", "ENDBLK", "VERTEX", "SEQEND", "ATTDEF", "EOF"})


def _whole(text: str) -> int:
    """Read how often something stands in a row; at least once."""
    try:
        return max(int(float(text)), 1)
    except (ValueError, OverflowError):
        return 1
