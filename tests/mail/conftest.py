"""Mails are written and sent inside an application context, as in a request or a command."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from hp import web
from hp.config import Settings
from hp.database import Database
from hp.mail import outbox


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def send(database: Database, settings: Settings) -> Callable[[Any], outbox.Counts]:
    """One pass over the outbox with a sender, at the time the clock shows."""

    def send_due(sender: Any) -> outbox.Counts:
        return outbox.send_due(database, settings, web.link_key(), web.now, sender)

    return send_due
