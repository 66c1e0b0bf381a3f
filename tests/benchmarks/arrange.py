"""Instances to measure on: so many organisations, two thirds of which have handed in."""

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert

from hp import migrations
from hp.actions.rounds import add_round
from hp.database import Database, begin_writing
from hp.domain import links, marks
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.domain.text import sort_key
from hp.models import (
    Answer,
    AnswerVersion,
    Contact,
    Organisation,
    PersonalLink,
    Response,
    Submission,
    SubmittedAnswer,
    User,
    UserSession,
)
from hp.models.organisations import ContactRole, OrganisationKind
from hp.models.users import Role
from hp.plans import read_plan
from hp.web import hash_token
from tests.benchmarks.servers import SECRET

ACTIVITIES = 13
COMMENTED = 0.3  # of the answers, about as in the form that was returned
SESSION_TOKEN = "benchmark-session"
_COMMENT = "Sju av tio beställare har gått utbildningen. De tre sista går den i februari."
_NOT_APPLICABLE = (3, 5)


@dataclass(frozen=True)
class Instance:
    """An instance folder, and the ways in."""

    folder: Path
    tokens: list[str]

    @property
    def database(self) -> Path:
        """Its database file."""
        return self.folder / "handlingsplan.sqlite"


def arrange(folder: Path, organisations: int) -> Instance:
    """An instance with an open round: every third organisation has not begun."""
    folder.mkdir(parents=True)
    database = Database(f"sqlite:///{folder / 'handlingsplan.sqlite'}")
    migrations.upgrade(database)
    now = dt.datetime.now(dt.UTC)
    with database.new_session() as session:
        connection = begin_writing(session)
        round_ = add_round(
            session,
            read_plan("2023"),
            name="2023",
            due_at=now + dt.timedelta(days=14),
            opened_at=now - dt.timedelta(days=14),
        )
        for table, rows in _rows(round_.id, organisations, now).items():
            connection.execute(insert(table), rows)
        session.commit()
    database.close()
    key = links.derive_key(SECRET, "personal link")
    return Instance(folder, [links.make_token(key, n, 1) for n in range(1, organisations + 1)])


def _rows(round_id: int, count: int, now: dt.datetime) -> dict[type, list[dict[str, object]]]:
    dice = random.Random(2023)
    rows: dict[type, list[dict[str, object]]] = {
        model: []
        for model in (
            Organisation, Contact, User, UserSession, Response, PersonalLink, Answer,
            AnswerVersion, Submission, SubmittedAnswer,
        )
    }  # fmt: skip
    rows[User].append(
        {
            "id": 1, "email": "b@b.example", "name": "B", "password_hash": "!",
            "role": Role.COORDINATOR, "created_at": now,
        }
    )  # fmt: skip
    rows[UserSession].append(
        {
            "id": 1, "user_id": 1, "token_hash": hash_token(SESSION_TOKEN), "created_at": now,
            "expires_at": now + dt.timedelta(days=1),
        }
    )  # fmt: skip
    for n in range(1, count + 1):
        _add_organisation(rows, n, round_id, dice, now)
    return rows


def _add_organisation(
    rows: dict[type, list[dict[str, object]]],
    n: int,
    round_id: int,
    dice: random.Random,
    now: dt.datetime,
) -> None:
    kind = OrganisationKind.COMMITTEE if n % 3 == 0 else OrganisationKind.COMPANY
    name = f"Bolaget {n:04} AB" if kind is OrganisationKind.COMPANY else f"Nämnden {n:04}"
    named = {"name": name, "sort_key": sort_key(name), "kind": kind, "cluster": ""}
    rows[Organisation].append({"id": n, **named})
    rows[Contact].append(
        {
            "id": n, "organisation_id": n, "name": f"Kontakt {n}", "function": "Chef",
            "email": f"k{n}@b.example", "language": "sv", "role": ContactRole.MAIN,
        }
    )  # fmt: skip
    rows[PersonalLink].append(
        {"id": n, "response_id": n, "contact_id": n, "version": 1, "created_at": now}
    )
    submitted = n % 3 != 1
    values = [_value(number, dice) if submitted else None for number in range(1, ACTIVITIES + 1)]
    letters = marks.from_values(values)
    rows[Response].append(
        {
            "id": n, "round_id": round_id, "organisation_id": n, **named,
            "status": ResponseStatus.SUBMITTED if submitted else ResponseStatus.NOT_STARTED,
            "marks": letters, "changed_at": now if submitted else None,
            "submitted_marks": letters if submitted else None,
            "submission_id": n if submitted else None, "submitted_at": now if submitted else None,
        }
    )  # fmt: skip
    if submitted:
        _add_answers(rows, n, values, dice, now)


def _value(number: int, dice: random.Random) -> AnswerValue:
    if number in _NOT_APPLICABLE and dice.random() < 0.3:
        return AnswerValue.NOT_APPLICABLE
    return dice.choices(tuple(AnswerValue)[:3], (60, 28, 12))[0]


def _add_answers(
    rows: dict[type, list[dict[str, object]]],
    n: int,
    values: list[AnswerValue | None],
    dice: random.Random,
    now: dt.datetime,
) -> None:
    rows[Submission].append(
        {
            "id": n, "response_id": n, "ordinal": 1, "receipt": f"2023-{n:04}",
            "submitted_at": now, "contact_id": n, "name": "Kontakt", "function": "Chef",
            "is_late": False,
        }
    )  # fmt: skip
    for number, value in enumerate(values, 1):
        said = {
            "number": number, "version": 1, "value": value, "planned_on": None,
            "comment": _COMMENT if dice.random() < COMMENTED else "",
        }  # fmt: skip
        saved = {"response_id": n, "saved_at": now, "contact_id": n, "page": "", "sequence": 0}
        rows[Answer].append(said | saved)
        rows[AnswerVersion].append(said | saved)
        rows[SubmittedAnswer].append({"submission_id": n, **said})
