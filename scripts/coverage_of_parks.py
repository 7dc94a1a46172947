"""Who has a park within 500 m, who has not, and what the planned ones change. Copy and edit.

python scripts/coverage_of_parks.py homes.gpkg parks.gpkg --weight people --zones communities.gpkg --plan new_parks.gpkg
python scripts/coverage_of_parks.py homes.gpkg toilets.gpkg --standard 公厕
python scripts/coverage_of_parks.py     the packaged layers: cells of 9 km, every facility as a park, so a sketch
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hanting_geo as hg


def main() -> None:
    """Write what a report needs: workbook, map, JSON, and the sentences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demand", nargs="?", default="worldpop_2020", help="layer or file (default: %(default)s)")
    parser.add_argument("facilities", nargs="?", default="facilities", help="layer or file (default: %(default)s)")
    parser.add_argument("--weight", default="population", help="column of people (default: %(default)s)")
    parser.add_argument("--standard", default="park_500", help="id of a standard, or facility (default: %(default)s)")
    parser.add_argument("--zones", default="zones", help="layer or file, for a table by zone (default: %(default)s)")
    parser.add_argument("--plan", help="layer or file of facilities to come")
    parser.add_argument("--detour-factor", type=float, help="how much longer than straight ways are")
    parser.add_argument("--out", default="coverage", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()

    found = hg.coverage(
        hg.load_layer(options.demand),
        hg.load_layer(options.facilities),
        options.standard,
        weight=options.weight,
        zones=hg.load_layer(options.zones),
        plan=hg.load_layer(options.plan) if options.plan else None,
        detour_factor=options.detour_factor,
    )
    print(found.explain(), found.explain(language="en"), sep="\n\n")

    options.out.mkdir(parents=True, exist_ok=True)
    print(found.to_workbook(options.out / "coverage.xlsx"))
    found.to_json(options.out / "coverage.json")
    print(hg.save_page(found.to_map(), options.out / "coverage.html"))
    print(hg.write_csv(found.gaps, options.out / "gaps.csv", language="zh"))


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
