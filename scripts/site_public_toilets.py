"""Where new public toilets should stand: most people within the radius, in phases, from candidates. Copy and edit.

python scripts/site_public_toilets.py homes.gpkg toilets.gpkg --weight people --phases 6 11 16 --zones communities.gpkg
python scripts/site_public_toilets.py homes.gpkg toilets.gpkg --model lscp          how many it takes for everybody
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hanting_geo as hg


def main() -> None:
    """Write what a report needs: workbook, map, JSON, and the sentences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demand", help="people: layer or file of points or areas")
    parser.add_argument("facilities", help="toilets and places for them, with a column status: 现状, 必选, 候选, 禁止")
    parser.add_argument("--weight", default="population", help="column of people (default: %(default)s)")
    parser.add_argument("--model", default="mclp", help="what is sought (default: %(default)s)")
    parser.add_argument("--radius-m", default=300.0, type=float, help="GB 55013-2021, 5.0.1 (default: %(default)s)")
    parser.add_argument(
        "--phases", nargs="+", default=[16], type=int, help="how many after each (default: %(default)s)"
    )
    parser.add_argument("--separation-m", type=float, help="no nearer to each other")
    parser.add_argument("--zones", help="layer or file, for a table by zone")
    parser.add_argument("--out", default="toilets", type=Path, help="folder (default: %(default)s)")
    options = parser.parse_args()

    found = hg.locate(
        hg.load_layer(options.demand),
        hg.load_layer(options.facilities),
        model=options.model,
        phases=None if options.model == "lscp" else options.phases,
        radius_m=options.radius_m,
        weight=options.weight,
        separation_m=options.separation_m,
        zones=hg.load_layer(options.zones) if options.zones else None,
    )
    print(found.explain(), found.explain(language="en"), sep="\n\n")

    options.out.mkdir(parents=True, exist_ok=True)
    print(found.to_workbook(options.out / "toilets.xlsx"))
    found.to_json(options.out / "toilets.json")
    print(hg.save_page(found.to_map(title={"zh": "公厕布点", "en": "Public toilets"}), options.out / "toilets.html"))
    print(hg.write_csv(found.tables()["uncovered"], options.out / "uncovered.csv", language="zh"))


if __name__ == "__main__":
    try:
        main()
    except hg.InfeasibleError as error:
        tables = [table.to_string(index=False) for table in error.tables().values() if len(table)]
        sys.exit("\n\n".join([str(error), *tables]))
    except hg.HantingGeoError as error:
        sys.exit(f"{error}")
