"""Corridors along the rivers that the plan works on, and how much of each zone they take. Copy and edit.

The distance is a study width that you choose, not a legal line: the management line of a river is published by its
authority, and a published line replaces any buffer.

    python scripts/river_buffers.py --distance 200 --out river_buffers
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hanting_geo as hg


def main() -> None:
    """Buffer first, clip to the zones after: a river outside a zone still reaches into it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--distance", type=float, default=200.0, help="metres on each side (default: %(default)s)")
    parser.add_argument("--catalog", help="your own catalog.yaml")
    parser.add_argument("--out", default="river_buffers", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()

    catalog = hg.open_catalog(options.catalog)
    zones, rivers = catalog.load("zones"), catalog.load("rivers")
    works = rivers[rivers["plan_works"]]
    corridors = hg.buffer(works, options.distance)
    statistics = hg.zone_statistics(zones, corridors, by="name_zh")

    options.out.mkdir(parents=True, exist_ok=True)
    print(hg.write_file(corridors, options.out / "corridors.geojson"))
    print(hg.write_csv(statistics, options.out / "corridors_in_zones.csv"))
    title = {
        "zh": f"规划治理河道两侧 {options.distance:g} 米",
        "en": f"River works of the plan, {options.distance:g} m on each side",
    }
    style = {"corridors": {"title": title, "color": "#0b4f8a", "fill": "#9cc7e8"}}
    page = hg.zone_map({"zones": zones, "corridors": corridors, "rivers": rivers}, title=title, style=style)
    print(hg.save_page(page, options.out / "corridors.html"))
    least = works["accuracy_m"].min()
    if options.distance < least:
        print(
            f"The rivers are drawn to about {least:g} m: a corridor of {options.distance:g} m is a study, not a place."
        )


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
