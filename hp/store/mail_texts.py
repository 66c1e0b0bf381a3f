"""The texts of mails that a round has changed."""

from sqlalchemy.orm import Session

from hp.domain.reminding import Text
from hp.models import MailText


def find_text(session: Session, round_id: int, text: Text, language: str) -> MailText | None:
    """A text of a round, if it is another than the original."""
    return session.get(MailText, (round_id, text, language))
