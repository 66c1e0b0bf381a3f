"""Seventy recipients, and senders that die between two steps."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.database import Database
from hp.mail import messages, outbox
from hp.mail.senders import open_sender
from tests.mail.post import read_all
from tests.world import NOW, World

PEOPLE = [f"person-{n}@nämnd-{n}.example" for n in range(70)]


def add_messages(session: Session, world: World) -> None:
    """One message to each of the seventy, committed and waiting."""
    for email in PEOPLE:
        message = messages.add_new_link(session, link_id=world.anna.id, now=NOW)
        message.to_email = email
    session.commit()


def as_sent(email: str) -> str:
    """The address as it is on the line."""
    user, _, domain = email.partition("@")
    return f"{user}@{domain.encode('idna').decode()}"


def expected(session: Session, *states: str) -> set[tuple[str, str]]:
    """The letters of the messages in these states."""
    found = [m for m in read_all(session) if m.state in states]
    return {(as_sent(m.to_email), m.message_id) for m in found}


def work(settings: Settings, key: bytes, now: Callable[[], Any]) -> outbox.Counts:
    database = Database(settings.database_url)
    try:
        return outbox.send_due(database, settings, key, now, open_sender(settings))
    finally:
        database.close()


STEPS = {  # where a sender is killed: the function, and whether before or after it
    "before the claim": ("outbox._claim", False),
    "after the claim": ("outbox._claim", True),
    "before it is noted that the mail begins": ("outbox._Letter._begin", False),
    "after it is noted that the mail begins": ("outbox._Letter._begin", True),
    "after the server took the mail": ("senders._hand_over", True),
    "after the outcome is recorded": ("outbox._Letter.record", True),
}
_SCRIPT = """
    import datetime as dt, os
    from pathlib import Path
    from hp.config import Settings
    from hp.mail import outbox, senders
    from tests.mail.killing import work

    calls = 0

    def dying(function):
        def call(*arguments):
            global calls
            calls += 1
            if calls == 7 and not {after!r}:
                os._exit(9)
            answer = function(*arguments)
            if calls == 7:
                os._exit(9)
            return answer
        return call

    {step} = dying({step})
    now = dt.datetime.fromisoformat({now!r})
    settings = Settings(
        Path({instance!r}),
        "k" * 40,
        database_url={database!r},
        mail_url={mail!r},
        mail_bounces={bounces!r},
    )
    work(settings, b"k", lambda: now)
"""


def kill_sender(settings: Settings, step: str, after: bool) -> None:
    """Run a sender in a process of its own that ends at its seventh mail, without a word."""
    script = textwrap.dedent(_SCRIPT).format(
        step=step,
        after=after,
        now=web.now().isoformat(),
        instance=str(settings.instance),
        database=settings.database_url,
        mail=settings.mail_url,
        bounces=settings.mail_bounces,
    )
    here = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", script], cwd=here, check=False).returncode == 9
