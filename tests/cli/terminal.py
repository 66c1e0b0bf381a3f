"""A terminal: `hp` as somebody would type it, in an instance folder of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SECONDS = 30  # far more than anything takes, because a loaded machine is no fault of ours


def hp(
    instance: Path, *args: str, stdin: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `hp ARGS` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "hp", *args],
        env=_environment(instance, settings),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


class Running:
    """A command that goes on, with what it has printed so far in files."""

    def __init__(
        self, instance: Path, *args: str, hangup: Any = signal.SIG_DFL, **settings: str
    ) -> None:
        self._files = instance.parent / "stdout", instance.parent / "stderr"
        with self._files[0].open("w") as stdout, self._files[1].open("w") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hp", *args],
                env=_environment(instance, settings),
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGHUP, hangup),  # whatever ours is
            )

    @property
    def stdout(self) -> str:
        return self._files[0].read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        return self._files[1].read_text(encoding="utf-8")

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until something has come about, while it runs."""
        wait_until(lambda: condition() or self.process.poll() is not None)
        assert condition(), f"it ended: {self.stderr}"

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(SECONDS)

    def family(self) -> set[int]:
        """Its process and all that come from it."""
        return {self.process.pid} | descendants(self.process.pid)


@contextmanager
def running(instance: Path, *args: str, **settings: str) -> Iterator[Running]:
    """Run `hp ARGS` for a while. Nothing of it is left afterwards."""
    command = Running(instance, *args, **settings)
    try:
        yield command
    finally:
        left = command.family()
        for pid in left:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        command.process.wait(SECONDS)


def descendants(pid: int) -> set[int]:
    """The processes that come from `pid`."""
    if not Path("/proc").is_dir():  # macOS and Windows have none; CI runs on Linux
        pytest.skip("needs /proc to see processes")
    children = {int(child) for task in Path(f"/proc/{pid}/task").glob("*/children")
                for child in task.read_text().split()}  # fmt: skip
    return children.union(*(descendants(child) for child in children))


def is_alive(pid: int) -> bool:
    """Whether a process is there and not only waiting to be buried."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until something has come about; fail if it takes too long."""
    until = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def _environment(instance: Path, settings: dict[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("HP_")}
    return inherited | {"HP_INSTANCE": str(instance)} | settings
