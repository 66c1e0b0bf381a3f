"""The form of an organisation: what was typed, what is wrong with it, what somebody else saved."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from hp import web
from hp.actions.organisations import OrganisationFields, fields_of
from hp.database import AnyRow
from hp.domain.errors import InvalidFields
from hp.models import Organisation
from hp.models.organisations import OrganisationKind
from hp.store import register
from hp.words import kind_words

Values = Mapping[str, str]  # by field, as they stand in the form


class Difference(NamedTuple):
    """A field that somebody else saved otherwise than it stands in the form."""

    label: str
    theirs: str
    yours: str


def read_fields(form: Values) -> OrganisationFields:
    """The fields of a form. Raises `InvalidFields` where a choice is none of those offered."""
    by = form.get("answered_by", "")
    if form.get("kind") not in list(OrganisationKind):
        raise InvalidFields({"kind": "unknown"})
    if by and not (by.isascii() and by.isdigit() and len(by) < 10):
        raise InvalidFields({"answered_by": "unknown"})
    return OrganisationFields(
        name=form.get("name", ""),
        kind=OrganisationKind(form["kind"]),
        cluster=form.get("cluster", ""),
        answered_by_id=int(by) if by else None,
    )


def values_of(organisation: Organisation) -> dict[str, str]:
    """How an organisation stands in its form."""
    kept = fields_of(organisation)
    by = "" if kept.answered_by_id is None else str(kept.answered_by_id)
    return {"name": kept.name, "kind": kept.kind, "cluster": kept.cluster, "answered_by": by}


def offered(organisation_id: int | None, values: Values) -> list[tuple[str, str]]:
    """Who can answer for an organisation: those nobody answers for, and who does so now."""
    chosen = values.get("answered_by", "")
    return [
        (str(row.id), row.name)
        for row in register.list_organisations(web.db())
        if str(row.id) == chosen
        or (row.id != organisation_id and row.retired_on is None and row.answered_by_id is None)
    ]


def compare(organisation: Organisation, form: Values) -> list[Difference]:
    """Where the form and what is kept now are not the same, in words."""
    kept = values_of(organisation)
    names = {str(row.id): row.name for row in register.list_organisations(web.db())}
    shown: dict[str, tuple[str, Mapping[str, str]]] = {
        "name": (_("Name"), {}),
        "kind": (_("Type"), kind_words()),
        "cluster": (_("Cluster"), {}),
        "answered_by": (_("Answered by"), names | {"": _("Answers itself")}),
    }
    return differences(kept, form, shown)


def differences(
    kept: Values, form: Values, shown: Mapping[str, tuple[str, Mapping[str, str]]]
) -> list[Difference]:
    """Fields of `shown` (label and words of each choice) that `kept` and `form` have otherwise."""
    found = []
    for field, (label, choices) in shown.items():
        theirs, yours = kept[field], form.get(field, "")
        if theirs != yours:
            found.append(Difference(label, choices.get(theirs, theirs), choices.get(yours, yours)))
    return found


def read_date(text: str) -> dt.date | None:
    """A date of a form; None where it is none."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def today() -> dt.date:
    """The day on the wall's calendar."""
    return web.local(web.now()).date()


def show_change(row: AnyRow | None) -> dict[str, str]:
    """Who changed something last, and when: what a notice of two changes says."""
    if row is None:
        return {"name": "", "time": ""}
    return {"name": row.name, "time": web.short_time(row.at)}
