"""An activity's fieldset. What is the same for everybody is rendered once (hp.fragments); here
goes in what is somebody's own. As template expressions this was half the work of the checklist."""

from markupsafe import Markup

from hp import web
from hp.answered import ActivityRow
from hp.checklist.pages import ResponsePage, SavePage
from hp.domain.answers import Outcome
from hp.fragments import framed, remembered
from hp.words import say_origin

_TEMPLATE = "checklist/_activity.html"


def write_fieldset(page: ResponsePage, activity: ActivityRow, note: str) -> Markup:
    """The fieldset of one activity; `note` says why it could not be saved, or is empty."""
    content = activity.content
    return framed(
        _TEMPLATE,
        "frame",
        _same_for_many(activity),
        page.respondent.response_id,
        *_reason(activity),
        _previous(page, activity) if page.has_previous else "",
        remembered(_TEMPLATE, "not_saved") if note else _saved(page, activity),
        note,
        content.comment if content else "",
        activity.based_on,
    )


def _same_for_many(activity: ActivityRow) -> tuple[object, ...]:
    content = activity.content
    return (
        activity.number,
        activity.text,
        activity.is_translated,
        activity.values,
        activity.value,
        activity.asks_function,
        activity.is_comment_open,
        content.planned_on if content else None,
        activity.mistake.field.partition("-")[0] if activity.mistake else "",
        bool(activity.reason),
    )


def _reason(activity: ActivityRow) -> list[Markup]:
    """What changes are requested, where they are: the frame has a gap for it only then."""
    return [framed(_TEMPLATE, "reason", (), activity.reason)] if activity.reason else []


def write_saved(page: SavePage) -> Markup:
    """The small answer to a save."""
    saved = page.saved
    tells_version = saved.outcome is not Outcome.STALE
    time = web.short_time(saved.saved_at)
    frame = (
        page.number,
        page.value,
        page.answered,
        page.total,
        page.next_number,
        tells_version,
        page.announces_answer,
    )
    version = (saved.version,) if tells_version else ()
    text = _saved_text(time, page.colleague)
    return framed("checklist/_saved.html", "saved", frame, *version, text, time, time)


def _saved_text(time: str, name: str | None) -> Markup:
    """When an answer was saved, and by whom if it was somebody else."""
    if name:
        return framed(_TEMPLATE, "saved_by", (), time, name)
    return framed(_TEMPLATE, "saved", (), time)


def _saved(page: ResponsePage, activity: ActivityRow) -> Markup | str:
    answer = activity.answer
    if not answer:
        return ""
    if activity.origin:
        return framed(_TEMPLATE, "entered", (), say_origin(activity.origin))
    is_own = answer.saver_id == page.respondent.contact_id
    return _saved_text(web.short_time(answer.saved_at), None if is_own else answer.saver_name)


def _previous(page: ResponsePage, activity: ActivityRow) -> Markup:
    """The last round's answers: several where an organisation has several predecessors."""
    name = page.previous_name
    if not activity.previous:
        return framed(_TEMPLATE, "no_previous", (), name)
    several = len(activity.previous) > 1
    written = []
    for row in activity.previous:
        named = several or row.organisation != page.respondent.organisation
        frame = (row.value, named, bool(row.comment))
        own = ([row.organisation] if named else []) + ([row.comment] if row.comment else [])
        written.append(framed(_TEMPLATE, "previous", frame, name, *own))
    return Markup().join(written)
