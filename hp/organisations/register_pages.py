"""The list of organisations as somebody has asked to see it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from hp import web
from hp.database import AnyRow
from hp.domain.text import LINE_LIMIT, clean_line
from hp.models.organisations import ContactRole, OrganisationKind
from hp.organisations.attention_pages import Attention
from hp.store import register, reminders

PER_PAGE = 100


class Row(NamedTuple):
    """One organisation in the list."""

    organisation: AnyRow
    contacts: Sequence[AnyRow]
    answered_by: AnyRow | None

    @property
    def main(self) -> AnyRow | None:
        """The main contact, who comes first where there is one."""
        first = self.contacts[0] if self.contacts else None
        return first if first is not None and first.role == ContactRole.MAIN else None

    @property
    def text(self) -> str:
        """All that can be searched for, in small letters."""
        said = [self.organisation.name, self.organisation.cluster]
        for contact in self.contacts:
            said += [contact.name, contact.email]
        return "\n".join(said).casefold()


class RegisterPage:
    """One page of the organisations that fit what the query string asks for."""

    def __init__(self, args: MultiDict[str, str]) -> None:
        self.q = clean_line(args.get("q", ""))[:LINE_LIMIT]
        self.kind = args.get("kind", "") if args.get("kind") in list(OrganisationKind) else ""
        self.state = args.get("state", "") if args.get("state") in ("retired", "all") else ""
        rows = self._read()
        self.total = len(rows)
        found = [row for row in rows if self._fits(row)]
        self.found = len(found)
        self.found_ids = {row.organisation.id for row in found}
        last = max(1, -(-self.found // PER_PAGE))
        number = args.get("page", 1, type=int)
        self.number = min(max(1, number), last)
        self.rows = found[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]
        self.previous = self.number - 1 if self.number > 1 else None
        self.next = self.number + 1 if self.number < last else None

    def _read(self) -> list[Row]:
        organisations = register.list_organisations(web.db())
        contacts = register.list_contacts(web.db())
        self.attention = Attention(organisations, contacts, reminders.list_undelivered(web.db()))
        by_id = {organisation.id: organisation for organisation in organisations}
        mine = defaultdict(list)
        for contact in contacts:
            mine[contact.organisation_id].append(contact)
        return [Row(o, mine[o.id], by_id.get(o.answered_by_id)) for o in organisations]

    def _fits(self, row: Row) -> bool:
        is_retired = row.organisation.retired_on is not None
        return (
            (self.state == "all" or is_retired == (self.state == "retired"))
            and self.kind in ("", row.organisation.kind)
            and self.q.casefold() in row.text
        )

    @property
    def is_filtered(self) -> bool:
        """Whether something is asked for that can leave organisations out."""
        return bool(self.q or self.kind or self.state)

    def query(self, page: int | None = None) -> str:
        """The query string of this list, or of another page of it; empty where it is the usual."""
        values = {"q": self.q, "kind": self.kind, "state": self.state, "page": page or ""}
        said = urlencode({key: str(value) for key, value in values.items() if value})
        return f"?{said}" if said else ""
