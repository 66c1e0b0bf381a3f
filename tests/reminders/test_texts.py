"""The texts of a mailing: changed, checked, leafed through, tried."""

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.mail.post import read_all
from tests.reminders.forms import ADDRESS, form_of, send
from tests.world import NOW, World


def test_nobody_ticked_is_said_at_the_list(sara: Client, session: Session) -> None:
    page = send(sara, to=[])
    assert page.status == 422
    assert page.one("#problems a")["href"] == "#recipients"
    assert not read_all(session)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("text-not_started-sv", "Hej {fornamn}! {länk}", "{fornamn}"),
        ("text-not_started-sv", "Hej!", "Länken saknas"),
        ("subject-not_started-sv", "", "Skriv ett ämne"),
        ("subject-not_started-sv", "{länk}", "Länken kan inte stå i ämnet"),
    ],
)
def test_a_text_that_cannot_be_sent_is_kept_and_said_at_its_field(
    sara: Client, session: Session, field: str, typed: str, words: str
) -> None:
    page = send(sara, **{field: typed})
    assert page.status == 422
    assert words in page.words(f"#{field}-error")
    assert page.one(f"#problems a[href='#{field}']")
    assert form_of(page)[field] == typed
    assert not read_all(session)


def test_a_changed_text_is_what_they_get(sara: Client, session: Session) -> None:
    text = "Hej {förnamn}!\n\nÖppna <här>: {länk}\n\n{avsändare}"
    send(sara, **{"text-not_started-sv": text, "subject-not_started-sv": "{organisation}: svara"})
    bo = read_all(session)[0]
    assert bo.subject == "Kulturnämnden: svara"
    assert bo.text.startswith("Hej Bo!\n\nÖppna <här>: {link}\n\nSara Ek\n")
    assert "Öppna &lt;här&gt;: <a" in bo.html


def test_leafing_through_keeps_ticks_and_texts_and_sends_nothing(
    sara: Client, world: World, session: Session
) -> None:
    fields = form_of(sara.get(ADDRESS))
    only = [f"{world.harbour.id}-{world.anna.contact_id}"]
    changed = {"do": "next", "to": only, "subject-not_started-sv": "Nytt ämne"}
    page = sara.post(ADDRESS, fields | changed)
    assert "Anna Lindqvist, anna@hamnen.example" in page.words(".mail .mh")
    assert form_of(page)["to"] == only
    assert page.words(".mail strong") == "Nytt ämne"
    page = sara.post(ADDRESS, form_of(page) | {"do": "previous"})
    assert "Bo Ek" in page.words(".mail .mh")
    assert not read_all(session)


def test_the_preview_holds_nobodys_link(sara: Client) -> None:
    assert "http://localhost/r/..." in sara.get(ADDRESS).words(".mail")


def test_a_test_goes_to_me_alone_at_once_with_a_link_that_opens_nothing(
    sara: Client, session: Session
) -> None:
    fields = form_of(sara.get(ADDRESS))
    page = sara.post(ADDRESS, fields | {"do": "test"})
    assert "sara.ek@staden.example" in page.words(".note:not(.note-warn)")
    (message,) = read_all(session)
    assert (message.to_email, message.not_before) == ("sara.ek@staden.example", NOW)
    assert "{link}" not in message.text
    assert form_of(sara.get(ADDRESS))["to"] == fields["to"]  # nobody counts as reminded
