"""A link shows a closed round's result to who has no account: that, and no more."""

import dataclasses
import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.domain import links
from hp.models import Base, Event, SharedLink
from hp.models.events import EventKind
from tests.client import Client, Page
from tests.conftest import SECRET
from tests.overview.arrange import answer, hand_in
from tests.world import NOW, World

DAY = dt.timedelta(days=1)


@dataclasses.dataclass
class Shared:
    """A browser without account, and the address it was given."""

    guest: Client
    address: str


def make(
    sara: Client, round_id: int, made_for: str = "Revisionen", day: str = "2023-09-30"
) -> Page:
    place = f"/rounds/{round_id}/shared"
    token = sara.get(place).one("main form.box input[name=token]")["value"]
    return sara.post(place, {"made_for": made_for, "last_day": day, "token": token})


def close(session: Session, world: World, **fields: object) -> None:
    session.refresh(world.round)
    world.round.closed_at = NOW
    for name, value in fields.items():
        setattr(world.round, name, value)
    session.commit()


@pytest.fixture
def shared(app: Flask, session: Session, world: World, sara: Client) -> Shared:
    """Hamnbolaget has handed in with a comment; Kulturnämnden has a draft with one, and a note."""
    hand_in(session, world.harbour, comments={2: "Klart i augusti"})
    answer(session, world.culture, "yn", {2: "Ett utkast"})
    world.culture.note = "Ring Bo"
    close(session, world, shows_drafts=True)
    make(sara, world.round.id)
    url = sara.get(f"/rounds/{world.round.id}/shared").one("ul.people li a")["href"]
    return Shared(Client(app, language="en"), url.removeprefix("http://localhost"))


def test_it_shows_overview_and_comments_of_what_was_submitted(shared: Shared) -> None:
    page = shared.guest.get(shared.address)
    assert page.words("h1") == "1 of 2 have submitted"
    cell = page.one('tr[data-organisation="Hamnbolaget AB"] td[data-activity="1"]')
    assert cell["data-value"] == "yes"
    page = shared.guest.get(f"{shared.address}/comments")
    assert "Klart i augusti" in page.words("main")


def test_it_shows_no_draft_contact_or_note_and_leads_nowhere_else(
    shared: Shared, world: World
) -> None:
    for page in (shared.guest.get(shared.address), shared.guest.get(f"{shared.address}/comments")):
        for hidden in ("Ett utkast", "Ring Bo", "Anna", "Bo Ek", "hamnen.example"):
            assert hidden not in page.text
        places = [str(a["href"]) for a in page.html.select("a[href]")]
        ours = ("#", shared.address, "/accessibility", "/about")
        assert not [place for place in places if not place.startswith(ours)]
        assert not page.html.select("form[method=post]")
    row = shared.guest.get(shared.address).one('tr[data-organisation="Kulturnämnden"]')
    assert {cell["data-value"] for cell in row.select("[data-value]")} == {"answered", ""}


def test_filters_and_order_stay_at_the_link(shared: Shared) -> None:
    page = shared.guest.get(f"{shared.address}?status=submitted&sort=-name")
    assert len(page.html.select("#matrix tr[data-organisation]")) == 1
    assert page.one("#filters")["action"] == shared.address
    page = shared.guest.get(f"{shared.address}?status=submitted", htmx=True)
    assert page.response.headers["HX-Push-Url"].startswith(shared.address)


def test_it_is_not_indexed_nor_told_to_others(shared: Shared) -> None:
    headers = shared.guest.get(shared.address).response.headers
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_token_is_neither_kept_nor_logged(
    shared: Shared, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    shared.guest.get(shared.address)
    token = shared.address.rpartition("/")[2]
    session.rollback()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert not [value for value in row if token in str(value)]
    out, err = capfd.readouterr()
    assert token not in out + err


def test_it_shows_nothing_after_its_last_day(shared: Shared, clock: time_machine.Traveller) -> None:
    clock.move_to(dt.datetime(2023, 9, 30, 21, 59, 59, tzinfo=dt.UTC))  # 23:59:59 in Sweden
    assert shared.guest.get(shared.address).status == 200
    clock.shift(1)
    for address in (shared.address, f"{shared.address}/comments"):
        page = shared.guest.get(address)
        assert page.status == 404
        assert page.words("h1") == "The link shows nothing any more"


def test_it_shows_nothing_when_taken_back(
    shared: Shared, sara: Client, session: Session, world: World
) -> None:
    place = f"/rounds/{world.round.id}/shared"
    for _ in range(2):
        assert sara.post(f"{place}/1/revoke").location == place
    assert shared.guest.get(shared.address).status == 404
    assert not sara.get(place).html.select("ul.people li")
    kinds = [EventKind.SHARED_LINK_MADE, EventKind.SHARED_LINK_REVOKED]
    session.rollback()
    assert session.scalars(select(Event.kind).where(Event.kind.in_(kinds))).all() == kinds


def test_another_token_shows_nothing(shared: Shared, app: Flask, world: World) -> None:
    wrong = [shared.address + "a", "/shared/1-1-" + "a" * 32, "/shared/x"]
    personal = links.make_token(app.extensions["hp_link_key"], world.anna.id, world.anna.version)
    other = links.make_token(links.derive_key(SECRET, links.SHARED_LINK), 999, 1)
    wrong += [f"/shared/{personal}", f"/shared/{other}"]
    assert {shared.guest.get(address).status for address in wrong} == {404}


def test_an_open_round_cannot_be_shared(sara: Client, session: Session, world: World) -> None:
    place = f"/rounds/{world.round.id}/shared"
    assert sara.get(place).location == f"/rounds/{world.round.id}"
    assert "Dela resultatet" not in sara.get(f"/rounds/{world.round.id}").words()
    values = {"made_for": "X", "last_day": "2023-09-30", "token": "t"}
    assert sara.post(place, values).location == f"/rounds/{world.round.id}"
    assert session.scalar(select(func.count(SharedLink.id))) == 0


def test_a_double_press_makes_one_link(sara: Client, session: Session, world: World) -> None:
    close(session, world)
    place = f"/rounds/{world.round.id}/shared"
    token = sara.get(place).one("main form.box input[name=token]")["value"]
    for _ in range(2):
        values = {"made_for": "Revisionen", "last_day": "2023-09-30", "token": token}
        assert sara.post(place, values).status == 303
    assert session.scalar(select(func.count(SharedLink.id))) == 1


@pytest.mark.parametrize(
    ("made_for", "day", "field"),
    [
        ("", "2023-09-30", "made_for"),
        ("x" * 201, "2023-09-30", "made_for"),
        ("Revisionen", "", "last_day"),
        ("Revisionen", "2023-08-31", "last_day"),
        ("Revisionen", "2024-09-02", "last_day"),
        ("Revisionen", "9999-12-31", "last_day"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    sara: Client, session: Session, world: World, made_for: str, day: str, field: str
) -> None:
    close(session, world)
    page = make(sara, world.round.id, made_for, day)
    assert page.status == 422
    assert page.one("#problems a")["href"] == f"#{field}"
    assert page.one("#made_for")["value"] == made_for
    assert session.scalar(select(func.count(SharedLink.id))) == 0


def test_comments_link_to_organisations_for_those_who_sign_in(shared: Shared, sara: Client) -> None:
    page = sara.get("/overview/comments")
    assert page.one("dl.sum dt a")["href"].startswith("/organisations/")
