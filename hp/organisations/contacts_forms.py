"""The form of a contact."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.actions.contacts import ContactFields, fields_of
from hp.domain.errors import InvalidFields
from hp.i18n import DEFAULT
from hp.models import Contact
from hp.models.organisations import ContactRole
from hp.organisations import register_words as words
from hp.organisations.register_forms import Difference, Values, differences


def read_fields(form: Values, role: ContactRole = ContactRole.DEPUTY) -> ContactFields:
    """The fields of a form; `role` is the contact's now.

    Raises `InvalidFields` where the role is none of those offered.
    """
    if form.get("role") not in dict(roles_for(role)):
        raise InvalidFields({"role": "unknown"})
    return ContactFields(
        name=form.get("name", ""),
        function=form.get("function", ""),
        email=form.get("email", ""),
        language=form.get("language", ""),
        role=ContactRole(form["role"]),
    )


def values_of(contact: Contact) -> dict[str, str]:
    """How a contact stands in the form."""
    kept = fields_of(contact)
    return {
        "name": kept.name,
        "function": kept.function,
        "email": kept.email,
        "language": kept.language,
        "role": kept.role,
    }


def values_of_new(has_main: bool) -> dict[str, str]:
    """How the form of a new contact begins: the first one is the main contact."""
    role = ContactRole.DEPUTY if has_main else ContactRole.MAIN
    return {"role": role, "language": DEFAULT}


def roles_for(now: ContactRole) -> list[tuple[str, str]]:
    """The roles that can be chosen; an invited colleague can stay one, nobody can be made one."""
    return [
        (role, word)
        for role, word in words.role_words().items()
        if role != ContactRole.COLLEAGUE or now == role
    ]


def compare(contact: Contact, form: Values) -> list[Difference]:
    """Where the form and what is kept now are not the same, in words."""
    shown: dict[str, tuple[str, Mapping[str, str]]] = {
        "name": (_("Name"), {}),
        "function": (_("Function"), {}),
        "email": (_("E-mail"), {}),
        "language": (_("Language of e-mails"), words.language_words()),
        "role": (_("Role"), words.role_words()),
    }
    return differences(values_of(contact), form, shown)
