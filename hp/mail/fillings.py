"""What the mails that go out one at a time are filled with.

Called where the contact's language is spoken. `facts` are those of `hp.mail.messages`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from hp import web
from hp.domain.answers import AnswerSource
from hp.domain.reminding import Text
from hp.i18n import show_date
from hp.mail.texts import Block, Filling, common_values, short_day, test_words
from hp.words import answer_word, say_source

Facts = Mapping[str, Any]


def fill_receipt(facts: Facts, link: str) -> Filling:
    """`facts` with the submission, `also_for`, `counts` and `areas`."""
    answers = _render_block("mail/receipt/answers", areas=facts["areas"])
    totals = ", ".join(f"{count} {answer_word(value)}" for value, count in facts["counts"])
    own = {"receipt": _say_receipt(facts), "totals": totals, "reopening": _say_reopening(facts)}
    return _make_filling(facts, link, own, {"answers": answers})


def fill_colleague(facts: Facts, link: str) -> Filling:
    """`facts` with the inviter, and `inviter_named` with the address."""
    own = {
        "inviter": facts["inviter"].name,
        "inviter_contact": facts["inviter_named"],
        "deadline": _say_deadline(facts),
    }
    return _make_filling(facts, link, own)


def fill_returned(facts: Facts, link: str) -> Filling:
    """`facts` with `asked`: the activities, and what is asked about each."""
    deadline = _say_deadline(facts) or _(
        "The last day has passed. Please answer as soon as you can."
    )
    requests = _render_block("mail/returned/requests", asked=facts["asked"])
    return _make_filling(facts, link, {"deadline": deadline}, {"requests": requests})


FILLERS: Mapping[Text, Callable[[Facts, str], Filling]] = {
    Text.RECEIPT: fill_receipt,
    Text.COLLEAGUE: fill_colleague,
    Text.PASSED_ON: fill_colleague,
    Text.RETURNED: fill_returned,
}


def _render_block(template: str, **facts: Any) -> Block:
    # the `_` of templates escapes for HTML, which plain text must not be
    text = render_template(f"{template}.txt", **facts, _=_)
    html = render_template(f"{template}.html", **facts)
    return Block(text.strip("\n"), Markup(html))  # noqa: S704 escaped there


def _make_filling(
    facts: Facts, link: str, own: Mapping[str, str], blocks: Mapping[str, Block] | None = None
) -> Filling:
    round_, contact = facts["round"], facts["contact"]
    who = {"name": contact.name, "organisation": facts["organisation"]}
    return Filling(
        {**common_values(round_, due_at=facts["due_at"], **who), **own},
        link,
        last_day=short_day(facts["due_at"]),
        blocks=blocks or {},
        test=test_words(round_, email=contact.email, **who),
    )


def _say_receipt(facts: Facts) -> str:
    submission = facts["submission"]
    at = web.local(submission.submitted_at)
    by = ", ".join(filter(None, (submission.name, submission.function)))
    sentences = [
        _(
            "The answers were submitted on %(day)s at %(time)s by %(by)s.",
            day=show_date(at.date()),
            time=f"{at:%H:%M}",
            by=by,
        ),
        _("Receipt number %(number)s.", number=submission.receipt),
    ]
    if submission.source is not AnswerSource.OWN:
        how = say_source(submission.source)
        words = _("They were given %(how)s and handed in by the coordinator.", how=how)
        sentences.append(words)
    if facts["also_for"]:
        also = facts["also_for"]
        sentences.append(_("The answers are also those of %(organisations)s.", organisations=also))
    return " ".join(sentences)


def _say_reopening(facts: Facts) -> str:
    day = show_date(facts["last_day"])
    if facts["round"].closes_by_itself:
        words: str = _("You can reopen the response until %(last_day)s:", last_day=day)
        return words
    words = _("You can reopen the response until the follow-up closes:")
    return words if facts["is_late"] else f"{_say_deadline(facts)} {words}"


def _say_deadline(facts: Facts) -> str:
    """The last day; nothing once it has passed."""
    if facts["is_late"]:
        return ""
    words: str = _("The last day is %(last_day)s.", last_day=show_date(facts["last_day"]))
    return words
