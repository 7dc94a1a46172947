"""A dry release: build, check, install, and say what is missing: ``python scripts/release.py [OUT]``.

Nothing is published and nothing in the repository is changed. Needs the extra ``release`` (build, twine). Wheel and
source archive are written to OUT (``dist``), checked by twine, and installed in an environment of its own for each
Python that is named with ``--python`` or found. Exit code 1 when something is missing.
"""

from __future__ import annotations

import argparse
import configparser
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
MOST_MB = 10.0
LEAST, END = (3, 11), (3, 14)
WANTED_URLS = ("Documentation", "Source", "Issues", "Changelog")


def main(arguments: list[str] | None = None) -> int:
    """Go through all of it, and list what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path, default=REPOSITORY / "dist", help="the folder of the archives")
    parser.add_argument("--python", action="append", default=[], help="an interpreter to install on; repeat it")
    parser.add_argument("--no-install", action="store_true", help="build and check only")
    chosen = parser.parse_args(arguments)
    missing = [*said_of_the_version(), *said_of_metadata(), *uncommitted()]
    wheel, wrong = built(chosen.out)
    missing += wrong
    if wheel is not None and not chosen.no_install:
        for python in chosen.python or interpreters():
            missing += installed(python, wheel)
    for line in missing:
        print(f"missing: {line}")
    print("nothing is missing" if not missing else f"{len(missing)} missing")
    return int(bool(missing))


def version() -> str:
    """Read the version from the one place where it stands."""
    text = (REPOSITORY / "hanting_geo" / "__init__.py").read_text(encoding="utf-8")
    return str(re.findall(r'^__version__ = "([^"]+)"', text, flags=re.MULTILINE)[0])


def said_of_the_version() -> list[str]:
    """Look whether the changelog has a dated section for it, and whether its tag is free."""
    number = version()
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    missing = []
    if not re.search(rf"^## {re.escape(number)} \(\d{{4}}-\d\d-\d\d\)", text, flags=re.MULTILINE):
        missing.append(f'CHANGELOG.md has no section "## {number} (YYYY-MM-DD)"')
    tags = run(["git", "tag", "--list", f"v{number}"]).stdout.split()
    return [*missing, *(f"the tag {tag} is there already: raise __version__" for tag in tags)]


def said_of_metadata() -> list[str]:
    """Look for what an index and its readers expect."""
    settings = configparser.ConfigParser()
    settings.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    metadata, extras = settings["metadata"], settings["options.extras_require"]
    urls = {line.split("=")[0].strip() for line in metadata.get("project_urls", "").strip().splitlines()}
    missing = [f"setup.cfg, project_urls: {name}" for name in WANTED_URLS if name not in urls]
    missing += [f"setup.cfg, metadata: {name}" for name in ("author", "maintainer_email") if name not in metadata]
    pythons = {f"Programming Language :: Python :: 3.{minor}" for minor in range(LEAST[1], END[1])}
    listed = set(metadata["classifiers"].strip().splitlines())
    missing += [f"setup.cfg, classifier: {name}" for name in sorted(pythons - listed)]
    return missing + ([] if "all" in extras else ["setup.cfg, the extra all"])


def uncommitted() -> list[str]:
    """Look for what the archives would hold and no commit does."""
    lines = run(["git", "status", "--porcelain"]).stdout.splitlines()
    return [f"a commit of {len(lines)} changed files"] if lines else []


def built(out: Path) -> tuple[Path | None, list[str]]:
    """Build both archives from a copy of what is committed, and have twine look at them."""
    with tempfile.TemporaryDirectory(prefix="hanting_geo_release_") as folder:
        clone = Path(folder) / "clone"
        run(["git", "clone", "--quiet", "--no-hardlinks", str(REPOSITORY), str(clone)], check=True)
        fresh = Path(folder) / "fresh"
        done = run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(fresh), str(clone)])
        if done.returncode:
            return None, [f"archives that can be built: {(done.stderr or done.stdout).strip().splitlines()[-1]}"]
        out.mkdir(parents=True, exist_ok=True)
        archives = [Path(shutil.copy(path, out / path.name)) for path in sorted(fresh.iterdir())]
    wrong = []
    done = run([sys.executable, "-m", "twine", "check", "--strict", *map(str, archives)])
    if done.returncode:
        wrong.append(f"archives that twine passes: {(done.stdout + done.stderr).strip()}")
    wheel = next(path for path in archives if path.suffix == ".whl")
    size = wheel.stat().st_size / 1e6
    print(f"{', '.join(path.name for path in archives)}: the wheel is {size:.2f} MB")
    if size > MOST_MB:
        wrong.append(f"a wheel under {MOST_MB:g} MB: it has {size:.1f}")
    return wheel, wrong


def interpreters() -> list[str]:
    """Find the Pythons of this machine that the package is for."""
    found = [shutil.which(f"python{LEAST[0]}.{minor}") for minor in range(LEAST[1], END[1])]
    return [python for python in found if python] or [sys.executable]


def installed(python: str, wheel: Path) -> list[str]:
    """Install the wheel in an environment of its own, and run the main job's first commands there."""
    with tempfile.TemporaryDirectory(prefix="hanting_geo_release_") as folder:
        own = Path(folder) / "own"
        program = own / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        for command in (
            [python, "-m", "venv", str(own)],
            [str(program), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)],
            [str(program), "-m", "hanting_geo", "--version"],
            [str(program), "-m", "hanting_geo", "layers", "zones"],
        ):
            done = run(command, cwd=Path(folder))
            if done.returncode:
                last = (done.stderr or done.stdout).strip().splitlines()[-1:]
                return [f"{python}: {' '.join(command[1:])} fails: {''.join(last)}"]
    print(f"{python}: installed, and runs")
    return []


def run(command: list[str], *, cwd: Path = REPOSITORY, check: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it says."""
    return subprocess.run(command, cwd=cwd, check=check, capture_output=True, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
