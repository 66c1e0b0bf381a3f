"""A link opened twice at once, as a double click in a mail does."""

from flask import Flask

from hp.domain import links
from tests.client import Client
from tests.world import World


def test_it_saves_from_both_tabs_although_each_began_without_a_cookie(
    app: Flask, world: World
) -> None:
    address = f"/checklist/{world.harbour.id}"
    token = links.make_token(app.extensions["hp_link_key"], world.anna.id, world.anna.version)
    first, second = Client(app), Client(app)
    for tab in (first, second):
        tab.get(f"/r/{token}")
        tab.get(address)
    # the browser keeps the cookie that came last, whichever page a save comes from
    saved = second.post(
        f"{address}/activities/1",
        {"csrf_token": first.csrf, "value-1": "yes", "version-1": "0", "sequence": "1"},
        htmx=True,
    )
    assert saved.status == 200
