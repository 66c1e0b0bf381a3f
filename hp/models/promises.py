"""What has become of what was promised with a date. It never changes what was handed in."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.domain.promises import NewsOutcome
from hp.models.base import Base, Id, Word


class PromiseNews(Base):
    """A later note to one answer with a planned date. Only ever added to; the newest holds."""

    __tablename__ = "promise_news"

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id")
    )  # where it was promised
    number: Mapped[int]  # the activity's
    outcome: Mapped[NewsOutcome] = mapped_column(Word(NewsOutcome))
    planned_on: Mapped[dt.date | None]  # the new date, where there is one
    text: Mapped[str] = mapped_column(default="")
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[dt.datetime]
