"""Why a mail did not arrive, in plain words, from the status code a mail server gave (RFC 3463)."""

import re

from flask_babel import lazy_gettext as _

_STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.]\d)")
_NO_DOMAIN = _("There is no such domain, or it takes no mail. Check what stands after the @.")
_TOO_BIG = _("The mail is too big for the recipient’s mail server.")
_BY_CODE = {  # second and third number of the code
    (1, 2): _NO_DOMAIN,
    (1, 10): _NO_DOMAIN,
    (4, 4): _NO_DOMAIN,
    (2, 1): _("The mailbox is closed."),
    (2, 2): _("The mailbox is full."),
    (2, 3): _TOO_BIG,
    (3, 4): _TOO_BIG,
    (4, 7): _("The recipient’s mail server could not be reached for a long time."),
}
_BY_SUBJECT = {  # second number
    1: _("There is no such address."),
    2: _("The mailbox takes no mail."),
    4: _("The recipient’s mail server could not be reached."),
    7: _("The recipient’s mail server does not trust mail from here. Ask your IT."),
}
_OTHER = _("The recipient’s mail server did not take the mail.")
# most often a delay on purpose, to keep spam out: the details must not sound like for ever
_NOT_YET = _("The recipient’s mail server has not taken the mail so far.")


def explain(words: str) -> str:
    """What a server's words mean, in the language of the page; empty where they hold no code."""
    found = _STATUS.search(words)
    if not found:
        return ""
    subject, detail = int(found[2]), int(found[3])
    if found[1] == "4" and subject in (0, 1, 3, 7):
        return str(_NOT_YET)
    return str(_BY_CODE.get((subject, detail)) or _BY_SUBJECT.get(subject) or _OTHER)
