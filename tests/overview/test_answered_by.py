"""Who answers for whom, in the matrix: said at the row, counted as the round says."""

import pytest
from sqlalchemy.orm import Session

from hp.actions.answers_for import set_answered_by
from hp.models import Response
from tests.client import Client
from tests.overview.arrange import answer, ask, hand_in, row, values
from tests.world import NOW, World, make_user


def let_answer(session: Session, world: World) -> Response:
    """A subsidiary that Hamnbolaget AB answers for."""
    subsidiary = ask(session, world.round, "Dotter & Co")
    user = make_user(session, "kim@staden.example")
    session.commit()
    set_answered_by(session, subsidiary.id, world.harbour.id, user.id, NOW)
    return subsidiary


def test_the_row_says_who_answers_and_shows_the_same_answers(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, "ypyyxnyyypyny", {2: "Klart i augusti"})
    let_answer(session, world)
    page = sara.get("/overview")
    name = " ".join(row(page, "Dotter & Co").select_one("th").get_text(" ").split())
    assert name == "Dotter & Co answered by Hamnbolaget AB"
    assert values(page, "Dotter & Co") == values(page, "Hamnbolaget AB")
    assert "Klart i augusti" in row(page, "Dotter & Co").get_text()
    assert "answered by" not in row(page, "Hamnbolaget AB").select_one("th").get_text()


@pytest.mark.parametrize(("counts_each", "percent"), [(True, "67"), (False, "50")])
def test_shares_count_the_answers_once_or_for_each(
    counts_each: bool, percent: str, sara: Client, session: Session, world: World
) -> None:
    world.round.counts_each = counts_each
    hand_in(session, world.harbour, "y" * 13)
    hand_in(session, world.culture, "n" * 13)
    let_answer(session, world)
    page = sara.get("/overview")
    assert {cell.get_text() for cell in page.html.select(".pct td.m")} == {percent}
    assert page.words("h1") == "3 of 3 have submitted"


def test_drafts_where_they_are_shown_are_those_of_who_answers(
    sara: Client, session: Session, world: World
) -> None:
    world.round.shows_drafts = True
    session.commit()
    subsidiary = let_answer(session, world)
    answer(session, session.get_one(Response, world.harbour.id), "y", {1: "Utkast"})
    session.commit()
    set_answered_by(session, subsidiary.id, None, 1, NOW)
    set_answered_by(session, subsidiary.id, world.harbour.id, 1, NOW)
    page = sara.get("/overview?answer=commented")
    assert "Utkast" in row(page, "Dotter & Co").get_text()


def test_who_is_answered_for_is_not_counted_among_those_to_remind(
    sara: Client, session: Session, world: World
) -> None:
    let_answer(session, world)
    link = sara.get("/overview").one("main a[href^='/reminders/new']")
    assert link.get_text() == "Remind the 2 who have not submitted"
    assert "2 organisations have not submitted" in sara.get(link["href"]).words(".ingress")
