"""The tables, a file per family. Import what you need from here."""

from hp.models.base import Base
from hp.models.documents import Document
from hp.models.events import Event
from hp.models.imports import PendingImport
from hp.models.mail import Mailing, Message
from hp.models.mail_texts import MailText
from hp.models.masks import Mask
from hp.models.organisations import Contact, Organisation, Succession
from hp.models.promises import PromiseNews
from hp.models.reminders import Schedule, ScheduleRun
from hp.models.responses import (
    Answer,
    AnswerOrigin,
    AnswerVersion,
    ChangeRequest,
    PersonalLink,
    Response,
    Submission,
    SubmittedAnswer,
)
from hp.models.rounds import Activity, Area, Round
from hp.models.shared import SharedLink
from hp.models.users import Attempt, RecoveryCode, User, UserLink, UserSession

__all__ = [
    "Activity",
    "Answer",
    "AnswerOrigin",
    "AnswerVersion",
    "Area",
    "Attempt",
    "Base",
    "ChangeRequest",
    "Contact",
    "Document",
    "Event",
    "MailText",
    "Mailing",
    "Mask",
    "Message",
    "Organisation",
    "PendingImport",
    "PersonalLink",
    "PromiseNews",
    "RecoveryCode",
    "Response",
    "Round",
    "Schedule",
    "ScheduleRun",
    "SharedLink",
    "Submission",
    "SubmittedAnswer",
    "Succession",
    "User",
    "UserLink",
    "UserSession",
]
