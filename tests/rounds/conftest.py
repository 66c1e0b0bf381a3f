"""A coordinator where nothing has been set up yet."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.models.users import Role
from tests.client import Client
from tests.world import make_user


@pytest.fixture
def petra(app: Flask, session: Session, clock: time_machine.Traveller) -> Client:
    """The browser of Petra, a coordinator with an empty instance."""
    user = make_user(session, "petra@staden.example")
    user.name = "Petra Lund"
    session.commit()
    return Client(app).sign_in_as(session, user)


@pytest.fixture
def reader(app: Flask, session: Session, clock: time_machine.Traveller) -> Client:
    """The browser of somebody who reads results."""
    user = make_user(session, "rita@staden.example", Role.READER)
    session.commit()
    return Client(app).sign_in_as(session, user)
