"""Something at every address."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain import links
from hp.domain.answers import AnswerSource
from hp.models import (
    AnswerOrigin,
    Contact,
    Document,
    Mailing,
    Message,
    PendingImport,
    PersonalLink,
    SharedLink,
    Submission,
    User,
    UserSession,
)
from hp.models.mail import MailingKind
from hp.models.organisations import ContactRole
from tests.checklist.tab import submit_everything
from tests.client import Client
from tests.conftest import SECRET
from tests.world import NOW, World, make_round


def examples_of_users(session: Session) -> dict[str, Any]:
    """Sara, her session, and a link to the result of a round of the year before."""
    year = dt.timedelta(days=365)
    closed = make_round(session, "2022", opened_at=NOW - year, closed_at=NOW - year / 2)
    link = SharedLink(
        round_id=closed.id, made_for="Revisionen", created_at=NOW, expires_at=NOW + year, token="x"
    )
    session.add(link)
    session.commit()
    key = links.derive_key(SECRET, links.SHARED_LINK)
    return {
        "user_id": session.scalars(select(User.id)).one(),
        "session_id": session.scalars(select(UserSession.id)).one(),
        "shared_id": link.id,
        "shared_token": links.make_token(key, link.id, 1),
    }


def examples_of_forms(session: Session, world: World) -> dict[str, Any]:
    """A returned Word form that waits for Sara, and one that is kept."""
    kept, waiting = (
        Document(
            round_id=world.round.id,
            response_id=response_id,
            user_id=session.scalars(select(User.id)).first(),
            sent_at=NOW,
            file_name="svar.docx",
            content=b"PK",
            text='{"rows": [], "notes": []}',
        )
        for response_id in (world.harbour.id, None)
    )
    session.add_all([kept, waiting])
    session.commit()
    return {"document_id": kept.id, "form_id": waiting.id}


def add_origin(session: Session, world: World) -> int:
    """Answers that Sara has entered for Hamnbolaget after a call."""
    said = AnswerOrigin(
        response_id=world.harbour.id,
        source=AnswerSource.TELEPHONE,
        said_by="Anna",
        said_on=NOW.date(),
        user_id=session.scalars(select(User.id)).first(),
        entered_at=NOW,
    )
    session.add(said)
    session.commit()
    return said.id


@pytest.fixture
def examples(app: Flask, world: World, anna: Client, sara: Client) -> dict[str, Any]:
    """By the name of what stands in an address: one that is there. All are Hamnbolaget's.

    It has handed in and opened again, Anna has invited Eva, Sara has a list to confirm.
    """
    submit_everything(anna, world.harbour)
    token = links.make_token(app.extensions["hp_link_key"], world.anna.id, world.anna.version)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    invited = {"name": "Eva Ny", "email": "eva@hamnen.example", "language": "sv"}
    anna.get(f"/checklist/{world.harbour.id}/colleagues")
    anna.post(f"/checklist/{world.harbour.id}/colleagues", invited)
    sara.get("/organisations/import")
    sara.post("/organisations/import", {"pasted": "namn\ttyp\nSpårvägen AB\tbolag"})
    with app.extensions["hp_database"].new_session() as session:
        session.add(Mailing(kind=MailingKind.REMINDER, round_id=world.round.id, created_at=NOW))
        message_id = session.scalars(select(Message.id)).first()
        session.commit()
        mailing_id = session.scalars(select(Mailing.id).where(Mailing.kind == "reminder")).one()
        eva = session.scalars(select(Contact).where(Contact.role == ContactRole.COLLEAGUE)).one()
        link = session.scalars(select(PersonalLink).where(PersonalLink.contact_id == eva.id)).one()
        submission_id = session.scalars(select(Submission.id)).one()
        pending_id = session.scalars(select(PendingImport.id)).one()
        of_users = examples_of_users(session) | {"origin_id": add_origin(session, world)}
        of_forms = examples_of_forms(session, world)
    return (
        of_users
        | of_forms
        | {
            "response_id": world.harbour.id,
            "organisation_id": world.harbour.organisation_id,
            "round_id": world.round.id,
            "contact_id": eva.id,
            "link_id": link.id,
            "submission_id": submission_id,
            "pending_id": pending_id,
            "mailing_id": mailing_id,
            "message_id": message_id,
            "number": 2,
            "ending": "xlsx",
            "token": token,
            "name": "app.css",
            "text": "receipt",
            "language": "sv",
        }
    )
