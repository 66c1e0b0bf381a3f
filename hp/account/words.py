"""What several pages of this room say."""

from flask_babel import gettext as _

from hp.domain.passphrases import LONGEST, SHORTEST


def too_many() -> str:
    """So many wrong ones that one has to wait."""
    text: str = _("Too many attempts. Wait a quarter of an hour, then try again.")
    return text


def wrong_password() -> str:
    """The present password is another one."""
    text: str = _("The password is wrong.")
    return text


def say_password_fault(fault: str) -> str:
    """Why a new password is refused, and what to do."""
    texts: dict[str, str] = {
        "too_short": _("Use at least %(num)d characters. Several words are fine.", num=SHORTEST),
        "too_long": _("Use at most %(num)d characters.", num=LONGEST),
        "too_common": _(
            "That password is too easy to guess: its parts are among the first to be tried. "
            "Use some words that have nothing to do with each other."
        ),
        "differs": _("The two passwords are not the same."),
    }
    return texts[fault]
