"""A real server for a whole run of tests, and an organisation of its own for each."""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.checklist.harbour import Harbour, build
from tests.browser.server import Server

expect.set_options(timeout=15_000)  # how loaded the machine is, is no fault of the page's

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`hp serve`, started once per worker. Tests that end it take `server` instead."""
    made = Server(tmp_path_factory.mktemp("server"))
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture
def harbour(shared_server: Server) -> Harbour:
    """An organisation nobody else answers for, in a round of its own: Anna and Karin."""
    return build(shared_server, next(_numbers))
