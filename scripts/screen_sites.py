"""Screen sites against rules: where not, because of what, on which legal basis; and what land is left. Copy and edit.

python scripts/screen_sites.py sites.gpkg --rules rules.yaml --catalog our/catalog.yaml
python scripts/screen_sites.py sites.shp --rules hanting           a packaged rule set on the packaged layers
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hanting_geo as hg


def main() -> None:
    """Write what may stand in a permit file: workbook, map, JSON, and the sentences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sites", help="polygons of the sites, with an id")
    parser.add_argument("--rules", default="hanting", help="rule file or packaged set (default: %(default)s)")
    parser.add_argument("--catalog", help="your own catalog.yaml")
    parser.add_argument("--out", default="screening", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()

    catalog, rules = hg.open_catalog(options.catalog), hg.read_rules(options.rules)
    sites = hg.load_layer(options.sites)
    screening = hg.screen(sites, rules, catalog)
    for site in screening.tables()["summary"]["id"]:
        print(screening.explain(site), end="\n\n")
    eligible = hg.exclude(sites, rules, catalog)

    options.out.mkdir(parents=True, exist_ok=True)
    title = {"zh": "选址核查", "en": "Screening of sites"}
    print(screening.to_workbook(options.out / "screening.xlsx"))
    print(eligible.to_workbook(options.out / "eligible.xlsx"))
    print(hg.save_page(screening.to_map(title=title), options.out / "screening.html"))
    print(hg.write_file(screening.layers()["conflicts"], options.out / "conflicts.gpkg"))


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
