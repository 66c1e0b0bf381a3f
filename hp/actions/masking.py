"""Masking: personal data or a secret that somebody wrote in a comment goes away for good.

It goes from every place where an organisation's answers in a round are kept or quoted: earlier
versions and hand-ins, other activities, what was told and asked for later, mails, returned files.
Drafts are masked like the rest and never shown. `hp.actions.scrubbing` does what remains to be
done in files.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from hp.actions.events import note_response
from hp.database import begin_writing
from hp.documents.word_search import is_said
from hp.domain import masking
from hp.domain.errors import ChangedMeanwhile, InvalidInput, Refused
from hp.mail import placeholder
from hp.models import Answer, AnswerVersion, Base, Event, Mask, Response
from hp.models.events import EventKind
from hp.models.mail import MessageState
from hp.store import documents, masks

_LINK = "\x1f"  # stands for the link in a mail; no text from outside holds it (hp.domain.text)
_KEPT_OF_VERSION = ("value", "planned_on", "saved_at", "contact_id", "origin_id")
# columns with words that people have written; names of people and organisations are none
_TEXTS = ("comment", "text", "reason", "note", "excused_reason")


class NothingToMask(Refused):
    """There is no comment to mask, or none that a coordinator may see."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a coordinator sees of one activity: the comment, and what was told later."""

    version: int
    comment: str
    told: Sequence[str]
    submission_id: int | None  # the hand-in that it stands in
    seen: str  # the same in one word: changed where something else is seen

    @property
    def texts(self) -> list[str]:
        """All of it."""
        return [self.comment, *self.told]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mask. `words` as they stand there; empty for the whole comment. `submission_id` is
    the hand-in looked at, `seen` what was seen of it, `token` the form's own."""

    number: int
    submission_id: int | None
    words: str
    reason: str
    seen: str
    token: str


def find_said(
    session: Session, response: Response, number: int, submission_id: int | None
) -> Said | None:
    """What may be masked of an activity: of a hand-in, or of what a coordinator has entered where
    nothing is handed in; None where nothing is written."""
    if submission_id is None:
        submission_id = response.submission_id
    row = masks.find_said(session, response.id, number, submission_id)
    if row is None:
        return None
    told = masks.list_told(session, response.id, number)
    said = Said(
        row.version,
        row.comment,
        told,
        submission_id,
        f"{response.submission_id or 0}-{submission_id or 0}-{row.version}",
    )
    return said if any(said.texts) else None


def mask_comment(
    session: Session, response_id: int, wanted: Wanted, user_id: int, now: dt.datetime
) -> None:
    """Mask what is `wanted` wherever it stands in a response. The same form twice masks once.

    Raises `NothingToMask`, `ChangedMeanwhile` where what was seen is no longer so, or
    `InvalidInput`: for `words`, which are `too_short` or `not_there`; for `reason`, which
    `tells` what is masked.
    """
    if masks.find_by_token(session, wanted.token):
        return
    # reading files takes its time, so it is done before anybody has to wait
    seen_files, quoting = _look_into_files(session, response_id, wanted)
    begin_writing(session)
    response = session.get_one(Response, response_id, with_for_update=True)
    if masks.find_by_token(session, wanted.token):
        return
    said = find_said(session, response, wanted.number, wanted.submission_id)
    if said is None:
        raise NothingToMask
    if said.seen != wanted.seen or seen_files != documents.list_quoting_ids(
        session, response_id, response.round_id
    ):
        raise ChangedMeanwhile
    words = _words(session, response_id, said, wanted)
    _check(said, wanted, words)
    if not wanted.words:
        _mask_whole(session, response_id, wanted.number, said.version)
    _mask_texts(session, response_id, words)
    mails = _mask_mails(session, response_id, words)
    _remove_files(session, quoting, words, now)
    _note(session, response, wanted, mails, user_id, now)
    session.commit()


def _words(session: Session, response_id: int, said: Said, wanted: Wanted) -> list[str]:
    """What to look for. The whole comment: what it said in earlier hand-ins too."""
    if wanted.words:
        return [wanted.words]
    frozen = masks.list_frozen(session, response_id)
    handed_in = [
        one.comment for one in frozen if one.number == wanted.number and one.version <= said.version
    ]
    return sorted({said.comment, *handed_in} - {"", masking.MARK})


def _check(said: Said, wanted: Wanted, words: Sequence[str]) -> None:
    if wanted.words:
        if not masking.can_be_masked(wanted.words):
            raise InvalidInput("words", "too_short")
        if not any(masking.holds(text, words) for text in said.texts):
            raise InvalidInput("words", "not_there")
    elif said.comment in ("", masking.MARK):
        raise NothingToMask
    if masking.holds(wanted.reason, words):
        raise InvalidInput("reason", "tells")


