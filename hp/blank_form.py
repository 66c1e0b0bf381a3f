"""The blank form as Word, of a round's own plan: for those who must circulate it."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from hp import downloads, web
from hp.answered import ActivityRow, build_areas
from hp.database import AnyRow
from hp.documents.word_form import MIMETYPE, Field, FormActivity, FormArea, FormTexts, write_form
from hp.i18n import current_language, in_language, show_date
from hp.store import plan
from hp.words import answer_word

if TYPE_CHECKING:
    import datetime as dt

    from flask import Response
    from sqlalchemy.orm import Session


def send_blank_form(
    session: "Session", round_id: int, organisation: str = "", due_at: "dt.datetime | None" = None
) -> "Response":
    """The form in the page's language as a file to keep, with the organisation's name if given."""
    round_ = plan.get_round(session, round_id)
    data = make_blank_form(session, round_, organisation, due_at or round_.due_at)
    name = downloads.file_name(_("form"), round_.name, organisation, ending="docx")
    return downloads.send(data, MIMETYPE, name)


def make_blank_form(
    session: "Session", round_: AnyRow, organisation: str, due_at: "dt.datetime"
) -> bytes:
    """The form of a round (`hp.store.plan.get_round`), with its last day."""
    fields = [
        Field(_("Organisation"), organisation, _("Which committee or company")),
        Field(_("Name"), "", _("Who hands in")),
        Field(_("Function"), "", _("Role or title")),
    ]
    areas = [
        FormArea(area.name, [_activity(activity) for activity in area.activities])
        for area in build_areas(session, round_.id, {})
    ]
    return write_form(_texts(round_, due_at), fields, areas, web.now())


def _activity(activity: ActivityRow) -> FormActivity:
    hint = _("Give the responsible function") if activity.asks_function else _("Comment if needed")
    answers = [str(answer_word(value)) for value in activity.values]
    return FormActivity(activity.number, activity.text, answers, hint)


def _texts(round_: AnyRow, due_at: "dt.datetime") -> FormTexts:
    day = show_date(web.local(due_at).date())
    ways = _(
        "Fill in the form and send it to %(email)s by %(date)s, or answer by your personal link, "
        "where every answer is saved as you give it.",
        email=round_.contact_email or round_.contact_name,
        date=day,
    )
    public = _(
        "Comments become public records when you submit. Do not write personal data or secrets."
    )
    return FormTexts(
        language=current_language(),
        title=in_language(round_, "subject"),
        paragraphs=[*in_language(round_, "introduction").split("\n\n"), ways, public],
        heads=[_("Activity"), _("Has the activity been carried out?"), _("Comment")],
        choose=_("Choose an answer"),
        answer_label=_("Answer to activity %(number)s", number="{n}"),
        comment_label=_("Comment on activity %(number)s", number="{n}"),
        fields_name=_("Who answers"),
    )
