"""How long the command line takes to start: `hanting-geo --help` beside `import geopandas`, in fresh processes."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "hanting-geo --help": [sys.executable, "-m", "hanting_geo", "--help"],
    "import geopandas": [sys.executable, "-c", "import geopandas"],
    "python alone": [sys.executable, "-c", "pass"],
}
LIMIT = 0.5


def seconds(command: list[str]) -> float:
    """Time one process from start to end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Print the medians and the ratio; exit with 1 when it is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="processes of each kind (default: 9)")
    arguments = parser.parse_args()
    for command in COMMANDS.values():
        seconds(command)  # the first start compiles and fills the disk cache: not counted
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(arguments.rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:20} median {medians[name]:.3f} s   from {min(values):.3f} to {max(values):.3f} s")
    ratio = medians["hanting-geo --help"] / medians["import geopandas"]
    print(f"ratio                {ratio:.2f} (at most {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
