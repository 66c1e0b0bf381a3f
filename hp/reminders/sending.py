"""The page on which a mailing to many is prepared: recipients, the mail of each, the texts."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from werkzeug.datastructures import MultiDict

from hp import web
from hp.domain.mail_text import gaps, gaps_of
from hp.domain.reminding import Text, is_due
from hp.domain.text import clean_text
from hp.mail.texts import Draft, DraftKey, Mail, find_faults
from hp.models import Round
from hp.models.mail import MailingKind
from hp.reminders.actions import Order
from hp.reminders.recipients import Recipient, find_recipients
from hp.reminders.texts import begin_draft, example_link, write_mail
from hp.store import reminders

Form = MultiDict[str, str]
_MOST = 20_000  # characters of a text


@dataclass(slots=True)
class Editor:
    """One text as the form shows it; its fields are named after `name`."""

    key: DraftKey
    draft: Draft
    faults: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The end of its fields' names."""
        return "-".join(self.key)

    @property
    def language(self) -> str:
        """The language of the text."""
        return self.key[1]


class SendingPage:
    """A mailing that is being prepared, from nothing or from a form as it was left."""

    def __init__(self, round_: Round, kind: MailingKind, form: Form | None = None) -> None:
        self.round = round_
        self.kind = kind
        now = web.now()
        found = find_recipients(web.db(), round_, kind, now)
        self.recipients = found.reachable
        self.unreachable = found.unreachable
        self.recent = sum(not is_due(r.last, now) for r in self.recipients)
        self.errors: dict[str, str] = {}  # reasons by field, for those that belong to no text
        if form is None:
            self.asked_for = {r.key for r in self.recipients if is_due(r.last, now)}
            self.token, self.seen_at, self.shown_key = secrets.token_urlsafe(16), now, ""
        else:
            self.asked_for = set(form.getlist("to"))
            self.token = form.get("token", "")[:40] or secrets.token_urlsafe(16)
            self.shown_key = form.get("shown", "")
            self.seen_at = _read_time(form.get("seen", ""), now)
        # some who were ticked may need nothing any more
        self.chosen = self.asked_for & {r.key for r in self.recipients}
        self.editors = {e.key: e for e in self._read_editors(form or MultiDict())}

    def _read_editors(self, form: Form) -> list[Editor]:
        """A text for each kind of recipient there is, as typed or as it begins."""
        used = {(r.text, r.language) for r in self.recipients}
        order = {text: place for place, text in enumerate(Text)}
        editors = []
        for key in sorted(used, key=lambda key: (order[key[0]], key[1] != "sv")):
            draft = begin_draft(key, self.round)
            name = "-".join(key)
            subject = clean_text(form.get(f"subject-{name}", draft.subject))[:_MOST]
            text = clean_text(form.get(f"text-{name}", draft.text))[:_MOST]
            editors.append(Editor(key, Draft(subject, text)))
        return editors

    @property
    def is_invitation(self) -> bool:
        """Whether this is the invitation; else it is a reminder."""
        return self.kind is MailingKind.INVITATION

    @property
    def is_closing(self) -> bool:
        """Whether this is what is mailed when the round has closed."""
        return self.kind is MailingKind.CLOSING

    def gaps(self, language: str) -> list[str]:
        """The fields that the texts may hold."""
        used = dict.fromkeys(chain.from_iterable(gaps_of(text) for text, _ in self.editors))
        return [gaps(language)[meaning] for meaning in used]

    @cached_property
    def submitted(self) -> int:
        """How many have handed in: for when nobody is left."""
        return reminders.count_submitted(web.db(), self.round.id)

    @property
    def organisations(self) -> int:
        """How many organisations have not handed in, reachable or not."""
        return len({r.response_id for r in self.recipients}) + len(self.unreachable)

    @property
    def position(self) -> int:
        """Which recipient's mail is shown; at first that of the first one chosen."""
        keys = [r.key for r in self.recipients]
        if self.shown_key in keys:
            return keys.index(self.shown_key)
        return next((i for i, key in enumerate(keys) if key in self.chosen), 0)

    @property
    def shown(self) -> Recipient:
        """Whose mail is shown."""
        return self.recipients[self.position]

    def step(self, places: int) -> None:
        """Show the mail of another recipient, round and round."""
        self.shown_key = self.recipients[(self.position + places) % len(self.recipients)].key

    example_link = property(lambda _self: example_link())

    @property
    def has_languages(self) -> bool:
        """Whether the mails are in more than one language."""
        return len({language for _text, language in self.editors}) > 1

    @property
    def is_changed(self) -> bool:
        """Whether somebody has changed a text."""
        return any(e.draft != begin_draft(e.key, self.round) for e in self.editors.values())

    @property
    def paragraphs(self) -> list[list[str]]:
        """The mail that is shown, as lists of lines."""
        return [part.split("\n") for part in self.mail.text.split("\n\n")]

    @cached_property
    def mail(self) -> Mail:
        """The mail that is shown, with an example of a link. A text at fault is shown as it is."""
        draft = self.draft_of(self.shown)
        if find_faults((self.shown.text, self.shown.language), draft, self.round):
            return Mail(draft.subject, draft.text, "")
        return write_mail(draft, self.shown, self.round, example_link())

    def draft_of(self, recipient: Recipient) -> Draft:
        """The text that a recipient gets. It is made anew for who has come further meanwhile."""
        key = recipient.text, recipient.language
        return self.editors[key].draft if key in self.editors else begin_draft(key, self.round)

    def check_texts(self) -> bool:
        """Look for faults in the texts; whether there are none."""
        for editor in self.editors.values():
            editor.faults = find_faults(editor.key, editor.draft, self.round)
        return not any(editor.faults for editor in self.editors.values())

    def check(self) -> bool:
        """Look for faults in all that would be sent; whether there are none."""
        if not self.asked_for:
            self.errors["chosen"] = "missing"
        return self.check_texts() and not self.errors

    @property
    def faults(self) -> Mapping[str, tuple[str, str]]:
        """Faults of all texts, by the names of their fields."""
        return dict(
            chain.from_iterable(
                ((f"{place}-{e.name}", fault) for place, fault in e.faults.items())
                for e in self.editors.values()
            )
        )

    @property
    def order(self) -> Order:
        """What is to be sent."""
        asked_for = frozenset(self.asked_for)
        return Order(self.round.id, self.kind, asked_for, self.seen_at, self.token)


def _read_time(text: str, now: dt.datetime) -> dt.datetime:
    try:
        seen = dt.datetime.fromisoformat(text)
    except ValueError:
        return now
    return min(seen, now) if seen.tzinfo else now
