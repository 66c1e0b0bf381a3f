from typing import Any

import pytest
from flask import Flask

from hp.mail.placeholder import fill_in
from hp.mail.user_messages import write_user_mail
from hp.models.mail import MailingKind
from hp.models.users import Role
from tests.mail.post import LINK, expected, words
from tests.world import NOW

FACTS: dict[MailingKind, dict[str, Any]] = {
    MailingKind.USER_INVITATION: {
        "inviter": "Sara Ek (sara.ek@staden.example)",
        "role": Role.READER,
        "last_day": NOW.date(),
    },
    MailingKind.NEW_PASSWORD: {"last_time": "16:00"},
}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", FACTS)
def test_it_says_why_it_comes_where_to_go_and_what_if_nobody_asked(
    app: Flask, kind: MailingKind, language: str
) -> None:
    with app.app_context():
        mail = write_user_mail(kind, name="Eva Ny", language=language, **FACTS[kind])
    sent = f"Subject: {mail.subject}\n\n{fill_in(mail.text, LINK)}\n"
    assert sent == expected(f"{kind}.{language}.txt")
    assert words(mail) == " ".join(fill_in(mail.text, LINK).split())  # type: ignore[arg-type]


def test_a_name_cannot_make_a_link_nor_markup(app: Flask) -> None:
    facts = FACTS[MailingKind.USER_INVITATION] | {"inviter": "{link} <b>x</b>"}
    with app.app_context():
        mail = write_user_mail(
            MailingKind.USER_INVITATION, name="{link} Ny", language="en", **facts
        )
    assert fill_in(mail.text, LINK).count(LINK) == 1
    assert "<b>" not in mail.html
    assert "<b>x</b>" in mail.text
