"""The import of organisations in the browser: send, look, confirm."""

import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.models import Contact, Event, Organisation, PendingImport, Succession
from hp.models.events import EventKind
from hp.models.organisations import ContactRole, OrganisationKind
from hp.models.users import Role
from tests.client import Client, Page
from tests.world import World, make_contact, make_organisation, make_user

DATA = Path(__file__).parent / "data"


def send(client: Client, data: bytes | str, name: str = "lista.csv") -> Page:
    """Send a file, and open its preview where it was taken."""
    client.get("/organisations/import")
    raw = data.encode() if isinstance(data, str) else data
    page = client.post("/organisations/import", {"file": (io.BytesIO(raw), name)})
    return client.get(page.location) if page.status == 303 else page


def confirm(client: Client, page: Page, **chosen: object) -> Page:
    """Press the button of a preview, with its date and ticks as they are unless `chosen`."""
    form = page.one("form#confirm")
    values: dict[str, object] = {"seen": form.select_one("[name=seen]")["value"]}
    if date := form.select_one("[name=date]"):
        values["date"] = date["value"]
    values["add"] = [box["value"] for box in form.select("[name=add][checked]")]
    return client.post(form["action"], values | chosen)


def look_again(session: Session) -> None:
    """Forget what was read before."""
    session.rollback()
    session.expire_all()


def count(session: Session, model: type) -> int:
    look_again(session)
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_real_list_and_its_successions_import_as_they_are(
    sara: Client, session: Session
) -> None:
    page = send(sara, (DATA / "organisations-2023.csv").read_bytes())
    assert "64 new organisations" in page.words(), "Kulturnämnden is there already"
    assert "This column is not used: konfidens." in page.words()
    done = confirm(sara, page)
    assert done.location == "/organisations"
    assert "64 organisations added" in sara.get("/organisations").words()
    assert count(session, Organisation) == 64 + 2
    fire = session.scalars(
        select(Organisation).where(Organisation.name.startswith("Räddning"))
    ).one()
    assert fire.kind is OrganisationKind.FEDERATION

    name = "successions-2023-01-02.csv"
    page = send(sara, (DATA / name).read_bytes(), name)
    assert page.one("#date")["value"] == "2023-01-02"
    assert "8 new successions" in page.words()
    old = [box["value"] for box in page.html.select("[name=add]")]
    assert old[0] == "Byggnadsnämnden"
    assert confirm(sara, page, add=old).status == 303
    assert count(session, Succession) == 8
    building = session.scalars(
        select(Organisation).where(Organisation.name == "Byggnadsnämnden")
    ).one()
    assert str(building.retired_on) == "2023-01-02"


def test_old_names_are_no_misspellings_of_what_took_over_from_them(sara: Client) -> None:
    confirm(sara, send(sara, (DATA / "organisations-2023.csv").read_bytes()))
    name = "successions-2023-01-02.csv"
    page = send(sara, (DATA / name).read_bytes(), name)
    assert len(page.html.select("[name=add][checked]")) == 5


def test_nothing_is_saved_until_confirmed(sara: Client, session: Session) -> None:
    send(sara, "namn;typ\nHamnen AB;bolag\n")
    assert count(session, Organisation) == 2
    assert count(session, PendingImport) == 1


def test_the_preview_says_old_and_new_of_each_field(sara: Client, session: Session) -> None:
    page = send(
        sara,
        "Namn;Typ;Kluster;Kontakt;E-post;Funktion\n"
        "Hamnbolaget AB;bolag;Sjöfart;Anna Lindqvist;anna.l@hamnen.example;Ekonomichef\n",
    )
    words = page.words("form#confirm")
    assert "Cluster: was Hamn → becomes Sjöfart" in words
    assert "E-mail: was anna@hamnen.example → becomes anna.l@hamnen.example" in words
    assert "Karin Berg" in words, "a contact who is not in the list"
    confirm(sara, page)
    look_again(session)
    anna = session.scalars(select(Contact).where(Contact.name == "Anna Lindqvist")).one()
    assert (anna.email, anna.role) == ("anna.l@hamnen.example", ContactRole.MAIN)
    assert count(session, Contact) == 3, "nobody is added beside her"


