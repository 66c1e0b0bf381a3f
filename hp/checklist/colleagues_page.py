"""What the pages about colleagues show: who can answer, and whom one is about to invite."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext

from hp import web
from hp.actions.contacts import ContactFields
from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.domain.schedule import Period
from hp.store import colleagues, plan
from hp.store.responses import Respondent, period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


_ADDRESS = lazy_gettext("Write an e-mail address, like anna@example.se.")
_FAULTS = {  # by field, in the forms' order, and by reason
    ("name", "missing"): lazy_gettext("Write your colleague’s name."),
    ("name", "too_long"): lazy_gettext("Write at most 200 characters."),
    ("name", "not_a_name"): lazy_gettext("Write only a name, without @, /, \\, < and >."),
    ("email", "missing"): _ADDRESS,
    ("email", "not_an_address"): _ADDRESS,
    ("email", "own"): lazy_gettext("That is your own address, and you have a link already."),
    ("function", "too_long"): lazy_gettext("Write at most 200 characters."),
    ("language", "unknown"): lazy_gettext("Choose one of the languages."),
    ("keeps_link", "missing"): lazy_gettext("Choose whether you keep your own link."),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose link to the response holds."""

    contact_id: int
    name: str
    function: str
    email: str
    since: dt.datetime
    inviter: str  # empty where the coordinator gave the link
    is_me: bool
    is_mine: bool  # whether I have invited them, and nobody else has given them a link


@dataclass(slots=True)
class ColleaguesPage:
    """A page about colleagues; `done` says what has just been done, about `person`."""

    respondent: Respondent
    round: Any
    period: Period
    now: dt.datetime
    holders: list[Holder]
    form: ContactFields
    done: str = ""
    person: AnyRow | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    keeps_link: str = ""
    is_refused: bool = False  # because of too many mails
    # of this page's forms: one that is sent twice acts once
    token: str = field(default_factory=secrets.token_urlsafe)

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, in words by field."""
        return {
            name: str(words)
            for (name, reason), words in _FAULTS.items()
            if self.faults.get(name) == reason
        }

    @property
    def can_invite(self) -> bool:
        """Whether anybody can be invited now: until the round closes, handed in or not."""
        return self.period.is_open(self.now) and self.respondent.status != ResponseStatus.EXCUSED


def build_colleagues_page(
    session: "Session", respondent: Respondent, told: Mapping[str, int]
) -> ColleaguesPage:
    """Who can answer this response. `told` may name what was done to which contact."""
    links = colleagues.list_links(session, respondent.response_id)
    page = ColleaguesPage(
        respondent=respondent,
        round=plan.get_round(session, respondent.round_id),
        period=period(respondent),
        now=web.now(),
        holders=_gather(links, respondent.contact_id),
        form=ContactFields("", language=respondent.contact_language),
    )
    for done, contact_id in told.items():
        page.done = done
        page.person = next((link for link in links if link.contact_id == contact_id), None)
    return page


def _gather(links: Any, me: int) -> list[Holder]:
    """A person a row, however many links they have, in the order they got the first."""
    valid: dict[int, list[AnyRow]] = {}
    for link in links:
        if link.revoked_at is None:
            valid.setdefault(link.contact_id, []).append(link)
    return [
        Holder(
            contact_id=first.contact_id,
            name=first.name,
            function=first.function,
            email=first.email,
            since=first.created_at,
            inviter=first.inviter or "",
            is_me=first.contact_id == me,
            is_mine=all(link.invited_by_id == me for link in (first, *others)),
        )
        for first, *others in valid.values()
    ]
