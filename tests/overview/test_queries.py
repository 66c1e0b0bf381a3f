"""How much GET /overview asks the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from hp.overview import pages
from tests.client import Client
from tests.overview.arrange import ask, hand_in
from tests.world import World

SIGNED_IN = 1  # the question who is asking
OWN = 4  # rounds, activities, counts, rows with their comments

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.mark.parametrize(
    "query", ["", "?activity=2&answer=no&q=bolag&sort=-3", "?answer=commented"]
)
@pytest.mark.parametrize("drafts", [False, True])
def test_it_asks_as_much_for_ten_as_for_sixty(
    sara: Client, session: Session, world: World, count_queries: Counting, query: str, drafts: bool
) -> None:
    world.round.shows_drafts = drafts
    counts = []
    for size in (10, 60):
        for number in range(size):
            response = ask(session, world.round, f"Bolag {size} {number}", marks="yy")
            if number % 2:
                hand_in(session, response, "yn" + "y" * 11, {1: "Ja.", 2: "Nej."})
        session.commit()
        with count_queries() as sent:
            assert sara.get(f"/overview{query}").status == 200
        counts.append(len(sent))
    assert counts == [SIGNED_IN + OWN] * 2


def test_a_filtered_page_asks_once_more_how_many_fit(
    sara: Client,
    session: Session,
    world: World,
    count_queries: Counting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "WHOLE", 10)
    monkeypatch.setattr(pages, "PAGE", 4)
    for number in range(20):
        ask(session, world.round, f"Bolag {number}")
    session.commit()
    with count_queries() as sent:
        sara.get("/overview?kind=company")
    assert len(sent) == SIGNED_IN + OWN + 1
