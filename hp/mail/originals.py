"""The words that each text of a round begins with, with gaps (`hp.domain.mail_text`).

Each needs an application context, and is called where the text's language is spoken.
"""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from hp import i18n
from hp.domain.mail_text import gaps
from hp.domain.reminding import Text
from hp.i18n import in_language
from hp.models import Round

Gaps = Mapping[str, str]
Words = tuple[str, list[str]]  # a subject, and the paragraphs between greeting and questions

_LATE = {Text.NOT_STARTED_LATE, Text.STARTED_LATE, Text.READY_LATE}


def write_original(text: Text, language: str, round_: Round) -> tuple[str, str]:
    """Subject and text as they are before anybody has changed them."""
    with i18n.speaking(language):
        gap = gaps(language)
        subject, paragraphs = _WRITERS.get(text, _remind)(text, gap, round_)
        hello = _("Hello %(first_name)s!", first_name=gap["first_name"])
        regards = _("Kind regards") + f"\n{gap['sender']}"
        return subject, "\n\n".join([hello, *paragraphs, regards])


def _of(gap: Gaps, *names: str) -> dict[str, str]:
    return {name: gap[name] for name in names}


def _invite(_text: Text, gap: Gaps, round_: Round) -> Words:
    values = {"subject": gap["follow_up"], **_of(gap, "last_day", "organisation")}
    return _("%(subject)s: answer by %(last_day)s", **values), [
        _(
            "%(sender)s asks your organisation to take part in “%(subject)s”. You are the contact "
            "for %(organisation)s.",
            sender=in_language(round_, "sender"),
            **values,
        ),
        _(
            "There are %(number)d questions on whether an activity has been carried out, with a "
            "comment where one is needed. Answers are saved at once, and you can invite a "
            "colleague. You need no account.",
            number=len(round_.activities),
        ),
        _("The last day is %(last_day)s.", **values),
        _("Open your page:") + f"\n{gap['link']}",
        _(
            "The link is for your organisation only. Do not pass it on: invite others from the "
            "page instead."
        ),
        _("Are you not the right person? Reply to this e-mail."),
        _questions(gap, round_),
    ]


def _remind(text: Text, gap: Gaps, round_: Round) -> Words:
    if text in _LATE:
        subject = _("Reminder: the last day has passed. Submit the follow-up")
        day = _(
            "The last day was %(last_day)s. You can still submit until the follow-up closes.",
            **_of(gap, "last_day"),
        )
    else:
        subject = _("Reminder: submit the follow-up by %(last_day)s", **_of(gap, "last_day"))
        day = _("The last day is %(last_day)s.", **_of(gap, "last_day"))
    state, opening = _state(text, gap)
    begins = _(
        "%(organisation)s has not submitted its answers in “%(subject)s”.",
        subject=gap["follow_up"],
        **_of(gap, "organisation"),
    )
    return subject, [
        f"{begins} {state}",
        day,
        f"{opening}\n{gap['link']}",
        _(
            "The link is for your organisation only. If somebody else should answer, you can "
            "invite a colleague from the page."
        ),
        _questions(gap, round_),
    ]


def _state(text: Text, gap: Gaps) -> tuple[str, str]:
    if text in (Text.NOT_STARTED, Text.NOT_STARTED_LATE):
        return _("You have not begun."), _("Open your page:")
    answered = _(
        "You have answered %(count)s activities and the answers are saved.", **_of(gap, "count")
    )
    if text in (Text.STARTED, Text.STARTED_LATE):
        return answered, _("Continue where you were:")
    everything = _("All activities are answered and saved; what remains is to submit them.")
    return everything, _("Review and submit:")