def test_what_is_missing_stays_unless_it_is_ticked(sara: Client, session: Session) -> None:
    page = send(sara, "namn;typ\nKulturnämnden;nämnd\n")
    assert "One organisation is not in the list" in page.words()
    assert "It stays as it is. Tick it if" in page.words()
    confirm(sara, page)
    harbour = session.scalars(
        select(Organisation).where(Organisation.name == "Hamnbolaget AB")
    ).one()
    assert harbour.retired_on is None
    page = send(sara, "namn;typ\nKulturnämnden;nämnd\n")
    confirm(sara, page, retire=[str(harbour.id)])
    look_again(session)
    assert harbour.retired_on is not None


def test_a_ticked_contact_is_retired_and_the_link_with_it(
    sara: Client, session: Session, world: World
) -> None:
    page = send(sara, "namn;kontakt\nHamnbolaget AB;Anna Lindqvist\n")
    assert "The contact stays." in page.words()
    box = page.one("[name=retire_contact]")
    assert box["value"] == str(world.karin.contact_id)
    confirm(sara, page, retire_contact=[box["value"]])
    look_again(session)
    assert world.karin.revoked_at is not None
    assert world.anna.revoked_at is None


def test_ticks_of_others_than_the_missing_do_nothing(
    sara: Client, session: Session, world: World
) -> None:
    page = send(sara, "namn\nHamnbolaget AB\n")
    confirm(sara, page, retire=[str(world.harbour.organisation_id)], retire_contact=["1"])
    look_again(session)
    assert session.get_one(Organisation, world.harbour.organisation_id).retired_on is None
    assert count(session, Contact) == 3


def test_a_register_that_has_changed_is_shown_anew(sara: Client, session: Session) -> None:
    page = send(sara, "namn;typ\nHamnen AB;bolag\n")
    make_organisation(session, "Skolnämnden", OrganisationKind.COMMITTEE)
    session.commit()
    again = confirm(sara, page)
    assert again.status == 409
    assert "Somebody has changed the register since" in again.words()
    assert "Skolnämnden" in again.words()
    assert count(session, Organisation) == 3
    assert confirm(sara, again).status == 303
    assert count(session, Organisation) == 4


def test_two_presses_save_once(sara: Client, session: Session) -> None:
    page = send(sara, "namn;typ\nHamnen AB;bolag\n")
    assert confirm(sara, page).status == 303
    assert confirm(sara, page).location == "/organisations"
    words = sara.get("/organisations").words()
    assert "1 organisation added" in words
    assert "The list waits no more" in words
    assert count(session, Organisation) == 3
    assert count(session, PendingImport) == 0


def test_one_error_and_nothing_is_saved(sara: Client, session: Session) -> None:
    page = send(sara, "namn;typ;e-post\nHamnen AB;bolag;ok@hamnen.example\nBåten;båt;fel\n")
    assert [li.get_text(" ", strip=True) for li in page.html.select(".wrong li")] == [
        "Row 3, typ “båt” is no type. Write nämnd, bolag or kommunalförbund.",
        "Row 3, e-post “fel” is no e-mail address.",
        "Row 3, typ The type of Båten is missing. Write nämnd, bolag or kommunalförbund.",
    ]
    assert not page.html.select("form#confirm")
    path = page.one("form[action$=cancel]")["action"].removesuffix("/cancel")
    assert sara.post(path, {"seen": "x"}).status == 409
    assert count(session, Organisation) == 2


def test_new_organisations_are_not_asked_in_an_open_round_and_the_page_says_so(
    sara: Client, session: Session
) -> None:
    page = send(sara, "namn;typ\nHamnen AB;bolag\n")
    assert "New organisations are not asked by themselves" in page.words()
    assert "Open now: 2023." in page.words()


def test_a_new_contact_of_an_organisation_that_is_asked_gets_a_link(
    sara: Client, session: Session, world: World
) -> None:
    confirm(sara, send(sara, "namn;kontakt;e-post\nKulturnämnden;Eva Ny;eva@kultur.example\n"))
    page = sara.get(f"/organisations/{world.culture.organisation_id}")
    assert "Eva Ny" in page.words()
    events = session.scalars(select(Event.kind).where(Event.kind == EventKind.LINK_MADE)).all()
    assert len(events) == 1


