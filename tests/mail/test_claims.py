"""Senders that die, are slow, or come too late."""

import datetime as dt
import subprocess
import sys
import textwrap
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.database import Database, begin_writing
from hp.domain.answers import ResponseStatus
from hp.mail import outbox
from hp.mail.senders import TryLater
from hp.models import Mailing, Message
from hp.models.mail import MailingKind
from hp.store import mail as store
from tests.mail.post import Remembering, add_new_link, read_all
from tests.world import NOW, World

Send = Callable[[Any], outbox.Counts]
SECOND = dt.timedelta(seconds=1)


def states(session: Session) -> list[str]:
    return [str(message.state) for message in read_all(session)]


def die(settings: Settings, where: str) -> None:
    """A sender in a process of its own ends without a word: `before`, or `after` the text began."""
    script = f"""
        import datetime as dt, os
        from pathlib import Path
        from hp.config import Settings
        from hp.database import Database
        from hp.mail import outbox
        from tests.mail.post import Remembering

        class Dying(Remembering):
            def send(self, mail, begin):
                if {where!r} == "after":
                    begin()
                os._exit(9)

        settings = Settings(Path({str(settings.instance)!r}), "k" * 40)
        now = dt.datetime.fromisoformat({NOW.isoformat()!r})
        outbox.send_due(Database({settings.database_url!r}), settings, b"k", lambda: now, Dying())
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], check=False)
    assert run.returncode == 9


def test_a_message_whose_sender_died_before_the_text_is_sent_once_its_lease_is_over(
    session: Session, world: World, settings: Settings, send: Send, clock: Any
) -> None:
    add_new_link(session, world.anna)
    die(settings, "before")
    assert states(session) == ["sending"]
    clock.shift(outbox.LEASE)
    assert send(Remembering()) == {}, "its sender may still live"
    clock.shift(SECOND)
    assert send(Remembering()) == {"sent": 1}


def test_a_message_whose_sender_died_after_the_text_began_is_uncertain_and_not_sent_again(
    session: Session, world: World, settings: Settings, send: Send, clock: Any
) -> None:
    add_new_link(session, world.anna)
    die(settings, "after")
    add_new_link(session, world.bo)
    clock.shift(outbox.LEASE)
    assert send(Remembering()) == {"sent": 1}, "to Bo; Anna's sender may still live"
    assert states(session) == ["sending", "sent"]
    clock.shift(SECOND)
    assert send(Remembering()) == {"uncertain": 1}
    clock.shift(dt.timedelta(days=2))
    assert send(Remembering()) == {}
    (message, _) = read_all(session)
    assert (message.state, message.data_began_at) == ("uncertain", NOW)


class Slow(Remembering):
    """A sender during whose work something else happens."""

    def __init__(self, *, before: Any = None, after: Any = None) -> None:
        super().__init__()
        self.before, self.after = before, after

    def send(self, mail: EmailMessage, begin: Callable[[], None]) -> None:
        if self.before:
            self.before()
        super().send(mail, begin)
        if self.after:
            self.after()


def test_a_sender_that_was_too_slow_to_begin_sends_nothing(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    other = Remembering()

    def overtake() -> None:
        clock.shift(outbox.LEASE + SECOND)
        assert send(other) == {"sent": 1}

    add_new_link(session, world.anna)
    slow = Slow(before=overtake)
    assert send(slow) == {}
    assert (len(slow.mails), len(other.mails)) == (0, 1)
    assert states(session) == ["sent"]


def test_a_slow_sender_may_say_in_the_end_that_a_message_is_sent(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    def overtake() -> None:
        clock.shift(outbox.LEASE + SECOND)
        assert send(Remembering()) == {"uncertain": 1}

    add_new_link(session, world.anna)
    assert send(Slow(after=overtake)) == {"sent": 1}
    assert states(session) == ["sent"]


def test_a_message_that_kills_every_sender_is_given_up(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    add_new_link(session, world.anna)
    for _ in range(len(outbox.WAITS) + 1):
        with pytest.raises(RuntimeError):
            send(Remembering(RuntimeError("a bug")))
        clock.shift(outbox.LEASE + SECOND)
    assert send(Remembering()) == {"refused": 1}
    assert read_all(session)[0].error == "Sending it failed every time."


def withdraw(session: Session, message: Message) -> int:
    begin_writing(session)
    count = store.withdraw_mailing(session, message.mailing_id, web.now())
    session.commit()
    return count


def test_a_mailing_can_be_taken_back_until_its_time_comes(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    message = add_new_link(session, world.anna)
    message.not_before = NOW + dt.timedelta(minutes=1)
    add_new_link(session, world.bo)
    assert send(Remembering()) == {"sent": 1}
    assert withdraw(session, message) == 1
    clock.shift(dt.timedelta(minutes=2))
    assert send(Remembering()) == {}
    assert states(session) == ["withdrawn", "sent"], "Bo's is of another mailing"
    assert session.get_one(Mailing, message.mailing_id).withdrawn_at == NOW
    assert withdraw(session, read_all(session)[0]) == 0


def test_a_delayed_message_can_be_taken_back_and_a_sent_one_cannot(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    delayed, sent = add_new_link(session, world.anna), add_new_link(session, world.bo)
    send(Remembering(TryLater("451 busy")))
    assert (withdraw(session, delayed), withdraw(session, sent)) == (1, 0)
    clock.shift(dt.timedelta(days=1))
    assert send(Remembering()) == {}
    assert states(session) == ["withdrawn", "sent"]


def test_what_is_taken_back_between_claim_and_text_is_not_sent(
    session: Session, world: World, database: Database, send: Send
) -> None:
    message = add_new_link(session, world.anna)
    taken: list[int] = []

    def take_back() -> None:
        with database.new_session() as other:
            taken.append(withdraw(other, message))

    sender = Slow(before=take_back)
    assert send(sender) == {}
    assert (taken, sender.mails, states(session)) == ([1], [], ["withdrawn"])


def test_a_reminder_is_not_sent_to_who_has_handed_in_meanwhile(
    session: Session, world: World, send: Send
) -> None:
    for link in (world.anna, world.bo):
        message = add_new_link(session, link)
        session.get_one(Mailing, message.mailing_id).kind = MailingKind.REMINDER
    world.harbour.status = ResponseStatus.SUBMITTED
    session.commit()
    sender = Remembering()
    assert send(sender) == {"withdrawn": 1, "sent": 1}
    assert [mail["To"].addresses[0].username for mail in sender.mails] == ["bo"]
