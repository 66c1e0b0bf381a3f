"""The tables, a file per family. Import what you need from here."""

from hp.models.base import Base
from hp.models.events import Event
from hp.models.imports import PendingImport
from hp.models.mail import Mailing, Message
from hp.models.organisations import Contact, Organisation, Succession
from hp.models.responses import (
    Answer,
    AnswerVersion,
    PersonalLink,
    Response,
    Submission,
    SubmittedAnswer,
)
from hp.models.rounds import Activity, Area, Round
from hp.models.users import Attempt, User, UserSession

__all__ = [
    "Activity",
    "Answer",
    "AnswerVersion",
    "Area",
    "Attempt",
    "Base",
    "Contact",
    "Event",
    "Mailing",
    "Message",
    "Organisation",
    "PendingImport",
    "PersonalLink",
    "Response",
    "Round",
    "Submission",
    "SubmittedAnswer",
    "Succession",
    "User",
    "UserSession",
]
