"""Statistics of many layers in many zone files, into one folder: a CSV each and one workbook. Copy and edit.

python scripts/export_zone_statistics.py --out statistics
python scripts/export_zone_statistics.py --zones zones blocks.gpkg --of rivers roads parcels.shp --by kind
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hanting_geo as hg
from hanting_geo.outputs.tables import write_csv

if TYPE_CHECKING:
    import geopandas as gpd


def main() -> None:
    """Take every pair of zones and features."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zones", nargs="+", default=["zones"], metavar="LAYER|FILE", help="default: zones")
    parser.add_argument(
        "--of", nargs="+", default=["rivers", "rail", "rail_osm", "roads", "facilities"], metavar="LAYER|FILE"
    )
    parser.add_argument("--by", help="column that gives the class")
    parser.add_argument("--zone-id", default="id", help="column that names a zone (default: id)")
    parser.add_argument("--catalog", help="your own catalog.yaml")
    parser.add_argument("--out", default="statistics", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()

    catalog = hg.open_catalog(options.catalog)

    def load(name: str) -> gpd.GeoDataFrame:
        return catalog.load(name) if name in catalog else hg.load_layer(name, crs=catalog.crs)

    tables = {}
    for zone_name in options.zones:
        zones = load(zone_name)
        for feature_name in options.of:
            features = load(feature_name)
            table = hg.zone_statistics(zones, features, zone_id=options.zone_id, by=options.by)
            table.attrs = features.attrs  # the workbook prints whose data it is
            tables[f"{Path(zone_name).stem} {Path(feature_name).stem}"[:31]] = table
    options.out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        print(write_csv(table, options.out / f"{name.replace(' ', '_')}.csv"))
    print(hg.write_workbook(tables, options.out / "zone_statistics.xlsx"))


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