def _close(text: Text, gap: Gaps, round_: Round) -> Words:
    closed = _(
        "“%(subject)s” closed on %(closed_on)s.",
        subject=gap["follow_up"],
        **_of(gap, "closed_on"),
    )
    if text is Text.CLOSED:
        subject = _("Thank you for your answers: the follow-up is closed")
        result = _(
            "%(organisation)s has submitted its answers. Thank you for taking part.",
            **_of(gap, "organisation"),
        )
    else:
        subject = _("The follow-up is closed")
        result = _(
            "%(organisation)s has not submitted any answers. What was written and not submitted "
            "does not count.",
            **_of(gap, "organisation"),
        )
    return subject, [
        f"{closed} {result}",
        _("You can read your answers, but no longer change them:") + f"\n{gap['link']}",
        _questions(gap, round_),
    ]


def _acknowledge(_text: Text, gap: Gaps, _round: Round) -> Words:
    subject = _("Receipt: %(organisation)s has submitted the follow-up", **_of(gap, "organisation"))
    return subject, [
        _("Thank you.") + f" {gap['receipt']}",
        f"{gap['totals']}.",
        f"{gap['reopening']}\n{gap['link']}",
        gap["answers"],
    ]


def _bring_in(text: Text, gap: Gaps, round_: Round) -> Words:
    who = {"inviter": gap["inviter_contact"], "organisation": gap["organisation"]}
    titled = {"name": gap["inviter"], "subject": gap["follow_up"]}
    if text is Text.PASSED_ON:
        subject = _("%(name)s passes on to you: %(subject)s", **titled)
        asks = _(
            "%(inviter)s says that you are the right person to answer for %(organisation)s in a "
            "follow-up.",
            **who,
        )
    else:
        subject = _("%(name)s asks for your help: %(subject)s", **titled)
        asks = _("%(inviter)s asks you to help answer for %(organisation)s in a follow-up.", **who)
    genuine = _("Do you wonder whether this e-mail is genuine? Ask %(name)s.", name=gap["inviter"])
    return subject, [
        asks,
        " ".join(_introduce(gap, round_)),
        _("Open your page:") + f"\n{gap['link']}",
        gap["deadline"],
        _(
            "The link is yours alone, and what you answer is saved with your name. Do not pass it "
            "on: invite others from the page instead."
        ),
        f"{genuine} {_questions(gap, round_)}",
    ]


def _ask_for_more(_text: Text, gap: Gaps, round_: Round) -> Words:
    subject = _("Please add to the answers: %(organisation)s", **_of(gap, "organisation"))
    return subject, [
        _(
            "Thank you for your answers for %(organisation)s. We need to know more about what is "
            "listed below. The response is open again, so that you can change it.",
            **_of(gap, "organisation"),
        ),
        gap["requests"],
        _("Open your page, change the answers and submit again:") + f"\n{gap['link']}",
        gap["deadline"],
        _(
            "Until you submit again your earlier answers are shown with a note that changes are "
            "requested."
        ),
        _(
            "The link is yours alone, and what you answer is saved with your name. Do not pass it "
            "on: invite others from the page instead."
        ),
        _questions(gap, round_),
    ]


def _introduce(gap: Gaps, round_: Round) -> tuple[str, str]:
    carried_out = _(
        "It is called “%(subject)s”. %(owner)s, %(sender)s, carries it out.",
        subject=gap["follow_up"],
        owner=in_language(round_, "owner"),
        sender=in_language(round_, "sender"),
    )
    return carried_out, _("You need no account, and nobody asks you for a password.")


def _questions(gap: Gaps, round_: Round) -> str:
    if round_.contact_phone:
        words: str = _("Questions? Reply or call %(phone)s.", **_of(gap, "phone"))
    else:
        words = _("Questions? Reply to this e-mail.")
    return words


_WRITERS: Mapping[Text, Callable[[Text, Gaps, Round], Words]] = {
    Text.INVITATION: _invite,
    Text.CLOSED: _close,
    Text.CLOSED_WITHOUT: _close,
    Text.RECEIPT: _acknowledge,
    Text.COLLEAGUE: _bring_in,
    Text.PASSED_ON: _bring_in,
    Text.RETURNED: _ask_for_more,
}
