"""The page of the standing schedule foretells what is sent, and changes it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import Contact, Event, Response, Round, Schedule
from hp.models.events import EventKind
from tests.client import Client, Page
from tests.mail.post import read_all
from tests.reminders.forms import send
from tests.reminders.standing import at, come_back, make_schedule, run
from tests.world import World

ADDRESS = "/reminders/schedule?round=2023"
PAUSE = "/reminders/schedule/pause?round=2023"
FILLED = {
    "before": "5, 1",
    "after": "2",
    "send_at": "08:00",
    "rest_days": "3",
    "most": "3",
    "missed": "send",
}


def save(client: Client, **changes: str) -> Page:
    seen = client.get(ADDRESS).one("input[name=seen]")["value"]
    return client.post(ADDRESS, FILLED | {"seen": seen, "do": "save"} | changes)


def stored(session: Session) -> Schedule | None:
    session.rollback()
    return session.scalars(select(Schedule).execution_options(populate_existing=True)).one_or_none()


def foretold(page: Page) -> list[tuple[str, list[str]]]:
    """The days of the page, each with the addresses that get a mail."""
    found = []
    for day in page.html.select("details.day"):
        mails = [row.get_text().split(", ")[-1] for row in day.select("tbody th .oc")]
        found.append((" ".join(day.find_all("summary")[0].get_text().split()), mails))
    return found


def test_from_the_mailings_to_a_running_schedule(sara: Client, session: Session) -> None:
    link = sara.get("/reminders").one("a[href^='/reminders/schedule']")["href"]
    page = sara.get(link)
    assert "inget skickas av sig självt" in page.words("#state")
    assert stored(session) is None, "looking makes none"
    assert save(sara).status == 303
    page = sara.get(link)
    assert "Schemat är igång" in page.words("#state")
    assert "fredag 8 september 2023 08:00, 2 mejl" in page.words("#state")
    assert stored(session)
    kinds = list(session.scalars(select(Event.kind).where(Event.user_id.is_not(None))))
    assert kinds == [EventKind.SCHEDULE_CHANGED]
    assert "igång" in sara.get("/reminders").words("main")


def test_the_page_foretells_exactly_what_is_sent(
    app: Flask, clock: Any, sara: Client, session: Session, world: World
) -> None:
    """The clock runs through the month, before, at and after each day's time."""
    session.get_one(Response, world.culture.id).due_at = at("2023-09-18T23:59:59")
    session.commit()
    save(sara, before="6, 5, 1, 0", after="1, 3", most="4")
    promised = [day for day in foretold(sara.get(ADDRESS)) if day[1]]
    happened = []
    for day in range(1, 29):
        for time in ("07:59:59", "08:00:00", "12:00:00"):
            before = len(read_all(session))
            if run(app, clock, f"2023-09-{day:02}T{time}"):
                mails = sorted(mail.to_email for mail in read_all(session)[before:])
                happened.append((f"{day} september 2023 {time[:5]}", mails))
                assert time == "08:00:00"
    assert len(happened) > 3
    assert len(happened) == len(promised)
    for (said, to), (when, mails) in zip(promised, happened, strict=True):
        assert f" {when}: " in said
        assert sorted(to) == mails


def test_the_texts_are_those_of_the_day(sara: Client) -> None:
    save(sara)
    texts = [
        str(d.select("tbody td")[0].contents[0]) for d in sara.get(ADDRESS).html.select(".day")
    ]
    assert texts == [
        "Till dem som inte har börjat",
        "Till dem som inte har börjat",
        "Efter sista dagen, till dem som inte har börjat",
    ]


def test_who_is_left_out_of_a_day_is_named_with_the_reason(
    clock: Any, sara: Client, session: Session, world: World
) -> None:
    come_back(sara, session, clock, "2023-09-07T10:00")
    send(sara)
    save(sara, most="2")
    page = sara.get(ADDRESS)
    days = [" ".join(d.get_text(" ").split()) for d in page.html.select(".day")]
    assert "Nyss påminda, så inte den här gången: Bo Ek ( Kulturnämnden ), Anna" in days[0]
    assert "inget mejl" in days[0]
    assert "Har fått så många påminnelser som någon får: Bo Ek" in days[2]


def test_an_organisation_that_cannot_be_written_to_is_named(
    sara: Client, session: Session, world: World
) -> None:
    session.get_one(Contact, world.bo.contact_id).email = ""
    session.commit()
    assert "1 organisation saknar" in sara.get(ADDRESS).words("main")


def test_a_change_can_be_looked_at_before_it_is_saved(
    app: Flask, clock: Any, sara: Client, session: Session
) -> None:
    save(sara)
    page = sara.post(ADDRESS, FILLED | {"before": "3", "after": "", "do": "show"})
    assert page.status == 200
    assert "inte sparat än" in page.words("main")
    assert [summary for summary, _ in foretold(page)] == ["Tisdag 12 september 2023 08:00: 2 mejl"]
    schedule = stored(session)
    assert schedule
    assert schedule.before == "5, 1"


def test_saving_begins_now_and_sends_nothing_at_once(
    app: Flask, clock: Any, sara: Client, session: Session
) -> None:
    come_back(sara, session, clock, "2023-09-14T08:30")
    save(sara)
    assert run(app, clock, "2023-09-14T08:31") == 0
    assert foretold(sara.get(ADDRESS))[0][0] == "Tisdag 19 september 2023 08:00: 2 mejl"


