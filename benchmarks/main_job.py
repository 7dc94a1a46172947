"""The main job, `python -m hanting_geo run`: wall time and peak memory of fresh processes."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MIB = 1024 * 1024
# What ru_maxrss counts in: bytes on macOS, KiB elsewhere.
UNIT = 1 if sys.platform == "darwin" else 1024


def measure(command: list[str]) -> tuple[float, float]:
    """Run a command and give its wall seconds and its own peak memory in MiB (not the largest of all children)."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{output.read().decode(errors='replace')}")
    return wall, usage.ru_maxrss * UNIT / MIB


def main() -> int:
    """Print the median wall time and the peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", help="a scenario file (default: the packaged one)")
    parser.add_argument("--rounds", type=int, default=5, help="runs (default: 5)")
    arguments = parser.parse_args()
    walls, peaks = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(arguments.rounds):
            out = Path(scratch, f"run{number}")
            scenario = [arguments.scenario] if arguments.scenario else []
            wall, peak = measure([sys.executable, "-m", "hanting_geo", "run", *scenario, "--out", str(out)])
            walls.append(wall)
            peaks.append(peak)
            size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / MIB
            print(f"run {number + 1}: {wall:.2f} s, {peak:.0f} MiB at the peak, {size:.2f} MiB of results")
    print(
        f"median {statistics.median(walls):.2f} s, peak memory {max(peaks):.0f} MiB, {arguments.rounds} fresh processes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
