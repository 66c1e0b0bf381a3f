"""The overview as a file."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models.users import Role
from tests.client import Client
from tests.overview.arrange import answer, ask, hand_in, reopen
from tests.overview.files import get, line, read_csv, read_xlsx, sheet_names
from tests.world import DUE, World, make_round, make_user

XLSX = "/overview/export.xlsx"
CSV = "/overview/export.csv"


def test_a_row_says_who_handed_in_when_and_what(
    sara: Client, session: Session, world: World
) -> None:
    submission = hand_in(
        session,
        world.harbour,
        "pnx" + "y" * 10,
        {1: "Två enheter återstår.", 11: "Ekonomichef"},
        {1: dt.date(2023, 8, 31)},
    )
    session.commit()
    row = line(read_xlsx(get(sara, XLSX)), "Hamnbolaget AB")
    assert (row["Type"], row["Cluster"], row["Status"]) == ("Company", "Hamn", "Submitted")
    assert row["Submitted at"] == dt.datetime(2023, 9, 1, 14, 0)  # noqa: DTZ001 Swedish clocks
    assert (row["Handed in by"], row["Function"]) == ("Anna Lindqvist", "Ekonomichef")
    assert row["Receipt number"] == submission.receipt
    assert (row["Late"], row["Reopened"], row["Answered by"]) == ("", "", "")
    answers = [row[title] for title in row if title.split(". ")[0] in ("1", "2", "3")]
    first = ["Partly", "Två enheter återstår.", dt.date(2023, 8, 31)]
    assert answers == [*first, "No", "", "", "Not applicable", "", ""]
    assert row["11. Comment"] == "Ekonomichef"


def test_the_silent_the_excused_and_the_unfinished_have_rows_without_answers(
    sara: Client, session: Session, world: World
) -> None:
    answer(session, world.harbour, "yyn", {1: "Ett utkast."})
    world.culture.status = ResponseStatus.EXCUSED
    world.culture.excused_reason = "Avvecklas."
    ask(session, world.round, "Tysta AB")
    session.commit()
    data = get(sara, XLSX)
    rows = read_xlsx(data)
    drafted, silent = line(rows, "Hamnbolaget AB"), line(rows, "Tysta AB")
    excused = line(rows, "Kulturnämnden")
    assert (drafted["Status"], drafted["Answered activities"]) == ("Started", 3)
    assert (silent["Status"], silent["Answered activities"]) == ("Not started", 0)
    assert excused["Reason for not answering"] == "Avvecklas."
    long = read_xlsx(data, 1)
    for name, value in (("Hamnbolaget AB", ""), ("Tysta AB", ""), ("Kulturnämnden", "Not asked")):
        said = [(r["Answer"], r["Comment"]) for r in long if r["Organisation"] == name]
        assert said == [(value, "")] * 13
    assert "Ett utkast." not in str(rows)


@pytest.mark.parametrize("drafts", [False, True])
def test_drafts_are_in_no_file_also_where_the_pages_show_them(
    sara: Client, session: Session, world: World, drafts: bool
) -> None:
    world.round.shows_drafts = drafts
    answer(session, world.harbour, "n" * 13, {1: "Hemligt utkast"}, {1: dt.date(2024, 1, 7)})
    session.commit()
    rows = read_csv(get(sara, CSV))
    assert not {"No", "Hemligt utkast", "2024-01-07"} & set(line(rows, "Hamnbolaget AB").values())


def test_a_reopened_response_keeps_its_latest_hand_in_and_is_marked(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, "y" * 13, {1: "Inlämnat."})
    reopen(world.harbour)
    world.harbour.marks = "n" * 13
    session.commit()
    row = line(read_csv(get(sara, CSV)), "Hamnbolaget AB")
    assert (row["Reopened"], row["1. Comment"]) == ("Yes", "Inlämnat.")
    assert "No" not in row.values()


def test_late_is_what_the_receipt_says_whatever_the_deadline_now(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, at=DUE + dt.timedelta(days=1), is_late=True)
    world.harbour.due_at = DUE + dt.timedelta(days=2)
    hand_in(session, world.culture, at=DUE + dt.timedelta(days=1))
    session.commit()
    rows = read_csv(get(sara, CSV))
    assert line(rows, "Hamnbolaget AB")["Late"] == "Yes"
    assert line(rows, "Kulturnämnden")["Late"] == ""


def test_who_is_answered_for_has_the_answers_and_says_whose_they_are(
    sara: Client, session: Session, world: World
) -> None:
    submission = hand_in(session, world.harbour, "n" * 13, {1: "För båda."})
    follower = ask(session, world.round, "Dotterbolaget AB", answered_by_id=world.harbour.id)
    follower.status, follower.submission_id = ResponseStatus.SUBMITTED, submission.id
    follower.marks = follower.submitted_marks = "n" * 13
    session.commit()
    row = line(read_csv(get(sara, CSV)), "Dotterbolaget AB")
    assert (row["Answered by"], row["1. Comment"]) == ("Hamnbolaget AB", "För båda.")


def test_the_second_sheet_has_a_row_for_each_organisation_and_activity(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, "y" * 12 + "n", {13: "Saknas."}, {13: dt.date(2024, 3, 1)})
    session.commit()
    rows = read_xlsx(get(sara, XLSX), 1)
    assert len(rows) == 2 * 13
    last = [row for row in rows if row["Organisation"] == "Hamnbolaget AB"][-1]
    assert (last["No."], last["Answer"], last["Comment"]) == (13, "No", "Saknas.")
    assert last["Done by"] == dt.date(2024, 3, 1)


def test_a_file_is_filtered_and_sorted_as_the_page_is(
    sara: Client, session: Session, world: World
) -> None:
    for name, mark in (("Alfa AB", "n"), ("Beta AB", "y"), ("Gamma AB", "n")):
        hand_in(session, ask(session, world.round, name), mark * 13)
    session.commit()
    query = "?activity=2&answer=no&kind=company&sort=-name"
    page = sara.get(f"/overview{query}")
    rows = read_csv(get(sara, page.one("a[href*='export.csv']")["href"]))
    assert [row["Organisation"] for row in rows] == ["Gamma AB", "Alfa AB"]
    whole = page.html.find("a", string="Download the whole follow-up (Excel)")["href"]
    assert len(read_xlsx(get(sara, whole))) == 5


def test_a_file_has_a_name_that_says_what_is_in_it(sara: Client, world: World) -> None:
    def name(path: str) -> str:
        headers = sara.get(path).response.headers
        assert headers["Cache-Control"] == "no-store"
        return str(headers["Content-Disposition"])

    assert name(CSV) == "attachment; filename=follow-up-2023.csv"
    assert name(f"{XLSX}?kind=company") == "attachment; filename=follow-up-2023-selection.xlsx"
    sara.language = "sv"
    assert name(XLSX) == "attachment; filename=uppfoljning-2023.xlsx"


def test_headings_and_words_are_in_the_language_of_the_page(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, "x" * 13)
    session.commit()
    sara.language = "sv"
    data = get(sara, XLSX)
    row = line(read_xlsx(data), "Hamnbolaget AB")
    assert (row["Status"], row["Typ"], row["13. Kommentar"]) == ("Inlämnad", "Bolag", "")
    assert "Ej aktuellt" in row.values()
    assert sheet_names(data) == ["Organisationer", "Svar"]


def test_a_test_round_says_so_in_the_name_and_on_the_sheets(
    sara: Client, session: Session, world: World
) -> None:
    trial = make_round(session, "Prov", is_test=True)
    ask(session, trial, "Prov AB")
    session.commit()
    page = sara.get(f"{XLSX}?round=Prov")
    assert "follow-up-prov-test.xlsx" in page.response.headers["Content-Disposition"]
    names = sheet_names(page.response.get_data())
    assert names == ["Organisations (test)", "Answers (test)"]


def test_what_somebody_has_typed_is_no_formula(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, comments={1: "=1+1", 2: "-"})
    session.commit()
    rows = read_csv(get(sara, CSV)), read_xlsx(get(sara, XLSX))
    protected, plain = (line(found, "Hamnbolaget AB") for found in rows)
    assert (protected["1. Comment"], protected["2. Comment"]) == ("'=1+1", "'-")
    assert (plain["1. Comment"], plain["2. Comment"]) == ("=1+1", "-")


def test_the_same_answers_make_the_same_file(sara: Client, world: World, session: Session) -> None:
    hand_in(session, world.harbour)
    session.commit()
    assert get(sara, XLSX) == get(sara, XLSX)


def test_notes_are_in_no_file(sara: Client, session: Session, world: World) -> None:
    world.harbour.note = "Ring igen på måndag"
    session.commit()
    assert "Ring igen" not in get(sara, CSV).decode()
    assert "Ring igen" not in str(read_xlsx(get(sara, XLSX)))


def test_a_reader_may_have_the_file_and_a_stranger_may_not(
    client: Client, session: Session, world: World
) -> None:
    assert client.get(CSV).location.startswith("/account/sign-in")
    reader = make_user(session, "lars@staden.example", Role.READER)
    assert client.sign_in_as(session, reader).get(CSV).status == 200


def test_respondents_get_no_file(anna: Client) -> None:
    assert anna.get(XLSX).status == 303


@pytest.mark.parametrize("path", ["/overview/export.pdf", f"{CSV}?round=1999"])
def test_what_is_not_there_is_not_found(sara: Client, path: str) -> None:
    assert sara.get(path).status == 404


def test_it_asks_as_much_for_many_as_for_few(
    sara: Client,
    session: Session,
    world: World,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for size in (3, 20):
        for number in range(size):
            hand_in(session, ask(session, world.round, f"Bolag {size} {number}"))
        session.commit()
        with count_queries() as sent:
            get(sara, XLSX)
        counts.append(len(sent))
    assert counts[0] == counts[1] < 10
