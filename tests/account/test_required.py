"""An installation that asks everybody for a second factor; who has lost all of it."""

import dataclasses

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.account.commands import user as command
from hp.config import Settings, UnsafeSettings, load_settings
from tests.account.people import SARA, browser, make_user, sign_in
from tests.account.test_code import code_of, enter, set_up
from tests.client import Client
from tests.conftest import SECRET


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, require_totp=True)


@pytest.fixture
def sara(app: Flask, session: Session, clock: time_machine.Traveller) -> Client:
    make_user(session)
    client = browser(app)
    sign_in(client)
    return client


def test_who_has_none_is_led_to_set_it_up_and_then_goes_on(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    for address in ("/overview", "/account/users", "/tests/coordinator"):
        assert sara.get(address).location == "/account/second-factor"
    sara.get("/account/second-factor")
    assert sara.post("/tests/coordinator").location == "/account/second-factor"
    secret, _ = set_up(sara, clock)
    assert sara.get("/tests/coordinator").status == 200
    client = browser(app)
    sign_in(client)
    assert enter(client, code_of(secret)).status == 303


def test_the_terminal_takes_it_away_from_who_has_lost_all(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    set_up(sara, clock)
    runner = app.test_cli_runner()
    result = runner.invoke(command, ["reset-totp", SARA.upper()])
    assert result.exit_code == 0, result.output
    assert sign_in(browser(app)).location == "/overview"
    assert sara.get("/overview").location == "/account/second-factor"
    result = runner.invoke(command, ["reset-totp", "nobody@staden.example"])
    assert result.exit_code == 1
    assert "no user with the e-mail" in result.output


@pytest.mark.parametrize(
    ("word", "is_required"), [("yes", True), ("1", True), ("True", True), ("no", False)]
)
def test_the_setting_is_read_from_the_environment(
    settings: Settings, word: str, is_required: bool
) -> None:
    environ = {"HP_INSTANCE": str(settings.instance), "HP_SECRET_KEY": SECRET}
    assert load_settings(environ | {"HP_REQUIRE_TOTP": word}).require_totp is is_required


def test_a_setting_that_is_neither_yes_nor_no_is_refused(settings: Settings) -> None:
    environ = {"HP_INSTANCE": str(settings.instance), "HP_SECRET_KEY": SECRET}
    with pytest.raises(UnsafeSettings, match="HP_REQUIRE_TOTP"):
        load_settings(environ | {"HP_REQUIRE_TOTP": "perhaps"})
