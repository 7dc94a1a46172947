"""Spoil honest files for as long as one likes, each round in a process that may die; what fails is kept for the tests.

python benchmarks/fuzz.py --minutes 30          # findings come into tests/hostile/findings
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import warnings
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "tests" / "helpers"))
FINDINGS = HERE / "tests" / "hostile" / "findings"
ROUND = 150
LONGEST_S = 300


def a_round(seed: int) -> None:
    """Spoil some files; the one at hand stands in the folder, for when the process dies of it."""
    from fuzzing import READERS, seeds, spoilt, tried

    warnings.simplefilter("ignore")
    chance = random.Random(seed)  # noqa: S311 - no secret
    names = list(READERS)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUND):
            name = chance.choice(names)
            changes = [
                (chance.randrange(1 << 16), chance.randrange(400), chance.randrange(1 << 12), chance.randrange(256))
                for _ in range(chance.randint(1, 6))
            ]
            raw = spoilt(seeds()[name], changes)
            keep(name, raw)
            wrong = tried(name, raw, Path(folder))
            if wrong is None:
                drop(name, raw)
            else:
                print(f"{name}: {wrong}", flush=True)


def place(name: str, raw: bytes) -> Path:
    """Say where a finding is kept."""
    return FINDINGS / sha256(raw).hexdigest()[:12] / name


def keep(name: str, raw: bytes) -> None:
    """Keep a file until it is known to do no harm."""
    place(name, raw).parent.mkdir(parents=True, exist_ok=True)
    place(name, raw).write_bytes(raw)


def drop(name: str, raw: bytes) -> None:
    """Forget a file that does no harm."""
    place(name, raw).unlink()
    place(name, raw).parent.rmdir()


def main() -> None:
    """Go through rounds until the time is over; exit with 1 if anything was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--round", type=int, default=None, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.round is not None:
        a_round(given.round)
        return
    end, seed, bad = time.monotonic() + 60 * given.minutes, given.seed, 0
    while time.monotonic() < end:
        try:
            words = [sys.executable, __file__, "--round", str(seed)]
            done = subprocess.run(words, capture_output=True, text=True, timeout=LONGEST_S, check=False)
        except subprocess.TimeoutExpired:
            print(f"round {seed}: no end after {LONGEST_S} s", flush=True)
            bad += 1
        else:
            if done.stdout or done.returncode:
                bad += 1
                print(f"round {seed}: exit {done.returncode}\n{done.stdout}{done.stderr[-2000:]}", flush=True)
        seed += 1
    print(f"{seed - given.seed} rounds of {ROUND} files, {bad} with findings")
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
