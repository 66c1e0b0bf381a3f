"""GET /overview: everybody in one matrix."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models.organisations import OrganisationKind
from hp.models.users import Role
from tests.client import Client
from tests.overview.arrange import answer, ask, hand_in, names, reopen, row, status, values
from tests.world import DUE, NOW, World, make_round, make_user

LETTERS = {"y": "yes", "p": "partly", "n": "no", "x": "not_applicable", "+": "answered", ".": ""}


def spelled(marks: str) -> list[str]:
    return [LETTERS[mark] for mark in marks]


def test_it_shows_every_organisation_also_the_silent(sara: Client) -> None:
    page = sara.get("/overview")
    assert names(page) == ["Kulturnämnden", "Hamnbolaget AB"]
    assert row(page, "Hamnbolaget AB")["data-status"] == "not_started"
    assert status(page, "Hamnbolaget AB") == "Not started"
    assert values(page, "Hamnbolaget AB") == [""] * 13


def test_it_shows_exactly_what_was_handed_in(sara: Client, session: Session, world: World) -> None:
    hand_in(session, world.harbour, "ypyyxnyyypyny", {2: "Klart innan augusti 2023"})
    session.commit()
    page = sara.get("/overview")
    assert values(page, "Hamnbolaget AB") == spelled("ypyyxnyyypyny")
    assert row(page, "Hamnbolaget AB")["data-status"] == "submitted"
    assert status(page, "Hamnbolaget AB") == "Submitted"
    cells = row(page, "Hamnbolaget AB").select("td[data-activity]")
    assert [cells[i].get_text() for i in (0, 4, 5)] == ["Yes", "Not applicable", "No"]


def test_a_comment_opens_from_its_cell(sara: Client, session: Session, world: World) -> None:
    dates = {3: dt.date(2024, 3, 1)}
    hand_in(session, world.harbour, "yppyyyyyyyyyy", {2: "Klart i maj.\nSen mer."}, dates)
    session.commit()
    page = sara.get("/overview")
    cells = row(page, "Hamnbolaget AB").select("td[data-activity]")
    assert [bool(cell.button) for cell in cells] == [n in (2, 3) for n in range(1, 14)]
    button = cells[1].button
    assert button.get_text() == "Partly, read the comment"
    popover = page.one(f"#{button['popovertarget']}")
    assert popover.has_attr("popover")
    paragraphs = [p.get_text() for p in popover.select("p")]
    assert paragraphs[0] == "Hamnbolaget AB2. Basic purchaser training"
    assert paragraphs[1:] == ["Partly", "Klart i maj.\nSen mer."]
    planned = page.one(f"#{cells[2].button['popovertarget']}")
    assert planned.get_text(" ").endswith("Done by 1 March 2024")


def test_what_people_write_is_never_markup(sara: Client, session: Session, world: World) -> None:
    hostile = "</div></td><script>alert('1')</script>&amp; \"&lt;"
    hand_in(session, world.harbour, "n" * 13, {1: hostile, 13: hostile})
    ask(session, world.round, '<b>Bolaget</b> "Två" & Söner')
    session.commit()
    page = sara.get("/overview")
    assert not page.html.select("#matrix script, #matrix th b")
    assert 'data-organisation="&lt;b&gt;Bolaget' in page.text
    for number in (1, 13):
        cell = row(page, "Hamnbolaget AB").select_one(f'td[data-activity="{number}"]')
        assert cell.select("p")[-1].get_text() == hostile
    linked = page.one('#matrix a[href^="/organisations/3?"]').get_text()
    assert linked == '<b>Bolaget</b> "Två" & Söner'


def test_before_hand_in_it_shows_only_what_is_answered(
    sara: Client, session: Session, world: World
) -> None:
    answer(session, world.harbour, "yn.px")
    session.commit()
    page = sara.get("/overview")
    assert values(page, "Hamnbolaget AB") == spelled("++.++........")
    assert status(page, "Hamnbolaget AB") == "Started 4/13"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ResponseStatus.READY, "Ready to submit"),
        (ResponseStatus.RETURNED, "Changes requested"),
        (ResponseStatus.EXCUSED, "Not answering"),
    ],
)
def test_it_says_each_status_in_words(
    sara: Client, session: Session, world: World, state: ResponseStatus, words: str
) -> None:
    answer(session, world.harbour, "y" * 13)
    world.harbour.status = state
    session.commit()
    page = sara.get("/overview")
    assert row(page, "Hamnbolaget AB")["data-status"] == state
    assert status(page, "Hamnbolaget AB") == words


def test_a_reopened_response_keeps_its_latest_hand_in(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, "n" * 13, {1: "Inlämnat."})
    answer(session, world.harbour, "y" * 13, {1: "Hemligt utkast."})
    reopen(world.harbour)
    session.commit()
    page = sara.get("/overview")
    assert values(page, "Hamnbolaget AB") == ["no"] * 13
    assert status(page, "Hamnbolaget AB") == "Ready to submit Reopened"
    assert "Inlämnat." in page.text
    assert "Hemligt" not in page.text


def test_late_is_said_as_it_was_judged_when_handed_in_whatever_the_deadline_now(
    sara: Client, session: Session, world: World
) -> None:
    after = DUE + dt.timedelta(hours=1)
    hand_in(session, world.harbour, at=after, is_late=True)
    world.harbour.due_at = DUE + dt.timedelta(days=1)
    hand_in(session, world.culture, at=after)  # its own deadline was taken away afterwards
    session.commit()
    page = sara.get("/overview")
    assert status(page, "Hamnbolaget AB") == "Submitted Late"
    assert status(page, "Kulturnämnden") == "Submitted"


def test_the_heading_says_how_far_everybody_has_come(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour)
    ask(session, world.round, "Påbörjade bolaget", marks="yy")
    ask(session, world.round, "Tysta bolaget", status=ResponseStatus.EXCUSED)
    session.commit()
    page = sara.get("/overview")
    assert page.words("h1") == "1 of 4 have submitted"
    assert page.words(".ohead .ingress") == (
        "1 have started and 1 have not begun. 1 is not answering. "
        "The last day is Friday 15 September, in 14 days."
    )
    bar = page.one("svg.bar")
    assert bar["aria-label"] == "1 submitted, 1 started, 1 not started"
    assert [(part["x"], part["width"]) for part in bar.find_all("svg")] == [
        ("0.0%", "25.0%"),
        ("25.0%", "25.0%"),
        ("50.0%", "25.0%"),
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "The last day is Saturday 2 September, in 1 day."),
        (0, "The last day is today, Friday 1 September."),
        (-2, "The last day was Wednesday 30 August, 2 days ago."),
        (365, "The last day is Saturday 31 August 2024, in 365 days."),
    ],
)
def test_the_heading_counts_the_days(
    sara: Client, session: Session, world: World, days: int, words: str
) -> None:
    world.round.due_at = NOW + dt.timedelta(days=days)
    session.commit()
    assert words in sara.get("/overview").words(".ohead .ingress")


def test_the_heading_says_when_the_round_has_closed(
    sara: Client, session: Session, world: World
) -> None:
    world.round.closed_at = NOW - dt.timedelta(hours=1)
    session.commit()
    assert "The follow-up closed on 1 September 2023." in sara.get("/overview").words(".ohead")


def test_kinds_stand_apart_with_their_counts(sara: Client, session: Session, world: World) -> None:
    hand_in(session, world.culture)
    ask(session, world.round, "Räddningstjänstförbundet", OrganisationKind.FEDERATION)
    session.commit()
    page = sara.get("/overview")
    assert [" ".join(head.get_text().split()) for head in page.html.select(".grp th")] == [
        "Committees 1 of 1 submitted",
        "Companies 0 of 1 submitted",
        "Federations 0 of 1 submitted",
    ]


def test_shares_are_of_yes_partly_and_no_handed_in(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, "yyxnnyyyyyyyy")
    hand_in(session, world.culture, "ypxnxyyyyyyyy")
    ask(session, world.round, "Utkastbolaget", marks="nnnnn")
    session.commit()
    cells = sara.get("/overview").html.select(".pct td")
    assert [cell.get_text() for cell in cells[:6]] == ["100", "50", "–", "0", "0", "100"]


def test_drafts_are_shown_where_the_round_shows_them(
    sara: Client, session: Session, world: World
) -> None:
    world.round.shows_drafts = True
    answer(session, world.harbour, "yn", {2: "Utkast."}, {2: dt.date(2024, 1, 1)})
    hand_in(session, world.culture, "n" * 13, {2: "Inlämnat."})
    answer(session, world.culture, "y" * 13, {2: "Ändrat sedan."})
    reopen(world.culture)
    session.commit()
    page = sara.get("/overview")
    assert values(page, "Hamnbolaget AB") == spelled("yn...........")
    assert "Utkast." in row(page, "Hamnbolaget AB").get_text()
    assert "Done by 1 January 2024" in row(page, "Hamnbolaget AB").get_text()
    assert values(page, "Kulturnämnden") == ["no"] * 13
    assert "Ändrat sedan." not in page.text
    assert names(sara.get("/overview?activity=2&answer=no")) == ["Kulturnämnden", "Hamnbolaget AB"]
    assert names(sara.get("/overview?answer=commented")) == ["Kulturnämnden", "Hamnbolaget AB"]
    assert names(sara.get("/overview?sort=1"))[-1] == "Hamnbolaget AB"


def test_long_names_can_be_broken(sara: Client, session: Session, world: World) -> None:
    ask(session, world.round, "Arbetsmarknadsförvaltningen")
    ask(session, world.round, "Bolaget för allt")
    session.commit()
    page = sara.get("/overview")
    assert "Arbetsmarknads\u00adförvaltningen</a>" in page.text
    assert 'data-organisation="Arbetsmarknadsförvaltningen"' in page.text
    assert ">Bolaget för allt</a>" in page.text


def test_each_row_leads_to_its_organisation(sara: Client, world: World) -> None:
    link = row(sara.get("/overview"), "Kulturnämnden").a
    assert link["href"] == f"/organisations/{world.culture.organisation_id}?round=2023"
    assert link["lang"] == "sv"


def test_it_shows_the_newest_opened_round_and_leads_to_the_others(
    sara: Client, session: Session, world: World
) -> None:
    older = make_round(session, "2022 & före", opened_at=NOW - dt.timedelta(days=300))
    ask(session, older, "Gamla nämnden")
    make_round(session, "2024", opened_at=None)
    session.commit()
    page = sara.get("/overview")
    assert page.words(".kicker") == "Follow-up 2023"
    others = page.html.select("nav.rounds a")
    assert [link.get_text() for link in others] == ["2023", "2022 & före"]
    page = sara.get(others[1]["href"])
    assert names(page) == ["Gamla nämnden"]
    assert page.one("input[name=round]")["value"] == "2022 & före"
    assert row(page, "Gamla nämnden").a["href"].endswith("?round=2022%20%26%20f%C3%B6re")
    assert sara.get("/overview?round=2024").status == 404


def test_it_says_so_where_there_is_nothing_to_show(app: Flask, session: Session) -> None:
    user = make_user(session, role=Role.READER)
    session.commit()
    client = Client(app, language="en").sign_in_as(session, user)
    assert client.get("/overview").words("h1") == "No follow-up has been opened yet"
    make_round(session, opened_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    session.commit()
    assert "No organisations are asked in this follow-up yet." in client.get("/overview").words()


def test_it_asks_to_sign_in(client: Client, world: World) -> None:
    page = client.get("/overview?status=started")
    assert page.status == 303
    assert page.location is not None
    assert page.location.startswith("/account/sign-in?next=")


def test_a_reader_may_look(app: Flask, session: Session, world: World) -> None:
    reader = make_user(session, "las@staden.example", Role.READER)
    session.commit()
    page = Client(app).sign_in_as(session, reader).get("/overview")
    assert page.status == 200
    assert not page.html.select("a[href*='/forms']"), "only coordinators read forms in"


def test_a_respondent_may_not(anna: Client) -> None:
    assert anna.get("/overview").status == 303
