"""Less text around what a page needs: comments and indentation out of style sheets and of our own scripts."""

from __future__ import annotations

import re

__all__ = ["slim_css", "slim_script"]

# Strings and addresses stay as they are, so a comment sign or a blank inside them is not taken for one.
_CSS_PARTS = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^)]*\))|(?P<comment>/\*.*?\*/)|(?P<blank>\s+)""",
    flags=re.DOTALL,
)
_SCRIPT_PARTS = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|//.*|[^"'/`]+|.)""")
_SIGN = re.compile(r" ?(!==?|[{}()\[\];,=>?:&|*]) ?")
_SUM = re.compile(r"(?<![+-]) ?([+<%-]) ?(?![+!-])")  # not where two signs would become one: a + +b, a - -b, a < !--b
_CSS_KEPT = re.compile(r"\x00(\d+)\x00")


def slim_css(text: str) -> str:
    r"""Give a style sheet without comments and needless blanks; strings and ``url(...)`` stay as they are.

    Parameters
    ----------
    text
        A style sheet.

    Returns
    -------
    str
        The same rules.

    Examples
    --------
    >>> slim_css("/* bar */ .a > b,\n .c { width: calc(100% - 4px); content: 'a  {  b'; }")
    ".a > b,.c{width:calc(100% - 4px);content:'a  {  b'}"
    """
    kept: list[str] = []

    def shorter(match: re.Match[str]) -> str:
        if match["text"] is None:
            return " " if match["blank"] else ""
        kept.append(match["text"])
        return f"\x00{len(kept) - 1}\x00"

    short = re.sub(r" +", " ", _CSS_PARTS.sub(shorter, text.replace("\x00", "")))
    short = re.sub(r" ?([{};,]) ?", r"\1", short)
    short = re.sub(r"(?<=[\w-]): ", ":", short).replace(";}", "}").strip()
    return _CSS_KEPT.sub(lambda match: kept[int(match.group(1))], short)


def slim_script(text: str) -> str:
    r"""Give one of our own scripts without indentation, comments on lines, and blanks beside signs.

    It looks at lines only: no template literal of our own goes over more than one line (a test holds them to it), and
    a line with a division, a regular expression or a template literal keeps its blanks.

    Parameters
    ----------
    text
        A script of this project, not of another.

    Returns
    -------
    str
        The same statements.

    Examples
    --------
    >>> slim_script('// why\nfunction f(a) {\n  return a - -1 + " // no  comment"; // gone\n}')
    'function f(a){\nreturn a- -1+" // no  comment";\n}'
    """
    lines = (_slim_line(line.strip()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _slim_line(line: str) -> str:
    if line.startswith("/*") and line.find("*/") == len(line) - 2:
        return ""
    parts = []
    for token in _SCRIPT_PARTS.findall(line):
        if token.startswith("//"):
            break
        if token in {"/", "`", '"', "'"}:
            return line
        parts.append(token if token[0] in "\"'" else _SUM.sub(r"\1", _SIGN.sub(r"\1", token)))
    return "".join(parts).strip()
