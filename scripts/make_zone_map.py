"""Draw layers on one HTML page that opens with no network. Copy this file and edit it.

python scripts/make_zone_map.py                                  the packaged layers into zone_map.html
python scripts/make_zone_map.py zones rivers --out map.html      only these
python scripts/make_zone_map.py --catalog our/catalog.yaml       a bureau's own layers
"""

from __future__ import annotations

import argparse
import sys

import hanting_geo as hg


def main() -> None:
    """Read the layers, measure the areas, draw, and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layers", nargs="*", metavar="LAYER", help="names of layers (default: all)")
    parser.add_argument("--catalog", help="your own catalog.yaml (default: the packaged layers)")
    parser.add_argument("--out", default="zone_map.html", help="page to write (default: %(default)s)")
    parser.add_argument("--language", choices=["zh", "en"], default="zh")
    options = parser.parse_args()

    catalog = hg.open_catalog(options.catalog)
    frames = {}
    for name in options.layers or catalog.names:
        frame = catalog.load(name)
        if frame.geom_type.eq("Polygon").any():
            # The popup shows every measure that the frame has.
            frame[["plane_m2", "ellipsoid_m2", "ha", "mu"]] = hg.measure_area(frame)
        frames[name] = frame

    title = {"zh": catalog.title.zh or "图层", "en": catalog.title.en or "Layers"}
    print(hg.save_page(hg.zone_map(frames, title=title, language=options.language), options.out))


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
