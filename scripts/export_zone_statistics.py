"""Statistics of many layers in many zone files, into one folder: a CSV each and one workbook. Copy and edit.

python scripts/export_zone_statistics.py --zones zones blocks.gpkg --of rivers roads parcels.shp --by kind --out all
A file that cannot be used stops nothing else: failed.csv lists it, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from itertools import product
from pathlib import Path

import pandas as pd

import hanting_geo as hg


def main() -> int:
    """Take every pair of zones and features."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zones", nargs="+", default=["zones"], metavar="LAYER|FILE", help="default: zones")
    parser.add_argument("--of", nargs="+", default=["rivers", "rail", "rail_osm", "roads", "facilities"])
    parser.add_argument("--by", help="column that gives the class")
    parser.add_argument("--zone-id", default="id", help="column that names a zone (default: id)")
    parser.add_argument("--catalog", help="your own catalog.yaml")
    parser.add_argument("--out", default="statistics", type=Path, help="folder (default: %(default)s)")
    parser.add_argument("--resume", action="store_true", help="keep the tables that are there")
    options = parser.parse_args()
    catalog = hg.open_catalog(options.catalog)
    options.out.mkdir(parents=True, exist_ok=True)
    pairs = product(dict.fromkeys(options.zones), dict.fromkeys(options.of))
    tables, failed, used = {}, [], set()
    for at, pair in enumerate(pairs, start=1):
        name = " ".join(Path(one).stem for one in pair).translate(str.maketrans("[]:*?/\\", "_______"))
        name = f"{name} {at}" if name.lower() in used else name  # Windows knows no case, and Excel 31 letters
        sheet = name if len(name) <= 31 and name.lower() not in tables else f"{name[:26]} {at}"  # noqa: PLR2004
        used.add(name.lower())
        target = options.out / f"{name.replace(' ', '_')}.csv"
        try:
            both = [catalog.load(one) if one in catalog else hg.load_layer(one, crs=catalog.crs) for one in pair]
            kept = pd.read_csv(target) if options.resume and target.exists() else None
            table = hg.zone_statistics(*both, zone_id=options.zone_id, by=options.by) if kept is None else kept
            table.attrs = both[1].attrs  # the workbook prints whose data it is
            tables[sheet] = table
            print(hg.write_csv(table, target))
        except hg.HantingGeoError as error:
            failed.append((*pair, str(error)))
            print(f"{' / '.join(pair)}: {error}", file=sys.stderr)
    print(hg.write_workbook(tables, options.out / "zone_statistics.xlsx") if tables else "no table could be made")
    hg.write_csv(pd.DataFrame(failed, columns=["zones", "features", "why"]), options.out / "failed.csv")
    return int(bool(failed))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
