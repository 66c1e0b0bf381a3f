"""How much GET /overview asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from hp.database import Database
from hp.overview import pages
from tests.client import Client
from tests.overview.arrange import ask, hand_in
from tests.world import World

SIGNED_IN = 1  # the question who is asking
OWN = 4  # rounds, activities, counts, rows with their comments


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """The questions put to the database meanwhile."""
    questions: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            questions.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield questions
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "query", ["", "?activity=2&answer=no&q=bolag&sort=-3", "?answer=commented"]
)
@pytest.mark.parametrize("drafts", [False, True])
def test_it_asks_as_much_for_ten_as_for_sixty(
    sara: Client, session: Session, world: World, database: Database, query: str, drafts: bool
) -> None:
    world.round.shows_drafts = drafts
    counts = []
    for size in (10, 60):
        for number in range(size):
            response = ask(session, world.round, f"Bolag {size} {number}", marks="yy")
            if number % 2:
                hand_in(session, response, "yn" + "y" * 11, {1: "Ja.", 2: "Nej."})
        session.commit()
        with asked(database) as questions:
            assert sara.get(f"/overview{query}").status == 200
        counts.append(len(questions))
    assert counts == [SIGNED_IN + OWN] * 2


def test_a_filtered_page_asks_once_more_how_many_fit(
    sara: Client,
    session: Session,
    world: World,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "WHOLE", 10)
    monkeypatch.setattr(pages, "PAGE", 4)
    for number in range(20):
        ask(session, world.round, f"Bolag {number}")
    session.commit()
    with asked(database) as questions:
        sara.get("/overview?kind=company")
    assert len(questions) == SIGNED_IN + OWN + 1
