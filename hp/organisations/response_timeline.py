"""What has happened to one organisation, in words: the latest first."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from hp import web
from hp.database import AnyRow
from hp.models.events import EventKind

_WORDS: Mapping[EventKind, object] = {
    EventKind.SUBMITTED: lazy_gettext("Answers submitted"),
    EventKind.FORM_READ: lazy_gettext("Returned Word form read in"),
    EventKind.REOPENED: lazy_gettext("Response reopened"),
    EventKind.CHANGES_REQUESTED: lazy_gettext("Changes requested"),
    EventKind.ANSWERS_CONFIRMED: lazy_gettext("Entered answers confirmed"),
    EventKind.NEWS_REQUESTED: lazy_gettext("Asked what has become of planned actions"),
    EventKind.NEWS_GIVEN: lazy_gettext("Told what has become of a planned action"),
    EventKind.COMMENT_MASKED: lazy_gettext("Comment masked"),
    EventKind.RESPONSE_ADDED: lazy_gettext("Asked in the follow-up"),
    EventKind.DUE_CHANGED: lazy_gettext("Own deadline changed"),
    EventKind.EXCUSED: lazy_gettext("Excused from answering"),
    EventKind.EXCUSE_ENDED: lazy_gettext("Asked to answer again"),
    EventKind.NOTE_CHANGED: lazy_gettext("Internal note changed"),
    EventKind.ANSWERS_FOR_CHANGED: lazy_gettext("Changed who answers"),
    EventKind.ORGANISATION_ADDED: lazy_gettext("Organisation added"),
    EventKind.ORGANISATION_CHANGED: lazy_gettext("Organisation changed"),
    EventKind.ORGANISATION_RETIRED: lazy_gettext("Organisation retired"),
    EventKind.SUCCESSION_CHANGED: lazy_gettext("Predecessors or successors changed"),
    EventKind.IMPORTED: lazy_gettext("Changed by an import"),
    EventKind.ROUND_ADDED: lazy_gettext("Follow-up added"),
    EventKind.ROUND_CHANGED: lazy_gettext("Follow-up changed"),
    EventKind.ROUND_OPENED: lazy_gettext("Follow-up opened"),
    EventKind.ROUND_CLOSED: lazy_gettext("Follow-up closed"),
    EventKind.LINK_MADE: lazy_gettext("New link made"),
    EventKind.LINK_REQUESTED: lazy_gettext("New link asked for"),
    EventKind.LINK_REVOKED: lazy_gettext("Link taken back"),
    EventKind.MAIL_SENT_AGAIN: lazy_gettext("E-mail sent again"),
    EventKind.MAIL_ARRIVED: lazy_gettext("Uncertain e-mail held for sent"),
    EventKind.MAIL_TAKEN_ALONG: lazy_gettext("E-mail with the link downloaded"),
    EventKind.COLLEAGUE_INVITED: lazy_gettext("Colleague invited"),
    EventKind.PASSED_ON: lazy_gettext("Passed on to a colleague"),
    EventKind.CONTACT_ADDED: lazy_gettext("Contact added"),
    EventKind.CONTACT_CHANGED: lazy_gettext("Contact changed"),
    EventKind.CONTACT_RETIRED: lazy_gettext("Contact removed"),
    EventKind.SIGNED_IN: lazy_gettext("Signed in"),
    EventKind.SIGNED_OUT: lazy_gettext("Signed out"),
    EventKind.USER_ADDED: lazy_gettext("User added"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, and what by whom."""

    at: dt.datetime
    words: str


def write_timeline(events: Iterable[AnyRow]) -> list[Line]:
    """Rows of `hp.store.history.list_events`, in their order, as lines.

    The saves of one person on one day are one line; a hand-in between them makes it two.
    """
    return list(_lines(events))


def _lines(events: Iterable[AnyRow]) -> Iterator[Line]:
    for are_saves, group in groupby(events, key=lambda row: row.kind == EventKind.ANSWER_SAVED):
        if are_saves:
            yield from _saves(group)
        else:
            yield from (Line(row.at, _words(row)) for row in group)


def _saves(rows: Iterable[AnyRow]) -> Iterator[Line]:
    by_person: dict[tuple[int | None, dt.date], list[AnyRow]] = {}
    for row in rows:
        by_person.setdefault((row.contact_id, web.local(row.at).date()), []).append(row)
    for saves in by_person.values():
        words = ngettext("One answer saved", "Answers saved %(num)d times", len(saves))
        yield Line(saves[0].at, _with(words, _who(saves[0])))


def _masked(row: AnyRow) -> str:
    words = _("Comment on activity %(number)d masked", number=row.number)
    return f"{_with(words, _who(row))}. {_('Reason: %(reason)s', reason=row.reason)}"


def _words(row: AnyRow) -> str:
    if row.reason:
        return _masked(row)
    if row.kind == EventKind.LINK_REQUESTED and row.contact_name is None:
        words = _("Link sent by e-mail")
    else:
        words = str(_WORDS[row.kind])
    if row.about_name:
        words = f"{words}: {row.about_name}"
    return _with(words, _who(row))


def _who(row: AnyRow) -> str:
    who: str = row.contact_name or row.user_name or row.user_email or ""
    return who


def _with(words: str, who: str) -> str:
    return _("%(what)s, by %(who)s", what=words, who=who) if who else words
