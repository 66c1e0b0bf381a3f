"""What is said of returned Word forms: why one cannot be read, and what it does not say."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.domain.form_rows import FormProblem
from hp.domain.text import COMMENT_LIMIT


def say_unreadable(reason: str) -> str:
    """Why a file cannot be read, and what to do."""
    texts: dict[str, str] = {
        "empty": _("The file is empty. Ask for it again."),
        "too_large": _(
            "The file is too large, or becomes too large when it is unpacked. A form of at most "
            "2 MB can be read: take pictures out of it and save it again."
        ),
        "not_a_form": _("The file is no Word document. Save it as Word (.docx) and send it again."),
        "old_word": _(
            "The file is of Word’s old kind (.doc). Open it, save it as .docx and send it again."
        ),
        "encrypted": _("The file is protected with a password. Save a copy without password."),
        "damaged": _(
            "The file is damaged and cannot be read. Open it in Word, save it again and send the "
            "new file."
        ),
        "other_document": _(
            "The document has none of this follow-up’s activities, so it is another document or "
            "another follow-up’s form."
        ),
        "blank_form": _("The form is blank: no activity has an answer. Ask for the one filled in."),
    }
    return texts[reason]


def say_problem(problem: FormProblem, shorts: Mapping[int, str]) -> str:
    """What is in the way of saving, in a sentence."""
    texts = {
        "missing": _("The activity is not in the document."),
        "unanswered": _("The activity has no answer."),
        "unknown_answer": _("“%(text)s” is no answer. It can be Ja, Delvis, Nej or Ej aktuellt."),
        "not_offered": _("Ej aktuellt cannot be the answer to this activity."),
        "unknown_activity": _("“%(text)s” is none of the follow-up’s activities."),
        "twice": _("The activity is in the document twice, with different answers."),
        "too_long": _("The comment is longer than %(num)d characters."),
    }
    if problem.reason not in texts:
        return say_unreadable(problem.reason)
    # the places are filled in last, when it is known which text it is
    said: str = texts[problem.reason] % {"text": problem.text, "num": COMMENT_LIMIT}
    if problem.number:
        return f"{problem.number}. {shorts[problem.number]}: {said}"
    return said


def note_words() -> dict[str, str]:
    """What a document has beside its text, and what that means."""
    return {
        "margin_comments": _(
            "The document has comments in its margin. They are not read: open the file to see them."
        ),
        "footnotes": _("The document has footnotes. They are not read: open the file to see them."),
        "tracked_changes": _(
            "The document has tracked changes. It is read as if all of them were accepted."
        ),
    }
