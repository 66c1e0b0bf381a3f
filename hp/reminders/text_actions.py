"""Changing the texts of a round's mails."""

import datetime as dt
from typing import TYPE_CHECKING

from hp.database import begin_writing
from hp.domain.errors import ChangedMeanwhile
from hp.domain.fingerprint import fingerprint
from hp.mail.texts import Draft, DraftKey
from hp.models import Event, MailText
from hp.models.events import EventKind
from hp.store import mail_texts, opening

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def seen_of(stored: Draft | None) -> str:
    """What a form was made from, as one word: another means that somebody has changed it."""
    return fingerprint(stored.subject, stored.text) if stored else ""


def save_text(
    session: "Session",
    round_id: int,
    key: DraftKey,
    draft: Draft | None,
    *,
    seen: str,
    user_id: int,
    now: dt.datetime,
) -> None:
    """Let a text of a round be `draft`, without fault, or be the original again (None).

    Saving what is so already changes nothing. Raises `ChangedMeanwhile`.
    """
    begin_writing(session)
    opening.get_round_to_change(session, round_id)
    row = mail_texts.find_text(session, round_id, *key)
    stored = Draft(row.subject, row.text) if row else None
    if stored == draft:
        return
    if seen != seen_of(stored):
        raise ChangedMeanwhile
    if row:
        session.delete(row)
        session.flush()
    if draft:
        session.add(_make_row(round_id, key, draft, user_id, now))
    kind = EventKind.MAIL_TEXT_CHANGED
    session.add(Event(at=now, kind=kind, round_id=round_id, user_id=user_id))
    session.commit()


def _make_row(
    round_id: int, key: DraftKey, draft: Draft, user_id: int, now: dt.datetime
) -> MailText:
    name, language = key
    return MailText(
        round_id=round_id,
        name=name,
        language=language,
        subject=draft.subject,
        text=draft.text,
        changed_at=now,
        user_id=user_id,
    )
