"""The words of invitations, reminders and closing mails as one recipient gets them."""

from dataclasses import replace
from urllib.parse import urlsplit

from flask_babel import gettext as _

from hp import i18n, web
from hp.domain.calendar_file import write_day
from hp.domain.reminding import Text
from hp.i18n import in_language, show_date
from hp.mail import placeholder
from hp.mail.texts import (
    Draft,
    DraftKey,
    Filling,
    Mail,
    common_values,
    current_draft,
    fill_draft,
    short_day,
    test_words,
)
from hp.models import Round
from hp.reminders.recipients import Recipient


def begin_draft(key: DraftKey, round_: Round) -> Draft:
    """A text as it is before it is changed for one mailing. Needs an application context."""
    return current_draft(key, round_)


def write_mail(draft: Draft, recipient: Recipient, round_: Round, link: str) -> Mail:
    """A draft as one recipient gets it, with `link` where the link goes."""
    with i18n.speaking(recipient.language):
        filling = _fill(recipient, round_, link)
    return fill_draft(draft, filling, recipient.language)


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


def _fill(recipient: Recipient, round_: Round, link: str) -> Filling:
    who = {"name": recipient.name, "organisation": recipient.organisation}
    values = common_values(round_, due_at=recipient.due_at, **who)
    values["count"] = _(
        "%(answered)d of %(total)d", answered=recipient.answered, total=recipient.total
    )
    period = round_.period
    if period.has_closed(web.now()):
        values["closed_on"] = show_date(web.local(period.closing_time()).date())
    return Filling(
        values,
        link,
        last_day=short_day(recipient.due_at),
        test=test_words(round_, email=recipient.email, **who),
    )
