"""The words of invitations and reminders: how they begin, and as one recipient gets them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import render_template
from flask_babel import gettext as _

from hp import i18n, web
from hp.domain.calendar_file import write_day
from hp.domain.mail_text import fill, find_fault, gaps
from hp.domain.reminding import Text
from hp.domain.text import clean_line
from hp.i18n import in_language, show_date
from hp.mail import placeholder
from hp.mail.messages import first_name
from hp.models import Round
from hp.reminders.recipients import Recipient

DraftKey = tuple[Text, str]  # which text in which language


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with gaps, as a coordinator may change it."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A text with its gaps filled in, but for the link."""

    subject: str
    text: str
    html: str
    calendar: str = ""  # a file that comes along


_LATE = {Text.NOT_STARTED_LATE, Text.STARTED_LATE, Text.READY_LATE}


def begin_draft(key: DraftKey, round_: Round) -> Draft:
    """A text as it is before anybody has changed it. Needs an application context."""
    text, language = key
    with i18n.speaking(language):
        gap = gaps(language)
        name = in_language(round_, "subject")
        if text is Text.INVITATION:
            subject = _("%(subject)s: answer by %(last_day)s", subject=name, **_of(gap, "last_day"))
        elif text in _LATE:
            subject = _("Reminder: the last day has passed. Submit the follow-up")
        else:
            subject = _("Reminder: submit the follow-up by %(last_day)s", **_of(gap, "last_day"))
        paragraphs = _invite(gap, round_) if text is Text.INVITATION else _remind(text, gap, name)
        hello = _("Hello %(first_name)s!", **_of(gap, "first_name"))
        regards = f"{_('Kind regards')}\n{gap['sender']}"
        paragraphs = [hello, *paragraphs, _questions(gap, round_), regards]
    return Draft(subject, "\n\n".join(paragraphs))


def _of(gap: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: gap[name] for name in names}


def _invite(gap: Mapping[str, str], round_: Round) -> list[str]:
    return [
        _(
            "%(sender)s asks your organisation to take part in “%(subject)s”. You are the contact "
            "for %(organisation)s.",
            sender=in_language(round_, "sender"),
            subject=in_language(round_, "subject"),
            **_of(gap, "organisation"),
        ),
        _(
            "There are %(number)d questions on whether an activity has been carried out, with a "
            "comment where one is needed. Answers are saved at once, and you can invite a "
            "colleague. You need no account.",
            number=len(round_.activities),
        ),
        _("The last day is %(last_day)s.", **_of(gap, "last_day")),
        f"{_('Open your page:')}\n{gap['link']}",
        _(
            "The link is for your organisation only. Do not pass it on: invite others from the "
            "page instead."
        ),
        _("Are you not the right person? Reply to this e-mail."),
    ]


def _remind(text: Text, gap: Mapping[str, str], name: str) -> list[str]:
    if text in _LATE:
        day = _(
            "The last day was %(last_day)s. You can still submit until the follow-up closes.",
            **_of(gap, "last_day"),
        )
    else:
        day = _("The last day is %(last_day)s.", **_of(gap, "last_day"))
    state, opening = _state(text, gap)
    begins = _(
        "%(organisation)s has not submitted its answers in “%(subject)s”.",
        subject=name,
        **_of(gap, "organisation"),
    )
    return [
        f"{begins} {state}",
        day,
        f"{opening}\n{gap['link']}",
        _(
            "The link is for your organisation only. If somebody else should answer, you can "
            "invite a colleague from the page."
        ),
    ]


def _state(text: Text, gap: Mapping[str, str]) -> tuple[str, str]:
    if text in (Text.NOT_STARTED, Text.NOT_STARTED_LATE):
        return _("You have not begun."), _("Open your page:")
    answered = _(
        "You have answered %(count)s activities and the answers are saved.", **_of(gap, "count")
    )
    if text in (Text.STARTED, Text.STARTED_LATE):
        return answered, _("Continue where you were:")
    everything = _("All activities are answered and saved; what remains is to submit them.")
    return everything, _("Review and submit:")


