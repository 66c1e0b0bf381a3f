"""/organisations/new, /change, /retire: an organisation's own fields, and its end."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import Event, Organisation, Response
from hp.models.events import EventKind
from hp.models.organisations import OrganisationKind
from tests.client import Client, Page
from tests.organisations.forms import typed
from tests.world import NOW, World, make_organisation, make_round

Counting = Callable[[], AbstractContextManager[list[str]]]
Fresh = Callable[[str], Organisation]


@pytest.fixture
def called(session: Session) -> Fresh:
    """The organisation with a name, as it is now."""

    def find(name: str) -> Organisation:
        session.rollback()
        session.expire_all()
        return session.scalars(select(Organisation).where(Organisation.name == name)).one()

    return find


def change(sara: Client, organisation: Organisation, **fields: str) -> Page:
    address = f"/organisations/{organisation.id}/change"
    return sara.post(address, typed(sara.get(address)) | fields)


# --- adding and changing


def test_a_new_organisation_is_added_and_says_what_is_next(
    sara: Client, session: Session, called: Fresh
) -> None:
    form = typed(sara.get("/organisations/new"))
    form |= {"name": "  Ålands  nämnd ", "kind": "committee", "cluster": " Skärgård "}
    answer = sara.post("/organisations/new", form)
    made = called("Ålands nämnd")
    assert (made.kind, made.cluster, made.sort_key) == ("committee", "Skärgård", "{lands n|mnd")
    assert answer.location == f"/organisations/{made.id}/change"
    page = sara.get(answer.location)
    assert "Add its contacts next" in page.words(".note")
    assert "No contacts yet" in page.words("main")
    event = session.scalars(select(Event)).one()
    assert (event.kind, event.organisation_id) == (EventKind.ORGANISATION_ADDED, made.id)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Give a name"),
        ("name", "KULTURNÄMNDEN", "Another organisation has this name already"),
        ("name", "x" * 201, "at most 200"),
        ("kind", "club", "Choose one of the types"),
        ("cluster", "x" * 201, "at most 200"),
        ("answered_by", "999", "Choose one of the organisations in the list"),
        ("answered_by", "1; drop", "Choose one of the organisations in the list"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    sara: Client, session: Session, world: World, field: str, value: str, says: str
) -> None:
    organisation = session.get_one(Organisation, world.harbour.organisation_id)
    for address in ("/organisations/new", f"/organisations/{organisation.id}/change"):
        form = typed(sara.get(address)) | {"name": "Nytt <b> AB", "cluster": "Vi"}
        page = sara.post(address, form | {field: value})
        assert page.status == 422
        assert says in page.words(f"#{field}-error")
        assert page.one("#problems a")["href"] == f"#{field}"
        assert page.one(f"#{field}")["aria-invalid"] == "true"
        if field != "cluster":
            assert page.one("#cluster")["value"] == "Vi"
    session.rollback()
    session.expire_all()
    assert len(session.scalars(select(Organisation)).all()) == 2
    assert session.get_one(Organisation, organisation.id).name == "Hamnbolaget AB"


def test_a_new_name_reaches_rounds_that_have_not_closed(
    sara: Client, session: Session, world: World, called: Fresh
) -> None:
    closed = make_round(session, "2022", closed_at=NOW - dt.timedelta(days=90))
    old = Response(
        round_id=closed.id,
        organisation_id=world.harbour.organisation_id,
        name="Hamnbolaget AB",
        sort_key="hamnbolaget ab",
        kind=OrganisationKind.COMPANY,
        marks="." * 13,
    )
    session.add(old)
    session.commit()
    answer = change(sara, called("Hamnbolaget AB"), name="Östra hamnen", kind="federation")
    assert answer.status == 303
    assert "The changes are saved." in sara.get(answer.location or "").words(".note")
    assert called("Östra hamnen").sort_key == "}stra hamnen"
    now, then = session.get_one(Response, world.harbour.id), session.get_one(Response, old.id)
    assert (now.name, now.sort_key, now.kind) == ("Östra hamnen", "}stra hamnen", "federation")
    assert (then.name, then.kind) == ("Hamnbolaget AB", "company")


def test_only_the_capitals_of_a_name_can_change(sara: Client, called: Fresh, world: World) -> None:
    assert change(sara, called("Hamnbolaget AB"), name="HAMNBOLAGET AB").status == 303
    assert called("HAMNBOLAGET AB").id == world.harbour.organisation_id


def test_saving_what_is_there_changes_nothing(
    sara: Client, session: Session, world: World, called: Fresh
) -> None:
    assert change(sara, called("Hamnbolaget AB")).status == 303
    session.rollback()
    assert session.scalars(select(Event)).all() == []


def test_the_second_of_two_coordinators_is_told_what_the_first_saved(
    sara: Client, world: World, called: Fresh
) -> None:
    harbour = called("Hamnbolaget AB")
    address = f"/organisations/{harbour.id}/change"
    mine = typed(sara.get(address)) | {"cluster": "Min"}
    change(sara, harbour, cluster="Hennes")
    page = sara.post(address, mine)
    assert page.status == 409
    assert "Sara Ek changed this at 14:00. Yours is not saved." in page.words("#changed")
    assert "Cluster: now “Hennes”, in your form “Min”" in page.words("#changed")
    assert called("Hamnbolaget AB").cluster == "Hennes"
    assert sara.post(address, typed(page)).status == 303
    assert called("Hamnbolaget AB").cluster == "Min"


def test_both_saving_the_same_is_no_conflict(sara: Client, world: World, called: Fresh) -> None:
    harbour = called("Hamnbolaget AB")
    address = f"/organisations/{harbour.id}/change"
    mine = typed(sara.get(address)) | {"cluster": "Samma"}
    change(sara, harbour, cluster="Samma")
    assert sara.post(address, mine).status == 303


# --- answering for another


def test_an_organisation_can_be_answered_for(sara: Client, world: World, called: Fresh) -> None:
    culture, harbour = called("Kulturnämnden"), called("Hamnbolaget AB")
    assert change(sara, culture, answered_by=str(harbour.id)).status == 303
    assert called("Kulturnämnden").answered_by_id == harbour.id
    assert "It answers for: Kulturnämnden" in sara.get(f"/organisations/{harbour.id}/change").words(
        "main"
    )
    assert "Answered by Hamnbolaget AB" in sara.get("/organisations").words(".reg")
    assert change(sara, culture, answered_by="").status == 303
    assert called("Kulturnämnden").answered_by_id is None


def test_there_are_no_chains_and_no_circles(
    sara: Client, session: Session, world: World, called: Fresh
) -> None:
    a, b = called("Hamnbolaget AB").id, called("Kulturnämnden").id
    c = make_organisation(session, "Färjebolaget AB").id
    retired = make_organisation(session, "Gamla nämnden")
    retired.retired_on = dt.date(2023, 1, 2)
    session.get_one(Organisation, b).answered_by_id = a
    session.commit()
    for who, by, says in (
        (a, a, "Choose another organisation"),
        (a, c, "answers for others, so nobody can answer for it"),
        (a, b, "Another organisation answers for that one"),
        (c, b, "Another organisation answers for that one"),
        (c, retired.id, "retired and answers for nobody"),
    ):
        page = change(sara, session.get_one(Organisation, who), answered_by=str(by))
        assert page.status == 422
        assert says in page.words("#answered_by-error")
    offered = sara.get(f"/organisations/{c}/change").html.select("#answered_by option")
    assert [option["value"] for option in offered] == ["", str(a)]


# --- retiring


def test_a_retired_organisation_is_not_asked_and_nothing_is_deleted(
    sara: Client, session: Session, world: World, called: Fresh
) -> None:
    harbour, culture = called("Hamnbolaget AB"), called("Kulturnämnden")
    culture.answered_by_id = harbour.id
    session.commit()
    address = f"/organisations/{harbour.id}/retire"
    page = sara.get(address)
    assert "which answer themselves again: Kulturnämnden." in page.words("main")
    assert "It stays in the follow-ups that ask it now" in page.words("main")
    assert typed(page)["retired_on"] == "2023-09-01"
    assert called("Hamnbolaget AB").retired_on is None
    answer = sara.post(address, {"retired_on": "2023-08-31"})
    assert called("Hamnbolaget AB").retired_on == dt.date(2023, 8, 31)
    assert called("Kulturnämnden").answered_by_id is None
    assert session.get_one(Response, world.harbour.id).name == "Hamnbolaget AB"
    page = sara.get(answer.location or "")
    assert "Retired on 31 August 2023" in page.words("main")
    assert "Hamnbolaget AB" not in sara.get("/organisations").words(".reg")
    sara.post(f"/organisations/{harbour.id}/bring-back")
    assert called("Hamnbolaget AB").retired_on is None
    done = list(session.scalars(select(Event.kind).where(Event.organisation_id == harbour.id)))
    assert done == [EventKind.ORGANISATION_RETIRED, EventKind.ORGANISATION_CHANGED]


@pytest.mark.parametrize(
    ("day", "says"), [("", "Give a date"), ("x", "Give a date"), ("2023-09-02", "has not come yet")]
)
def test_it_is_retired_from_a_day_that_has_come(
    sara: Client, world: World, called: Fresh, day: str, says: str
) -> None:
    address = f"/organisations/{world.harbour.organisation_id}/retire"
    sara.get(address)
    page = sara.post(address, {"retired_on": day})
    assert page.status == 422
    assert says in page.words("#retired_on-error")
    assert called("Hamnbolaget AB").retired_on is None


def test_an_unknown_organisation_is_not_found(sara: Client) -> None:
    sara.get("/organisations")
    for rest in ("change", "retire", "successions", "contacts/new"):
        assert sara.get(f"/organisations/999/{rest}").status == 404
        assert sara.post(f"/organisations/999/{rest}").status == 404
    assert sara.post("/organisations/999/bring-back").status == 404