def _mask_whole(session: Session, response_id: int, number: int, version: int) -> None:
    """The comment as it was seen, and all that it said before."""
    for one in masks.list_versions(session, response_id):
        if one.number == number and one.version <= version and one.comment:
            one.comment = masking.MARK
    for frozen in masks.list_frozen(session, response_id):
        if frozen.number == number and frozen.version <= version and frozen.comment:
            frozen.comment = masking.MARK
    for answer in masks.list_answers(session, response_id):
        if answer.number == number and answer.version <= version and answer.comment:
            answer.comment = masking.MARK


def _mask_texts(session: Session, response_id: int, words: Sequence[str]) -> None:
    rows: list[Base] = [
        *masks.list_versions(session, response_id),
        *masks.list_frozen(session, response_id),
        *masks.list_about(session, response_id),
    ]
    answers = masks.list_answers(session, response_id)
    for row in (*rows, *answers):
        _mask_columns(row, _TEXTS, lambda text: masking.mask(text, words))
    for answer in [a for a in answers if inspect(a).attrs.comment.history.has_changes()]:
        _renew(session, answer)
    session.flush()


def _mask_columns(row: Base, names: Sequence[str], mask: Callable[[str], str]) -> None:
    for name in names:
        text = getattr(row, name, None)
        if text and (masked := mask(text)) != text:
            setattr(row, name, masked)


def _renew(session: Session, answer: Answer) -> None:
    """Make it a version of its own, of no page: a page that is still open and holds the old words
    is then asked, instead of bringing them back unasked."""
    old, answer.version = answer.version, answer.version + 1
    answer.page, answer.sequence = "", 0
    kept = {name: getattr(answer, name) for name in _KEPT_OF_VERSION}
    session.add(
        AnswerVersion(
            response_id=answer.response_id,
            number=answer.number,
            version=answer.version,
            comment=answer.comment,
            **kept,
        )
    )
    session.flush()
    masks.renumber(session, answer.response_id, answer.number, old, answer.version)


def _mask_mails(session: Session, response_id: int, words: Sequence[str]) -> list[int]:
    """Mask mails that quote it; returns their ids."""
    changed = []
    for message in masks.list_mails(session, response_id):
        _mask_columns(message, ("subject", "calendar", "error"), lambda t: masking.mask(t, words))
        _mask_columns(message, ("text",), lambda t: _around_link(t, words, masking.mask))
        _mask_columns(message, ("html",), lambda t: _around_link(t, words, masking.mask_html))
        if not session.is_modified(message):
            continue
        changed.append(message.id)
        if message.state is MessageState.SENDING and message.data_began_at is None:
            message.state = MessageState.WAITING  # its sender has the old words, and lets it be
    return changed


def _around_link(
    stored: str, words: Sequence[str], mask: Callable[[str, Sequence[str]], str]
) -> str:
    return placeholder.leave_gap(mask(placeholder.fill_in(stored, _LINK), words), _LINK)


def _look_into_files(
    session: Session, response_id: int, wanted: Wanted
) -> tuple[list[int], list[int]]:
    """The returned forms that there are, and those in which it stands."""
    response = session.get_one(Response, response_id)
    said = find_said(session, response, wanted.number, wanted.submission_id)
    if said is None:
        raise NothingToMask
    words = _words(session, response_id, said, wanted)
    ids, quoting = [], []
    for one in documents.list_quoting(session, response_id, response.round_id):
        ids.append(one.id)
        if is_said(one.content, lambda text: masking.holds(text, words)):
            quoting.append(one.id)
    return ids, quoting


def _remove_files(
    session: Session, ids: Sequence[int], words: Sequence[str], now: dt.datetime
) -> None:
    """A file cannot be masked in part: kept ones leave their name, those that wait go wholly."""
    for document in masks.list_documents(session, ids):
        if document.response_id is None:
            session.delete(document)
        else:
            document.content, document.text, document.removed_at = b"", "", now
            document.file_name = masking.mask(document.file_name, words)


def _note(
    session: Session,
    response: Response,
    wanted: Wanted,
    mails: Sequence[int],
    user_id: int,
    now: dt.datetime,
) -> None:
    event: Event = note_response(session, EventKind.COMMENT_MASKED, response, now, user_id=user_id)
    event.number = wanted.number
    session.flush()
    mask = Mask(
        response_id=response.id,
        event_id=event.id,
        number=wanted.number,
        reason=wanted.reason,
        mails=" ".join(map(str, mails)),
        token=wanted.token,
    )
    session.add(mask)
