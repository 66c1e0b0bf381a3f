"""Invitations that cannot be sent: mistakes, and too many."""

import pytest
import time_machine
from sqlalchemy.orm import Session

from hp.actions.colleagues import PER_PERSON
from hp.database import Database
from tests.checklist import records
from tests.checklist.invitations import ERIK, FORM, address, erik, invite, people
from tests.client import Client
from tests.conftest import later
from tests.world import World


class TestMistakes:
    """What cannot be sent is said at the field, and stays there."""

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", " ", "Skriv kollegans namn."),
            ("name", "x" * 201, "Skriv högst 200 tecken."),
            ("name", "x" * 100_000, "Skriv högst 200 tecken."),
            ("name", "Klicka på https://x.example", "Skriv bara ett namn, utan @, /, \\, < och >."),
            ("name", "Erik <erik@x.example>", "Skriv bara ett namn, utan @, /, \\, < och >."),
            ("function", "x" * 201, "Skriv högst 200 tecken."),
            ("email", "", "Skriv en e-postadress, till exempel anna@example.se."),
            ("email", "erik", "Skriv en e-postadress, till exempel anna@example.se."),
            ("email", "a@b@hamnen.example", "Skriv en e-postadress, till exempel anna@example.se."),
            ("email", "a@x.se, b@x.se", "Skriv en e-postadress, till exempel anna@example.se."),
            ("email", "åsa@hamnen.example", "Skriv en e-postadress, till exempel anna@example.se."),
            ("email", "a@hamnen..example", "Skriv en e-postadress, till exempel anna@example.se."),
            ("email", f"a@{'x' * 64}.se", "Skriv en e-postadress, till exempel anna@example.se."),
            ("email", "ANNA@hamnen.example", "Det är din egen adress, och du har redan en länk."),
            ("language", "de", "Välj ett av språken."),
        ],
    )
    def test_each_is_said(
        self,
        anna: Client,
        database: Database,
        world: World,
        field: str,
        value: str,
        words: str,
    ) -> None:
        before = records.everything(database)
        page = invite(anna, world, **{field: value})
        assert page.status == 422
        assert page.words(f"#{field}-error") == words
        assert page.one(f"#{field}")["aria-invalid"] == "true"
        assert page.one(f"#problems a[href='#{field}']").get_text() == words
        kept = {name: text for name, text in FORM.items() if name not in (field, "language")}
        for name, text in kept.items():
            assert page.one(f"#{name}")["value"] == text
        assert records.everything(database) == before

    def test_line_breaks_in_a_name_make_no_header(
        self, anna: Client, session: Session, world: World
    ) -> None:
        invite(anna, world, name="Erik\r\nBcc: x, y\r\n\r\nHolm\x00")
        assert erik(session).name == "Erik Bcc: x, y Holm"
        (mail,) = records.messages(session)
        assert "\n" not in mail.to_name + mail.subject

    def test_an_international_domain_is_an_address(
        self, anna: Client, session: Session, world: World
    ) -> None:
        invite(anna, world, email="Erik@Hamnbolaget-Göteborg.example")
        assert [m.to_email for m in records.messages(session)] == [
            "erik@hamnbolaget-göteborg.example"
        ]

    def test_markup_and_braces_in_a_function_stay_text(
        self, anna: Client, session: Session, world: World
    ) -> None:
        page = invite(anna, world, function="<b>{link}</b>")
        assert "<b>{link}</b>" in people(page)[-1]
        assert not page.html.select("main b")


class TestLimits:
    """Nobody can fill a mailbox from here."""

    def test_one_address_gets_three_mails_in_an_hour(
        self, anna: Client, session: Session, world: World, clock: time_machine.Traveller
    ) -> None:
        invite(anna, world)
        again = f"{address(world)}/{erik(session).id}/send-again"
        assert [anna.post(again).status for _ in range(4)] == [303, 303, 429, 429]
        assert len(records.messages(session)) == 3
        clock.move_to(later(hours=1, seconds=1))
        assert anna.post(again).status == 303
        assert len(records.messages(session)) == 4

    def test_what_sends_no_mail_uses_none_up(
        self, anna: Client, session: Session, world: World
    ) -> None:
        for _ in range(PER_PERSON + 1):
            invite(anna, world)
        assert anna.post(f"{address(world)}/{erik(session).id}/send-again").status == 303
        assert len(records.messages(session)) == 2

    def test_a_person_who_invites_many_has_to_wait_and_keeps_what_was_typed(
        self, anna: Client, karin: Client, session: Session, world: World
    ) -> None:
        for number in range(PER_PERSON):
            invite(anna, world, email=f"nr{number}@hamnen.example")
        page = invite(anna, world)
        assert page.status == 429
        assert "vänta en timme" in page.words("#problems")
        assert page.one("#email")["value"] == ERIK
        assert len(records.messages(session)) == PER_PERSON
        invite(karin, world)
        assert len(records.messages(session)) == PER_PERSON + 1
