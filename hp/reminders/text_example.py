"""A text as an invented recipient would get it."""

import datetime as dt
import itertools
from collections import Counter
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _

from hp import i18n, web
from hp.domain.answers import AnswerSource, AnswerValue
from hp.domain.reminding import Text
from hp.i18n import show_date
from hp.mail.fillings import FILLERS
from hp.mail.texts import Draft, DraftKey, Filling, Mail, common_values, fill_draft, short_day
from hp.mail.texts import test_words as say_test
from hp.models import Round
from hp.reminders.texts import example_link


def write_example(key: DraftKey, draft: Draft, round_: Round) -> Mail:
    """A draft without fault, filled in with invented values and the round's plan."""
    text, language = key
    with i18n.speaking(language):
        filling = _fill(text, round_)
    return fill_draft(draft, filling, language)


def _fill(text: Text, round_: Round) -> Filling:
    contact = SimpleNamespace(name=_("Kim Andersson"), email="kim@example.com")
    organisation = _("Example Company Ltd")
    if text in FILLERS:
        return FILLERS[text](_facts(round_, contact, organisation), example_link())
    who = {"name": contact.name, "organisation": organisation}
    total = len(round_.activities)
    closed_at = round_.closed_at or round_.due_at
    values = common_values(round_, due_at=round_.due_at, **who) | {
        "count": _("%(answered)d of %(total)d", answered=(total + 1) // 2, total=total),
        "closed_on": show_date(web.local(closed_at).date()),
    }
    test = say_test(round_, email=contact.email, **who)
    return Filling(values, example_link(), last_day=short_day(round_.due_at), test=test)


def _facts(round_: Round, contact: SimpleNamespace, organisation: str) -> dict[str, Any]:
    """What `hp.mail.messages` knows of a real mail, of a day on which the round was open."""
    inviter = _("Robin Berg")
    given = [_answer(activity) for activity in round_.activities]
    counts = Counter(row.SubmittedAnswer.value for row in given)
    areas = itertools.groupby(given, key=lambda row: row.Activity.area)
    return {
        "round": round_,
        "contact": contact,
        "organisation": organisation,
        "due_at": round_.due_at,
        "last_day": web.local(round_.due_at).date(),
        "is_late": False,
        "inviter": SimpleNamespace(name=inviter),
        "inviter_named": f"{inviter} (robin@example.com)",
        "submission": SimpleNamespace(
            submitted_at=round_.due_at - dt.timedelta(days=1),
            name=contact.name,
            function=_("head of finance"),
            receipt="1000-0001",
            source=AnswerSource.OWN,
        ),
        "also_for": "",
        "counts": [(value, counts[value]) for value in AnswerValue if counts[value]],
        "areas": [(area, list(rows)) for area, rows in areas],
        "asked": [(activity, _("Please say what remains.")) for activity in round_.activities[:2]],
    }


def _answer(activity: Any) -> SimpleNamespace:
    value = AnswerValue.PARTLY if activity.number == 1 else AnswerValue.YES
    answer = SimpleNamespace(value=value, comment="", planned_on=None)
    return SimpleNamespace(Activity=activity, SubmittedAnswer=answer)
