"""Changing a round: all of it before it is opened, dates and contact person afterwards."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import Event, Response, Round
from hp.models.events import EventKind
from tests.client import Client, Page
from tests.rounds.forms import filled_in
from tests.rounds.test_open import opened
from tests.world import NOW, World, make_organisation, make_round


def prepare(session: Session, **fields: object) -> Round:
    round_ = make_round(session, **({"opened_at": None} | fields))
    session.commit()
    return round_


def change(client: Client, round_: Round, **changes: str) -> Page:
    address = f"/rounds/{round_.id}/change"
    return client.post(address, filled_in(client.get(address), **changes))


def stored(session: Session, round_: Round) -> Round:
    session.rollback()
    session.expire_all()
    return session.get_one(Round, round_.id)


def events(session: Session) -> list[EventKind]:
    return list(session.scalars(select(Event.kind).where(Event.kind == EventKind.ROUND_CHANGED)))


def test_everything_can_be_changed_before_it_is_opened(petra: Client, session: Session) -> None:
    round_ = prepare(session)
    page = change(
        petra,
        round_,
        name="2023 om igen",
        due_on="2023-09-20",
        due_time="16:00",
        introduction_sv="Ett stycke.\r\n\r\nEtt till.",
        is_test="yes",
        counts_each="",
        contact_email="Ny@Staden.example",
    )
    assert page.location == f"/rounds/{round_.id}?done=changed"
    now = stored(session, round_)
    assert now.name == "2023 om igen"
    assert now.due_at == dt.datetime(2023, 9, 20, 14, 0, 59, tzinfo=dt.UTC)
    assert now.introduction_sv == "Ett stycke.\n\nEtt till."
    assert (now.is_test, now.counts_each) == (True, False)
    assert now.contact_email == "ny@staden.example"
    assert events(session) == [EventKind.ROUND_CHANGED]


def test_saving_what_is_so_already_is_no_event(petra: Client, session: Session) -> None:
    round_ = prepare(session)
    assert change(petra, round_).status == 303
    assert events(session) == []


def test_dates_and_contact_can_be_changed_while_it_is_open(sara: Client, world: World) -> None:
    page = sara.get(f"/rounds/{world.round.id}/change")
    assert "De som svarar ser genast" in page.words("main")
    fields = {field["name"] for field in page.html.select("main form [name]")}
    assert {"due_on", "due_time", "contact_name", "closes_by_itself"} <= fields
    assert fields.isdisjoint({"name", "subject_sv", "introduction_en", "is_test", "shows_drafts"})
    assert "opens_on" not in fields


def test_the_new_last_day_shows_on_the_checklist(
    sara: Client, anna: Client, session: Session, world: World
) -> None:
    change(sara, world.round, due_on="2023-09-29", contact_name="Ny Person")
    words = anna.get(f"/checklist/{world.harbour.id}").words(".facts")
    assert "29 september" in words
    assert "Ny Person" in words
    assert events(session) == [EventKind.ROUND_CHANGED]


def test_what_is_fixed_cannot_be_changed_by_sending_it_anyway(
    sara: Client, session: Session, world: World
) -> None:
    before = world.round.opened_at
    page = change(
        sara,
        world.round,
        name="Annat",
        subject_sv="Annat",
        is_test="yes",
        shows_drafts="yes",
        opens_on="2023-09-10",
        contact_phone="031-2",
    )
    assert page.status == 303
    now = stored(session, world.round)
    assert (now.name, now.is_test, now.shows_drafts) == ("2023", False, False)
    assert now.subject_sv == "Uppföljning av handlingsplanen för inköp"
    assert (now.opened_at, now.opens_on) == (before, None)
    assert now.contact_phone == "031-2"


def test_the_opening_day_can_be_moved_until_it_comes(petra: Client, session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    round_ = prepare(session, opens_on=dt.date(2023, 9, 4))
    opened(session, round_)
    change(petra, round_, opens_on="2023-09-05")
    assert stored(session, round_).opened_at == dt.datetime(2023, 9, 4, 22, tzinfo=dt.UTC)
    change(petra, round_, opens_on="")
    assert stored(session, round_).opened_at == NOW


def test_a_change_by_somebody_else_is_not_overwritten(petra: Client, session: Session) -> None:
    round_ = prepare(session)
    address = f"/rounds/{round_.id}/change"
    old = petra.get(address)
    change(petra, round_, due_on="2023-09-20")
    page = petra.post(address, filled_in(old, contact_phone="031-3"))
    assert page.status == 409
    assert "någon annan har ändrat" in page.words("#problems")
    assert page.one("#contact_phone")["value"] == "031-3"
    differs = {
        li.a["href"]: " ".join(li.get_text(" ").split()) for li in page.html.select("#problems li")
    }
    assert differs == {
        "#contact_phone": "Telefon (frivilligt) : 031-000 00 00",
        "#due_on": "Sista dag : 2023-09-20",
    }
    assert stored(session, round_).contact_phone == "031-000 00 00"
    assert petra.post(address, filled_in(page)).status == 303
    assert stored(session, round_).contact_phone == "031-3"


def test_a_mistake_does_not_lose_who_changed_it_meanwhile(petra: Client, session: Session) -> None:
    round_ = prepare(session)
    address = f"/rounds/{round_.id}/change"
    old = petra.get(address)
    change(petra, round_, contact_phone="031-4")
    mistaken = petra.post(address, filled_in(old, contact_name=" "))
    assert mistaken.status == 422
    assert petra.post(address, filled_in(mistaken, contact_name="Sara Ek")).status == 409


def test_the_name_of_another_round_is_taken(petra: Client, session: Session) -> None:
    make_round(session, "2022 Å")
    round_ = prepare(session)
    page = change(petra, round_, name="2022 å")
    assert page.status == 422
    assert "heter så" in page.words("#name-error")
    assert change(petra, round_, name="2023").status == 303


def test_a_last_day_that_has_passed_hinders_no_other_change(
    petra: Client, session: Session
) -> None:
    due_at = NOW - dt.timedelta(days=1, seconds=7)
    round_ = prepare(session, opened_at=NOW - dt.timedelta(days=9), due_at=due_at)
    assert change(petra, round_, contact_phone="031-5").status == 303
    page = change(petra, round_, due_on="2023-08-30")
    assert "har passerat" in page.words("#due_on-error")


def test_a_round_that_closed_by_itself_opens_with_a_later_last_day(
    petra: Client, session: Session
) -> None:
    round_ = prepare(
        session,
        opened_at=NOW - dt.timedelta(days=9),
        due_at=NOW - dt.timedelta(days=1),
        closes_by_itself=True,
    )
    page = petra.get(f"/rounds/{round_.id}/change")
    assert "tar den emot svar igen" in page.words("main")
    change(petra, round_, due_on="2023-09-08")
    assert stored(session, round_).period.is_open(NOW)


def test_a_round_that_somebody_closed_stays_as_it_is(petra: Client, session: Session) -> None:
    round_ = prepare(session)
    address = f"/rounds/{round_.id}/change"
    form = filled_in(petra.get(address), contact_phone="031-6")
    round_.opened_at, round_.closed_at = NOW - dt.timedelta(days=9), NOW
    session.commit()
    assert petra.get(address).location == f"/rounds/{round_.id}"
    assert petra.post(address, form).location == f"/rounds/{round_.id}"
    assert stored(session, round_).contact_phone == "031-000 00 00"


def test_a_later_last_day_takes_over_from_own_deadlines_before_it(
    sara: Client, session: Session, world: World
) -> None:
    own = dt.datetime(2023, 9, 22, 21, 59, 59, tzinfo=dt.UTC)
    session.get_one(Response, world.harbour.id).due_at = own
    later = dt.datetime(2023, 10, 31, 22, 59, 59, tzinfo=dt.UTC)
    session.get_one(Response, world.culture.id).due_at = later
    session.commit()
    change(sara, world.round, contact_phone="031-7")
    assert stored_due(session) == {"Hamnbolaget AB": own, "Kulturnämnden": later}
    change(sara, world.round, due_on="2023-09-29")
    assert stored_due(session) == {"Hamnbolaget AB": None, "Kulturnämnden": later}
    (event,) = session.scalars(select(Event).where(Event.kind == EventKind.DUE_CHANGED))
    assert event.organisation_id == world.harbour.organisation_id
    assert event.user_id


def stored_due(session: Session) -> dict[str, dt.datetime | None]:
    session.rollback()
    session.expire_all()
    return {response.name: response.due_at for response in session.scalars(select(Response))}
