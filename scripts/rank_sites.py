"""Rank sites by criteria: where is best, why, and what it rests on. Copy and edit.

python scripts/rank_sites.py sites.gpkg --criteria criteria.xlsx --catalog our/catalog.yaml --rules rules.yaml
python scripts/rank_sites.py sites.shp --criteria logistics_park        a packaged template on the packaged layers
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hanting_geo as hg


def main() -> None:
    """Write what a meeting looks at: workbook, map, JSON, and the sentences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sites", help="sites with an id")
    parser.add_argument("--criteria", default="logistics_park", help="file or packaged template (default: %(default)s)")
    parser.add_argument("--rules", help="rule file or packaged set: who breaks a hard rule has no rank")
    parser.add_argument("--catalog", help="your own catalog.yaml")
    parser.add_argument("--combine", default="wlc", help="wlc, wpm, topsis or owa (default: %(default)s)")
    parser.add_argument("--out", default="ranking", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()

    catalog, criteria = hg.open_catalog(options.catalog), hg.read_criteria(options.criteria)
    sites = hg.load_layer(options.sites)
    screening = hg.screen(sites, hg.read_rules(options.rules), catalog) if options.rules else None
    found = hg.suitability(sites, criteria, catalog, screening=screening, combine=options.combine)
    for site in found.tables()["ranking"]["id"].head(5):
        print(found.explain(site), end="\n\n")

    options.out.mkdir(parents=True, exist_ok=True)
    print(found.to_workbook(options.out / "ranking.xlsx"))
    found.to_json(options.out / "ranking.json")
    print(hg.save_page(found.to_map(title={"zh": "选址比选", "en": "Ranking of sites"}), options.out / "ranking.html"))
    print(hg.write_criteria(criteria, options.out / "criteria.xlsx", language="zh"))


if __name__ == "__main__":
    try:
        main()
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
