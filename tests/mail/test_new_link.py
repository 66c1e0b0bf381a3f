import datetime as dt

from sqlalchemy.orm import Session

from hp.mail import messages
from hp.models import Message
from tests.mail.post import add_new_link, set_contact
from tests.world import DUE, World


def test_it_says_no_last_day_that_has_passed(session: Session, world: World) -> None:
    set_contact(session, world.anna, language="en")
    message = add_new_link(session, world.anna, DUE + dt.timedelta(hours=1))
    assert "last day" not in message.text


def test_it_asks_for_an_answer_where_there_is_no_telephone(session: Session, world: World) -> None:
    set_contact(session, world.anna, language="en")
    world.round.contact_phone = ""
    message = add_new_link(session, world.anna)
    assert "Questions? Reply to this e-mail." in message.text


def test_each_has_a_message_id_of_its_own(session: Session, world: World) -> None:
    ids = {add_new_link(session, world.anna).message_id for _ in range(5)}
    assert len(ids) == 5


def test_it_leaves_committing_to_its_caller(session: Session, world: World) -> None:
    messages.add_new_link(session, link_id=world.anna.id, now=DUE)
    session.rollback()
    assert session.query(Message).count() == 0
