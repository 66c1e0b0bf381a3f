"""Taking a mailing along to a mail program of one's own, and saying that it was sent."""

from flask import request

from hp import downloads, web
from hp.documents import csv_file, zip_file
from hp.domain.errors import InvalidInput
from hp.mail.texts import Mail
from hp.models.users import Role
from hp.reminders import by_hand, words
from hp.reminders.actions import WrongTime
from hp.reminders.recipients import Recipient
from hp.reminders.routes import Answer, asked_for, bp, refuse_time, send_page, show_page
from hp.reminders.sending import SendingPage
from hp.reminders.texts import write_stored


@bp.post("/by-hand")
def take_or_record() -> Answer:
    """The mails as files (`do=eml`), as a table (`do=csv`), or that they were sent (`do=sent`)."""
    user_id = web.require_user(Role.COORDINATOR).id
    page = SendingPage(*asked_for(), request.form)
    try:
        if request.form.get("do") == "sent":
            return send_page(page, user_id, by_hand=True)
        return _take(page, user_id)
    except WrongTime:
        web.let_others_write()
        return refuse_time(page)


def _take(page: SendingPage, user_id: int) -> Answer:
    if not page.check():
        return show_page(page), 422
    try:
        round_, taken = by_hand.take_along(web.db(), page.order, user_id=user_id, now=web.now())
    except InvalidInput as refused:
        web.let_others_write()
        page = SendingPage(page.round, page.kind, request.form)
        page.errors[refused.field] = refused.reason
        return show_page(page), 422

    def write(recipient: Recipient) -> Mail:
        return write_stored(page.draft_of(recipient), recipient, round_)

    parts = (words.kind_words()[page.kind], round_.name, f"{web.local(web.now()):%Y-%m-%d}")
    if request.form.get("do") == "csv":
        table = by_hand.write_table(round_, taken, write)
        return downloads.send(table, csv_file.MIMETYPE, downloads.file_name(*parts, ending="csv"))
    letters = by_hand.write_letters(round_, taken, write)
    return downloads.send(letters, zip_file.MIMETYPE, downloads.file_name(*parts, ending="zip"))
