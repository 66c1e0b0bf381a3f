"""The rules alone, against a model that remembers everything."""

from hypothesis import settings

from hp.domain.answers import Outcome, StoredAnswer, WantedAnswer, decide
from tests.domain.saves import AnySaves, Server, Version


class Deciding:
    """A server of a few lines: the current answer, its versions, and what `decide` says."""

    def __init__(self) -> None:
        self.stored: StoredAnswer | None = None
        self.written: list[Version] = []

    def versions(self) -> list[Version]:
        return list(self.written)

    def deliver(self, wanted: WantedAnswer) -> Outcome:
        own = [v.sequence for v in self.written if v.page == wanted.page]
        outcome = decide(self.stored, wanted, max(own, default=None))
        assert wanted.sequence is not None
        if outcome is Outcome.SAVE:
            self.written.append(Version(wanted.content, wanted.page, wanted.sequence))
            self.stored = StoredAnswer(
                wanted.content, len(self.written), wanted.page, wanted.sequence
            )
        elif outcome is Outcome.SAME and self.stored and self.stored.page == wanted.page:
            self.stored = StoredAnswer(
                self.stored.content, self.stored.version, wanted.page, wanted.sequence
            )
        return outcome


class OfTheRules(AnySaves):
    def start(self) -> Server:
        return Deciding()


TestSavesInAnyOrder = OfTheRules.TestCase
TestSavesInAnyOrder.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
