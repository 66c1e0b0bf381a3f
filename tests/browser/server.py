"""A real server: `hp serve` or `hp demo` started as a user would, in a folder of its own."""

import datetime as dt
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import func, select

from hp import migrations
from hp.database import Database
from hp.domain import links
from hp.models import PersonalLink, Response, Succession
from tests import world as world_module
from tests.browser import mailings
from tests.world import PASSWORD, World

SECRET = "test-only-0123456789-abcdefghijklmnop"
HP = str(Path(sys.executable).with_name("hp"))
START_SECONDS = 30  # far more than it takes, because a loaded machine is no fault of the server

# one link of each state a response can be in, as far as its pages show it
_ONE_OF_EACH_STATE = (
    select(func.min(PersonalLink.id).label("id"), PersonalLink.version)
    .join(Response, Response.id == PersonalLink.response_id)
    .outerjoin(Succession, Succession.successor_id == Response.organisation_id)
    .where(PersonalLink.revoked_at.is_(None))
    .group_by(
        Response.round_id,
        Response.status,
        Response.reopened_at.is_(None),
        Succession.predecessor_id.is_(None),
    )
)


class Process:
    """A command of ours in a process group of its own, with its output in a file."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.arguments = arguments
        self.environment = environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, on the same port as before, and wait until it answers."""
        assert self._running is None, "it is running already"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("HP_")}
        with (self.folder / "server.log").open("ab") as log:
            self._running = subprocess.Popen(
                [HP, *self.arguments, "--port", str(self.port)],
                cwd=self.folder,
                env=inherited | {"HP_INSTANCE": str(self.folder)} | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Ask it to end, as a service manager does, and wait for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Take it away at once, with its workers, as a power cut does."""
        self._end(signal.SIGKILL)

    @property
    def output(self) -> str:
        """All it has printed so far."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def _end(self, how: signal.Signals) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        # SIGTERM is for the parent to pass on; a group that is killed has no parent to do so
        if how == signal.SIGKILL:
            os.killpg(running.pid, how)
        else:
            running.send_signal(how)
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            raise AssertionError(f"it did not end when asked to:\n{self.output[-2000:]}") from None

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self._running is not None
            if self._running.poll() is not None:
                break
            if is_healthy(self.url):
                return
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"hp {self.arguments[0]} does not answer:\n{self.output[-2000:]}")


class Server(Process):
    """`hp serve` with the people of `tests.world`, in a round that ends two weeks from today.

    Today is the day of `now`, and the server's clock can be set with `start_at`.
    """

    def __init__(self, folder: Path, *, workers: int = 1, now: dt.datetime | None = None) -> None:
        super().__init__(folder, "serve", "--host", "127.0.0.1", "--workers", str(workers))
        self.database = Database(f"sqlite:///{folder / 'handlingsplan.sqlite'}")
        self.environment = {"HP_SECRET_KEY": SECRET, "HP_BASE_URL": self.url}
        self.world = self._arrange(now or dt.datetime.now(dt.UTC))

    def link(self, link: PersonalLink) -> str:
        """The whole address of a personal link, as a mail has it."""
        key = links.derive_key(SECRET, "personal link")
        return f"{self.url}/r/{links.make_token(key, link.id, link.version)}"

    def start_at(self, moment: dt.datetime) -> None:
        """Start it, or start it again, with a clock that shows `moment` and goes on from there."""
        self.stop()
        paths = [str(Path(__file__).with_name("clock")), os.environ.get("PYTHONPATH", "")]
        self.environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        offset = moment - dt.datetime.now(dt.UTC)
        self.environment["CLOCK_OFFSET"] = str(offset.total_seconds())
        self.start()

    def close(self) -> None:
        """Stop it, and let go of the database."""
        try:
            self.stop()
        finally:
            self.database.close()

    def _arrange(self, now: dt.datetime) -> World:
        migrations.upgrade(self.database)
        today = now.replace(hour=21, minute=59, second=59, microsecond=0)
        with self.database.new_session() as session:
            world_module.make_user(session, password_hash=PasswordHasher().hash(PASSWORD))
            return world_module.build(
                session,
                opened_at=today - dt.timedelta(days=7),
                due_at=today + dt.timedelta(days=14),
            )


class Demo(Process):
    """`hp demo`, and the two addresses it prints."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "demo")
        self.coordinator = ""
        self.respondent = ""

    def start(self) -> None:
        """Start, and read the addresses."""
        super().start()
        until = time.monotonic() + 5
        while not (self.coordinator and self.respondent) and time.monotonic() < until:
            self.coordinator = self._printed("Coordinator")
            self.respondent = self._printed("Respondent")
            time.sleep(0.02)
        assert self.coordinator, f"no line 'Coordinator  URL' in:\n{self.output}"
        assert self.respondent, f"no line 'Respondent  URL' in:\n{self.output}"

    def add_mailings(self) -> None:
        """Let mails have been sent, which the demonstration leaves to who looks at it."""
        database = Database(f"sqlite:///{self.folder / 'demo.sqlite'}")
        with database.new_session() as session:
            mailings.add_mailings(session, dt.datetime.now(dt.UTC))
        database.close()

    def links_in_every_state(self) -> list[str]:
        """The personal link of one response in each state, in each round."""
        key = links.derive_key((self.folder / "demo.key").read_text().strip(), "personal link")
        database = Database(f"sqlite:///{self.folder / 'demo.sqlite'}")
        with database.new_session() as session:
            found = session.execute(_ONE_OF_EACH_STATE).all()
        database.close()
        return [f"{self.url}/r/{links.make_token(key, link.id, link.version)}" for link in found]

    def _printed(self, who: str) -> str:
        found = re.search(rf"^{who}\s+(http://\S+)$", self.output, re.MULTILINE)
        return found[1] if found else ""


def is_healthy(url: str) -> bool:
    """Whether a server answers there and says that it is well."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_chromium() -> str:
    """The system's Chromium: `HP_CHROMIUM`, or the first of its usual names. Fails without one."""
    named = os.environ.get("HP_CHROMIUM", "")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    macos = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    for name in (named, *names, macos):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise AssertionError("The browser tests need Chromium. Install it, or set HP_CHROMIUM.")
