"""Statistics of many layers in many zone files, into one folder: a CSV each and one workbook. Copy and edit.

python scripts/export_zone_statistics.py --out statistics
python scripts/export_zone_statistics.py --zones zones blocks.gpkg --of rivers roads parcels.shp --by kind
python scripts/export_zone_statistics.py --zones plans/*.gpkg --of parcels.shp --one parquet

A bad file stops nothing else: what failed is listed in failed.csv and in the workbook, and the exit code is 1. Run it
again, and only what is missing is done, as with --resume; --anew does all again.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hanting_geo as hg


def main() -> int:
    """Take every pair of zones and features."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zones", nargs="+", default=["zones"], metavar="LAYER|FILE", help="default: zones")
    parser.add_argument(
        "--of", nargs="+", default=["rivers", "rail", "rail_osm", "roads", "facilities"], metavar="LAYER|FILE"
    )
    parser.add_argument("--by", help="column that gives the class")
    parser.add_argument("--zone-id", default="id", help="column that names a zone (default: id)")
    parser.add_argument("--catalog", help="your own catalog.yaml")
    parser.add_argument("--one", choices=["csv", "parquet"], help="one file of all tables under each other instead")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", default=True, help="go on where it was stopped (the default)")
    again.add_argument("--anew", action="store_false", dest="resume", help="do all again, and say what stood there")
    parser.add_argument("--out", default="statistics", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()
    batch = hg.zone_statistics_batch(
        options.zones,
        options.of,
        options.out,
        catalog=options.catalog,
        zone_id=options.zone_id,
        by=options.by,
        one=options.one,
        resume=options.resume,
        tell=lambda said: print(said, file=sys.stderr),
    )
    for path in batch.written:
        print(path)
    return 1 if len(batch.failed) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