def _questions(gap: Mapping[str, str], round_: Round) -> str:
    if round_.contact_phone:
        words: str = _("Questions? Reply or call %(phone)s.", **_of(gap, "phone"))
    else:
        words = _("Questions? Reply to this e-mail.")
    return words


def find_faults(draft: Draft, round_: Round) -> dict[str, tuple[str, str]]:
    """What is wrong with a draft, by field (`subject`, `text`): see `hp.domain.mail_text`."""
    has_phone = bool(round_.contact_phone)
    found = {
        "subject": find_fault(draft.subject, wants_link=False, has_phone=has_phone),
        "text": find_fault(draft.text, wants_link=True, has_phone=has_phone),
    }
    return {field: fault for field, fault in found.items() if fault}


def write_mail(draft: Draft, recipient: Recipient, round_: Round, link: str) -> Mail:
    """A draft as one recipient gets it, with `link` where the link goes."""
    with i18n.speaking(recipient.language):
        values = _values(recipient, round_) | {"link": link}
        day = show_date(web.local(recipient.due_at).date(), "d MMMM")
        subject = clean_line(fill(draft.subject, values | {"last_day": day}))
        text = fill(draft.text, values)
        if round_.is_test:
            subject = f"{_('[Test]')} {subject}"
            text = f"{_test_words(recipient)}\n\n{text}"
        parts = [part.split("\n") for part in text.split("\n\n")]
        html = render_template("mail/many/body.html", subject=subject, parts=parts, link=link)
    return Mail(subject, text, html)


def write_stored(draft: Draft, recipient: Recipient, round_: Round) -> Mail:
    """The same as the outbox keeps it, with a gap for the link alone."""
    marker = placeholder.new_marker()
    mail = _store(write_mail(draft, recipient, round_, marker), marker)
    if recipient.text is Text.INVITATION:
        return replace(mail, calendar=_write_calendar(recipient, round_))
    return mail


def _write_calendar(recipient: Recipient, round_: Round) -> str:
    host = urlsplit(web.settings().base_url).hostname or "localhost"
    with i18n.speaking(recipient.language):
        title = _("Last day: %(subject)s", subject=in_language(round_, "subject"))
    day = web.local(recipient.due_at).date()
    return write_day(day, title, uid=f"response-{recipient.response_id}@{host}", now=web.now())


def write_test(draft: Draft, recipient: Recipient, round_: Round) -> Mail:
    """The same for the coordinator's eyes: nobody but the contact shall have the link."""
    mail = write_mail(draft, recipient, round_, example_link())
    return _store(mail, placeholder.new_marker())


def example_link() -> str:
    """What a personal link looks like; it opens nothing."""
    return f"{web.settings().base_url.rstrip('/')}/r/..."


def _store(mail: Mail, marker: str) -> Mail:
    return Mail(
        mail.subject,
        placeholder.leave_gap(mail.text, marker),
        placeholder.leave_gap(mail.html, marker),
    )


def _values(recipient: Recipient, round_: Round) -> dict[str, str]:
    owner = in_language(round_, "owner")
    return {
        "first_name": first_name(recipient.name),
        "organisation": recipient.organisation,
        "last_day": show_date(web.local(recipient.due_at).date(), "EEEE d MMMM y"),
        "count": _("%(answered)d of %(total)d", answered=recipient.answered, total=recipient.total),
        "phone": round_.contact_phone,
        "sender": f"{round_.contact_name}\n{owner}" if round_.contact_name else owner,
    }


def _test_words(recipient: Recipient) -> str:
    words: str = _(
        "This is a test. In a real follow-up this e-mail goes to %(name)s at %(organisation)s, "
        "%(email)s.",
        name=recipient.name,
        organisation=recipient.organisation,
        email=recipient.email,
    )
    return words
