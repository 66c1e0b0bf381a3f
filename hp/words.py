"""An answer's word and symbol, and the kinds of organisations: the same on every page."""

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from hp.domain.answers import AnswerSource, AnswerValue
from hp.domain.masking import MARK
from hp.i18n import show_date, translate
from hp.models.organisations import OrganisationKind


def N_(text: str) -> str:  # noqa: N802 the name that catalogues look for
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


_ANSWERS: dict[str | None, str] = {
    AnswerValue.YES: N_("Yes"),
    AnswerValue.PARTLY: N_("Partly"),
    AnswerValue.NO: N_("No"),
    AnswerValue.NOT_APPLICABLE: N_("Not applicable"),
    "answered": N_("Answered, not submitted"),
    "unanswered": N_("Not answered"),
    None: N_("Not answered"),
}
_SYMBOLS = {
    name: Markup('<svg class="sym" aria-hidden="true"><use href="#s-{}"/></svg>').format(name)
    for name in (*filter(None, _ANSWERS), "info", "warn")
}


def answer_word(value: str | None) -> Markup:
    """Yes, Partly, No, Not applicable, Answered (but not shown), Not answered (None)."""
    return translate(_ANSWERS[value])


def symbol(name: str | None) -> Markup:
    """The symbol of an answer (None is unanswered), or "info" or "warn"."""
    return _SYMBOLS[name or "unanswered"]


def kind_words() -> dict[str, str]:
    """What one organisation of each kind is called, in the order that lists show them."""
    return {
        OrganisationKind.COMMITTEE: _("Committee"),
        OrganisationKind.COMPANY: _("Company"),
        OrganisationKind.FEDERATION: _("Federation"),
    }


def say_source(source: str) -> str:
    """How an answer came: by telephone, by e-mail, on a returned form."""
    words: dict[str, str] = {
        AnswerSource.OWN: _("by the organisation"),
        AnswerSource.TELEPHONE: _("by telephone"),
        AnswerSource.EMAIL: _("by e-mail"),
        AnswerSource.WORD: _("on a returned form"),
    }
    return words[source]


def say_origin(origin: Any) -> str:
    """Where an answer came from that a coordinator has entered: a row with `source`, `said_by`,
    `said_on` and `is_confirmed`."""
    how = {"how": say_source(origin.source), "name": origin.said_by}
    how["date"] = show_date(origin.said_on)
    words: str = _("Answered %(how)s by %(name)s on %(date)s.", **how)
    unconfirmed = _("Not confirmed.")
    return words if origin.is_confirmed else f"{words} {unconfirmed}"


def init_app(app: Flask) -> None:
    """Give templates `word(value)`, `symbol(value)` and `kind_words()`, `say_source(source)`,
    `say_origin(origin)` and `mask_mark`."""
    app.jinja_env.globals.update(word=answer_word, symbol=symbol, kind_words=kind_words)
    app.jinja_env.globals.update(say_source=say_source, say_origin=say_origin, mask_mark=MARK)
