"""Heat map of projects or of their investment (招商热力图). Copy and edit.

The register is a CSV with the columns id, lon, lat, investment (UTF-8; WGS 84 or CGCS2000 degrees). Without one, the
packaged projects are counted: the plan publishes no investment by project.

    python scripts/investment_heat_map.py --register register.csv --radius 1500 --accuracy 50
"""

from __future__ import annotations

import argparse
import sys

import geopandas as gpd
import pandas as pd

import hanting_geo as hg


def main() -> None:
    """Spread each project over the kernel radius and colour the cells by density."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--register", help="CSV of id, lon, lat, investment")
    parser.add_argument("--accuracy", type=float, default=0.0, help="of the register's places, in metres")
    parser.add_argument("--radius", type=float, default=1500.0, help="of the kernel, in metres (default: %(default)s)")
    parser.add_argument("--out", default="investment_heat_map.html", help="page to write (default: %(default)s)")
    options = parser.parse_args()

    if options.register:
        table = pd.read_csv(options.register, encoding="utf-8-sig").assign(accuracy_m=options.accuracy, kind="project")
        points = gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326")
        projects, weight = gpd.GeoDataFrame(table, geometry=points).to_crs("EPSG:4549"), "investment"
    else:
        projects, weight = hg.concat([hg.load_layer("projects"), hg.load_layer("projects_osm")]), None
    placed = projects[projects.geometry.notna() & ~projects.geometry.is_empty]
    print(f"{len(placed)} of {len(projects)} projects have a place.")
    if weight is None:
        print("No investment is published: the map counts projects.")
    radius = max(options.radius, placed["accuracy_m"].max())
    print(f"The radius is {radius:g} m; a place is known to {placed['accuracy_m'].max():g} m.")

    heat = hg.density_bands(hg.kernel_density(projects, radius_m=radius, weight=weight))
    layers = {"heat": heat, "projects": projects, "district": hg.load_layer("district")}
    title = {"zh": f"招商热力图({weight or '项目数'})", "en": f"Heat map ({weight or 'projects'})"}
    print(hg.save_page(hg.zone_map(layers, title=title, style={"heat": {"fit": True}}), options.out))


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
