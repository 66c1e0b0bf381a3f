"""What a coordinator has to look at before mails can reach everybody."""

from collections.abc import Sequence
from typing import NamedTuple

from hp.database import AnyRow
from hp.models.events import EventKind
from hp.models.mail import MessageState
from hp.models.organisations import ContactRole

MOST_CHANGES = 100


class Missing(NamedTuple):
    """A contact without an address, and whose it is."""

    contact: AnyRow
    organisation: AnyRow


class Attention:
    """Who cannot be reached. Retired organisations are nobody's trouble."""

    def __init__(
        self,
        organisations: Sequence[AnyRow],
        contacts: Sequence[AnyRow],
        undelivered: Sequence[AnyRow],
    ) -> None:
        active = {row.id: row for row in organisations if row.retired_on is None}
        own = [row for row in contacts if row.role != ContactRole.COLLEAGUE]
        self.without_address = [
            Missing(row, active[row.organisation_id])
            for row in contacts
            if not row.email and row.organisation_id in active
        ]
        reached = {row.organisation_id for row in own}
        self.without_contact = [
            row for row in active.values() if row.id not in reached and row.answered_by_id is None
        ]
        mails = [row for row in undelivered if row.contact_organisation_id in active]
        self.undelivered = [row for row in mails if row.state == MessageState.REFUSED]
        self.uncertain = [row for row in mails if row.state == MessageState.UNCERTAIN]

    @property
    def count(self) -> int:
        """How many things there are to mend."""
        mails = len(self.undelivered) + len(self.uncertain)
        return len(self.without_address) + len(self.without_contact) + mails


def tell_once(changes: Sequence[AnyRow]) -> list[AnyRow]:
    """Changes by respondents, without that somebody was added where it says how."""
    said = {(row.at, row.contact_id) for row in changes if row.kind is not EventKind.CONTACT_ADDED}
    return [
        row
        for row in changes
        if row.kind is not EventKind.CONTACT_ADDED or (row.at, row.contact_id) not in said
    ]
