"""The table of boundary points (界址点成果表) beside its drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words.figures import FIGURE
from hanting_geo.errors import SchemaError
from hanting_geo.units import M2_PER_MU

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.outputs.figures.boundary_points import Ring
    from hanting_geo.outputs.figures.fonts import Type
    from hanting_geo.outputs.figures.sheets import Box

__all__ = ["draw_points_table", "point_rows"]

_SIZES = (6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
_SHARES = (0.17, 0.31, 0.31, 0.21)


def point_rows(
    rings: Sequence[Ring], names: Sequence[str], areas: Sequence[float], language: str
) -> list[tuple[str, ...]]:
    """Give the rows of the table: a heading a parcel, its points and edges, the point that closes, its area.

    Coordinates to a millimetre, X to the north as in land survey; lengths to a centimetre, of the unrounded corners.

    Examples
    --------
    >>> from shapely import box
    >>> from hanting_geo.outputs.figures.boundary_points import rings_of
    >>> for row in point_rows(rings_of([box(0, 0, 30, 20)]), ["7"], [600.0], "en"):
    ...     print(row)
    ('Parcel 7',)
    ('J1', '20.000', '0.000', '30.00')
    ('J2', '20.000', '30.000', '20.00')
    ('J3', '0.000', '30.000', '30.00')
    ('J4', '0.000', '0.000', '20.00')
    ('J1', '20.000', '0.000', 'closed')
    ('Area 600.00 m², 0.90 mu',)
    """
    rows: list[tuple[str, ...]] = []
    for parcel in dict.fromkeys(ring.parcel for ring in rings):
        rows.append((FIGURE["parcel"].filled(number=names[parcel]).text(language),))
        for ring in (one for one in rings if one.parcel == parcel):
            lengths = [f"{length:.2f}" for length in ring.lengths] + [FIGURE["closed"].text(language)]
            rows += [
                (f"J{number}", f"{north:.3f}", f"{east:.3f}", length)
                for number, (east, north), length in zip(ring.numbers, ring.xy.tolist(), lengths, strict=True)
            ]
        m2 = areas[parcel]
        rows.append((FIGURE["area"].filled(m2=f"{m2:.2f}", mu=f"{m2 / M2_PER_MU:.2f}").text(language),))
    return rows


def draw_points_table(paper: Any, box: Box, rows: Sequence[tuple[str, ...]], type_: Type, language: str) -> None:
    """Draw the rows, in one column or two.

    Raises
    ------
    SchemaError
        There is no room for them.
    """
    k = type_.factor
    paper.plot([box.left] * 2, [box.bottom, box.top], color="#1d2730", linewidth=0.6 * k)
    place = box.within(2.5 * k)
    title = FIGURE["points"].text(language)
    type_.write(paper, place.left + place.width / 2, place.top - 4 * k, title, 8.5, ha="center", weight="bold")
    head = [FIGURE[key].text(language) for key in ("point", "x_north", "y_east", "edge")]
    room = place.height - 7 * k
    for points in _SIZES:
        step = type_.height(points) * 1.02
        if (len(rows) + 1) * step <= room:
            break
    else:
        message = Sentence(
            "the table of boundary points has {count} rows, and this sheet has room for {room}: "
            "take a larger sheet, or draw fewer parcels",
            count=len(rows),
            room=int(room / step) - 1,
        )
        raise SchemaError(message)
    y = place.top - 7 * k
    rule = {"color": "#9aa4ab", "linewidth": 0.3 * k}
    for number, row in enumerate([tuple(head), *rows]):
        middle = y - (number + 0.5) * step
        bold = {"weight": "bold"} if number == 0 or len(row) == 1 else {}
        if len(row) == 1:
            text = type_.cut(row[0], place.width - 2 * k, points)
            type_.write(
                paper, place.left + place.width / 2, middle, text, points, ha="center", va="center_baseline", **bold
            )
        else:
            left = place.left
            for text, share in zip(row, _SHARES, strict=True):
                shown = type_.cut(text, share * place.width - 0.4 * k, points if number else min(points, 5.5))
                size = points if number else min(points, 5.5)
                x = left + share * place.width / 2
                type_.write(paper, x, middle, shown, size, ha="center", va="center_baseline", **bold)
                left += share * place.width
        low = y - (number + 1) * step
        paper.plot([place.left, place.right], [low, low], **rule)
    paper.plot([place.left, place.right], [y, y], **rule)
