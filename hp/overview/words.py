"""The overview's words in the language spoken now, where no template is at hand."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.domain.answers import AnswerValue, ResponseStatus
from hp.words import answer_word


def answer_words() -> Mapping[str, str]:
    """Each answer's word."""
    return {value: str(answer_word(value)) for value in AnswerValue}


def status_words() -> Mapping[str, str]:
    """Each status without how many activities are answered."""
    return {
        ResponseStatus.NOT_STARTED: _("Not started"),
        ResponseStatus.STARTED: _("Started"),
        ResponseStatus.READY: _("Ready to submit"),
        ResponseStatus.SUBMITTED: _("Submitted"),
        ResponseStatus.RETURNED: _("Changes requested"),
        ResponseStatus.EXCUSED: _("Not answering"),
    }
