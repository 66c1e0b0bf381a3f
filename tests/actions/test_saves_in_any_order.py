"""The real thing on a real database, against the model that the rules are tested with."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.actions.answers import save_answer
from hp.actions.rounds import add_link, add_response
from hp.domain.answers import AnswerContent, Outcome, WantedAnswer
from hp.models import AnswerVersion
from tests import world as world_module
from tests.domain.saves import AnySaves, Server, Version
from tests.world import NOW, World


class Stored:
    """One answer of a response of its own, saved as the room saves it."""

    def __init__(self, session: Session, world: World, name: str) -> None:
        self.session = session
        organisation = world_module.make_organisation(session, name)
        self.response = add_response(session, world.round, organisation)
        contact = world_module.make_contact(session, organisation, "Disa Ek")
        link = add_link(session, self.response, contact, NOW)
        self.links = [[link.id, link.version]]
        session.commit()

    def deliver(self, wanted: WantedAnswer) -> Outcome:
        saved = save_answer(self.session, self.links, self.response.id, 2, wanted, NOW)
        return saved.outcome

    def versions(self) -> list[Version]:
        statement = (
            select(AnswerVersion)
            .where(AnswerVersion.response_id == self.response.id)
            .order_by(AnswerVersion.version)
        )
        rows = self.session.scalars(statement).all()
        assert [row.version for row in rows] == list(range(1, len(rows) + 1))
        return [
            Version(AnswerContent(row.value, row.comment, row.planned_on), row.page, row.sequence)
            for row in rows
        ]


def test_saves_in_any_order(session: Session, world: World) -> None:
    made: list[Stored] = []

    class OfTheStore(AnySaves):
        def start(self) -> Server:
            made.append(Stored(session, world, f"Bolag {len(made)} AB"))
            return made[-1]

    run_state_machine_as_test(
        OfTheStore,
        settings=settings(max_examples=20, stateful_step_count=20, deadline=None, database=None),
    )
    assert len(made) >= 15
