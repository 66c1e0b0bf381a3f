"""Answers with a planned date: in order of date, asked about by mail, and what is told since."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.actions.answers_for import set_answered_by
from hp.actions.rounds import close_round
from hp.domain import links
from hp.models import Contact, Mailing, PromiseNews, SubmittedAnswer, User
from hp.models.events import EventKind
from hp.models.users import Role
from tests.checklist import records
from tests.client import Client, Page
from tests.overview.arrange import answer, hand_in, reopen
from tests.overview.files import get, read_csv, read_xlsx
from tests.world import NOW, World, make_user

PROMISES = "/overview/promises"
ASK = f"{PROMISES}/ask"


@pytest.fixture
def promised(session: Session, world: World) -> World:
    """Hamnbolaget AB has promised 1 (passed) and 2, Kulturnämnden 3 before both."""
    dates = {1: dt.date(2023, 8, 31), 2: dt.date(2023, 12, 1)}
    hand_in(session, world.harbour, "pn" + "y" * 11, {1: "I höst."}, dates)
    hand_in(session, world.culture, "yyn" + "y" * 10, {}, {3: dt.date(2023, 5, 1)})
    session.commit()
    return world


def rows(page: Page) -> list[str]:
    return [" ".join(r.get_text(" ").split()) for r in page.html.select(".promises .sum-r")]


def ask(sara: Client, *responses: int) -> Page:
    page = sara.get(ASK, query_string={"round": "2023", "response": list(responses)})
    fields: dict[Any, Any] = {
        i["name"]: i["value"] for i in page.html.select("form input[name=token]")
    }
    return sara.post(f"{ASK}?round=2023", fields | {"response": [str(r) for r in responses]})


def tell(client: Client, world: World, **fields: str) -> Page:
    address = f"/checklist/{world.harbour.id}/news"
    client.get(address)
    return client.post(
        address, {"-".join(name.rsplit("_", 1)): text for name, text in fields.items()}
    )


def test_they_are_in_order_of_date_and_say_what_has_passed(sara: Client, promised: World) -> None:
    found = rows(sara.get(PROMISES))
    assert [words.split(" Has passed")[0] for words in found[:2]] == [
        "1 May 2023",
        "31 August 2023",
    ]
    assert "Is to come" in found[2]
    assert "Hamnbolaget AB" in found[1]
    assert "I höst." in found[1]


@pytest.mark.parametrize(
    ("hour", "words"), [(22, "Is to come"), (23, "Has passed")], ids=["its day", "the next"]
)
def test_a_promise_has_passed_on_the_day_after(
    app: Flask,
    session: Session,
    promised: World,
    clock: time_machine.Traveller,
    hour: int,
    words: str,
) -> None:
    clock.move_to(dt.datetime(2023, 12, 1, hour, 30, tzinfo=dt.UTC))
    client = Client(app, language="en").sign_in_as(session, make_user(session))
    assert words in rows(client.get(PROMISES))[2]


def test_only_what_is_handed_in_with_partly_or_no_is_listed(
    sara: Client, session: Session, world: World
) -> None:
    answer(session, world.harbour, "pp", planned={1: dt.date(2023, 8, 31)})
    session.commit()
    page = sara.get(PROMISES)
    assert "None yet" in page.words("main")
    assert sara.get(f"{PROMISES}/export.csv").status == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("show=passed", 2),
        ("show=coming", 1),
        ("show=done", 0),
        ("kind=committee", 1),
        ("activity=2", 1),
        ("show=passed&kind=company", 1),
        ("show=x&kind=y&activity=-1", 3),
        ("activity=99999999999999999999", 0),
    ],
)
def test_the_filter_and_its_file_agree(
    sara: Client, promised: World, query: str, count: int
) -> None:
    assert len(rows(sara.get(f"{PROMISES}?{query}"))) == count
    assert len(read_csv(get(sara, f"{PROMISES}/export.csv?{query}"))) == count


def test_each_is_listed_once_at_the_one_who_answers(
    sara: Client, session: Session, world: World
) -> None:
    user_id = records.read(session, User)[0].id
    set_answered_by(session, world.culture.id, world.harbour.id, user_id, NOW)
    hand_in(
        session, records.response(session, world.harbour), "p" * 13, {}, {1: dt.date(2024, 1, 1)}
    )
    session.commit()
    (found,) = rows(sara.get(PROMISES))
    assert "Answers also for Kulturnämnden" in found


def test_a_reopened_hand_in_is_marked(sara: Client, session: Session, promised: World) -> None:
    reopen(promised.culture)
    session.commit()
    assert "Reopened" in rows(sara.get(PROMISES))[0]


def test_they_are_asked_after_the_follow_up_has_closed(
    sara: Client, session: Session, promised: World, clock: time_machine.Traveller
) -> None:
    close_round(session, promised.round.id, now=NOW, user_id=None)
    clock.move_to(NOW + dt.timedelta(hours=2))
    page = sara.get(f"{ASK}?round=2023&response={promised.harbour.id}")
    assert "Hamnbolaget AB" in page.words("main")
    assert "Kulturnämnden" not in page.words("main")
    assert not records.messages(session)
    assert ask(sara, promised.harbour.id).status == 303
    (mail,) = records.messages(session)
    assert (mail.to_email, mail.link_id) == ("anna@hamnen.example", promised.anna.id)
    assert "{link}?to=news" in mail.text
    assert "{link}?to=news" in mail.html
    assert "31 augusti 2023" in mail.text
    assert len(records.events(session, EventKind.NEWS_REQUESTED)) == 1
    assert "Asked on 1 September 2023" in rows(sara.get(PROMISES))[1]


def test_the_same_form_twice_asks_once(sara: Client, session: Session, promised: World) -> None:
    page = sara.get(f"{ASK}?round=2023&response={promised.harbour.id}")
    data = {"token": page.one("input[name=token]")["value"], "response": str(promised.harbour.id)}
    assert sara.post(f"{ASK}?round=2023", data).status == 303
    assert sara.post(f"{ASK}?round=2023", data).status == 303
    assert len(records.messages(session)) == 1
    assert "Nothing was sent twice" in sara.get(PROMISES).text


def test_who_cannot_be_mailed_is_named_and_the_others_are_asked(
    sara: Client, session: Session, promised: World
) -> None:
    for contact in records.read(session, Contact):
        if contact.organisation_id == promised.culture.organisation_id:
            contact.email = ""
    session.commit()
    ask(sara, promised.harbour.id, promised.culture.id)
    page = sara.get(PROMISES)
    assert "Nobody could be mailed at Kulturnämnden" in page.text
    assert len(records.messages(session)) == 1


def test_nobody_ticked_says_so(sara: Client, session: Session, promised: World) -> None:
    sara.get(f"{ASK}?round=2023&response={promised.harbour.id}")
    assert sara.post(f"{ASK}?round=2023", {"token": "x" * 20}).status == 422
    assert not records.read(session, Mailing)


def test_the_link_leads_to_where_it_is_told(app: Flask, anna: Client, promised: World) -> None:
    token = links.make_token(app.extensions["hp_link_key"], promised.anna.id, promised.anna.version)
    found = anna.get(f"/r/{token}?to=news")
    assert found.location == f"/checklist/{promised.harbour.id}/news"
    assert anna.get(f"/r/{token}?to=//evil.example").location == f"/checklist/{promised.harbour.id}"


def test_what_is_told_is_kept_beside_the_answer_and_changes_nothing_of_it(
    anna: Client, sara: Client, session: Session, promised: World
) -> None:
    before = [(a.value, a.planned_on, a.comment) for a in records.read(session, SubmittedAnswer)]
    answered = tell(
        anna, promised, outcome_1="moved", planned_on_1="2024-03-01", text_1="Väntar på avtal."
    )
    assert answered.status == 303
    after = [(a.value, a.planned_on, a.comment) for a in records.read(session, SubmittedAnswer)]
    assert after == before
    last = rows(sara.get(PROMISES))[2]
    assert last.startswith("1 March 2024 Is to come Hamnbolaget AB")
    assert "Anna Lindqvist: New date: 1 March 2024. Väntar på avtal." in last
    shown = sara.get(f"/organisations/{promised.harbour.organisation_id}").words("#answer-1")
    assert "Väntar på avtal." in shown
    assert "Done by 31 August 2023" in shown
    assert "Väntar på avtal." in get(sara, f"{PROMISES}/export.csv").decode("utf-8-sig")
    assert "Väntar på avtal." in str(read_xlsx(get(sara, "/overview/export.xlsx"), 1))


def test_done_is_done_and_comes_last(
    anna: Client, sara: Client, session: Session, promised: World
) -> None:
    assert tell(anna, promised, outcome_1="done").status == 303
    found = rows(sara.get(PROMISES))
    assert "Is done" in found[-1]
    assert len(rows(sara.get(f"{PROMISES}?show=done"))) == 1


def test_the_same_twice_is_kept_once_and_more_is_added(
    anna: Client, session: Session, promised: World
) -> None:
    for _again in range(2):
        tell(anna, promised, outcome_1="other", text_1="På gång.")
    tell(anna, promised, outcome_1="done")
    assert [n.text for n in records.read(session, PromiseNews)] == ["På gång.", ""]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "outcome-1"),
        ({"outcome_1": "moved"}, "planned_on-1"),
        ({"outcome_1": "moved", "planned_on_1": "snart"}, "planned_on-1"),
        ({"outcome_1": "other"}, "text-1"),
        ({"text_1": "På gång."}, "outcome-1"),
        ({"outcome_1": "done", "text_1": "x" * 4001}, "text-1"),
    ],
)
def test_what_cannot_be_kept_is_shown_at_its_field(
    anna: Client, session: Session, promised: World, fields: dict[str, str], field: str
) -> None:
    page = tell(anna, promised, **fields)
    assert page.status == 422
    assert [a["href"] for a in page.html.select("#problems a")] == [f"#{field}"]
    assert page.html.select(f"#{field}[aria-invalid]")
    assert not records.read(session, PromiseNews)


def test_others_neither_see_nor_tell(bo: Client, session: Session, promised: World) -> None:
    assert bo.get(f"/checklist/{promised.harbour.id}/news").status == 403
    bo.get(f"/checklist/{promised.culture.id}/news")
    answered = bo.post(f"/checklist/{promised.harbour.id}/news", {"outcome-1": "done"})
    assert answered.status == 403
    assert not records.read(session, PromiseNews)


def test_an_open_response_is_changed_itself(
    anna: Client, session: Session, promised: World
) -> None:
    reopen(promised.harbour)
    session.commit()
    assert tell(anna, promised, outcome_1="done").status == 409
    assert not records.read(session, PromiseNews)


def test_a_reader_sees_them_and_asks_nobody(app: Flask, session: Session, promised: World) -> None:
    reader = make_user(session, "las@staden.example", role=Role.READER)
    client = Client(app, language="en").sign_in_as(session, reader)
    page = client.get(PROMISES)
    assert len(rows(page)) == 3
    assert not page.html.select("input[name=response]")
    assert client.get(f"{ASK}?response={promised.harbour.id}").status == 403
