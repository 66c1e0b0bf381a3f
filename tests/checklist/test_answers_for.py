"""Who answers for several organisations is told so, where they answer and on the receipt."""

from sqlalchemy.orm import Session

from hp.actions.answers_for import set_answered_by
from tests.checklist.records import messages
from tests.client import Client
from tests.overview.arrange import ask, hand_in
from tests.world import NOW, World, make_user


def test_the_checklist_and_the_receipt_name_all_organisations(
    anna: Client, session: Session, world: World
) -> None:
    user = make_user(session, "kim@staden.example")
    others = [ask(session, world.round, name) for name in ("Åbolaget", "Dotter & Co")]
    session.commit()
    address = f"/checklist/{world.harbour.id}"
    assert "Dotter" not in anna.get(address).words(".facts")
    for other in others:
        set_answered_by(session, other.id, world.harbour.id, user.id, NOW)
    all_of_them = "Hamnbolaget AB , Dotter & Co och Åbolaget"
    assert f"Ni svarar för {all_of_them}" in anna.get(address).words(".lead .facts")
    assert "Dotter & Co" in anna.get(f"{address}/review").words()
    hand_in(session, world.harbour)
    session.commit()
    assert all_of_them in anna.get(f"{address}/receipt").words(".receipt")


def test_the_receipt_in_the_mail_names_the_others_too(
    anna: Client, session: Session, world: World
) -> None:
    user = make_user(session, "kim@staden.example")
    other = ask(session, world.round, "Dotter & Co")
    session.commit()
    set_answered_by(session, other.id, world.harbour.id, user.id, NOW)
    address = f"/checklist/{world.harbour.id}"
    answers = {f"value-{n}": "yes" for n in range(1, 14)}
    anna.post(address, answers | {f"version-{n}": "0" for n in range(1, 14)})
    seen = anna.get(f"{address}/review").one("input[name=seen]")["value"]
    anna.post(f"{address}/review", {"seen": seen, "name": "Anna", "function": ""})
    (mail,) = messages(session)
    assert "Svaren gäller också Dotter & Co." in mail.text
    assert "Svaren gäller också Dotter &amp; Co." in mail.html