def test_saving_twice_saves_once(clock: Any, sara: Client, session: Session) -> None:
    fields = FILLED | {"seen": "", "do": "save"}
    sara.get(ADDRESS)
    assert sara.post(ADDRESS, fields).status == 303
    come_back(sara, session, clock, "2023-09-05T10:00")
    assert sara.post(ADDRESS, fields).status == 303
    schedule = stored(session)
    assert schedule
    assert schedule.active_from < at("2023-09-05T10:00")


def test_a_change_by_somebody_else_is_not_overwritten_unseen(
    sara: Client, session: Session
) -> None:
    save(sara)
    seen = sara.get(ADDRESS).one("input[name=seen]")["value"]
    save(sara, before="10")
    page = sara.post(ADDRESS, FILLED | {"seen": seen, "most": "5", "do": "save"})
    assert page.status == 409
    assert "Arbetsdagar före sista dagen : 10" in page.words("#problems")
    assert page.one("#most")["value"] == "5"
    again = FILLED | {"most": "5", "do": "save", "seen": page.one("input[name=seen]")["value"]}
    assert sara.post(ADDRESS, again).status == 303
    schedule = stored(session)
    assert schedule
    assert (schedule.before, schedule.most) == ("5, 1", 5)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("before", "fem", "hela tal från 0 till 60"),
        ("before", "61", "hela tal från 0 till 60"),
        ("after", "0", "hela tal från 1 till 60"),
        ("after", "1,2,3,4,5,6,7,8,9,10,11", "högst tio dagar"),
        ("send_at", "25:00", "klockslag"),
        ("send_at", "", "klockslag"),
        ("rest_days", "0", "helt tal från 1 till 60"),
        ("most", "-1", "helt tal från 1 till 20"),
        ("most", "２", "helt tal från 1 till 20"),
        ("missed", "perhaps", "Välj"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(
    sara: Client, session: Session, field: str, typed: str, words: str
) -> None:
    page = save(sara, **{field: typed})
    assert page.status == 422
    assert words in page.words(f"#{field}-error")
    assert page.one(f"#problems a[href='#{field}']")
    if field != "missed":
        assert page.one(f"#{field}")["aria-invalid"] == "true"
    assert stored(session) is None


def test_there_has_to_be_a_day(sara: Client) -> None:
    assert "minst en dag" in save(sara, before="", after=" ,").words("#before-error")


def test_days_are_put_in_order_and_taken_once(sara: Client, session: Session) -> None:
    save(sara, before="1 5;10,5", after="4,2", send_at="7:05")
    schedule = stored(session)
    assert schedule
    assert (schedule.before, schedule.after) == ("10, 5, 1", "2, 4")
    assert f"{schedule.send_at:%H:%M}" == "07:05"


def test_it_can_be_paused_and_goes_on_from_then(
    app: Flask, clock: Any, sara: Client, session: Session
) -> None:
    save(sara)
    sara.post(PAUSE, {"do": "pause"})
    page = sara.get(ADDRESS)
    assert "pausat: inget skickas" in page.words("#state")
    assert foretold(page), "what it would send if it were resumed"
    assert "pausat" in sara.get("/reminders").words("main")
    assert run(app, clock, "2023-09-08T08:00") == 0
    come_back(sara, session, clock, "2023-09-08T09:00")
    sara.get(ADDRESS)
    sara.post(PAUSE, {"do": "resume"})
    assert run(app, clock, "2023-09-08T09:01") == 0, "what was not sent meanwhile is not sent"
    come_back(sara, session, clock, "2023-09-14T07:00")
    sara.post(PAUSE, {"do": "resume"})
    assert run(app, clock, "2023-09-14T08:00") == 2, "resuming what runs changes nothing"


def test_a_closed_round_has_nothing_to_change(sara: Client, session: Session, world: World) -> None:
    save(sara)
    session.get_one(Round, world.round.id).closed_at = at("2023-09-01T13:00")
    session.commit()
    page = sara.get(ADDRESS)
    assert "stängd, så inget mer skickas" in page.words("main")
    assert not page.html.select("main form")
    for address in (ADDRESS, PAUSE):
        sara.post(address, FILLED | {"do": "save", "most": "9"})
        assert "Inget ändrades" in sara.get(ADDRESS).words("main")
    schedule = stored(session)
    assert schedule
    assert (schedule.most, schedule.paused_at) == (3, None)


def test_the_history_says_that_the_schedule_sent_it(
    app: Flask, clock: Any, sara: Client, session: Session, world: World
) -> None:
    make_schedule(session, world)
    run(app, clock, "2023-09-08T08:00")
    come_back(sara, session, clock, "2023-09-08T08:00:20")
    page = sara.get("/reminders")
    assert "enligt schemat" in page.words(".tbl tbody tr")
    mailing = sara.get(page.one(".tbl tbody a")["href"])
    assert "Skickat enligt schemat" in mailing.words("main")
    assert not mailing.html.select("#undo"), "it has begun to go out"


def test_the_page_of_the_follow_up_leads_to_it(sara: Client, world: World) -> None:
    link = sara.get(f"/rounds/{world.round.id}").one(".facts a[href^='/reminders/schedule']")
    assert sara.get(link["href"]).words("h1") == "Schemalagda påminnelser"


def test_a_follow_up_that_is_not_there_has_no_schedule(sara: Client) -> None:
    assert sara.get("/reminders/schedule?round=1999").status == 404


def test_it_speaks_english(sara: Client) -> None:
    sara.language = "en"
    save(sara)
    assert "Friday 8 September 2023 08:00, 2 e-mails" in sara.get(ADDRESS).words("#state")
