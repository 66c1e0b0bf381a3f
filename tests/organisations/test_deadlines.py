"""One deadline for many organisations at once."""

import datetime as dt

from sqlalchemy.orm import Session

from hp.actions.answers_for import set_answered_by
from hp.models import Response
from hp.models.events import EventKind
from tests.checklist import records
from tests.client import Client, Page
from tests.overview.arrange import ask, hand_in
from tests.world import DUE, NOW, World, make_round, make_user

PAGE = "/organisations/deadlines"
LATER = dt.datetime(2023, 10, 31, 22, 59, 59, tzinfo=dt.UTC)


def listed(page: Page) -> list[str]:
    return [span.get_text() for span in page.html.select(".picks label span")]


def due(session: Session) -> dict[str, dt.datetime | None]:
    return {row.name: row.due_at for row in records.read(session, Response)}


def test_it_lists_those_who_have_not_handed_in(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.culture)
    world.harbour.due_at = LATER
    session.commit()
    page = sara.get(PAGE)
    assert listed(page) == ["Hamnbolaget AB"]
    assert "Not started · own deadline 31 October 2023" in page.words(".picks")
    assert listed(sara.get(f"{PAGE}?who=all")) == ["Kulturnämnden", "Hamnbolaget AB"]


def test_all_chosen_get_the_same_deadline_and_it_says_how_many(
    sara: Client, session: Session, world: World
) -> None:
    other = ask(session, world.round, "Andra bolaget")
    session.commit()
    sara.get(PAGE)
    chosen = {"id": [world.harbour.id, other.id], "due_on": "2023-10-31", "round": "2023"}
    done = sara.post(PAGE, chosen | {"who": "waiting"})
    assert "The deadline is set for 2 organisations." in sara.get(done.location or "").words()
    assert due(session) == {
        "Hamnbolaget AB": LATER,
        "Kulturnämnden": None,
        "Andra bolaget": LATER,
    }
    assert len(records.events(session, EventKind.DUE_CHANGED)) == 2


def test_one_tick_chooses_all_that_are_shown(sara: Client, session: Session, world: World) -> None:
    hand_in(session, world.culture)
    session.commit()
    sara.get(PAGE)
    sara.post(PAGE, {"all": "yes", "due_on": "2023-10-31", "round": "2023", "who": "waiting"})
    assert due(session) == {"Hamnbolaget AB": LATER, "Kulturnämnden": None}


def test_own_deadlines_can_be_taken_away(sara: Client, session: Session, world: World) -> None:
    world.harbour.due_at = world.culture.due_at = LATER
    session.commit()
    sara.get(PAGE)
    sara.post(PAGE, {"id": world.harbour.id, "then": "remove", "round": "2023", "who": "all"})
    assert due(session) == {"Hamnbolaget AB": None, "Kulturnämnden": LATER}


def test_what_is_missing_is_said_and_what_was_chosen_is_kept(
    sara: Client, session: Session, world: World
) -> None:
    sara.get(PAGE)
    page = sara.post(PAGE, {"round": "2023", "who": "all", "due_on": ""})
    assert page.status == 422
    assert [a["href"] for a in page.html.select("#problems a")] == ["#chosen", "#due_on"]
    page = sara.post(PAGE, {"id": world.harbour.id, "due_on": "2023-09-02", "round": "2023"})
    assert "later than the round’s last day" in page.words("#due_on-error")
    assert [box["value"] for box in page.html.select("input[name=id][checked]")] == [
        str(world.harbour.id)
    ]
    assert set(due(session).values()) == {None}


def test_only_organisations_of_the_round_are_changed(
    sara: Client, session: Session, world: World
) -> None:
    older = make_round(session, "2022", opened_at=NOW - dt.timedelta(days=90), due_at=DUE)
    elsewhere = ask(session, older, "Andra bolaget")
    session.commit()
    sara.get(PAGE)
    data = {"id": [world.harbour.id, elsewhere.id, 999], "due_on": "2023-10-31", "round": "2023"}
    sara.post(PAGE, data)
    assert due(session)["Andra bolaget"] is None
    assert due(session)["Hamnbolaget AB"] == LATER


def test_a_closed_round_offers_nothing_to_choose(
    sara: Client, session: Session, world: World
) -> None:
    sara.get(PAGE)
    world.round.closed_at = NOW
    session.commit()
    assert not sara.get(PAGE).html.select("main form")
    data = {"all": "yes", "due_on": "2023-10-31", "round": "2023"}
    assert sara.post(PAGE, data).status == 409
    assert set(due(session).values()) == {None}


def test_it_is_for_coordinators(anna: Client, world: World) -> None:
    assert anna.get(PAGE).status == 303
    assert anna.post(PAGE, {"all": "yes"}).status == 303


def test_who_is_answered_for_has_the_deadline_of_who_answers(
    sara: Client, session: Session, world: World
) -> None:
    user = make_user(session, "kim@staden.example")
    session.commit()
    set_answered_by(session, world.culture.id, world.harbour.id, user.id, NOW)
    sara.get(PAGE)
    sara.post(PAGE, {"id": world.harbour.id, "due_on": "2023-10-31", "round": "2023"})
    assert due(session) == {"Hamnbolaget AB": LATER, "Kulturnämnden": LATER}
    set_answered_by(session, world.culture.id, None, user.id, NOW)
    assert due(session)["Kulturnämnden"] is None
    set_answered_by(session, world.culture.id, world.harbour.id, user.id, NOW)
    assert due(session)["Kulturnämnden"] == LATER


def test_who_is_answered_for_is_listed_but_not_to_choose(
    sara: Client, session: Session, world: World
) -> None:
    user = make_user(session, "kim@staden.example")
    session.commit()
    set_answered_by(session, world.culture.id, world.harbour.id, user.id, NOW)
    page = sara.get(PAGE)
    assert [box["value"] for box in page.html.select("input[name=id]")] == [str(world.harbour.id)]
    assert "Kulturnämnden Not started · answered by Hamnbolaget AB" in page.words(".picks")
    assert "The one shown here" in page.words(".picks")
    done = sara.post(PAGE, {"all": "yes", "due_on": "2023-10-31", "round": "2023"})
    assert "The deadline is set for one organisation." in sara.get(done.location or "").words()
    alone = f"/organisations/responses/{world.culture.id}/deadline"
    assert not sara.get(alone).html.select("main form")
    assert "Hamnbolaget AB answers" in sara.get(alone).words("main")
    assert sara.post(alone, {"due_on": "2023-11-30"}).status == 422
    assert due(session)["Kulturnämnden"] == LATER
    page = sara.get(f"/organisations/{world.culture.organisation_id}?round=2023")
    assert "Change the deadline" not in page.words()
    assert "Last day 31 October 2023" in page.words(".facts")
