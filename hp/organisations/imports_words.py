"""What an import says: of files it cannot read, of cells it cannot take, of what will change."""

from typing import NamedTuple

from flask_babel import gettext as _

from hp.documents.unreadable import MOST_COLUMNS, MOST_ROWS
from hp.domain.register_headings import Headings
from hp.domain.register_rows import Problem
from hp.domain.text import LINE_LIMIT
from hp.organisations.register_words import language_words, role_words
from hp.words import kind_words


class SaidProblem(NamedTuple):
    """Where something is wrong, and what."""

    row: int
    column: str
    text: str


def say_unreadable(reason: str) -> str:
    """Why a file cannot be read, and what to do."""
    texts: dict[str, str] = {
        "empty": _("The file is empty. Choose one with a row of headings and a row per contact."),
        "too_large": _(
            "The file is too large, or becomes too large when it is unpacked. Use at most 2 MB: "
            "copy the rows to a new workbook and save it."
        ),
        "not_a_table": _("The file is no table. Save the list as Excel (.xlsx), ODS or CSV."),
        "encrypted": _("The file is protected with a password. Save a copy without password."),
        "damaged": _(
            "The file is damaged and cannot be read. Open it, save it as Excel (.xlsx) again and "
            "send the new file."
        ),
        "encoding": _(
            "The letters of the file cannot be read. Save it as Excel (.xlsx) or CSV UTF-8."
        ),
        "too_many_rows": _(
            "The table has too many rows. Use at most %(num)d, and delete empty rows below the "
            "list: Ctrl+End in Excel shows where the table ends.",
            num=MOST_ROWS,
        ),
        "too_many_columns": _(
            "The table has too many columns. Use at most %(num)d.", num=MOST_COLUMNS
        ),
    }
    return texts[reason]


def say_no_headings(seen: list[str]) -> str:
    """That no row of headings was found, and what the first row has instead."""
    text: str = _(
        "No headings were found. Above the list there has to be a row with at least the heading "
        "namn, or with föregångare and efterföljare."
    )
    if not seen:
        return text
    first: str = _("The first row is: %(cells)s", cells=", ".join(seen[:5])[:100])
    return f"{text} {first}"


def field_words() -> dict[str, str]:
    """What fields are called."""
    return {
        "name": _("Name"),
        "kind": _("Type"),
        "cluster": _("Cluster"),
        "answered_by": _("Answered by"),
        "answers_for": _("Answers for"),
        "retired_on": _("Retired"),
        "contact": _("Contact"),
        "function": _("Function"),
        "email": _("E-mail"),
        "language": _("Language"),
        "role": _("Role"),
        "predecessor": _("Predecessor"),
        "successor": _("Successor"),
        "took_over_on": _("Date"),
    }


def value_word(field: str, value: str) -> str:
    """A value of a field in words."""
    choices = {"kind": kind_words(), "role": role_words(), "language": language_words()}
    return choices.get(field, {}).get(value, value) or str(_("nothing"))


def say_problem(problem: Problem, headings: Headings) -> SaidProblem:
    """A problem with its row, the heading of its column as the file has it, and what to do."""
    column = headings.texts.get(problem.column) or field_words().get(problem.column, "")
    text = _problem_text(problem)
    if problem.near:
        text += " " + _("Do you mean %(names)s?", names=_(" or ").join(problem.near))
    return SaidProblem(problem.row, column, text)


def _problem_text(problem: Problem) -> str:
    # the texts' places are filled in last, when it is known which text it is
    values = {"text": problem.text, "row": problem.other_row, "num": LINE_LIMIT}
    texts = _texts_of_cells() | _texts_of_rows() | _texts_of_answering()
    return texts[problem.reason] % values


def _texts_of_cells() -> dict[str, str]:
    return {
        "missing": _("The name is missing."),
        "too_long": _("The text is too long. Use at most %(num)d characters."),
        "damaged_letters": _(
            "Letters are damaged: “%(text)s”. Save the list as Excel (.xlsx) or CSV UTF-8 where it "
            "comes from."
        ),
        "kind_unknown": _("“%(text)s” is no type. Write nämnd, bolag or kommunalförbund."),
        "kind_missing": _(
            "The type of %(text)s is missing. Write nämnd, bolag or kommunalförbund."
        ),
        "role_unknown": _("“%(text)s” is no role. Write huvudkontakt, ersättare or registrator."),
        "language_unknown": _("“%(text)s” is no language. Write svenska or engelska."),
        "not_an_address": _("“%(text)s” is no e-mail address."),
        "several_addresses": _(
            "There is more than one address: “%(text)s”. Give each contact a row."
        ),
        "not_a_date": _("“%(text)s” is no date. Write it like 2023-01-02."),
        "future": _("%(text)s has not come yet. Retire an organisation on the day."),
    }


def _texts_of_rows() -> dict[str, str]:
    return {
        "spelt_otherwise": _("“%(text)s” is spelt otherwise in row %(row)s."),
        "differs": _("“%(text)s” is not what row %(row)s says. Write the same in both."),
        "twice": _("%(text)s is in row %(row)s too, with other details. Keep one of the rows."),
        "two_main": _("%(text)s is a second main contact, after row %(row)s. Choose one of them."),
        "unknown": _("%(text)s is not in the register."),
        "circle": _("%(text)s cannot come from what came from it."),
        "itself": _("An organisation cannot be named here in its own row."),
    }


def _texts_of_answering() -> dict[str, str]:
    return {
        "answered_by_unknown": _("%(text)s is neither in the list nor in the register."),
        "answered_by_another": _(
            "Row %(row)s says that another organisation answers for %(text)s. Name it once."
        ),
        "is_answered_for": _(
            "Another organisation answers for %(text)s. Name the one that answers."
        ),
        "answers_for_others": _("%(text)s answers for others, so nobody can answer for it."),
        "retired": _("%(text)s is retired and answers for nobody."),
    }
