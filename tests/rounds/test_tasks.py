"""The start page of an instance: what remains to do until a follow-up can be opened."""

import datetime as dt

from flask import Flask
from sqlalchemy.orm import Session

from tests.client import Client, Page
from tests.rounds.test_open import opened
from tests.world import make_contact, make_organisation, make_round, make_user


def tasks(page: Page) -> list[tuple[str, str, str]]:
    """Where each task is done (empty for nowhere yet), what it says, and how it stands."""
    found = []
    for item in page.html.select(".tasks > li"):
        link = item.a["href"] if item.a else ""
        state = item.select_one(".task-state").get_text().strip()
        found.append((link, item.select_one(".hint").get_text().strip(), state))
    return found


def test_everything_leads_a_newcomer_to_the_tasks(petra: Client) -> None:
    assert petra.get("/").location == "/overview"
    assert petra.get("/overview").location == "/rounds"
    assert petra.get("/rounds").words("h1") == "Förbered en uppföljning"


def test_an_empty_instance_says_what_is_missing_and_where_to_begin(petra: Client) -> None:
    plan, dates, organisations, contacts, opening = tasks(petra.get("/rounds"))
    assert plan == (
        "/rounds/new",
        "Ingen handlingsplan är vald än. En följer med programmet, färdig att använda.",
        "Återstår",
    )
    assert dates[::2] == ("", "Går inte att göra än")
    assert organisations[0] == "/organisations"
    assert organisations[1].startswith("Inga organisationer än")
    assert organisations[2] == "Återstår"
    assert contacts[::2] == ("", "Går inte att göra än")
    assert opening[::2] == ("", "Går inte att göra än")


def test_each_step_that_is_done_says_so(petra: Client, session: Session) -> None:
    round_ = make_round(session, opened_at=None)
    harbour = make_organisation(session, "Hamnbolaget AB")
    make_organisation(session, "Kulturnämnden")
    make_contact(session, harbour, "Anna Lindqvist")
    session.commit()
    page = petra.get("/rounds")
    assert tasks(page) == [
        (f"/rounds/{round_.id}", "Uppföljning 2023 har 13 aktiviteter.", "Klart"),
        (
            f"/rounds/{round_.id}/change",
            "Sista dag 15 september 2023. Frågor går till Sara Ek.",
            "Klart",
        ),
        ("/organisations", "2 organisationer.", "Klart"),
        (
            "/organisations/attention",
            "1 organisation saknar kontaktperson med e-postadress.",
            "Återstår",
        ),
        (f"/rounds/{round_.id}/open", "Du får se vad som händer innan det händer.", "Återstår"),
    ]


def test_who_is_answered_for_needs_no_contact(petra: Client, session: Session) -> None:
    parent = make_organisation(session, "Stadshus AB")
    make_contact(session, parent, "Per Ek")
    make_organisation(session, "Hamnbolaget AB").answered_by_id = parent.id
    make_organisation(session, "Byggnadsnämnden").retired_on = dt.date(2022, 12, 31)
    session.commit()
    assert tasks(petra.get("/rounds"))[3][1:] == (
        "Alla organisationer har en kontaktperson med e-postadress.",
        "Klart",
    )


def test_a_round_without_contact_person_is_not_ready(petra: Client, session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    make_round(session, opened_at=None, contact_email="")
    session.commit()
    _plan, dates, *_others, opening = tasks(petra.get("/rounds"))
    assert dates[1:] == ("Det framgår inte vem de som svarar kan fråga.", "Återstår")
    assert opening[0] == ""


def test_the_tasks_go_when_a_real_round_is_opened_but_not_for_a_test(
    petra: Client, session: Session
) -> None:
    make_organisation(session, "Hamnbolaget AB")
    trial = make_round(session, "Prov", opened_at=None, is_test=True)
    real = make_round(session, opened_at=None)
    session.commit()
    opened(session, trial)
    page = petra.get("/rounds")
    assert len(tasks(page)) == 5
    assert tasks(page)[0][0] == f"/rounds/{real.id}"
    opened(session, real)
    page = petra.get("/rounds")
    assert page.words("h1") == "Uppföljningar"
    assert tasks(page) == []


def test_the_list_says_how_far_each_round_has_come(sara: Client, session: Session) -> None:
    make_round(session, "2024", opened_at=None, is_test=True)
    make_round(session, "2022", closed_at=dt.datetime(2022, 10, 1, tzinfo=dt.UTC))
    session.commit()
    page = sara.get("/rounds")
    said = [" ".join(li.get_text(" ").split()) for li in page.html.select(".roundlist li")]
    assert said == [
        "2022 Stängdes 1 oktober 2022.",
        "2024 Testomgång Förbereds. Sista dag är 15 september 2023.",
        "2023 Öppen sedan 25 augusti 2023. Sista dag är 15 september 2023. 0 av 2 inlämnade",
    ]


def test_a_reader_is_told_that_nothing_is_opened_and_sees_no_tasks(reader: Client) -> None:
    assert reader.get("/overview").words("h1") == "Ingen uppföljning har öppnats än"
    assert reader.get("/rounds").status == 403
    assert reader.get("/overview").html.select("a[href='/rounds']") == []


def test_it_is_in_english_too(app: Flask, session: Session, clock: object) -> None:
    user = make_user(session)
    session.commit()
    client = Client(app, language="en").sign_in_as(session, user)
    assert client.get("/rounds").words("h1") == "Prepare a follow-up"
