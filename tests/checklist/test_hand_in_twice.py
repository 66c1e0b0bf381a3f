"""Handing in twice, or two at once, is one hand-in."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy.orm import Session

from hp.models import PersonalLink
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.tab import (
    answer_everything,
    read_fields,
)
from tests.client import Client
from tests.world import World


def test_a_button_pressed_twice_is_one_hand_in(
    anna: Client, session: Session, world: World
) -> None:
    answer_everything(anna, world.harbour)
    page = anna.get(f"/checklist/{world.harbour.id}/review")
    fields = read_fields(page.one("form#hand-in"))
    for _ in range(3):
        answer = anna.post(f"/checklist/{world.harbour.id}/review", fields)
        assert answer.location == f"/checklist/{world.harbour.id}/receipt"
    assert len(records.submissions(session)) == 1
    assert len(records.messages(session)) == 1
    assert len(records.events(session, EventKind.SUBMITTED)) == 1


def test_two_colleagues_who_hand_in_are_one_hand_in(
    anna: Client, karin: Client, session: Session, world: World
) -> None:
    answer_everything(anna, world.harbour)
    forms = [
        (client, read_fields(client.get(f"/checklist/{world.harbour.id}/review").one("#hand-in")))
        for client in (anna, karin)
    ]
    for client, fields in forms:
        answer = client.post(f"/checklist/{world.harbour.id}/review", fields)
        assert answer.location == f"/checklist/{world.harbour.id}/receipt"
    (submission,) = records.submissions(session)
    assert submission.name == "Anna Lindqvist"
    page = karin.get(f"/checklist/{world.harbour.id}/receipt")
    assert "Anna Lindqvist" in page.words("dl.facts")


def test_two_browsers_at_the_same_moment_are_one_hand_in(
    app: Flask, anna: Client, session: Session, world: World
) -> None:
    answer_everything(anna, world.harbour)
    address = f"/checklist/{world.harbour.id}/review"

    def browser(link: PersonalLink) -> tuple[Client, dict[str, str]]:
        client = Client(app).open_link(link)
        return client, read_fields(client.get(address).one("#hand-in"))

    ready = [browser(link) for link in (world.anna, world.karin) * 3]
    with ThreadPoolExecutor(len(ready)) as pool:
        answers = list(pool.map(lambda it: it[0].post(address, it[1]), ready))
    assert [a.location for a in answers] == [f"/checklist/{world.harbour.id}/receipt"] * 6
    assert len(records.submissions(session)) == 1
    assert len(records.messages(session)) == 1


def test_organisations_at_the_same_moment_get_numbers_of_their_own(
    app: Flask, anna: Client, bo: Client, session: Session, world: World
) -> None:
    ready = []
    for client, response in ((anna, world.harbour), (bo, world.culture)):
        answer_everything(client, response)
        address = f"/checklist/{response.id}/review"
        ready.append((client, address, read_fields(client.get(address).one("#hand-in"))))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda it: it[0].post(it[1], it[2]), ready))
    receipts = {s.receipt for s in records.submissions(session)}
    assert receipts == {"2023-0001", "2023-0002"}
