"""Servers to measure: the product as a user starts it, and the two that it is measured against."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SECRET = "benchmark-only-0123456789-abcdefghij"


class Server:
    """A running server and the processor time that it and its workers have used."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def cpu(self) -> float:
        """Seconds of processor time, user and system, of the process and all below it."""
        return sum(_nanoseconds(pid) for pid in _family(self.process.pid)) / 1e9


def _family(root: int) -> list[int]:
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                # the name, in brackets, may hold spaces
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(fields[1])
    family = [root]
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid]
    return family


def _nanoseconds(pid: int) -> int:
    """On the processor, all threads together; a thread that has just ended is left out."""
    total = 0
    for times in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            total += int(times.read_text().split()[0])
    return total


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def product(instance: Path) -> Iterator[Server]:
    """`hp serve` on an instance folder, as a user starts it."""
    port = free_port()
    environment = {
        "HP_INSTANCE": str(instance),
        "HP_SECRET_KEY": SECRET,
        "HP_BASE_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "hp", "serve", "--port", str(port)]
    with _running(command, environment, port, "/healthz") as server:
        yield server


@contextlib.contextmanager
def reference(folder: Path) -> Iterator[Server]:
    """The Flask hello-world and the bare raw-sqlite3 route, under the same server program."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "1", "--no-access-log", "bare:app"]
    environment = {"BARE_DATABASE": str(folder / "bare.sqlite"), "PYTHONPATH": str(HERE)}
    with _running(command, environment, port, "/hello") as server:
        yield server


@contextlib.contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, path: str
) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(port, path)
        yield Server(process, port)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(port: int, path: str) -> None:
    for _ in range(150):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
