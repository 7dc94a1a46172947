"""Rings round the station, what lies in them, and how far everything else is. Copy and edit.

python scripts/station_catchments.py                             500, 800 and 1500 m round Weifang North
python scripts/station_catchments.py --distances 300 600 --catalog our/catalog.yaml
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hanting_geo as hg


def main() -> None:
    """Straight-line catchments (TOD): where the walking network is known, walk it instead."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--distances", nargs="+", type=float, default=[500.0, 800.0, 1500.0], help="metres, rising")
    parser.add_argument("--catalog", help="your own catalog.yaml")
    parser.add_argument("--out", default="station_catchments", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()

    catalog = hg.open_catalog(options.catalog)
    stations, zones = catalog.load("stations"), catalog.load("zones")
    rings = hg.rings(stations, options.distances)
    rings["id"] = [f"{start:g}-{end:g} m" for start, end in zip(rings["from_m"], rings["to_m"], strict=True)]
    tables = {
        "zones in rings": hg.zone_statistics(rings, zones, by="name_zh"),
        "facilities in rings": hg.zone_statistics(rings, catalog.load("facilities"), by="name_zh"),
        "distances": hg.nearest(catalog.load("facilities"), stations),
    }

    options.out.mkdir(parents=True, exist_ok=True)
    print(hg.write_file(rings, options.out / "rings.geojson"))
    print(hg.write_workbook(tables, options.out / "catchments.xlsx"))
    title = {"zh": "高铁站圈层", "en": "Rings round the station"}
    colors = dict(zip(rings["id"], ["#8c2d04", "#d94801", "#f16913", "#fdae6b", "#fdd0a2"], strict=False))
    style = {"rings": {"title": title, "column": "id", "colors": colors, "fit": True}}
    layers = {"zones": zones, "rings": rings, "rail": catalog.load("rail_osm"), "stations": stations}
    print(hg.save_page(hg.zone_map(layers, title=title, style=style), options.out / "rings.html"))


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
