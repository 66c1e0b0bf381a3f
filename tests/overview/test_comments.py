"""The comments, by activity."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from hp.models.users import Role
from hp.overview import comments
from tests.client import Client, Page
from tests.overview.arrange import answer, ask, hand_in, reopen
from tests.overview.files import get, read_csv, read_xlsx
from tests.world import World, make_round, make_user

COMMENTS = "/overview/comments"


def shown(page: Page) -> list[str]:
    """The comments on a page, in their order."""
    return [found.get_text() for found in page.html.select(".sum .kept")]


@pytest.fixture
def written(session: Session, world: World) -> World:
    """Hamnbolaget AB and Kulturnämnden have commented activities 1 and 2."""
    said = {1: "Två enheter återstår.", 2: "ÅTGÄRDAS i höst\nenligt plan."}
    hand_in(session, world.harbour, "pn" + "y" * 11, said, {1: dt.date(2023, 8, 31)})
    hand_in(session, world.culture, "yn" + "y" * 11, {2: "Budget saknas."})
    session.commit()
    return world


def test_comments_stand_under_their_activity_with_answer_date_and_organisation(
    sara: Client, written: World
) -> None:
    page = sara.get(COMMENTS)
    heads = [head.get_text() for head in page.html.select("main h2")]
    assert [head.split(".")[0] for head in heads] == ["1", "2"]
    first = page.words("#activity-1 .sum-r")
    assert first == "Hamnbolaget AB Partly Done by 31 August 2023 Två enheter återstår."
    assert [row.select_one("dt").get_text() for row in page.html.select("#activity-2 .sum-r")] == [
        "Hamnbolaget AB",
        "Kulturnämnden",
    ]
    assert "3 comments from 2 organisations" in page.words("main")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("activity=1", ["Två enheter återstår."]),
        ("answer=no&kind=committee", ["Budget saknas."]),
        ("answer=partly_or_no", ["Två", "ÅTGÄRDAS", "Budget"]),
        ("answer=partly", ["Två"]),
        ("q=åtgärdas", ["ÅTGÄRDAS"]),
        ("q=HÖST+enligt", ["ÅTGÄRDAS"]),
        ("q=a%CC%8Atga%CC%88rdas", ["ÅTGÄRDAS"]),  # å and ä of two characters, as a Mac types
        ("q=atgardas", []),
        ("q=%25", []),
        ("status=not_started&answer=commented&page=x", ["Två", "ÅTGÄRDAS", "Budget"]),
    ],
)
def test_they_can_be_filtered_and_searched(
    sara: Client, written: World, query: str, found: list[str]
) -> None:
    comments = shown(sara.get(f"{COMMENTS}?{query}"))
    assert len(comments) == len(found)
    for comment, beginning in zip(comments, found, strict=True):
        assert comment.startswith(beginning)


def test_the_filter_stays_chosen_and_the_count_says_how_many_fit(
    sara: Client, written: World
) -> None:
    page = sara.get(f"{COMMENTS}?answer=no&activity=2&q=budget")
    assert page.one("#answer option[selected]")["value"] == "no"
    assert page.one("#activity option[selected]")["value"] == "2"
    assert page.one("#q")["value"] == "budget"
    assert "1 of 3 comments from 1 organisation" in page.words("main")


def test_where_nothing_fits_the_way_back_is_there(sara: Client, written: World) -> None:
    page = sara.get(f"{COMMENTS}?q=saknas+helt")
    assert "No comments match the filter. Show all 3." in page.words("main")
    assert len(shown(sara.get(page.html.find("a", string="Show all 3.")["href"]))) == 3


@pytest.mark.parametrize("drafts", [False, True])
def test_drafts_are_not_there_also_where_the_overview_shows_them(
    sara: Client, session: Session, world: World, drafts: bool
) -> None:
    world.round.shows_drafts = drafts
    answer(session, world.harbour, "p", {1: "Hemligt utkast"})
    session.commit()
    page = sara.get(COMMENTS)
    assert "No comments yet. They appear when organisations submit." in page.words("main")
    assert "Hemligt utkast" not in page.text


def test_a_reopened_response_keeps_what_it_handed_in(
    sara: Client, session: Session, written: World
) -> None:
    reopen(written.culture)
    session.commit()
    assert "Budget saknas." in shown(sara.get(COMMENTS))


def test_a_comment_for_several_organisations_is_there_once(
    sara: Client, session: Session, written: World
) -> None:
    follower = ask(session, written.round, "Dotterbolaget AB", answered_by_id=written.harbour.id)
    follower.submission_id = written.harbour.submission_id
    session.commit()
    page = sara.get(f"{COMMENTS}?activity=1")
    assert len(shown(page)) == 1
    assert "Answers also for Dotterbolaget AB" in page.words("main")


def test_many_comments_have_pages(
    sara: Client, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "PAGE", 3)
    for number in range(4):
        response = ask(session, world.round, f"Bolag {number}")
        hand_in(session, response, "n" * 13, {1: f"Nej, {number}", 2: f"Inte, {number}"})
    session.commit()
    address, seen = f"{COMMENTS}?kind=company&answer=no", []
    for _ in range(3):
        page = sara.get(address)
        seen += shown(page)
        later = page.html.find("a", rel="next")
        address = later["href"] if later else ""
    assert not address
    assert seen == [f"{word}, {number}" for word in ("Nej", "Inte") for number in range(4)]
    assert "Page 3 of 3" in page.words("main")
    assert shown(sara.get(f"{COMMENTS}?page=99")) == seen[-2:]


def test_another_round_has_its_own(sara: Client, session: Session, written: World) -> None:
    old = make_round(session, "2022", opened_at=written.round.opened_at - dt.timedelta(days=300))
    hand_in(session, ask(session, old, "Gamla AB"), comments={1: "Förra gången."})
    session.commit()
    page = sara.get(COMMENTS)
    assert "Förra gången." not in shown(page)
    assert shown(sara.get(page.html.find("a", string="2022")["href"])) == ["Förra gången."]
    assert sara.get(f"{COMMENTS}?round=1999").status == 404


def test_the_files_hold_what_the_filter_leaves(sara: Client, written: World) -> None:
    page = sara.get(f"{COMMENTS}?activity=1")
    excel = page.html.find("a", string="Download (Excel)")["href"]
    (row,) = read_xlsx(get(sara, excel))
    assert (row["Organisation"], row["Answer"]) == ("Hamnbolaget AB", "Partly")
    assert (row["Comment"], row["Done by"]) == ("Två enheter återstår.", dt.date(2023, 8, 31))
    headers = sara.get(excel).response.headers
    assert headers["Content-Disposition"] == "attachment; filename=comments-2023-selection.xlsx"
    rows = read_csv(get(sara, f"{COMMENTS}/export.csv"))
    assert [row["No."] for row in rows] == ["1", "2", "2"]


def test_a_reader_may_read_them_and_others_may_not(
    client: Client, anna: Client, session: Session, written: World
) -> None:
    for stranger in (client, anna):
        for path in (COMMENTS, f"{COMMENTS}/export.csv"):
            assert stranger.get(path).location.startswith("/account/sign-in")
    reader = make_user(session, "lars@staden.example", Role.READER)
    assert len(shown(client.sign_in_as(session, reader).get(COMMENTS))) == 3


def test_what_somebody_has_typed_is_text(sara: Client, session: Session, world: World) -> None:
    hand_in(session, world.harbour, comments={1: "<script>alert(1)</script>"})
    session.commit()
    page = sara.get(f"{COMMENTS}?q=<script>")
    assert shown(page) == ["<script>alert(1)</script>"]


def test_before_any_round_is_opened_it_says_so(client: Client, session: Session) -> None:
    sara = client.sign_in_as(session, make_user(session))
    assert sara.get(COMMENTS).status == 200
    assert sara.get(f"{COMMENTS}/export.csv").status == 404


def test_it_asks_as_much_for_many_as_for_few(
    sara: Client,
    session: Session,
    world: World,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for size in (3, 20):
        for number in range(size):
            hand_in(
                session, ask(session, world.round, f"Bolag {size} {number}"), comments={1: "Ja"}
            )
        session.commit()
        with count_queries() as sent:
            sara.get(COMMENTS)
        counts.append(len(sent))
    assert counts == [5, 5]
