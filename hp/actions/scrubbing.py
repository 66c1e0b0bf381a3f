"""After something was masked: nothing of it stays in files either.

That can fail or be cut short at any point, and is done again until it is noted as done: by the
request that masks, by the outbox of `hp serve`, by `hp mail send`.
"""

import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from hp.config import Settings
from hp.database import AnyRow, Database, begin_writing
from hp.logs import log
from hp.models.mail import MessageState
from hp.store import masks

_UNFINISHED = "*.part"  # a mail's file while it is written, see hp.mail.senders
_DEAD_AFTER = 20 * 60  # seconds: whoever wrote it has been killed


def finish(database: Database, settings: Settings, now: dt.datetime) -> bool:
    """Remove the files of mails that quoted what was masked, and write the database file anew.

    False if something is left to do, because a mail is on its way just now or somebody keeps
    reading: it is to be tried again.
    """
    try:
        return _finish(database, settings, now)
    except DBAPIError as error:  # mails must go out, and pages be shown, all the same
        log.warning("what was masked is not yet gone from files: %s", type(error).__name__)
        return False


def _finish(database: Database, settings: Settings, now: dt.datetime) -> bool:
    with database.new_session() as session:
        unfinished = masks.list_unfinished(session)
        if not unfinished:
            return True
        ids = {int(mail_id) for row in unfinished for mail_id in row.mails.split()}
        mails = masks.list_mails_by_id(session, sorted(ids))
        session.rollback()
        if not _remove_files(settings, mails) or not database.leave_no_trace():
            return False
        begin_writing(session)
        masks.set_scrubbed(session, [row.id for row in unfinished], now)
        session.commit()
    return True


def _remove_files(settings: Settings, mails: Sequence[AnyRow]) -> bool:
    """Remove what mails have left in folders; False if one may be written at this moment."""
    # mails may have gone to a folder before they went to a server
    folders = {settings.instance, settings.folder_for_mail() or settings.instance}
    try:
        for mail in mails:
            name = mail.message_id.strip("<>").partition("@")[0]
            for folder in folders:
                for file in folder.glob(f"**/{name}.eml"):
                    file.unlink(missing_ok=True)
        parts = [part for folder in folders for part in folder.glob(f"**/{_UNFINISHED}")]
        is_quiet = all([_remove_dead(part) for part in parts])
    except OSError:
        return False
    return is_quiet and all(mail.state != MessageState.SENDING for mail in mails)


def _remove_dead(part: Path) -> bool:
    """Remove a piece that somebody began long ago; whether it is gone."""
    try:
        if part.stat().st_mtime > time.time() - _DEAD_AFTER:
            return False
        part.unlink()
    except FileNotFoundError:
        pass  # it was finished meanwhile
    return True