def test_pasted_from_excel(sara: Client, session: Session) -> None:
    sara.get("/organisations/import")
    rows = "Nämnd/bolag\tTyp\tKontaktperson\tMejl\r\nHamnen AB\tBolag\tEva Ny\tEva@Hamnen.example"
    page = sara.post("/organisations/import", {"pasted": rows})
    confirm(sara, sara.get(page.location))
    eva = session.scalars(select(Contact).where(Contact.name == "Eva Ny")).one()
    assert (eva.email, eva.role) == ("eva@hamnen.example", ContactRole.MAIN)


def test_what_was_pasted_is_kept_when_it_cannot_be_read(sara: Client) -> None:
    sara.get("/organisations/import")
    page = sara.post("/organisations/import", {"pasted": "Hamnen AB\tbolag <b>"})
    assert page.status == 422
    assert page.one("#pasted").get_text() == "Hamnen AB\tbolag <b>"
    assert page.one("#pasted")["aria-invalid"] == "true"
    assert page.one("#problems a")["href"] == "#pasted"


def test_sending_nothing_says_what_to_send(sara: Client) -> None:
    sara.get("/organisations/import")
    page = sara.post("/organisations/import", {"file": (io.BytesIO(b""), "")})
    assert page.status == 422
    assert "Choose a file" in page.words("#file-error")


def test_a_file_over_the_limit_is_refused_at_its_field(sara: Client) -> None:
    body = (
        b"--x\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n" + b"x" * 10**7
    )
    how = {"data": body, "content_type": "multipart/form-data; boundary=x"}
    page = Page(sara.http.post("/organisations/import", headers={"Accept-Language": "en"}, **how))
    assert page.status == 413
    assert "at most 2 MB" in page.words("#file-error")


def test_a_list_can_be_thrown_away(sara: Client, session: Session) -> None:
    page = send(sara, "namn\nHamnen AB\n")
    path = page.one("form#confirm")["action"]
    assert sara.post(f"{path}/cancel").status == 303
    assert count(session, PendingImport) == 0
    assert sara.get(path).status == 404


def test_nobody_else_sees_a_list(sara: Client, app: Flask, session: Session) -> None:
    path = send(sara, "namn\nHamnen AB\n").one("form#confirm")["action"]
    eva = Client(app).sign_in_as(session, make_user(session, "eva@staden.example"))
    assert eva.get(path).status == 404
    eva.get("/organisations/import")
    assert eva.post(path, {"seen": "x"}).location == "/organisations"
    assert count(session, Organisation) == 2, "nothing of it is saved"
    eva.post(f"{path}/cancel")
    assert count(session, PendingImport) == 1


@pytest.mark.parametrize("path", ["import", "export.xlsx", "export.csv", "successions.csv"])
def test_a_reader_imports_and_exports_nothing(app: Flask, session: Session, path: str) -> None:
    reader = make_user(session, "las@staden.example", Role.READER)
    client = Client(app).sign_in_as(session, reader)
    assert client.get(f"/organisations/{path}").status == 403


def test_what_was_left_for_a_day_is_removed_by_the_next_import(
    sara: Client, session: Session, clock: object
) -> None:
    send(sara, "namn\nHamnen AB\n")
    clock.shift(60 * 60 * 25)  # type: ignore[attr-defined]
    sara.sign_in_as(session, session.get_one(type(make_user(session, "x@y.example")), 1))
    send(sara, "namn\nHamnen AB\n")
    assert count(session, PendingImport) == 1


def test_a_list_that_says_what_is_known_has_nothing_to_save(sara: Client, session: Session) -> None:
    make_contact(session, make_organisation(session, "Extra AB"), "Eva Ny")
    session.commit()
    exported = sara.http.get("/organisations/export.csv?state=all").data
    page = send(sara, exported)
    assert "There is nothing to save" in page.words()
    assert not page.html.select("form#confirm .btn-primary")


def test_no_date_is_asked_for_where_every_row_has_its_own(sara: Client) -> None:
    text = "föregångare;efterföljare;datum\nGamla nämnden;Kulturnämnden;2022-01-01\n"
    page = send(sara, text, "lista 2023-01-02.csv")
    assert not page.html.select("#date")
    assert "2022-01-01" in page.words("form#confirm")
