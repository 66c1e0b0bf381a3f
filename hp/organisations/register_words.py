"""What the register calls things, and what it says of a field that it cannot take."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.domain.text import LINE_LIMIT
from hp.models.organisations import ContactRole


def role_words() -> dict[str, str]:
    """What a contact can be."""
    return {
        ContactRole.MAIN: _("Main contact"),
        ContactRole.DEPUTY: _("Deputy"),
        ContactRole.REGISTRAR: _("Registrar"),
        ContactRole.COLLEAGUE: _("Invited colleague"),
    }


def language_words() -> dict[str, str]:
    """The languages that mails can be in, each in itself."""
    return {"sv": "Svenska", "en": "English"}


def say_faults(faults: Mapping[str, str]) -> dict[str, str]:
    """Faults (reason by field) as texts by field, in the order of the forms."""
    words = _of_organisation() | _of_contact() | _of_time()
    order = [field for field, _reason in words]
    fields = sorted(faults, key=lambda field: order.index(field))
    return {field: words[field, faults[field]] for field in fields}


Words = dict[tuple[str, str], str]


def _of_organisation() -> Words:
    return {
        ("name", "missing"): _("Give a name"),
        ("name", "too_long"): _too_long(),
        ("name", "taken"): _("Another organisation has this name already"),
        ("kind", "unknown"): _("Choose one of the types"),
        ("cluster", "too_long"): _too_long(),
        ("answered_by", "itself"): _("Choose another organisation, or that it answers itself"),
        ("answered_by", "unknown"): _("Choose one of the organisations in the list"),
        ("answered_by", "retired"): _("That organisation is retired and answers for nobody"),
        ("answered_by", "is_answered_for"): _(
            "Another organisation answers for that one. Choose the one that answers"
        ),
        ("answered_by", "answers_for_others"): _(
            "This organisation answers for others, so nobody can answer for it"
        ),
    }


def _of_contact() -> Words:
    return {
        ("function", "too_long"): _too_long(),
        ("email", "not_an_address"): _("This does not look like an e-mail address"),
        ("email", "taken"): _("Another contact of the organisation has this address"),
        ("role", "unknown"): _("Choose one of the roles"),
        ("language", "unknown"): _("Choose one of the languages"),
    }


def _of_time() -> Words:
    """Of what came before and after, and of retiring."""
    date = _("Give a date, for example 2023-01-02")
    return {
        ("relation", "unknown"): _("Choose which came first"),
        ("other", "unknown"): _("Choose one of the organisations in the list"),
        ("other", "circle"): _("An organisation cannot come from what came from it"),
        ("took_over_on", "not_a_date"): date,
        ("retired_on", "not_a_date"): date,
        ("retired_on", "future"): _(
            "The date has not come yet. Retire the organisation on the day; it is asked till then"
        ),
    }


def _too_long() -> str:
    words: str = _("Use at most %(num)d characters", num=LINE_LIMIT)
    return words
