"""The words of mails, where a round's are others than those it begins with."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.domain.reminding import Text
from hp.models.base import Base, Word


class MailText(Base):
    """One text of a round in one language, with gaps (`hp.domain.mail_text`)."""

    __tablename__ = "mail_texts"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    name: Mapped[Text] = mapped_column(Word(Text), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[dt.datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who wrote it
