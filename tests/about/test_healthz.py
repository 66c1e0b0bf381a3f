"""The pulse, for whoever watches over the service."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.client import Client


def test_it_is_well_and_says_no_more(client: Client) -> None:
    page = client.get("/healthz")
    assert (page.status, page.text) == (200, "ok")
    assert page.response.mimetype == "text/plain"
    assert "Set-Cookie" not in page.response.headers
    assert page.response.headers["Cache-Control"] == "no-store"


def test_it_is_not_well_when_the_database_cannot_be_read(client: Client, session: Session) -> None:
    session.execute(text("ALTER TABLE rounds RENAME TO gone"))
    session.commit()
    page = client.get("/healthz")
    assert page.status == 503
    assert "rounds" not in page.text
