import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from hp.config import Settings
from hp.mail.commands import mail
from tests.mail.post import add_new_link, add_receipt, set_contact
from tests.world import NOW, World


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(mail, arguments)


def test_send_works_off_the_outbox_and_says_what_became_of_it(
    app: Flask, session: Session, world: World, settings: Settings
) -> None:
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)
    world.bo.revoked_at = NOW
    session.commit()
    result = run(app, "send")
    assert result.stdout == "1 sent, 0 refused, 0 uncertain, 0 to try again, 1 withdrawn\n"
    assert result.exit_code == 0
    assert len(list((settings.instance / "outbox").glob("*.eml"))) == 1
    again = run(app, "send")
    assert again.stdout == "0 sent, 0 refused, 0 uncertain, 0 to try again, 0 withdrawn\n"


def test_send_fails_when_a_mail_is_refused(app: Flask, session: Session, world: World) -> None:
    set_contact(session, world.anna, email="nobody")
    add_new_link(session, world.anna)
    result = run(app, "send")
    assert result.exit_code == 1
    assert result.stdout == "0 sent, 1 refused, 0 uncertain, 0 to try again, 0 withdrawn\n"
    assert result.stderr == "Error: Not every mail was sent. `hp mail list` shows which and why.\n"


def test_send_fails_in_one_line_when_there_is_no_way_out(
    app: Flask, session: Session, world: World, settings: Settings
) -> None:
    add_new_link(session, world.anna)
    (settings.instance / "outbox").write_text("a file")
    result = run(app, "send")
    assert result.exit_code == 1
    assert result.stderr == "Error: No mail was sent. The mail server: File exists\n"


def test_list_shows_the_newest_first_and_no_link(
    app: Flask, session: Session, world: World
) -> None:
    add_receipt(session, world)
    add_new_link(session, world.bo)
    result = run(app, "list")
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["id", "state", "kind", "when", "organisation", "error"],
        ["2", "waiting", "new_link", "2023-09-01", "14:00", "Kulturnämnden"],
        ["1", "waiting", "receipt", "2023-09-01", "14:00", "Hamnbolaget", "AB"],
    ]
    assert len(run(app, "list", "--limit", "1").stdout.splitlines()) == 2


@pytest.mark.parametrize("arguments", [["--help"], ["send", "--help"], ["list", "--help"]])
def test_each_command_explains_itself(app: Flask, arguments: list[str]) -> None:
    result = run(app, *arguments)
    assert result.exit_code == 0
    assert "Usage" in result.stdout
