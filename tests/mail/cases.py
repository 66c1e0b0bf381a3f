"""Every mail there is, and what is special about some: how each comes about."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.mail import messages
from hp.mail.user_messages import write_user_mail
from hp.models import ChangeRequest
from hp.models.mail import MailingKind
from hp.models.users import Role
from hp.reminders.recipients import find_recipients
from hp.reminders.texts import begin_draft, write_stored
from tests.mail.post import add_new_link, add_receipt, hand_in, set_contact
from tests.world import DUE, NOW, World, make_user

HOUR = dt.timedelta(hours=1)
WEEK = dt.timedelta(days=7)
ALL_ANSWERED = "ypnx" + "y" * 9


class Stored(Protocol):
    """A mail as the outbox keeps it."""

    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...


Case = Callable[[Session, World, str], Stored]  # in which language
Arrange = Callable[[Session, World], Any]


def arranged(case: Case, *arrange: Arrange) -> Case:
    """The mail of `case` after something has been made otherwise."""

    def write(session: Session, world: World, language: str) -> Stored:
        for make in arrange:
            make(session, world)
        return case(session, world, language)

    return write


# to Anna at Hamnbolaget AB


def to_many(kind: MailingKind, now: dt.datetime = NOW, marks: str = "") -> Case:
    def write(session: Session, world: World, language: str) -> Stored:
        set_contact(session, world.anna, language=language)
        if marks:
            world.harbour.marks, world.harbour.status = marks, ResponseStatus.STARTED
        session.commit()
        found = find_recipients(session, world.round, kind, now).reachable
        anna = next(r for r in found if r.response_id == world.harbour.id)
        return write_stored(begin_draft((anna.text, language), world.round), anna, world.round)

    return write


def receipt(**fields: Any) -> Case:
    def write(session: Session, world: World, language: str) -> Stored:
        set_contact(session, world.anna, language=language)
        return add_receipt(session, world, **fields)

    return write


def new_link(now: dt.datetime = NOW) -> Case:
    def write(session: Session, world: World, language: str) -> Stored:
        set_contact(session, world.anna, language=language)
        return add_new_link(session, world.anna, now)

    return write


def colleague(now: dt.datetime = NOW, *, passes_on: bool = False) -> Case:
    """Anna sends Karin a link."""

    def write(session: Session, world: World, language: str) -> Stored:
        set_contact(session, world.karin, language=language)
        who = {"link_id": world.karin.id, "inviter_id": world.anna.contact_id}
        return messages.add_colleague(session, now=now, passes_on=passes_on, **who)

    return write


def returned(now: dt.datetime = NOW) -> Case:
    def write(session: Session, world: World, language: str) -> Stored:
        set_contact(session, world.anna, language=language)
        submission = hand_in(session, world)
        session.merge(world.harbour).submission_id = submission.id
        user = make_user(session)
        for number, reason in ((2, "Vad återstår?\nOch när är det klart?"), (9, "Varför <Nej>?")):
            row = {"number": number, "reason": reason, "user_id": user.id, "asked_at": NOW}
            session.add(ChangeRequest(submission_id=submission.id, **row))
        session.commit()
        return messages.add_returned(session, link_id=world.anna.id, now=now)

    return write


def news(session: Session, world: World, language: str) -> Stored:
    set_contact(session, world.anna, language=language)
    handed_in(session, world)
    session.commit()
    return messages.add_news(session, link_id=world.anna.id, numbers=[6], now=NOW)


def invite_user(role: Role) -> Case:
    def write(_session: Session, _world: World, language: str) -> Stored:
        inviter = "Sara Ek (sara.ek@staden.example)"
        facts = {"inviter": inviter, "role": role, "last_day": NOW.date()}
        kind = MailingKind.USER_INVITATION
        return write_user_mail(kind, name="Eva Ny", language=language, **facts)

    return write


def new_password(_session: Session, _world: World, language: str) -> Stored:
    kind = MailingKind.NEW_PASSWORD
    return write_user_mail(kind, name="Eva Ny", language=language, last_time="16:00")


# what is special


def in_a_test_round(_session: Session, world: World) -> None:
    world.round.is_test = True


def without_telephone(_session: Session, world: World) -> None:
    world.round.contact_phone = ""


def with_a_role_for_a_name(session: Session, world: World) -> None:
    set_contact(session, world.anna, name="Registrator")


def with_swedish_letters(session: Session, world: World) -> None:
    set_contact(session, world.anna, name="Åsa Öberg-Ängström")
    world.harbour.name = "Älvstrandens Förvaltnings AB & Söner <{länk}>"


def with_an_own_deadline(_session: Session, world: World) -> None:
    world.harbour.due_at = DUE + WEEK


def closing_by_itself(_session: Session, world: World) -> None:
    world.round.closes_by_itself = True


def closed(_session: Session, world: World) -> None:
    world.round.closed_at = NOW


def handed_in(session: Session, world: World) -> None:
    submission = hand_in(session, world)
    world.harbour.submission_id, world.harbour.status = submission.id, ResponseStatus.SUBMITTED


def answered_for_others(session: Session, world: World) -> None:
    world.culture.answered_by_id = world.harbour.id


def without_english(_session: Session, world: World) -> None:
    world.round.activities[1].text_en = world.round.activities[1].short_en = ""


_INVITATION = to_many(MailingKind.INVITATION)
_REMINDER = to_many(MailingKind.REMINDER)
_CLOSING = to_many(MailingKind.CLOSING)
_LATE = DUE + HOUR
CASES: dict[str, Case] = {
    "invitation": _INVITATION,
    "invitation-own_deadline": arranged(_INVITATION, with_an_own_deadline),
    "invitation-swedish_letters": arranged(_INVITATION, with_swedish_letters),
    "invitation-test_round": arranged(_INVITATION, in_a_test_round),
    "not_started": _REMINDER,
    "not_started-no_first_name": arranged(_REMINDER, with_a_role_for_a_name),
    "not_started-no_telephone": arranged(_REMINDER, without_telephone),
    "not_started_late": to_many(MailingKind.REMINDER, _LATE),
    "started": to_many(MailingKind.REMINDER, marks="ypn" + "." * 10),
    "started_late": to_many(MailingKind.REMINDER, _LATE, marks="ypn" + "." * 10),
    "ready": to_many(MailingKind.REMINDER, marks=ALL_ANSWERED),
    "ready_late": to_many(MailingKind.REMINDER, _LATE, marks=ALL_ANSWERED),
    "closed": arranged(_CLOSING, closed, handed_in),
    "closed_without": arranged(_CLOSING, closed),
    "receipt": receipt(),
    "receipt-answered_for_others": arranged(receipt(), answered_for_others),
    "receipt-closes_by_itself": arranged(receipt(), closing_by_itself),
    "receipt-late": receipt(submitted_at=_LATE, is_late=True),
    "receipt-no_function": arranged(receipt(function=""), with_a_role_for_a_name),
    "receipt-swedish_letters": arranged(receipt(name="Åsa Öberg"), with_swedish_letters),
    "receipt-test_round": arranged(receipt(), in_a_test_round),
    "receipt-without_english": arranged(receipt(), without_english),
    "colleague": colleague(),
    "colleague-late": colleague(_LATE),
    "colleague-swedish_letters": arranged(colleague(), with_swedish_letters),
    "colleague-test_round": arranged(colleague(), in_a_test_round),
    "passed_on": colleague(passes_on=True),
    "returned": returned(),
    "returned-late": arranged(returned(_LATE), without_english, without_telephone),
    "news": news,
    "news-test_round": arranged(news, in_a_test_round, without_telephone),
    "new_link": new_link(),
    "new_link-late": arranged(new_link(_LATE), without_telephone),
    "new_link-test_round": arranged(new_link(), in_a_test_round),
    "user_invitation": invite_user(Role.READER),
    "user_invitation-coordinator": invite_user(Role.COORDINATOR),
    "new_password": new_password,
}
