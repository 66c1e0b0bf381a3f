"""The register of organisations: adding, changing, retiring, and who took over from whom.

Nothing here commits: a page changes one organisation, an import many in one transaction.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hp.domain.errors import InvalidFields
from hp.domain.register_rows import fold
from hp.domain.text import LINE_LIMIT, clean_line, sort_key
from hp.models import Event, Organisation, Response, Succession
from hp.models.events import EventKind
from hp.models.organisations import OrganisationKind
from hp.store import register


@dataclass(frozen=True, slots=True)
class OrganisationFields:
    """What is known of an organisation, but for its contacts and what it came from."""

    name: str
    kind: OrganisationKind
    cluster: str = ""
    answered_by_id: int | None = None  # who answers for it in rounds to come

    def tidy(self) -> "OrganisationFields":
        """The same as it is kept: clean lines."""
        return OrganisationFields(
            clean_line(self.name),
            OrganisationKind(self.kind),
            clean_line(self.cluster),
            self.answered_by_id,
        )


Names = Mapping[str, int]  # the ids of all organisations by folded name


def find_faults(
    session: Session,
    fields: OrganisationFields,
    organisation_id: int | None = None,
    names: Names | None = None,
) -> dict[str, str]:
    """What is wrong with tidy `fields`: the reason by field, empty where nothing is.

    Reasons are `missing`, `too_long` and `taken` (another organisation has the name), and of
    `answered_by` those of `_fault_of_answering`. `organisation_id` is whom the fields are for.
    """
    faults = {
        field: "too_long"
        for field in ("name", "cluster")
        if len(getattr(fields, field)) > LINE_LIMIT
    }
    if not fields.name:
        faults["name"] = "missing"
    if _find_id(session, fields.name, names) not in (None, organisation_id):
        faults["name"] = "taken"
    if fields.answered_by_id is not None:
        reason = _fault_of_answering(session, fields.answered_by_id, organisation_id)
        if reason:
            faults["answered_by"] = reason
    return faults


def _find_id(session: Session, name: str, names: Names | None) -> int | None:
    if names is not None:
        return names.get(fold(name))
    other = register.find_by_name(session, name)
    return other.id if other else None


def _fault_of_answering(session: Session, by_id: int, organisation_id: int | None) -> str:
    """Why one organisation cannot answer for another: there are neither chains nor circles.

    `itself`; `unknown`; `retired`; `is_answered_for`: somebody else answers for the one that would
    answer; `answers_for_others`: the one that would be answered for answers for others.
    """
    if by_id == organisation_id:
        return "itself"
    by = session.get(Organisation, by_id)
    if by is None:
        return "unknown"
    if by.retired_on is not None:
        return "retired"
    if by.answered_by_id is not None:
        return "is_answered_for"
    if organisation_id is not None and register.list_answered_by(session, organisation_id):
        return "answers_for_others"
    return ""


def add_organisation(
    session: Session, fields: OrganisationFields, now: dt.datetime, user_id: int | None = None
) -> Organisation:
    """A new organisation; rounds that are open do not ask it by themselves. Does not commit.

    Raises `InvalidFields`, see `find_faults`.
    """
    return add_organisations(session, [fields], now, user_id)[0]


def add_organisations(
    session: Session,
    new: Iterable[OrganisationFields],
    now: dt.datetime,
    user_id: int | None = None,
    names: Names | None = None,
) -> list[Organisation]:
    """As `add_organisation` for many, of different names. `names` are those that are there."""
    made = []
    for fields in new:
        organisation = Organisation()
        _write(organisation, _check(session, fields, names=names))
        made.append(organisation)
    session.add_all(made)
    session.flush()
    session.bulk_save_objects(
        [_event(EventKind.ORGANISATION_ADDED, one.id, now, user_id) for one in made]
    )
    return made


def change_organisation(
    session: Session,
    organisation: Organisation,
    fields: OrganisationFields,
    now: dt.datetime,
    user_id: int | None = None,
    names: Names | None = None,
    responses: Sequence[Response] | None = None,
) -> bool:
    """Give an organisation other `fields`; whether that changed anything. Does not commit.

    Rounds that have not closed know it by its new name, kind and cluster; closed ones keep those of
    their day. Who answers for whom holds for rounds to come. `names` and its open `responses` are
    for who changes many, and has read them. Raises `InvalidFields`.
    """
    fields = _check(session, fields, organisation.id, names)
    if fields == fields_of(organisation):
        return False
    _write(organisation, fields)
    if responses is None:
        responses = register.list_open_responses(session, organisation.id, now)
    for response in responses:
        response.name = organisation.name
        response.sort_key = organisation.sort_key
        response.kind = organisation.kind
        response.cluster = organisation.cluster
    note(session, EventKind.ORGANISATION_CHANGED, organisation.id, now, user_id)
    return True


def retire_organisation(
    session: Session,
    organisation: Organisation,
    on: dt.date,
    now: dt.datetime,
    user_id: int | None = None,
) -> None:
    """Ask an organisation no more in rounds to come. Nothing is deleted. Does not commit.

    Those that it would have answered for answer themselves again. A second time moves the date.
    """
    if organisation.retired_on == on:
        return
    organisation.retired_on = on
    note(session, EventKind.ORGANISATION_RETIRED, organisation.id, now, user_id)
    for other in register.list_answered_by(session, organisation.id):
        other.answered_by_id = None
        note(session, EventKind.ORGANISATION_CHANGED, other.id, now, user_id)
    session.flush()


def bring_back(
    session: Session, organisation: Organisation, now: dt.datetime, user_id: int | None = None
) -> None:
    """Ask a retired organisation again, in rounds to come. Does not commit."""
    if organisation.retired_on is None:
        return
    organisation.retired_on = None
    session.flush()
    note(session, EventKind.ORGANISATION_CHANGED, organisation.id, now, user_id)


def set_succession(
    session: Session,
    predecessor_id: int,
    successor_id: int,
    took_over_on: dt.date,
    now: dt.datetime,
    user_id: int | None = None,
) -> None:
    """Say that one organisation took over from another on a date. Does not commit.

    Saying it again moves the date. Raises `InvalidFields` for the field `other`: `unknown`, or
    `circle` where the successor is what the predecessor came from.
    """
    for organisation_id in (predecessor_id, successor_id):
        if session.get(Organisation, organisation_id) is None:
            raise InvalidFields({"other": "unknown"})
    known = session.get(Succession, (predecessor_id, successor_id))
    if known is None and successor_id in register.find_origins(session, predecessor_id):
        raise InvalidFields({"other": "circle"})
    if known is not None and known.took_over_on == took_over_on:
        return
    row = known or Succession(predecessor_id=predecessor_id, successor_id=successor_id)
    row.took_over_on = took_over_on
    session.add(row)
    session.flush()
    for organisation_id in (predecessor_id, successor_id):
        note(session, EventKind.SUCCESSION_CHANGED, organisation_id, now, user_id)


def remove_succession(
    session: Session,
    predecessor_id: int,
    successor_id: int,
    now: dt.datetime,
    user_id: int | None = None,
) -> None:
    """Take back that one took over from another; what was never said stays so. Does not commit."""
    known = session.get(Succession, (predecessor_id, successor_id))
    if known is None:
        return
    session.delete(known)
    session.flush()
    for organisation_id in (predecessor_id, successor_id):
        note(session, EventKind.SUCCESSION_CHANGED, organisation_id, now, user_id)


def fields_of(organisation: Organisation) -> OrganisationFields:
    """An organisation's fields as they are kept."""
    return OrganisationFields(
        organisation.name, organisation.kind, organisation.cluster, organisation.answered_by_id
    )


def note(
    session: Session,
    kind: EventKind,
    organisation_id: int,
    now: dt.datetime,
    user_id: int | None,
) -> None:
    """Say in the history what somebody did to an organisation, never what was written."""
    session.add(_event(kind, organisation_id, now, user_id))


def _event(kind: EventKind, organisation_id: int, now: dt.datetime, user_id: int | None) -> Event:
    return Event(at=now, kind=kind, organisation_id=organisation_id, user_id=user_id)


def _check(
    session: Session,
    fields: OrganisationFields,
    organisation_id: int | None = None,
    names: Names | None = None,
) -> OrganisationFields:
    fields = fields.tidy()
    faults = find_faults(session, fields, organisation_id, names)
    if faults:
        raise InvalidFields(faults)
    return fields


def _write(organisation: Organisation, fields: OrganisationFields) -> None:
    organisation.name = fields.name
    organisation.sort_key = sort_key(fields.name)
    organisation.kind = fields.kind
    organisation.cluster = fields.cluster
    organisation.answered_by_id = fields.answered_by_id
