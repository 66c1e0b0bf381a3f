"""Saves of one answer from many pages, in any order, repeated and dropped: a state machine.

It drives a server (the rules alone in `tests/domain`, the real one in `tests/actions`) beside a
model that remembers everything, and compares what the answer says after every step.
"""

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Protocol

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from hp.domain.answers import EMPTY, AnswerContent, AnswerValue, Outcome, WantedAnswer

CONTENTS = st.sampled_from([EMPTY, AnswerContent(AnswerValue.YES)])
SCREENS = 2  # pages that are open at the same time; few of everything, so that they meet
SCREEN = st.integers(0, SCREENS - 1)


@dataclass
class Version:
    """One version an answer has had."""

    content: AnswerContent
    page: str
    sequence: int


class Server(Protocol):
    """What takes saves: gives the outcome back, and the answer's versions, the oldest first."""

    def deliver(self, wanted: WantedAnswer) -> Outcome:
        """Take one save."""
        ...

    def versions(self) -> list[Version]:
        """All versions of the answer, the oldest first."""
        ...


@dataclass
class OpenPage:
    """A page that somebody has open."""

    name: str
    known: int  # the version that it shows or has been told of
    sequence: int = 0
    accepted: int = 0  # the highest number that the server has taken, for the model

    def write(self, content: AnswerContent) -> WantedAnswer:
        """The save that this page sends when its person chooses `content`."""
        self.sequence += 1
        return WantedAnswer(content, self.known, self.name, self.sequence)


@dataclass
class Model:
    """What the answer should say, from a full memory of all that has arrived."""

    content: AnswerContent = EMPTY
    pages: dict[str, OpenPage] = field(default_factory=dict)

    def take(self, wanted: WantedAnswer, before: list[Version]) -> None:
        """The last choice of a page wins; nobody overwrites what they have not seen."""
        page = self.pages[wanted.page]
        assert wanted.sequence is not None
        if wanted.sequence <= page.accepted:
            return
        unseen = before[wanted.based_on :]
        if wanted.content != self.content and any(v.page != page.name for v in unseen):
            return
        page.accepted = wanted.sequence
        self.content = wanted.content


class AnySaves(RuleBasedStateMachine):
    """Pages that are opened, choose and send; what they send comes late, twice or never."""

    saves = Bundle("saves")
    server: Server

    @abstractmethod
    def start(self) -> Server:
        """A server with an answer that nobody has given yet: the rules alone, or the database."""

    @initialize()
    def begin(self) -> None:
        self.server = self.start()
        self.model = Model()
        self.open_now = [self.open_page() for _ in range(SCREENS)]

    def open_page(self) -> str:
        name = f"{len(self.model.pages) + 1:016x}"
        self.model.pages[name] = OpenPage(name, known=len(self.server.versions()))
        return name

    @rule(screen=SCREEN)
    def open_again(self, screen: int) -> None:
        """The page on a screen is left, with whatever it has sent, and a new one opened."""
        self.open_now[screen] = self.open_page()

    @rule(target=saves, screen=SCREEN, content=CONTENTS)
    def choose(self, screen: int, content: AnswerContent) -> WantedAnswer:
        return self.model.pages[self.open_now[screen]].write(content)

    @rule(wanted=saves, hears=st.booleans())
    def arrive(self, wanted: WantedAnswer, hears: bool) -> None:
        """It may arrive again later, or never; `hears`: the page gets the answer."""
        outcome = self.deliver(wanted)
        if hears and outcome in (Outcome.SAVE, Outcome.SAME):
            self.learn(wanted)

    @rule(target=saves, screen=SCREEN, content=CONTENTS)
    def choose_mine(self, screen: int, content: AnswerContent) -> WantedAnswer:
        """Where it is a conflict the person reads what stands there and wants their own."""
        page = self.model.pages[self.open_now[screen]]
        wanted = page.write(content)
        if self.deliver(wanted) is Outcome.CONFLICT:
            self.learn(wanted)
        return page.write(content)

    @rule(screen=SCREEN, first=CONTENTS, second=CONTENTS)
    def overtake(self, screen: int, first: AnswerContent, second: AnswerContent) -> None:
        """Two saves of one page arrive the wrong way round."""
        page = self.model.pages[self.open_now[screen]]
        for wanted in reversed([page.write(first), page.write(second)]):
            self.deliver(wanted)

    def learn(self, wanted: WantedAnswer) -> None:
        self.model.pages[wanted.page].known = len(self.server.versions())

    def deliver(self, wanted: WantedAnswer) -> Outcome:
        """The server and the model agree on what the answer says."""
        before = self.server.versions()
        outcome = self.server.deliver(wanted)
        after = self.server.versions()
        self.model.take(wanted, before)
        assert (after[-1].content if after else EMPTY) == self.model.content
        assert after[: len(before)] == before, "a version has changed"
        assert len(after) == len(before) + (outcome is Outcome.SAVE)
        if outcome is Outcome.SAVE:
            written = Version(wanted.content, wanted.page, wanted.sequence or 0)
            assert after[-1] == written
        return outcome
