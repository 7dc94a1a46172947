"""A host that notes what it is asked for; in a process of its own, for a library that waits holds Python up."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(sys.argv[1], "a") as log:
            print(self.path, file=log)
        self.send_response(404)
        self.end_headers()
    do_HEAD = do_POST = do_GET
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


class Host:
    """Where it is, and what it was asked for."""

    def __init__(self, port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}/"
        self._log = log

    @property
    def asked(self) -> list[str]:
        """The paths that it was asked for."""
        return self._log.read_text().split() if self._log.exists() else []


@contextmanager
def listening(folder: Path) -> Iterator[Host]:
    """Give a host that runs as long as the block does; ``folder`` holds its log."""
    log = Path(folder) / "asked.txt"
    with subprocess.Popen([sys.executable, "-c", _SERVER, log], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield Host(int(server.stdout.readline()), log)
        finally:
            server.terminate()
