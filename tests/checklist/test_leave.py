"""Leaving a browser that somebody else uses."""

from flask import Flask
from sqlalchemy.orm import Session

from hp.database import Database
from hp.models import User
from tests import world as world_module
from tests.checklist import records
from tests.checklist.invitations import follow
from tests.client import Client
from tests.world import World


def test_the_browser_forgets_and_the_link_still_works(
    app: Flask, anna: Client, database: Database, world: World
) -> None:
    before = records.everything(database)
    page = anna.get(f"/checklist/{world.harbour.id}/not-you")
    left = follow(anna, anna.post(page.one("main form")["action"]))
    assert left.words("h1") == "Du har lämnat svaren"
    assert "Öppna länken i mejlet igen" in left.words("main")
    assert left.one("main form")["action"] == "/r/new"
    assert anna.get(f"/checklist/{world.harbour.id}").status == 403
    assert records.everything(database) == before
    assert anna.open_link(world.anna).get(f"/checklist/{world.harbour.id}").status == 200


def test_nobody_elses_link_to_the_answers_is_left_behind(anna: Client, world: World) -> None:
    anna.open_link(world.karin)
    assert anna.post(f"/checklist/{world.harbour.id}/leave").status == 303
    assert anna.get(f"/checklist/{world.harbour.id}").status == 403


def test_other_organisations_answers_stay_open(anna: Client, world: World) -> None:
    anna.open_link(world.bo)
    anna.post(f"/checklist/{world.harbour.id}/leave")
    assert anna.get(f"/checklist/{world.culture.id}").status == 200


def test_a_coordinator_stays_signed_in(anna: Client, session: Session, world: World) -> None:
    user: User = world_module.make_user(session)
    session.commit()
    anna.sign_in_as(session, user)
    anna.post(f"/checklist/{world.harbour.id}/leave")
    assert anna.get("/overview").status == 200


def test_somebody_with_anothers_link_is_offered_one_of_their_own(
    anna: Client, world: World
) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}/not-you")
    assert "Du har fått länken av Anna Lindqvist" in page.words("main")
    assert page.one("main a[href$=colleagues]").get_text() == "Bjud in dig själv"
