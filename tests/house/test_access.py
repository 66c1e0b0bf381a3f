"""Who gets in where: every route against everybody, POSTs too. A route without a rule fails.

`pytest -s tests/house/test_access.py` prints the table.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hp.database import Database
from hp.models.users import Role
from tests.client import Client
from tests.house.routes import Route, list_routes
from tests.world import make_user

PEOPLE = ("coordinator", "reader", "own link", "other's link", "read-only link", "no one")
EVERYBODY = set(PEOPLE)
USERS = {"coordinator", "reader"}
COORDINATORS = {"coordinator"}
OWN = {"own link"}

# by endpoint; for a whole room where the endpoint is not named, by "room."
RULES = {
    "static": EVERYBODY,
    "about.": EVERYBODY,
    "account.": EVERYBODY,
    "account.sign_out": set(),  # leads to the sign-in page, whoever asks
    "account.ask_for_code": set(),  # the same for all who have not just given a password
    "account.enter_code": set(),
    "account.show": USERS,
    "account.end_session": USERS,
    "account.end_other_sessions": USERS,
    "account.ask_for_new_password": USERS,
    "account.change_password": USERS,
    "account.second_factor": USERS,
    "account.begin_second_factor": USERS,
    "account.turn_second_factor_on": USERS,
    "account.turn_second_factor_off": USERS,
    "account.renew_recovery_codes": USERS,
    "account.list_users": COORDINATORS,
    "account.ask_whom_to_invite": COORDINATORS,
    "account.invite": COORDINATORS,
    "account.show_user": COORDINATORS,
    "account.change_role": COORDINATORS,
    "account.invite_again": COORDINATORS,
    "account.retire": COORDINATORS,
    "checklist.": OWN,
    "link.": EVERYBODY,
    "overview.": USERS,
    "overview.choose_news": COORDINATORS,
    "overview.ask_news": COORDINATORS,
    "organisations.": COORDINATORS,
    "organisations.show": USERS,
    "organisations.show_hand_in": USERS,
    "organisations.show_changes": USERS,
    "reminders.": COORDINATORS,
    "reminders.outbox": EVERYBODY,  # not there but in the demonstration, which its own tests guard
    "rounds.": COORDINATORS,
    "shared.": EVERYBODY,  # who has the link; what others are shown is tested on its own
}


@dataclass(frozen=True)
class Badge:
    """What somebody's browser shows: its cookie, and the token of its pages' forms."""

    cookie: str
    csrf: str


def badge(client: Client) -> Badge:
    cookie = client.http.get_cookie("hp")
    return Badge(cookie.value if cookie else "", client.csrf)


class Doors:
    """Tries doors with everybody's badge, and puts everything back after each."""

    def __init__(self, app: Flask, database: Database, badges: dict[str, Badge]) -> None:
        self.app = app
        self.badges = badges
        self.file = Path(str(database.url.database))
        self.before = sqlite3.connect(":memory:")
        with sqlite3.connect(self.file) as live:
            live.backup(self.before)

    def lets_in(self, route: Route, who: str) -> bool:
        """Whether this person is let in there: not refused, nor asked to sign in."""
        client = self.app.test_client()
        known = self.badges[who]
        if known.cookie:
            client.set_cookie("hp", known.cookie)
        fields = {"csrf_token": known.csrf} if route.method == "POST" else None
        answer = client.open(route.address, method=route.method, data=fields)
        with sqlite3.connect(self.file) as live:
            self.before.backup(live)
        assert answer.status_code != 500, f"{route.method} {route.address} as {who}"
        return not is_refusal(answer)


def is_refusal(answer: TestResponse) -> bool:
    asks_to_sign_in = "/account/sign-in" in (answer.location or "")
    return answer.status_code == 403 or asks_to_sign_in


@pytest.fixture
def doors(
    app: Flask,
    database: Database,
    session: Session,
    examples: dict[str, Any],
    anna: Client,
    bo: Client,
    sara: Client,
) -> Doors:
    reader = make_user(session, email="las@staden.example", role=Role.READER)
    session.commit()
    nobody, guest = Client(app), Client(app)
    assert guest.get(f"/shared/{examples['shared_token']}").status == 200
    clients = (sara, Client(app).sign_in_as(session, reader), anna, bo, guest, nobody)
    for client in clients:
        # a page with a form, for its token
        client.get("/account/sign-in" if client in (guest, nobody) else "/overview")
    session.close()
    return Doors(app, database, dict(zip(PEOPLE, map(badge, clients), strict=True)))


def rule_of(endpoint: str) -> set[str]:
    room = endpoint.partition(".")[0] + "."
    assert endpoint in RULES or room in RULES, f"{endpoint}: say in RULES who may"
    return RULES.get(endpoint, RULES.get(room, set()))


def test_everybody_gets_in_where_the_rules_say_and_nowhere_else(
    app: Flask, examples: dict[str, Any], doors: Doors
) -> None:
    wrong = []
    for route in list_routes(app, examples, "GET", "POST"):
        expected = rule_of(route.endpoint)
        found = {who for who in PEOPLE if doors.lets_in(route, who)}
        shown = "  ".join(f"{who}: {'in' if who in found else '-':2}" for who in PEOPLE)
        print(f"{route.method:4} {route.rule:68} {shown}")
        if found != expected:
            wrong.append(f"{route.method} {route.rule}: {sorted(found)} not {sorted(expected)}")
    assert not wrong, "\n".join(wrong)


def test_no_rule_is_for_a_room_that_is_gone(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    rooms = {endpoint.partition(".")[0] + "." for endpoint in endpoints}
    assert set(RULES) <= endpoints | rooms
