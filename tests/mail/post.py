"""What tests of mail arrange: a hand-in, messages that wait, and a sender that only remembers."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.answers import AnswerValue
from hp.mail import messages
from hp.mail.placeholder import fill_in
from hp.models import Contact, Message, PersonalLink, Submission, SubmittedAnswer
from tests.world import NOW, World

LINK = "https://svar.example/r/the-token"
YES, PARTLY, NO, NOT_APPLICABLE = AnswerValue
VALUES = [YES, PARTLY, NOT_APPLICABLE, YES, NOT_APPLICABLE, PARTLY, YES, YES, NO, YES, YES, PARTLY]
COMMENTS = {
    2: "Klart innan augusti 2023",
    9: "Bolaget har få leverantörer.\nNy bedömning görs nästa år.",
    11: "Ekonomichef",
}
PLANNED = {6: dt.date(2023, 11, 30)}


def hand_in(session: Session, world: World, **fields: Any) -> Submission:
    """Hamnbolaget's answers, handed in by Anna now. `comments` replaces those above."""
    comments = fields.pop("comments", COMMENTS)
    known = {"submitted_at": NOW, "name": "Anna Lindqvist", "function": "ekonomichef"}
    submission = Submission(
        response_id=world.harbour.id, ordinal=1, receipt="2023-0417", **(known | fields)
    )
    session.add(submission)
    session.flush()
    for number, value in enumerate([*VALUES, YES], 1):
        session.add(
            SubmittedAnswer(
                submission_id=submission.id,
                number=number,
                version=1,
                value=value,
                comment=comments.get(number, ""),
                planned_on=PLANNED.get(number),
            )
        )
    return submission


def add_receipt(session: Session, world: World, **fields: Any) -> Message:
    """The receipt for that hand-in, to Anna."""
    submission = hand_in(session, world, **fields)
    return messages.add_receipt(
        session, submission_id=submission.id, link_id=world.anna.id, now=submission.submitted_at
    )


def add_new_link(session: Session, link: PersonalLink, now: dt.datetime = NOW) -> Message:
    """A new link, committed and waiting."""
    message = messages.add_new_link(session, link_id=link.id, now=now)
    session.commit()
    return message


def set_contact(session: Session, link: PersonalLink, **fields: Any) -> None:
    """Change the contact that a link belongs to."""
    contact = session.get_one(Contact, link.contact_id)
    for name, value in fields.items():
        setattr(contact, name, value)


def read_all(session: Session) -> list[Message]:
    """All messages as the database has them now, the oldest first."""
    session.rollback()
    statement = select(Message).order_by(Message.id).execution_options(populate_existing=True)
    return list(session.scalars(statement))


def expected(name: str) -> str:
    """A mail as it is to be, from the folder `expected`."""
    return (Path(__file__).parent / "expected" / name).read_text(encoding="utf-8")


def words(message: Message) -> str:
    """What the HTML part says, white space folded."""
    body = BeautifulSoup(fill_in(message.html, LINK), "html5lib").body
    assert body
    return " ".join(body.get_text(" ").split())


class Remembering:
    """A sender that keeps what it is given, or fails as it is told to."""

    def __init__(self, *failures: Exception | None) -> None:
        self.failures = list(failures)  # one per mail; then it succeeds
        self.mails: list[EmailMessage] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def send(self, mail: EmailMessage, begin: Callable[[], None]) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure
        begin()
        self.mails.append(mail)
