"""The coordinator reads English here, so that words can be checked against those in the code."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import Client
from tests.world import World, make_user


@pytest.fixture
def sara(app: Flask, session: Session, world: World) -> Client:
    """The browser of Sara, a coordinator who is signed in and reads English."""
    user = make_user(session)
    session.commit()
    return Client(app, language="en").sign_in_as(session, user)
