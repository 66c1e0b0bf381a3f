"""One page of what a coordinator has to look at: who cannot be reached, what respondents did."""

from flask import render_template

from hp import web
from hp.models.users import Role
from hp.organisations.attention_pages import MOST_CHANGES, Attention, tell_once
from hp.organisations.routes import bp
from hp.store import register, reminders


@bp.get("/attention")
def show_attention() -> str:
    """Contacts without an address, mails that came back, nobody to write to, new colleagues."""
    web.require_user(Role.COORDINATOR)
    page = Attention(
        register.list_organisations(web.db()),
        register.list_contacts(web.db()),
        reminders.list_undelivered(web.db()),
    )
    changes = tell_once(register.list_done_by_respondents(web.db(), MOST_CHANGES))
    return render_template(
        "organisations/attention.html", page=page, changes=changes, most=MOST_CHANGES, round=None
    )
