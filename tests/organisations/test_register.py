"""/organisations: the list, searched, filtered and in pages."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from hp.models import Base
from hp.models.organisations import ContactRole, OrganisationKind
from tests.client import Client, Page
from tests.world import World, make_contact, make_organisation

Counting = Callable[[], AbstractContextManager[list[str]]]


def names(page: Page) -> list[str]:
    return [link.get_text() for link in page.html.select(".reg tbody th a")]


def test_without_organisations_it_says_what_to_do(sara: Client, session: Session) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in ("users", "user_sessions"):
            session.execute(delete(table))
    session.commit()
    page = sara.get("/organisations")
    assert "No organisations yet" in page.words("main")
    hrefs = [link["href"] for link in page.html.select("main a")]
    assert hrefs == ["/organisations/import", "/organisations/new"]


def test_it_lists_organisations_with_their_main_contact(sara: Client, world: World) -> None:
    page = sara.get("/organisations")
    assert names(page) == ["Hamnbolaget AB", "Kulturnämnden"]
    row = page.words(f"#organisation-{world.harbour.organisation_id}")
    assert "Hamn Company Anna Lindqvist anna@hamnen.example 2 contacts" in row
    assert "Kulturnämnden" in page.words(f"#organisation-{world.culture.organisation_id}")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=hamn", ["Hamnbolaget AB"]),
        ("q=KULTURNÄMN", ["Kulturnämnden"]),
        ("q=karin", ["Hamnbolaget AB"]),
        ("q=bo%40kultur", ["Kulturnämnden"]),
        ("q=%25", []),
        ("kind=committee", ["Kulturnämnden"]),
        ("kind=nonsense", ["Hamnbolaget AB", "Kulturnämnden"]),
        ("state=retired", ["Gamla nämnden"]),
        ("state=all", ["Gamla nämnden", "Hamnbolaget AB", "Kulturnämnden"]),
        ("state=all&kind=company&q=ab", ["Hamnbolaget AB"]),
    ],
)
def test_it_finds_what_is_asked_for(
    sara: Client, session: Session, query: str, found: list[str]
) -> None:
    old = make_organisation(session, "Gamla nämnden", OrganisationKind.COMMITTEE)
    old.retired_on = dt.date(2023, 1, 2)
    session.commit()
    page = sara.get(f"/organisations?{query}")
    assert names(page) == found
    if not found:
        assert "No organisations match." in page.words("main")


def test_a_thousand_organisations_come_in_pages_with_as_many_questions(
    sara: Client, session: Session, count_queries: Counting
) -> None:
    with count_queries() as few:
        sara.get("/organisations")
    for number in range(1000):
        organisation = make_organisation(session, f"Bolag {number:04}")
        make_contact(session, organisation, f"Eva {number}", role=ContactRole.MAIN)
    session.commit()
    with count_queries() as many:
        page = sara.get("/organisations?state=all")
    assert len(few) == len(many) <= 4
    assert len(names(page)) == 100
    assert "1002 organisations" in page.words("caption")
    onward = page.one(".pager a")["href"]
    assert onward == "/organisations?state=all&page=2"
    page = sara.get(onward)
    assert names(page)[0] == "Bolag 0100"
    assert len(page.html.select(".pager a")) == 2
    assert names(sara.get("/organisations?page=99999"))[-1] == "Kulturnämnden"
