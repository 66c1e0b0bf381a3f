"""Personal links as a coordinator deals with them: copied, made anew, taken back, mailed again."""

import datetime as dt

from flask import Flask
from sqlalchemy.orm import Session

from hp.domain.links import make_token
from hp.models import Contact, Organisation, PersonalLink, Response
from hp.models.events import EventKind
from hp.models.mail import MessageState
from hp.models.organisations import ContactRole
from hp.models.users import Role
from tests.checklist.records import events, messages, read
from tests.client import Client, Page
from tests.world import NOW, World, make_contact, make_user


def address(response: Response) -> str:
    return f"/organisations/{response.organisation_id}"


def people(page: Page) -> list[str]:
    return [" ".join(li.get_text(" ").split()) for li in page.html.select(".people li")]


def links_of(session: Session, world: World, link: PersonalLink) -> list[PersonalLink]:
    response, contact = world.harbour.id, link.contact_id
    kind = PersonalLink
    return list(read(session, kind, kind.response_id == response, kind.contact_id == contact))


def test_each_contact_says_whether_it_holds_a_link(
    sara: Client, session: Session, world: World
) -> None:
    world.karin.revoked_at = NOW
    session.commit()
    anna, karin = people(sara.get(address(world.harbour)))
    assert "Anna Lindqvist main contact" in anna
    assert "Has a link since 1 September 2023" in anna
    assert "Has no link" in karin
    assert "Make a link" in karin


def test_an_invited_colleague_is_shown_with_who_invited(
    sara: Client, session: Session, world: World
) -> None:
    organisation = session.get_one(Organisation, world.harbour.organisation_id)
    for name, response, inviter in (
        ("Ylva Dahl", world.harbour, world.anna),
        ("Maj Gren", world.culture, world.bo),
    ):
        colleague = make_contact(session, organisation, name, role=ContactRole.COLLEAGUE)
        session.add(
            PersonalLink(
                response_id=response.id,
                contact_id=colleague.id,
                created_at=NOW,
                invited_by_id=inviter.contact_id,
            )
        )
    session.commit()
    page = sara.get(address(world.harbour))
    assert "Ylva Dahl invited colleague" in people(page)[-1]
    assert "invited by Anna Lindqvist" in people(page)[-1]
    assert "Maj Gren" not in page.text


def test_a_link_can_be_copied_and_is_kept_nowhere_on_the_way(
    app: Flask, sara: Client, world: World
) -> None:
    token = make_token(app.extensions["hp_link_key"], world.anna.id, 1)
    assert token not in sara.get(address(world.harbour)).text
    page = sara.get(f"/organisations/links/{world.anna.id}")
    assert page.one("input[readonly]")["value"] == f"http://localhost/r/{token}"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.words("h1") == "The link of Anna Lindqvist"


def test_a_new_link_replaces_the_old_one_unless_chosen_otherwise(
    app: Flask, sara: Client, session: Session, world: World
) -> None:
    sara.get(f"/organisations/links/{world.anna.id}")
    make = f"/organisations/responses/{world.harbour.id}/links"
    made = sara.post(make, {"contact": world.anna.contact_id})
    assert made.status == 303
    old, new = links_of(session, world, world.anna)
    assert old.revoked_at == NOW
    assert new.revoked_at is None
    assert made.location == f"/organisations/links/{new.id}"
    assert "Earlier ones of this contact no longer work" in sara.get(made.location).words()
    assert Client(app).open_link(new).get(f"/checklist/{world.harbour.id}").status == 200
    old_page = Client(app).open_link(old).get(f"/checklist/{world.harbour.id}")
    assert old_page.status != 200

    sara.post(make, {"contact": world.anna.contact_id, "keep": "yes"})
    *_, second, third = links_of(session, world, world.anna)
    assert second.revoked_at is third.revoked_at is None
    assert [e.about_contact_id for e in events(session, EventKind.LINK_MADE)] == [
        world.anna.contact_id
    ] * 2
    (revoked,) = events(session, EventKind.LINK_REVOKED)
    assert (revoked.about_contact_id, revoked.response_id) == (
        world.anna.contact_id,
        world.harbour.id,
    )
    assert revoked.user_id


def test_nobody_else_gets_a_link_to_the_response(
    sara: Client, session: Session, world: World
) -> None:
    sara.get(f"/organisations/links/{world.anna.id}")
    before = len(read(session, PersonalLink))
    make = f"/organisations/responses/{world.harbour.id}/links"
    for contact in (world.bo.contact_id, 999, "x", "9" * 25):
        refused = sara.post(make, {"contact": contact})
        assert "no longer a contact of the organisation" in sara.get(refused.location).words()
    assert len(read(session, PersonalLink)) == before


