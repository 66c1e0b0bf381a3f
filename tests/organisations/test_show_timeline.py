"""What has happened to an organisation, in words."""

import datetime as dt

from sqlalchemy.orm import Session

from hp.models import Event
from hp.models.events import EventKind
from tests.client import Client
from tests.overview.arrange import hand_in
from tests.world import NOW, World


def lines(client: Client, world: World) -> list[str]:
    page = client.get(f"/organisations/{world.harbour.organisation_id}")
    return [" ".join(li.get_text(" ").split()) for li in page.html.select("ol.log li")]


# these are never about an organisation
_ELSEWHERE = {
    EventKind.MAIL_TEXT_CHANGED,
    EventKind.SCHEDULE_CHANGED,
    EventKind.USER_INVITED,
    EventKind.USER_CHANGED,
    EventKind.USER_RETIRED,
    EventKind.PASSWORD_CHANGED,
    EventKind.SECOND_FACTOR_ON,
    EventKind.SECOND_FACTOR_OFF,
    EventKind.SHARED_LINK_MADE,
    EventKind.SHARED_LINK_REVOKED,
}


def test_whatever_can_happen_has_words(sara: Client, session: Session, world: World) -> None:
    hand_in(session, world.harbour, at=NOW)
    kinds = set(EventKind) - _ELSEWHERE
    for kind in kinds:
        session.add(Event(at=NOW, kind=kind, response_id=world.harbour.id))
    session.commit()
    found = lines(sara, world)
    assert len(found) == len(kinds)
    assert not [line for line in found if "_" in line]


def test_what_was_done_to_the_organisation_itself_is_told_in_every_round(
    sara: Client, session: Session, world: World
) -> None:
    session.add_all(
        Event(at=NOW, kind=EventKind.CONTACT_ADDED, organisation_id=organisation_id)
        for organisation_id in (world.harbour.organisation_id, world.culture.organisation_id)
    )
    session.commit()
    assert lines(sara, world) == ["1 Sept 2023 14:00 Contact added"]


def test_the_saves_of_one_person_and_day_are_one_line_that_a_hand_in_divides(
    sara: Client, session: Session, world: World
) -> None:
    def happen(kind: EventKind, minutes: int, who: int | None) -> None:
        at = NOW - dt.timedelta(hours=30) + dt.timedelta(minutes=minutes)
        session.add(Event(at=at, kind=kind, response_id=world.harbour.id, contact_id=who))

    anna, karin = world.anna.contact_id, world.karin.contact_id
    for minute, who in enumerate((anna, karin, anna, karin, anna)):
        happen(EventKind.ANSWER_SAVED, minute, who)
    happen(EventKind.SUBMITTED, 10, anna)
    happen(EventKind.REOPENED, 20, anna)
    happen(EventKind.ANSWER_SAVED, 30, anna)
    happen(EventKind.SUBMITTED, 40, anna)
    hand_in(session, world.harbour, at=NOW - dt.timedelta(hours=29))
    session.commit()
    assert [line.split(" ", 4)[4] for line in lines(sara, world)] == [
        "Answers submitted, by Anna Lindqvist",
        "One answer saved, by Anna Lindqvist",
        "Response reopened, by Anna Lindqvist",
        "Answers submitted, by Anna Lindqvist",
        "Answers saved 3 times, by Anna Lindqvist",
        "Answers saved 2 times, by Karin Berg",
    ]
