import os
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.database import Database
from hp.mail import outbox
from hp.mail.senders import CannotConnect, FolderSender, open_sender
from tests.mail.post import add_new_link, read_all
from tests.world import World


def send(database: Database, settings: Settings) -> outbox.Counts:
    return outbox.send_due(database, settings, web.link_key(), web.now, open_sender(settings))


def test_it_writes_each_mail_as_a_file_that_only_its_owner_reads(
    session: Session, world: World, database: Database, settings: Settings
) -> None:
    messages = [add_new_link(session, world.anna), add_new_link(session, world.bo)]
    assert send(database, settings) == {"sent": 2}
    files = sorted((settings.instance / "outbox").iterdir())
    assert [f.name for f in files] == sorted(
        message.message_id.partition("@")[0].strip("<") + ".eml" for message in messages
    )
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    assert {mail["Message-ID"] for mail in mails} == {m.message_id for m in messages}
    if sys.platform != "win32":
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_mail_that_cannot_be_written_leaves_no_piece_behind(
    session: Session,
    world: World,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    add_new_link(session, world.anna)
    monkeypatch.setattr(os, "replace", fail)
    assert send(database, settings) == {"delayed": 1}
    assert list((settings.instance / "outbox").iterdir()) == []
    assert read_all(session)[0].error == "No space left on device"


def test_it_says_so_when_there_can_be_no_folder(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file")
    with pytest.raises(CannotConnect, match="File exists"), FolderSender(tmp_path / "outbox"):
        pass
