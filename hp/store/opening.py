"""What opening a round, closing it and asking one more organisation have to know."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.models import Contact, Organisation, Response, Round
from hp.models.organisations import ContactRole

_GETS_A_LINK = (Contact.retired_at.is_(None), Contact.role != ContactRole.COLLEAGUE)


def get_round_to_change(session: Session, round_id: int) -> Round:
    """A round, held against others who would change it at the same time."""
    return session.get_one(Round, round_id, with_for_update=True)


def list_organisations_to_ask(session: Session) -> Sequence[Organisation]:
    """Organisations that are not retired, in the order of their names."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.retired_on.is_(None))
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()


def list_contacts_to_ask(
    session: Session, organisation_ids: Sequence[int]
) -> Mapping[int, Sequence[Contact]]:
    """The organisations' own contacts by organisation, the main one first.

    Colleagues who once helped with a response are none.
    """
    found: dict[int, list[Contact]] = {id_: [] for id_ in organisation_ids}
    statement = (
        select(Contact)
        .where(*_GETS_A_LINK, Contact.organisation_id.in_(organisation_ids))
        .order_by(Contact.role != ContactRole.MAIN, Contact.id)
    )
    for contact in session.scalars(statement):
        found[contact.organisation_id].append(contact)
    return found


def find_response_of(session: Session, round_id: int, organisation_id: int) -> Response | None:
    """An organisation's part in a round."""
    return session.scalars(
        select(Response).where(
            Response.round_id == round_id, Response.organisation_id == organisation_id
        )
    ).one_or_none()


def list_without_address(session: Session) -> Sequence[AnyRow]:
    """(id, name) of organisations to ask that have no contact with an e-mail address.

    One that another answers for needs none.
    """
    reached = select(Contact.organisation_id).where(Contact.email != "", *_GETS_A_LINK)
    return session.execute(
        select(Organisation.id, Organisation.name)
        .where(
            Organisation.retired_on.is_(None),
            Organisation.answered_by_id.is_(None),
            Organisation.id.not_in(reached),
        )
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()


def list_not_submitted(session: Session, round_id: int) -> Sequence[AnyRow]:
    """Responses of a round that are asked for and not handed in: what the page of closing names."""
    return session.execute(
        select(
            Response.organisation_id,
            Response.name,
            Response.status,
            Response.marks,
            Response.submitted_at,
        )
        .where(
            Response.round_id == round_id,
            Response.status.not_in((ResponseStatus.SUBMITTED, ResponseStatus.EXCUSED)),
        )
        .order_by(Response.sort_key, Response.id)
    ).all()


def count_organisations(session: Session) -> int:
    """How many organisations opening a round would ask."""
    to_ask = select(func.count()).where(Organisation.retired_on.is_(None))
    return session.scalar(to_ask) or 0


def count_contacts(session: Session) -> int:
    """How many contacts with an e-mail address the organisations to ask have."""
    statement = (
        select(func.count())
        .select_from(Contact)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .where(Organisation.retired_on.is_(None), Contact.email != "", *_GETS_A_LINK)
    )
    return session.scalar(statement) or 0


def is_name_taken(session: Session, name: str, but_for: int | None = None) -> bool:
    """Whether another round is called so; two that differ in capitals alone would be confused."""
    # compared here: the database's lower() does not know å, ä, ö
    rows = session.execute(select(Round.id, Round.name))
    return any(row.name.casefold() == name.casefold() and row.id != but_for for row in rows)
