"""A document as one HTML file: nothing from outside, no script, every text only text, ready to be printed."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

from hanting_geo.outputs.report.document import Grid, Line, Listing, Picture, numbered

if TYPE_CHECKING:
    from hanting_geo.outputs.report.document import Block, Document

__all__ = ["html_of"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_CSS = """
@page { size: A4; margin: 22mm 20mm; }
body { font: 15px/1.65 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", SimSun, Arial, sans-serif; color: #111;
  max-width: 60rem; margin: 2rem auto; padding: 0 1.25rem; }
h1, h2, h3, h4 { color: #1f2d3d; line-height: 1.3; break-after: avoid; }
h1 { font-size: 1.9rem; text-align: center; margin-top: 3rem; }
.subtitle { text-align: center; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; font-size: .82rem; line-height: 1.4; }
th, td { border: 1px solid #98a4b0; padding: .2rem .4rem; text-align: left; vertical-align: top; }
th { background: #e8eef4; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.n { white-space: normal; }
.total td { font-weight: bold; background: #f5f7f9; }
figure { margin: 1rem 0; break-inside: avoid; text-align: center; }
figure img { max-width: 100%; height: auto; border: 1px solid #98a4b0; }
caption, figcaption { font-size: .85rem; font-weight: bold; text-align: left; padding: .4rem 0 .2rem; }
figcaption { text-align: center; }
.note { font-size: .78rem; color: #333; }
.missing { background: #fff2cc; }
.wide { overflow-x: auto; }
nav ul { list-style: none; padding-left: 0; }
@media print { body { font-size: 10.5pt; margin: 0; padding: 0; max-width: none; } .wide { overflow: visible; }
  table { font-size: 8pt; } main > section:first-child { break-before: page; } }
"""


def html_of(document: Document) -> str:
    """Give the text of the page."""
    parts = numbered(document)
    facts = "".join(
        f'<tr><th scope="row">{_said(what)}</th><td>{_said(value)}</td></tr>' for what, value in document.facts
    )
    listed = "".join(
        f'<li style="padding-left:{part.level - 1}em"><a href="#c{part.number}">{_said(part.heading)}</a></li>'
        for part in parts
    )
    body = []
    for part in parts:
        level = min(part.level + 1, 4)
        inside = "".join(map(_block, part.blocks))
        body.append(f'<section id="c{part.number}"><h{level}>{_said(part.heading)}</h{level}>{inside}</section>')
    language = "zh-CN" if document.language == "zh" else "en"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{_said(document.title)}</title>",
            f"<style>{_CSS}</style>",
            "</head>",
            "<body>",
            f"<header><h1>{_said(document.title)}</h1>",
            f'<p class="subtitle">{_said(document.subtitle)}</p>' if document.subtitle else "",
            f"<table><tbody>{facts}</tbody></table></header>",
            f"<nav><h2>{_said(document.contents)}</h2><ul>{listed}</ul></nav>",
            "<main>",
            *body,
            "</main>",
            f'<footer class="note">{_said(document.footer)}</footer>',
            "</body>",
            "</html>",
            "",
        ]
    )


def _said(text: str) -> str:
    return escape(text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8"))


def _block(block: Block) -> str:
    if isinstance(block, Line):
        marked = ' class="missing"' if block.missing else ""
        return f"<p><span{marked}>{_said(block.text)}</span></p>"
    if isinstance(block, Listing):
        marked = ' class="missing"' if block.missing else ""
        return "<ul>" + "".join(f"<li><span{marked}>{_said(item)}</span></li>" for item in block.items) + "</ul>"
    if isinstance(block, Grid):
        return _grid(block)
    assert isinstance(block, Picture)  # noqa: S101 - there is no other block
    image = base64.b64encode(block.png).decode()
    return (
        f'<figure><img alt="{_said(block.caption)}" src="data:image/png;base64,{image}">'
        f"<figcaption>{_said(block.caption)}</figcaption>{_note(block.note)}</figure>"
    )


def _note(text: str) -> str:
    return f'<p class="note">{_said(text)}</p>' if text else ""


def _grid(grid: Grid) -> str:
    classes = [' class="n"' if number else "" for number in grid.cells.numeric]
    head = "".join(
        f'<th scope="col"{own}>{_said(header)}</th>' for own, header in zip(classes, grid.cells.headers, strict=True)
    )
    rows = []
    for place, row in enumerate(grid.cells.rows):
        marked = ' class="total"' if place in grid.cells.totals else ""
        texts = "".join(f"<td{own}>{_said(text)}</td>" for own, text in zip(classes, row, strict=True))
        rows.append(f"<tr{marked}>{texts}</tr>")
    return (
        f'<div class="wide"><table><caption>{_said(grid.caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>{_note(grid.note)}"
    )
