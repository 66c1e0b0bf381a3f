"""GET /overview with more organisations than one page shows."""

import datetime as dt
import random
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from hp.models.organisations import OrganisationKind
from hp.overview import pages
from tests.client import Client
from tests.overview.arrange import ask, hand_in, names
from tests.world import NOW, World

ORGANISATIONS = 23
ORDERS = ["name", "-name", "status", "-status", "changed", "-changed", "3", "-3"]
MADE_UP = [
    "~~",
    "~",
    "x~y~z",
    "company~x~-1",
    "company~x~99999999999999999999999",
    "company~\x00~1",
    "5~~~~7",
    "99999999999999999999~x~1",
    "2023-09-01T12:00:00+00:00~x~1",
    "9999-12-31T23:59:59.999999~x~1",
    "0001-01-01T00:00:00~x~1",
    "1' OR 1=1 --~x~1",
    "²~x~1",
    "\ud83d~x~1".encode("utf-8", "surrogatepass").decode("latin-1"),
]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WHOLE", 10)
    monkeypatch.setattr(pages, "PAGE", 4)


@pytest.fixture
def many(session: Session, world: World, small_pages: None) -> None:
    """Organisations of all kinds in many states, many of them alike in what is sorted by."""
    some = random.Random(2)
    for i in range(ORGANISATIONS - 2):
        kind = some.choice(list(OrganisationKind))
        name = f"{some.choice(('Åsa', 'Berg', 'Öst'))} ~ {i % 9} {'~' * i}"
        response = ask(session, world.round, name, kind, marks=some.choice(("", "y", "n" * 13)))
        if some.random() < 0.5:
            at = NOW - dt.timedelta(hours=some.randrange(3))
            hand_in(session, response, "yy" + some.choice("ypnx") + "y" * 10, at=at)
    session.commit()


def walk(client: Client, address: str) -> list[str]:
    """All rows from page to page."""
    found: list[str] = []
    for _ in range(ORGANISATIONS):
        page = client.get(address, htmx=True)
        found += names(page)
        following = [a for a in page.html.select("nav.actions a") if "Next" in a.get_text()]
        if not following:
            return found
        assert len(names(page)) == 4
        address = following[0]["href"].partition("#")[0]
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("drafts", [False, True])
def test_the_pages_hold_every_row_once_in_the_order_of_the_whole(
    sara: Client,
    session: Session,
    world: World,
    many: None,
    monkeypatch: pytest.MonkeyPatch,
    drafts: bool,
) -> None:
    world.round.shows_drafts = drafts
    session.commit()
    walked = {sort: walk(sara, f"/overview?sort={sort}") for sort in ORDERS}
    monkeypatch.setattr(pages, "WHOLE", 1000)
    for sort, found in walked.items():
        assert len(found) == len(set(found)) == ORGANISATIONS, sort
        assert found == names(sara.get(f"/overview?sort={sort}")), sort


def test_a_filter_holds_from_page_to_page(
    sara: Client, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/overview?kind=company&status=submitted&q=%20&sort=-3"
    walked = walk(sara, address)
    monkeypatch.setattr(pages, "WHOLE", 1000)
    assert walked == names(sara.get(address))
    assert 0 < len(walked) < ORGANISATIONS


def test_each_page_says_how_many_there_are_in_all(sara: Client, many: None) -> None:
    page = sara.get("/overview?kind=company")
    total = int(page.words("#matrix caption").split(" of ")[0])
    assert total == len(walk(sara, "/overview?kind=company")) > 4
    second = sara.get(page.one("nav.actions a")["href"].partition("#")[0])
    assert second.words("#matrix caption") == page.words("#matrix caption")
    assert second.html.select("nav.actions a")[-1].get_text() == "First 100"


def test_a_made_up_place_to_begin_at_does_no_harm(sara: Client, many: None) -> None:
    for sort in ORDERS:
        for after in MADE_UP:
            answer = sara.http.get(f"/overview?sort={sort}&after={quote(after)}")
            assert answer.status_code == 200, (sort, after)


def test_a_page_beyond_the_end_leads_back(sara: Client, many: None) -> None:
    page = sara.get(f"/overview?after={quote('federation~}}}~1')}")
    assert names(page) == []
    assert page.one("#shown a")["href"] == "/overview"
