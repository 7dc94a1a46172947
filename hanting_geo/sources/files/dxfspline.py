"""Splines that GDAL cannot draw, turned into polylines by ezdxf, where it is installed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from hanting_geo.core.extras import require
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.dxf import parse_text

if TYPE_CHECKING:
    from hanting_geo.sources.files.dxf import Dxf
    from hanting_geo.sources.files.layers import Source

__all__ = ["without_splines"]

_TOLERANCE = 0.01
"""Units of the drawing, which are metres in surveys."""


def without_splines(source: Source, dxf: Dxf, spoilt: str) -> Dxf:
    """Give the drawing with its splines as polylines.

    Raises
    ------
    SourceError
        ezdxf is not installed, cannot read the drawing either, or finds no spline.
    """
    ezdxf = require(
        "ezdxf",
        Sentence(
            "{name}: {spoilt} cannot be read by GDAL, and spoils the whole file; a second reader",
            name=source.name,
            spoilt=spoilt,
        ),
        Sentence("turn it into a polyline in the program that drew it"),
    )
    try:
        document = ezdxf.read(io.StringIO(dxf.copy))
        turned = [spline for layout in document.layouts for spline in _turned(layout)]
        turned += [spline for block in document.blocks if not block.is_any_layout for spline in _turned(block)]
        out = io.StringIO()
        document.write(out)
    except (ezdxf.DXFError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        message = Sentence(
            "{path}: {spoilt} cannot be read, by ezdxf neither ({error}); delete it in the drawing",
            path=source.path,
            spoilt=spoilt,
            error=error,
        )
        raise SourceError(message) from error
    if not turned:
        message = Sentence(
            "{path}: {spoilt} cannot be read; explode or delete it in the drawing", path=source.path, spoilt=spoilt
        )
        raise SourceError(message)
    found = Finding(
        "warning",
        "dxf_splines",
        None,
        None,
        Sentence(
            "GDAL cannot read {spoilt}; {count} splines were turned into polylines by ezdxf, "
            "within {tolerance:g} units of the drawing ({listed}{count2})",
            spoilt=spoilt,
            count=len(turned),
            tolerance=_TOLERANCE,
            listed=enumerated(turned[:5]),
            count2=", ..." if turned[5:] else "",
        ),
        Sentence("compare them with the drawing, or turn them into polylines there"),
    )
    again = parse_text(source.name, out.getvalue(), dxf.encoding, [*dxf.found, found])
    again.variables["$DWGCODEPAGE"] = dxf.variables.get("$DWGCODEPAGE", "")
    again.variables["$ACADVER"] = dxf.variables.get("$ACADVER", "")
    return again


def _turned(layout: Any) -> list[str]:
    """Turn the splines of a layout or block into polylines in space, and name them."""
    names = []
    for spline in layout.query("SPLINE"):
        points = list(spline.flattening(_TOLERANCE))
        attributes = {"layer": spline.dxf.layer}
        layout.add_polyline3d(points, dxfattribs=attributes, close=False)
        names.append(f"SPLINE {spline.dxf.handle} on layer {spline.dxf.layer!r}")
        layout.delete_entity(spline)
    return names
