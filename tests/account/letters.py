"""The mails that users are sent, as they read them."""

import datetime as dt
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy.orm import Session

from hp.mail import outbox
from hp.mail.compose import compose
from hp.store import mail
from tests.client import Page


def read_last(app: Flask, session: Session) -> str:
    """The plain text of the newest mail in the outbox, with its link."""
    session.rollback()
    (row,) = mail.list_messages(session, 1)
    settings = app.extensions["hp_settings"]
    address = outbox.link_address(settings, app.extensions["hp_link_key"], row)
    letter = compose(row, settings, address, dt.datetime.now(dt.UTC))
    body = letter.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def link_in(text: str) -> str:
    """The path of the one link in a mail."""
    (line,) = [line for line in text.splitlines() if line.startswith("http")]
    return urlsplit(line).path


def form_values(page: Page, form: str = "main form") -> dict[str, str]:
    """What a page's form holds as it is shown."""
    fields = page.one(form).select("[name]")
    values = {field["name"]: field.get("value", "") for field in fields if field.name == "input"}
    for field in fields:
        if field.name == "select":
            values[field["name"]] = field.select_one("option[selected]")["value"]
    return values
