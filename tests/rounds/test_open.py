"""Opening a round: who is asked, who gets a way in, what stops it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.actions.rounds import ask_organisation, open_round
from hp.domain.errors import CannotOpen
from hp.models import Contact, Event, Organisation, PersonalLink, Response, Round
from hp.models.events import EventKind
from hp.models.organisations import ContactRole
from tests.world import NOW, make_contact, make_organisation, make_round

ZONE = ZoneInfo("Europe/Stockholm")


def prepare(session: Session, name: str = "2023", **fields: object) -> Round:
    round_ = make_round(session, name, opened_at=None, **fields)
    session.commit()
    return round_


def opened(session: Session, round_: Round, now: dt.datetime = NOW) -> Round:
    return open_round(session, round_.id, now=now, zone=ZONE, user_id=None)


def responses(session: Session) -> dict[str, Response]:
    session.rollback()
    session.expire_all()
    return {response.name: response for response in session.scalars(select(Response))}


def names_with_link(session: Session, response: Response) -> set[str]:
    statement = select(Contact.name).join(PersonalLink, PersonalLink.contact_id == Contact.id)
    return set(session.scalars(statement.where(PersonalLink.response_id == response.id)))


def test_it_asks_every_organisation_that_is_not_retired(session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    make_organisation(session, "Byggnadsnämnden").retired_on = dt.date(2022, 12, 31)
    opened(session, prepare(session))
    assert set(responses(session)) == {"Hamnbolaget AB"}


def test_it_gives_a_link_to_each_contact_but_retired_ones_and_colleagues(session: Session) -> None:
    harbour = make_organisation(session, "Hamnbolaget AB")
    make_contact(session, harbour, "Anna Lindqvist", role=ContactRole.MAIN)
    make_contact(session, harbour, "Rut Registrator", role=ContactRole.REGISTRAR, email="")
    make_contact(session, harbour, "Kim Kollega", role=ContactRole.COLLEAGUE)
    make_contact(session, harbour, "Göran Gått", retired_at=NOW)
    opened(session, prepare(session))
    response = responses(session)["Hamnbolaget AB"]
    assert names_with_link(session, response) == {"Anna Lindqvist", "Rut Registrator"}


def test_who_is_answered_for_gets_no_link_and_the_other_knows(session: Session) -> None:
    parent = make_organisation(session, "Stadshus AB")
    child = make_organisation(session, "Hamnbolaget AB")
    child.answered_by_id = parent.id
    make_contact(session, parent, "Per Ek")
    make_contact(session, child, "Anna Lindqvist")
    opened(session, prepare(session))
    both = responses(session)
    assert both["Hamnbolaget AB"].answered_by_id == both["Stadshus AB"].id
    assert both["Stadshus AB"].answers_for_others
    assert not both["Hamnbolaget AB"].answers_for_others
    assert names_with_link(session, both["Hamnbolaget AB"]) == set()
    assert names_with_link(session, both["Stadshus AB"]) == {"Per Ek"}


@pytest.mark.parametrize("why", ["retired", "answered for", "each other"])
def test_nobody_is_left_without_the_question(session: Session, why: str) -> None:
    parent = make_organisation(session, "Stadshus AB")
    child = make_organisation(session, "Hamnbolaget AB")
    child.answered_by_id = parent.id
    make_contact(session, child, "Anna Lindqvist")
    if why == "retired":
        parent.retired_on = dt.date(2022, 12, 31)
    elif why == "answered for":
        parent.answered_by_id = make_organisation(session, "Koncernen AB").id
    else:
        parent.answered_by_id = child.id
    opened(session, prepare(session))
    response = responses(session)["Hamnbolaget AB"]
    assert response.answered_by_id is None
    assert names_with_link(session, response) == {"Anna Lindqvist"}


def test_it_opens_at_once_and_says_who_did_it(session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    round_ = opened(session, prepare(session))
    assert round_.opened_at == NOW
    noted = session.scalars(select(Event)).one()
    assert (noted.kind, noted.round_id, noted.at) == (EventKind.ROUND_OPENED, round_.id, NOW)


@pytest.mark.parametrize(
    ("opens_on", "opened_at"),
    [
        (dt.date(2023, 9, 4), dt.datetime(2023, 9, 3, 22, tzinfo=dt.UTC)),  # summer time
        (dt.date(2023, 9, 1), NOW),
        (dt.date(2023, 8, 1), NOW),
    ],
)
def test_an_opening_day_to_come_is_waited_for(
    session: Session, opens_on: dt.date, opened_at: dt.datetime
) -> None:
    make_organisation(session, "Hamnbolaget AB")
    assert opened(session, prepare(session, opens_on=opens_on)).opened_at == opened_at


def test_opening_twice_opens_once(session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    round_ = prepare(session)
    opened(session, round_)
    opened(session, round_, NOW + dt.timedelta(seconds=1))
    session.expire_all()
    assert session.get_one(Round, round_.id).opened_at == NOW
    assert len(session.scalars(select(Response)).all()) == 1
    assert len(session.scalars(select(Event)).all()) == 1


@pytest.mark.parametrize("reason", ["no_organisations", "overdue", "no_contact"])
def test_what_stops_it_leaves_everything_as_it_was(session: Session, reason: str) -> None:
    if reason != "no_organisations":
        make_organisation(session, "Hamnbolaget AB")
    how = {"overdue": {"due_at": NOW - dt.timedelta(days=1), "closes_by_itself": True}}.get(
        reason, {}
    )
    if reason == "no_contact":
        how = {"is_test": True, "contact_email": ""}
    round_ = prepare(session, **how)
    with pytest.raises(CannotOpen) as refused:
        opened(session, round_)
    assert refused.value.reason == reason
    session.rollback()
    session.expire_all()
    assert session.get_one(Round, round_.id).opened_at is None
    assert session.scalars(select(Response)).all() == []


def test_a_test_round_can_be_open_beside_the_real_one(session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    opened(session, prepare(session))
    opened(session, prepare(session, "Prov", is_test=True))
    assert len(session.scalars(select(Response)).all()) == 2


def open_one(session: Session) -> Round:
    make_organisation(session, "Hamnbolaget AB")
    return opened(session, prepare(session))


def test_one_more_organisation_is_asked_as_the_others_were(session: Session) -> None:
    round_ = open_one(session)
    culture = make_organisation(session, "Kulturnämnden")
    make_contact(session, culture, "Bo Ek")
    asked = ask_organisation(session, round_, culture, NOW, None)
    assert (asked.name, len(asked.marks)) == ("Kulturnämnden", 13)
    assert names_with_link(session, asked) == {"Bo Ek"}
    assert ask_organisation(session, round_, culture, NOW, None) is asked
    kinds = session.scalars(select(Event.kind).where(Event.organisation_id == culture.id))
    assert kinds.all() == [EventKind.RESPONSE_ADDED]


def test_one_more_that_somebody_answers_for_follows_what_is_answered_already(
    session: Session,
) -> None:
    round_ = open_one(session)
    harbour = responses(session)["Hamnbolaget AB"]
    harbour.marks = "y" + harbour.marks[1:]
    quay = make_organisation(session, "Kajen AB")
    quay.answered_by_id = session.scalars(
        select(Organisation.id).where(Organisation.name == "Hamnbolaget AB")
    ).one()
    make_contact(session, quay, "Kaj Ek")
    session.flush()
    asked = ask_organisation(session, round_, quay, NOW, None)
    assert asked.answered_by_id == harbour.id
    assert harbour.answers_for_others
    assert asked.marks == harbour.marks
    assert names_with_link(session, asked) == set()
