"""/organisations/<id>/successions: what an organisation came from and became."""

import datetime as dt

import pytest
from flask import Flask, render_template_string
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import Event, Organisation, Succession
from hp.models.events import EventKind
from tests.client import Client, Page
from tests.world import make_organisation

DAY = "2023-01-02"
NAMES = ("Byggnadsnämnden", "Fastighetsnämnden", "Stadsbyggnadsnämnden")


@pytest.fixture
def ids(sara: Client, session: Session) -> dict[str, int]:
    """Two that were before, and one that took over."""
    made = {name: make_organisation(session, name).id for name in NAMES}
    session.commit()
    return made


def add(sara: Client, of: int, other: int | str, relation: str, day: str = DAY) -> Page:
    address = f"/organisations/{of}/successions"
    sara.get(address)
    return sara.post(address, {"other": str(other), "relation": relation, "took_over_on": day})


def pairs(session: Session) -> list[tuple[int, int, dt.date]]:
    session.rollback()
    session.expire_all()
    rows = session.scalars(select(Succession).order_by(Succession.predecessor_id))
    return [(row.predecessor_id, row.successor_id, row.took_over_on) for row in rows]


def test_several_become_one_and_it_is_said_on_both_sides(
    sara: Client, session: Session, ids: dict[str, int]
) -> None:
    building, estate, city = (ids[name] for name in NAMES)
    assert add(sara, city, building, "predecessor").status == 303
    assert add(sara, estate, city, "successor").status == 303
    day = dt.date(2023, 1, 2)
    assert pairs(session) == [(building, city, day), (estate, city, day)]
    assert "Byggnadsnämnden 2 January 2023" in sara.get(f"/organisations/{city}/successions").words(
        "main"
    )
    changing = sara.get(f"/organisations/{building}/change").words("main")
    assert "Continued in: Stadsbyggnadsnämnden (2 January 2023)" in changing
    events = list(session.execute(select(Event.kind, Event.organisation_id)))
    assert events[:2] == [
        (EventKind.SUCCESSION_CHANGED, building),
        (EventKind.SUCCESSION_CHANGED, city),
    ]


def test_saying_it_again_moves_the_date(
    sara: Client, session: Session, ids: dict[str, int]
) -> None:
    building, _, city = (ids[name] for name in NAMES)
    add(sara, city, building, "predecessor")
    add(sara, city, building, "predecessor", "2023-02-01")
    assert pairs(session) == [(building, city, dt.date(2023, 2, 1))]


def test_it_can_be_taken_back(sara: Client, session: Session, ids: dict[str, int]) -> None:
    building, _, city = (ids[name] for name in NAMES)
    add(sara, city, building, "predecessor")
    page = sara.get(f"/organisations/{city}/successions")
    form = page.one(".people form")
    values = {i["name"]: i["value"] for i in form.select("input")}
    assert sara.post(form["action"], values).status == 303
    assert pairs(session) == []
    assert sara.post(form["action"], values).status == 303


def test_what_cannot_be_is_said_at_the_field(
    sara: Client, session: Session, ids: dict[str, int]
) -> None:
    building, estate, city = (ids[name] for name in NAMES)
    add(sara, city, building, "predecessor")
    add(sara, building, estate, "predecessor")
    for other, relation, day, field, says in (
        (estate, "successor", DAY, "other", "cannot come from what came from it"),
        (city, "predecessor", DAY, "other", "cannot come from what came from it"),
        (999, "predecessor", DAY, "other", "Choose one of the organisations"),
        ("", "predecessor", DAY, "other", "Choose one of the organisations"),
        (estate, "cousin", DAY, "relation", "Choose which came first"),
        (estate, "predecessor", "i går", "took_over_on", "Give a date"),
    ):
        page = add(sara, city, other, relation, day)
        assert page.status == 422
        assert says in page.words(f"#{field}-error")
        assert page.one("#problems a")["href"] == f"#{field}"
    assert len(pairs(session)) == 2


def test_formerly_names_them_all(app: Flask, session: Session, ids: dict[str, int]) -> None:
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(ids.values()))).all()
    template = '{% from "macros/successions.html" import formerly %}{{ formerly(rows)|striptags }}'
    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = render_template_string(template, rows=rows)
        assert said == f"formerly {NAMES[0]}, {NAMES[1]} and {NAMES[2]}"
        assert render_template_string(template, rows=rows[:1]) == f"formerly {NAMES[0]}"
        assert render_template_string(template, rows=[]) == ""
