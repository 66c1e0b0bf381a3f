"""One organisation in one round, with its people's links: to arrange, and to look at after."""

import datetime as dt
import time
from dataclasses import dataclass

from hp.actions.rounds import add_link, add_response
from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.models import PersonalLink, Response, Round
from hp.models.organisations import ContactRole
from hp.store import answers
from tests import world as world_module
from tests.browser.server import Server
from tests.world import World


@dataclass
class Harbour:
    """Hamnbolaget: Anna and Karin answer. Times are now, as the server's are."""

    server: Server
    response_id: int
    round_id: int
    anna_link: PersonalLink
    karin_link: PersonalLink

    @property
    def anna(self) -> str:
        """Anna's personal link."""
        return self.server.link(self.anna_link)

    @property
    def karin(self) -> str:
        """Karin's, her colleague's."""
        return self.server.link(self.karin_link)

    @property
    def checklist(self) -> str:
        """The checklist's own address."""
        return f"{self.server.url}/checklist/{self.response_id}"

    def answer(self, number: int) -> AnyRow | None:
        """The stored answer to an activity."""
        with self.server.database.new_session() as session:
            return answers.list_answers(session, self.response_id).get(number)

    def said(self, number: int) -> tuple[str | None, str]:
        """The stored answer as (value, comment); (None, "") where there is none."""
        row = self.answer(number)
        return (row.value, row.comment) if row else (None, "")

    def wait_for(self, number: int, said: tuple[str | None, str]) -> None:
        """Wait until an activity's stored answer is this (value, comment)."""
        until = time.monotonic() + 5
        while self.said(number) != said and time.monotonic() < until:
            time.sleep(0.02)
        assert self.said(number) == said

    @property
    def status(self) -> ResponseStatus:
        """How far the response has come."""
        with self.server.database.new_session() as session:
            return session.get_one(Response, self.response_id).status

    def close_round(self) -> None:
        """Close the round, as a coordinator does."""
        with self.server.database.new_session() as session:
            session.get_one(Round, self.round_id).closed_at = dt.datetime.now(dt.UTC)
            session.commit()

    def revoke_annas_link(self) -> None:
        """Take Anna's link back."""
        with self.server.database.new_session() as session:
            link = session.get_one(PersonalLink, self.anna_link.id)
            link.revoked_at = dt.datetime.now(dt.UTC)
            session.commit()


def of(server: Server, world: World) -> Harbour:
    """The harbour of a server's own world, for a test that has the server for itself."""
    return Harbour(server, world.harbour.id, world.round.id, world.anna, world.karin)


def build(server: Server, number: int) -> Harbour:
    """Another organisation in another round, on a server that is running."""
    now = dt.datetime.now(dt.UTC)
    with server.database.new_session() as session:
        round_ = world_module.make_round(
            session,
            name=f"2023 ({number})",
            opened_at=now - dt.timedelta(days=7),
            due_at=now + dt.timedelta(days=14),
        )
        organisation = world_module.make_organisation(session, f"Hamnbolaget {number} AB")
        anna, karin = (
            world_module.make_contact(session, organisation, name, role=role)
            for name, role in (
                ("Anna Lindqvist", ContactRole.MAIN),
                ("Karin Berg", ContactRole.DEPUTY),
            )
        )
        response = add_response(session, round_, organisation)
        links = [add_link(session, response, person, now) for person in (anna, karin)]
        session.commit()
        return Harbour(server, response.id, round_.id, *links)
