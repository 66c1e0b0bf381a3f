"""What tests of invitations do and look at: Anna at Hamnbolaget invites Erik."""

from sqlalchemy.orm import Session

from hp.models import Contact, Message, PersonalLink
from tests.checklist import records
from tests.client import Client, Page
from tests.world import World

ERIK = "erik@hamnen.example"
FORM = {"name": "Erik Holm", "function": "Controller", "email": ERIK, "language": "en"}


def address(world: World) -> str:
    return f"/checklist/{world.harbour.id}/colleagues"


def follow(client: Client, answer: Page) -> Page:
    """The page that a form's answer leads to."""
    assert answer.status == 303
    assert answer.location
    return client.get(answer.location)


def invite(client: Client, world: World, **fields: str) -> Page:
    page = client.post(address(world), FORM | fields)
    return follow(client, page) if page.status == 303 else page


def erik(session: Session) -> Contact:
    (found,) = records.read(session, Contact, Contact.email == ERIK)
    return found


def link_of(session: Session, contact: Contact) -> PersonalLink:
    (found,) = records.read(session, PersonalLink, PersonalLink.contact_id == contact.id)
    return found


def people(page: Page) -> list[str]:
    return [" ".join(li.get_text(" ").split()) for li in page.html.select(".people li")]


def counts(session: Session) -> tuple[int, ...]:
    return tuple(len(records.read(session, kind)) for kind in (Contact, PersonalLink, Message))
