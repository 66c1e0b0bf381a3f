"""Who signs in here, and what they do on the sign-in page."""

from functools import cache

from flask import Flask
from sqlalchemy.orm import Session

from hp.account.passwords import make_hash
from hp.models import User
from tests import world
from tests.client import Client, Page
from tests.world import PASSWORD

SARA = "sara.ek@staden.example"
WRONG = "fel häst batteri häftklammer"


@cache  # making it is slow on purpose
def kept_password() -> str:
    return make_hash(PASSWORD)


def make_user(session: Session, email: str = SARA, **fields: object) -> User:
    user = world.make_user(session, email, **({"password_hash": kept_password()} | fields))
    session.commit()
    return user


def browser(app: Flask, address: str = "192.0.2.1") -> Client:
    """A browser in English, at an address of its own."""
    client = Client(app, language="en")
    client.http.environ_base["REMOTE_ADDR"] = address
    return client


def sign_in(client: Client, email: str = SARA, password: str = PASSWORD, query: str = "") -> Page:
    """Open the sign-in page, fill it in, send it."""
    client.get(f"/account/sign-in{query}")
    values = {"email": email, "password": password}
    return client.post(f"/account/sign-in{query}", values)


def sign_out(client: Client) -> Page:
    """Press the button in the head of a page."""
    page = client.get("/tests/page")
    return client.post(page.one("form.sign-out")["action"])
