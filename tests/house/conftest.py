"""Something at every address."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hp.domain import links
from hp.models import (
    Contact,
    Mailing,
    Message,
    PendingImport,
    PersonalLink,
    Submission,
    User,
    UserSession,
)
from hp.models.mail import MailingKind
from hp.models.organisations import ContactRole
from tests.checklist.tab import submit_everything
from tests.client import Client
from tests.world import NOW, World


@pytest.fixture
def examples(app: Flask, world: World, anna: Client, sara: Client) -> dict[str, Any]:
    """By the name of what stands in an address: one that is there. All are Hamnbolaget's.

    It has handed in and opened again, Anna has invited Eva, Sara has a list to confirm.
    """
    submit_everything(anna, world.harbour)
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
        user_id = session.scalars(select(User.id)).one()
        session_id = session.scalars(select(UserSession.id)).one()
    return {
        "response_id": world.harbour.id,
        "organisation_id": world.harbour.organisation_id,
        "round_id": world.round.id,
        "contact_id": eva.id,
        "link_id": link.id,
        "submission_id": submission_id,
        "pending_id": pending_id,
        "mailing_id": mailing_id,
        "message_id": message_id,
        "user_id": user_id,
        "session_id": session_id,
        "number": 2,
        "ending": "xlsx",
        "token": links.make_token(app.extensions["hp_link_key"], world.anna.id, world.anna.version),
        "name": "app.css",
        "text": "receipt",
        "language": "sv",
    }
