"""A document as PDF: LibreOffice prints the .docx, or a Chromium the page, whichever is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

__all__ = ["BROWSERS", "OFFICES", "browser", "office", "print_docx", "print_page"]

OFFICES = ("soffice", "libreoffice")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_USUAL = {
    "soffice": (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.com",
    ),
    "chrome": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ),
}
"""Where installers put them, on systems whose path does not know them."""
_LONGEST_S = 180


def office() -> str | None:
    """Find LibreOffice."""
    return _found(OFFICES, _USUAL["soffice"])


def browser() -> str | None:
    """Find a Chromium."""
    return _found(BROWSERS, _USUAL["chrome"])


def _found(names: tuple[str, ...], places: tuple[str, ...]) -> str | None:
    called = next(filter(None, map(shutil.which, names)), None)
    return called or next((place for place in places if Path(place).is_file()), None)


def print_docx(program: str, docx: Path, pdf: Path) -> None:
    """Print a .docx with LibreOffice, which takes no part in one that is open.

    Raises
    ------
    SourceError
        It did not.
    """
    with tempfile.TemporaryDirectory(prefix="hanting_geo.") as folder:
        home = Path(folder)
        # A profile of its own: LibreOffice hands its work to one that is open, and then gives nothing.
        profile = (home / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf"]
        _run([*command, "--outdir", str(home / "out"), str(docx)], "LibreOffice")
        made = home / "out" / f"{docx.stem}.pdf"
        if not made.is_file():
            message = Sentence(
                "{program} printed nothing of {name}; open the .docx and print it there",
                program=program,
                name=docx.name,
            )
            raise SourceError(message)
        shutil.copyfile(made, pdf)


def print_page(program: str, page: Path, pdf: Path) -> None:
    """Print a page with Chromium.

    Raises
    ------
    SourceError
        It did not.
    """
    with tempfile.TemporaryDirectory(prefix="hanting_geo.") as folder:
        command = [program, "--headless", f"--user-data-dir={folder}/profile", "--disable-gpu", "--no-first-run"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run as root with one
        made = Path(folder) / "page.pdf"
        _run([*command, "--no-pdf-header-footer", f"--print-to-pdf={made}", page.as_uri()], "Chromium")
        if not made.is_file():
            message = Sentence(
                "{program} printed nothing of {name}; write .html and print it there", program=program, name=page.name
            )
            raise SourceError(message)
        shutil.copyfile(made, pdf)


def _run(command: list[str], called: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_LONGEST_S)  # noqa: S603 - found by us
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", b"") or b""
        why = said.decode("utf-8", "replace").strip().splitlines()[-1:] or [str(error)]
        message = Sentence(
            "{called} ({command}) could not print the report: {why}; write .docx or .html instead",
            called=called,
            command=command[0],
            why=why[0],
        )
        raise SourceError(message) from error
