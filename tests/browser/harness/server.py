"""A Streamlit server in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.error import URLError

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]


class Server:
    """`streamlit run script` on a free port, from the repository's root, so that .streamlit/config.toml counts."""

    def __init__(
        self,
        script: str | Path,
        environment: Mapping[str, str],
        log_file: Path,
        limit: Callable[[], None] | None = None,
    ) -> None:
        """limit: called in the new process before the server starts."""
        self._log_file, self._limit = log_file, limit
        self._environment = {**os.environ, **environment}
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._command = command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log_file.open("ab") as log:
            return subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=self._limit,
            )

    def kill(self) -> None:
        """Ends it as kill -9 does: it lets go of nothing by itself."""
        self._process.kill()
        self._process.wait()

    def start_again(self) -> None:
        """The same server on the same port, which knows nothing of before."""
        self._process = self._start()
        self.wait_until_healthy()

    @property
    def pid(self) -> int:
        return self._process.pid

    def log(self) -> str:
        """What the server has printed."""
        return self._log_file.read_text(errors="replace")

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the server did not start:\n{self.log()}")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
