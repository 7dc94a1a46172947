"""What keeps the package at home on Windows and on machines that do not speak UTF-8: read from the source with ast."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from python_sources import Source, read_source, sources_of_ours

REPOSITORY = Path(__file__).resolve().parents[1]

# Modules and calls that Windows lacks, or where it does something else (os.rename refuses to replace).
POSIX_MODULES = re.compile(
    r"(crypt|curses|fcntl|grp|nis|posix|pty|pwd|readline|resource|spwd|syslog|termios|tty)(\.|$)"
)
POSIX_CALLS = re.compile(
    r"""os\.(WEXITSTATUS|WIFEXITED|chown|chroot|confstr|ctermid|fchmod|fchown|fork|forkpty|getegid|geteuid|getgid
        |getgroups|getloadavg|getpgid|getpgrp|getpriority|getresuid|getsid|getuid|initgroups|killpg|lchown|lockf|mkfifo
        |mknod|nice|openpty|pathconf|pipe2|posix_\w+|pread|preadv|pwrite|pwritev|rename|sched_\w+|sendfile|setegid
        |seteuid|setgid|setgroups|setpgid|setpriority|setsid|setuid|statvfs|sync|sysconf|tcgetpgrp|ttyname|uname|wait
        |wait3|wait4|waitid)
    |signal\.(SIGALRM|SIGCHLD|SIGHUP|SIGKILL|SIGQUIT|SIGUSR1|SIGUSR2|alarm|pause|setitimer|sigwait)
    |time\.(clock_gettime|tzset)""",
    re.VERBOSE,
)
# Places that Windows does not have, and strftime's "%-d".
POSIX_TEXT = re.compile(r"^/(?:tmp|dev|etc|usr|home|proc)(?:/\S*)?$|%-[dmHIMSjyY]")
TEXT_CALLS = {"open", "read_text", "write_text", "fdopen", "NamedTemporaryFile", "TemporaryFile", "TextIOWrapper"}
# `open` of these is not Python's: they read records or bytes; `whole` is the archive that a workbook is.
OTHER_OPENS = {"archive", "fiona", "pack", "gzip", "os", "rasterio", "webbrowser", "whole", "zipfile"}
# Calls that may take a field of this name, and start no process.
SENTENCES = {"Sentence", "said", "filled", "format"}


def posix_only(source: Source) -> list[str]:
    """Name what only POSIX has in a piece of source."""
    names: list[str] = []
    literals: list[str] = []
    imported: list[str] = []
    for node in source.nodes:
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.append(node.module or "")
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names.append(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            literals.append(node.value)
    return [
        *filter(POSIX_MODULES.match, imported),
        *filter(POSIX_CALLS.fullmatch, names),
        *filter(POSIX_TEXT.search, literals),
    ]


def is_binary(call: ast.Call, name: str) -> bool:
    """Tell a call that opens a file for bytes."""
    values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    texts = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    modes = [text for text in texts if re.fullmatch(r"[rwxa][bt+]{0,2}", text)]
    # The temporary files are binary unless told otherwise, everything else is text.
    return any("b" in mode for mode in modes) or ("Temporary" in name and not modes)


def no_encoding(source: Source) -> list[str]:
    """Give the calls that read or write text in whatever encoding the machine speaks."""
    found = []
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        keywords = {keyword.arg for keyword in node.keywords}
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            owner = ast.unparse(node.func.value) if name in TEXT_CALLS | SENTENCES else ""
        else:
            name, owner = getattr(node.func, "id", ""), ""
        # A plain write_text(...) is the package's own, of hanting_geo.core.atomic, which says UTF-8.
        own = name == "write_text" and not owner
        is_text = name in TEXT_CALLS and owner not in OTHER_OPENS and not own and not is_binary(node, name)
        # What a child process prints is text in the machine's encoding as well.
        child = keywords & {"text", "universal_newlines"} and name not in SENTENCES
        if (is_text or child) and "encoding" not in keywords:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


@cache
def sources() -> dict[str, Source]:
    """Read the package, and what a planner copies and edits."""
    ours = {f"hanting_geo/{inside}": source for inside, source in sources_of_ours().items()}
    scripts = sorted((REPOSITORY / "scripts").glob("*.py"))
    return ours | {f"scripts/{path.name}": read_source(path.read_text(encoding="utf-8")) for path in scripts}


def test_no_posix_only_call() -> None:
    wrong = {path: posix_only(source) for path, source in sources().items()}
    assert {path: calls for path, calls in wrong.items() if calls} == {}


def test_every_text_file_names_its_encoding() -> None:
    wrong = {path: no_encoding(source) for path, source in sources().items()}
    assert {path: calls for path, calls in wrong.items() if calls} == {}


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.fork()",
        "from os import getuid",
        "import fcntl",
        "import signal\nsignal.signal(signal.SIGALRM, f)",
        "open('/tmp/x', encoding='utf-8')",
        "now.strftime('%Y-%-m-%d')",
    ],
)
def test_posix_only_calls_are_seen(text: str) -> None:
    assert len(posix_only(read_source(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "open(p)",
        "open(p, 'w')",
        "Path(p).open('w', newline='')",
        "p.read_text()",
        "p.write_text('b')",
        "NamedTemporaryFile('w')",
        "subprocess.run(c, text=True)",
    ],
)
def test_missing_encodings_are_seen(text: str) -> None:
    assert len(no_encoding(read_source(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "open(p, 'rb')",
        "p.open('wb')",
        "open(p, encoding='gb18030')",
        "fiona.open(p)",
        "NamedTemporaryFile()",
        "p.write_bytes(b'')",
        "p.read_text(encoding='utf-8')",
        "write_text(p, 'zone')",
        "subprocess.run(c, text=True, encoding='utf-8')",
        "'{:.2f} /tmp'",
        "from .resource import thing",
    ],
)
def test_good_calls_are_left_alone(text: str) -> None:
    assert no_encoding(read_source(text)) == []
    assert posix_only(read_source(text)) == []
