"""The pages on which the texts of a round's mails are changed."""

from dataclasses import dataclass
from functools import cached_property

from werkzeug.datastructures import MultiDict

from hp.domain.mail_text import gaps, gaps_of, needed_gaps
from hp.domain.reminding import REMINDERS, Text
from hp.domain.text import clean_line, clean_text
from hp.mail.texts import Draft, DraftKey, Mail, find_faults, original_draft, stored_draft
from hp.models import Round
from hp.reminders.text_actions import seen_of
from hp.reminders.text_example import write_example
from hp.reminders.texts import example_link

LANGUAGES = {"sv": "svenska", "en": "English"}
CLOSING = (Text.CLOSED, Text.CLOSED_WITHOUT)
ALONE = tuple(t for t in Text if t not in (Text.INVITATION, *REMINDERS, *CLOSING))


@dataclass(frozen=True, slots=True)
class TextState:
    """A text in a list: whether it was changed, and whether it can be sent as it is."""

    key: DraftKey
    is_changed: bool
    is_broken: bool


def list_states(round_: Round, texts: tuple[Text, ...]) -> list[tuple[Text, list[TextState]]]:
    """Some texts of a round, each in all languages."""
    return [(text, [_state((text, language), round_) for language in LANGUAGES]) for text in texts]


def _state(key: DraftKey, round_: Round) -> TextState:
    stored = stored_draft(key, round_)
    is_broken = stored is not None and bool(find_faults(key, stored, round_))
    return TextState(key, stored is not None, is_broken)


class TextPage:
    """One text, as it is kept or as it was typed in a form."""

    def __init__(
        self, round_: Round, key: DraftKey, form: MultiDict[str, str] | None = None
    ) -> None:
        self.round = round_
        self.key = key
        self.stored = stored_draft(key, round_)
        self.original = original_draft(key, round_)
        saved = self.stored or self.original
        self.draft, self.seen = saved, seen_of(self.stored)
        if form is not None:
            self.draft = Draft(
                clean_line(form.get("subject", "")), clean_text(form.get("text", ""))
            )
            self.seen = form.get("seen", "")
            if form.get("do") == "original":
                self.draft = self.original
        self.is_unsaved = self.draft != saved
        self.is_stale = False

    @property
    def is_original(self) -> bool:
        """Whether what is shown is the text that the round began with."""
        return self.draft == self.original

    @property
    def wanted(self) -> Draft | None:
        """What is to be kept: nothing where it is the original."""
        return None if self.is_original else self.draft

    @cached_property
    def faults(self) -> dict[str, tuple[str, str]]:
        """What is wrong with the text, by field."""
        return find_faults(self.key, self.draft, self.round)

    @cached_property
    def example(self) -> Mail | None:
        """What an invented recipient gets; None for a text at fault."""
        return None if self.faults else write_example(self.key, self.draft, self.round)

    @property
    def paragraphs(self) -> list[list[str]]:
        """The example, as lists of lines."""
        parts = self.example.text.split("\n\n") if self.example else []
        return [part.split("\n") for part in parts]

    @property
    def gaps(self) -> list[tuple[str, str, bool]]:
        """What may be filled in: the meaning, how it is written, whether it must be there."""
        text, language = self.key
        needed = {*needed_gaps(text), "link"}
        written = gaps(language)
        return [(meaning, written[meaning], meaning in needed) for meaning in gaps_of(text)]

    example_link = property(lambda _self: example_link())

    def make_stale(self) -> None:
        """What was typed stays; saving it again replaces what somebody else has saved."""
        self.is_stale, self.seen = True, seen_of(self.stored)