def test_a_link_taken_back_opens_nothing(
    app: Flask, anna: Client, sara: Client, session: Session, world: World
) -> None:
    sara.get(f"/organisations/links/{world.anna.id}")
    assert anna.get(f"/checklist/{world.harbour.id}").status == 200
    done = sara.post(f"/organisations/links/{world.anna.id}/revoke")
    assert "The link of Anna Lindqvist is taken back" in sara.get(done.location or "").words()
    assert anna.get(f"/checklist/{world.harbour.id}").status != 200
    page = sara.get(f"/organisations/links/{world.anna.id}")
    assert "The link has been taken back" in page.words()
    assert not page.html.select("input[readonly]")
    sara.post(f"/organisations/links/{world.anna.id}/revoke")
    assert len(events(session, EventKind.LINK_REVOKED)) == 1


def test_a_link_is_mailed_to_its_contact_again(
    sara: Client, session: Session, world: World
) -> None:
    sara.get(f"/organisations/links/{world.anna.id}")
    done = sara.post(f"/organisations/links/{world.anna.id}/mail")
    (mail,) = messages(session)
    assert (mail.to_email, mail.link_id) == ("anna@hamnen.example", world.anna.id)
    shown = sara.get(done.location or "").words()
    assert "An e-mail to Anna Lindqvist is written to the folder" in shown
    assert "Link sent by e-mail: Anna Lindqvist, by Sara Ek" in shown


def test_pressing_twice_mails_once_but_another_address_gets_its_own(
    sara: Client, session: Session, world: World
) -> None:
    path = f"/organisations/links/{world.anna.id}"
    sara.get(path)
    sara.post(f"{path}/mail")
    again = sara.post(f"{path}/mail")
    assert "is written to the folder" in sara.get(again.location or "").words()
    assert len(messages(session)) == 1
    session.get_one(Contact, world.anna.contact_id).email = "anna.l@hamnen.example"
    session.commit()
    sara.post(f"{path}/mail")
    assert [mail.to_email for mail in messages(session)][1:] == ["anna.l@hamnen.example"]
    for mail in messages(session):
        mail.state = MessageState.SENT
    session.commit()
    sara.post(f"{path}/mail")
    assert len(messages(session)) == 3


def test_nothing_is_mailed_without_address_or_for_a_link_taken_back(
    sara: Client, session: Session, world: World
) -> None:
    session.get_one(Contact, world.anna.contact_id).email = ""
    world.karin.revoked_at = NOW
    session.commit()
    page = sara.get(f"/organisations/links/{world.anna.id}")
    assert "no e-mail address" in page.words()
    first = sara.post(f"/organisations/links/{world.anna.id}/mail")
    assert "has no e-mail address" in sara.get(first.location or "").words()
    second = sara.post(f"/organisations/links/{world.karin.id}/mail")
    assert "taken back already" in sara.get(second.location or "").words()
    assert not messages(session)


def test_when_the_round_is_closed_links_are_neither_made_nor_sent(
    sara: Client, session: Session, world: World
) -> None:
    world.round.closed_at = NOW - dt.timedelta(hours=1)
    session.commit()
    page = sara.get(f"/organisations/links/{world.anna.id}")
    assert [b.get_text() for b in page.html.select("main form button")] == ["Take the link back"]
    sent = sara.post(f"/organisations/links/{world.anna.id}/mail")
    assert "The follow-up is closed" in sara.get(sent.location or "").words()
    sara.post(f"/organisations/responses/{world.harbour.id}/links", {"contact": 1})
    assert not messages(session)
    assert len(links_of(session, world, world.anna)) == 1


def test_a_reader_sees_results_alone(app: Flask, session: Session, world: World) -> None:
    user = make_user(session, "las@staden.example", Role.READER)
    world.harbour.note = "Ringde i går."
    session.commit()
    reader = Client(app, language="en").sign_in_as(session, user)
    page = reader.get(address(world.harbour))
    assert page.status == 200
    for hidden in ("anna@hamnen", "Ringde", "Contacts", "What has happened"):
        assert hidden not in page.text
    assert reader.get(f"/organisations/links/{world.anna.id}").status == 403
    for path in (
        f"/organisations/links/{world.anna.id}/revoke",
        f"/organisations/links/{world.anna.id}/mail",
        f"/organisations/responses/{world.harbour.id}/links",
    ):
        assert reader.post(path, {"contact": world.anna.contact_id}).status == 403
