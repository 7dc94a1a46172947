"""Collect everything that a machine without a network needs to install hanting_geo: python scripts/offline_kit.py."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hanting_geo.core.atomic import replacing_folder
from hanting_geo.errors import HantingGeoError

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCES = ("hanting_geo", "layers", "setup.cfg", "pyproject.toml", "LICENSE", "README.md")
# glibc 2.28 is what older systems on closed networks have (Kylin V10, UOS 20, Debian 10); wheels for less run there.
LINUX = [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
PLATFORMS = {
    "win_amd64": (
        ["win_amd64"],
        {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
    ),
    "linux_x86_64": (
        [*LINUX, "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"],
        {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    ),
}
README = """hanting_geo {version} 离线安装包 / offline kit
Python {python}, {platforms}

一、安装（在本文件夹中，无需网络） / Install (in this folder, with no network)
  Windows:
    py -{python} -m venv env
    env\\Scripts\\python -m pip install --no-index --find-links wheelhouse {target}
    env\\Scripts\\python -m hanting_geo run
  Linux:
    python{python} -m venv env
    env/bin/python -m pip install --no-index --find-links wheelhouse {target}
    env/bin/python -m hanting_geo run
  结果在 output 文件夹中。 / The results are in the folder output.

二、核对文件 / Check the files
  Linux:    sha256sum --check SHA256SUMS
  Windows:  certutil -hashfile wheelhouse\\NAME.whl SHA256   （与 SHA256SUMS 比较 / compare with SHA256SUMS）
"""


def pip(*arguments: str, what: str) -> None:
    """Run pip quietly; turn its error lines into one message."""
    command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check", "--no-input", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()[-3:]
        detail = "\n".join(f"  {line}" for line in lines)
        raise HantingGeoError(
            f"{what}:\n{detail}\n  Check the network, or try another --python: "
            "libraries drop old versions of Python and are late with wheels for new ones."
        )


def build(folder: Path) -> Path:
    """Build the project's own wheel, from a copy: a build/ folder left by an earlier build would leak into it."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in SOURCES:
            source, copy = REPOSITORY / name, Path(scratch, name)
            if source.is_dir():
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, copy)
        pip("wheel", "--no-deps", "--wheel-dir", str(folder), scratch, what="hanting_geo itself could not be built")
    return next(folder.glob("hanting_geo-*.whl"))


def resolve(root: str, python: str, platform: str) -> list[str]:
    """Pin what ``root`` needs on a platform.

    pip evaluates environment markers for the machine that it runs on, so what only Windows needs (colorama) would be
    left out: the dependencies are walked here with the markers of the target, and pip is asked again for what lacks.
    """
    tags, markers = PLATFORMS[platform]
    environment = {**markers, "python_version": python, "python_full_version": f"{python}.0"}
    asked = [root]
    while True:
        with tempfile.TemporaryDirectory() as scratch:
            report = Path(scratch, "report.json")
            # Nothing is installed into the target, but an older pip refuses another platform without one.
            wanted = ["--dry-run", "--ignore-installed", f"--target={scratch}", f"--report={report}"]
            wanted += [*selection(tags, python), *asked]
            pip("install", *wanted, what=f"no full set of wheels for {platform} and Python {python}")
            found = json.loads(report.read_text(encoding="utf-8"))["install"]
        metadata = {canonicalize_name(item["metadata"]["name"]): item["metadata"] for item in found}
        queue, seen, missing, pins = [Requirement(root)], set(), [], set()
        while queue:
            need = queue.pop()
            name = canonicalize_name(need.name)
            if (key := (name, frozenset(need.extras))) in seen:
                continue
            seen.add(key)
            if name not in metadata:
                missing.append(f"{name}{need.specifier}")
                continue
            if name != "hanting-geo":
                pins.add(f"{name}=={metadata[name]['version']}")
            for child in map(Requirement, metadata[name].get("requires_dist", [])):
                extras = ("", *need.extras)
                if child.marker is None or any(child.marker.evaluate({**environment, "extra": x}) for x in extras):
                    queue.append(child)
        if not missing:
            return sorted(pins)
        asked += missing


def selection(tags: list[str], python: str) -> list[str]:
    """Give pip's options that choose wheels for another machine."""
    return ["--only-binary=:all:", "--python-version", python, *(f"--platform={tag}" for tag in tags)]


def fill(folder: Path, arguments: argparse.Namespace) -> None:
    """Put wheels, README and checksums into an empty folder."""
    wheelhouse = folder / "wheelhouse"
    wheelhouse.mkdir()
    wheel = build(wheelhouse)
    extras = f"[{arguments.extras}]" if arguments.extras else ""
    for platform in arguments.platform:
        pins = resolve(f"hanting_geo{extras} @ {wheel.as_uri()}", arguments.python, platform)
        print(f"{platform}, Python {arguments.python}: {len(pins)} packages")
        if arguments.dry_run:
            print("\n".join(f"  {pin}" for pin in pins))
            continue
        options = ["--no-deps", "--dest", str(wheelhouse), *selection(PLATFORMS[platform][0], arguments.python)]
        pip("download", *options, *pins, what=f"wheels for {platform} could not be fetched")
    text = README.format(
        version=wheel.name.split("-")[1],
        python=arguments.python,
        platforms=", ".join(arguments.platform),
        target=f'"hanting_geo{extras}"' if extras else "hanting_geo",
    )
    # The mark and the line ends are for Notepad on a Windows that speaks GBK.
    (folder / "README.txt").write_text(text, encoding="utf-8-sig", newline="\r\n")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in [folder / "README.txt", *sorted(wheelhouse.iterdir())]
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def main() -> int:
    """Read the command line and make the kit."""
    parser = argparse.ArgumentParser(description=__doc__)
    here = f"3.{sys.version_info.minor}"
    parser.add_argument("--out", type=Path, default=Path("offline_kit"), help="folder to make (default: offline_kit)")
    parser.add_argument("--python", default=here, metavar="X.Y", help=f"Python on the other machine (default: {here})")
    parser.add_argument("--platform", action="append", choices=PLATFORMS, help="may be repeated (default: all)")
    parser.add_argument("--extras", default="", help="extras to include, such as parquet")
    parser.add_argument("--dry-run", action="store_true", help="only print what each platform would get")
    arguments = parser.parse_args()
    arguments.platform = arguments.platform or list(PLATFORMS)
    if not arguments.dry_run and arguments.out.exists() and not (arguments.out / "SHA256SUMS").exists():
        parser.error(f"{arguments.out} exists and is not an offline kit: choose another --out")
    try:
        if arguments.dry_run:
            with tempfile.TemporaryDirectory() as scratch:
                fill(Path(scratch), arguments)
            return 0
        with replacing_folder(arguments.out) as folder:
            fill(folder, arguments)
    except HantingGeoError as error:
        print(f"offline_kit: {error}", file=sys.stderr)
        return 2
    print(f"The kit is in {arguments.out}: carry the whole folder over; README.txt says how to install from it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
