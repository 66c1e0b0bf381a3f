"""After masking, the text is in no byte of the instance folder."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from hp.actions import scrubbing
from hp.config import Settings
from hp.database import Database
from hp.domain.links import derive_key
from hp.mail import outbox
from hp.mail.senders import open_sender
from hp.models import Document, Mask, Message
from hp.models.mail import MessageState
from hp.store import mail as mail_store
from tests.checklist import records
from tests.checklist.tab import Tab
from tests.client import Client
from tests.documents.word_files import make_form
from tests.organisations.masked import COMMENT, SECRET, address, fill, mask, submit, traces
from tests.world import NOW, World

FORM = make_form({2: ("Delvis", COMMENT.split("\n")), 3: ("Ja", [])})
OTHER_FORM = make_form({2: ("Delvis", ["Samtal förs."])})


def send_mails(database: Database, settings: Settings) -> None:
    key = derive_key(settings.secret_key, "personal link")
    outbox.send_due(database, settings, key, lambda: NOW, open_sender(settings))


def add_form(session: Session, world: World, content: bytes, **fields: int | None) -> Document:
    document = Document(
        round_id=world.round.id,
        sent_at=NOW,
        file_name=f"svar {SECRET}.docx",
        content=content,
        text="",
        **({"response_id": world.harbour.id} | fields),
    )
    session.add(document)
    session.commit()
    return document


@pytest.fixture
def busy(
    anna: Client,
    karin: Client,
    bo: Client,
    session: Session,
    world: World,
    database: Database,
    settings: Settings,
) -> World:
    """The words are in drafts, versions, a hand-in, a mail's file and Word files; and what stood
    beside them in the database has been removed, so that its pages have holes."""
    Tab(karin, world.harbour).save(2, "no", comment=f"Fråga {SECRET}.")
    for number in range(4, 13):
        Tab(bo, world.culture).save(number, "no", comment=f"{number} " * 900)
    submit(anna, world.harbour)
    send_mails(database, settings)
    add_form(session, world, FORM)
    add_form(session, world, FORM, response_id=None)
    session.execute(text("DELETE FROM answer_versions WHERE response_id = 2"))
    session.commit()
    return world


def bytes_of_form() -> bytes:
    """A piece of the form's compressed bytes, which only it has."""
    return FORM[len(FORM) // 2 :][:24]


def test_no_byte_is_left(busy: World, sara: Client, session: Session, settings: Settings) -> None:
    session.close()
    found = traces(settings.instance, SECRET)
    assert {line.partition(".")[2].partition(":")[0] for line in found} >= {"eml"}, "a true test"
    assert mask(sara, busy.harbour).status == 303
    for words in (SECRET, "Öhrnell", "19560213"):
        assert traces(settings.instance, words) == []
    for file in settings.instance.rglob("*"):
        assert not file.is_file() or bytes_of_form() not in file.read_bytes()
    assert all(row.scrubbed_at for row in records.read(session, Mask))


def test_no_byte_of_the_whole_comment_is_left(
    busy: World, sara: Client, session: Session, settings: Settings
) -> None:
    session.close()
    assert mask(sara, busy.harbour, what="whole", words="").status == 303
    for line in COMMENT.split("\n"):
        assert traces(settings.instance, line) == []


def test_a_word_file_is_named_before_and_its_place_kept_after(
    busy: World, sara: Client, session: Session
) -> None:
    other = add_form(session, busy, OTHER_FORM)
    kept = session.query(Document).filter_by(response_id=busy.harbour.id).first()
    assert kept is not None
    assert SECRET in sara.get(address(busy.harbour)).words("form .note-warn")
    mask(sara, busy.harbour)
    page = sara.get(f"/organisations/{busy.harbour.organisation_id}")
    assert "svar [***].docx The file was removed on" in page.words("#documents")
    assert sara.get(f"/organisations/documents/{kept.id}").status == 404
    assert sara.get(f"/organisations/documents/{other.id}").status == 200, "it says nothing of it"
    assert len(records.read(session, Document)) == 2, "the one that waited is gone"


def test_a_form_that_came_while_files_were_read_is_read_too(
    busy: World, sara: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hp.actions import masking

    page = sara.get(address(busy.harbour))
    original = masking._look_into_files

    def look_and_send(*args: object) -> object:
        found = original(*args)  # type: ignore[arg-type]
        add_form(session, busy, FORM)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(masking, "_look_into_files", look_and_send)
        assert sara.post(address(busy.harbour), fill(page)).status == 409
    assert SECRET in sara.get(address(busy.harbour)).words("#said")


def test_what_was_cut_short_is_finished_by_the_outbox(
    busy: World,
    sara: Client,
    session: Session,
    settings: Settings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed between the commit and the rest; then somebody reads for long."""
    with monkeypatch.context() as patched:
        patched.setattr(scrubbing, "finish", lambda *_: False)
        mask(sara, busy.harbour)
    page = sara.get(f"/organisations/{busy.harbour.organisation_id}")
    assert "within half an hour" in page.words()
    session.rollback()
    assert traces(settings.instance, SECRET)
    with monkeypatch.context() as patched:
        patched.setattr(Database, "leave_no_trace", lambda _: False)
        assert not scrubbing.finish(database, settings, NOW)
    assert records.read(session, Mask)[0].scrubbed_at is None
    session.rollback()
    over: Iterator[bool] = iter([False, True, True, True])
    monkeypatch.setattr(outbox, "wait", lambda *_: None)
    outbox.keep_sending(settings, lambda: next(over, True))
    assert traces(settings.instance, SECRET) == []
    assert records.read(session, Mask)[0].scrubbed_at is not None


def test_somebody_who_reads_does_not_keep_the_words(
    busy: World, session: Session, database: Database
) -> None:
    """Nothing is noted as done while a reader still sees what was."""
    session.close()
    with database.new_session() as reader:
        reader.execute(text("SELECT * FROM answers")).all()
        with database.new_session() as writer:
            writer.execute(text("UPDATE answers SET comment = ''"))
            writer.commit()
        assert not database.leave_no_trace()
    assert database.leave_no_trace()


def test_a_mail_that_is_about_to_go_out_goes_without_the_words(
    anna: Client,
    sara: Client,
    session: Session,
    world: World,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is claimed and made into a mail; masking comes before it begins to go out."""
    submit(anna, world.harbour)
    page = sara.get(address(world.harbour))
    begin = mail_store.begin_data

    def mask_first(opened: Session, *args: object) -> bool:
        opened.rollback()
        monkeypatch.setattr(mail_store, "begin_data", begin)
        assert sara.post(address(world.harbour), fill(page)).status == 303
        return begin(opened, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(mail_store, "begin_data", mask_first)
    send_mails(database, settings)
    send_mails(database, settings)
    (message,) = records.read(session, Message)
    assert message.state is MessageState.SENT
    session.rollback()
    assert scrubbing.finish(database, settings, NOW)
    assert traces(settings.instance, SECRET) == []


def test_a_piece_of_a_mail_that_a_dead_sender_left_goes_too(
    busy: World, sara: Client, session: Session, settings: Settings, database: Database
) -> None:
    piece = settings.instance / "outbox" / "tmp1.part"
    piece.write_text(SECRET, encoding="utf-8")
    mask(sara, busy.harbour)
    assert piece.exists(), "it may be written at this moment"
    assert records.read(session, Mask)[0].scrubbed_at is None
    session.rollback()
    old = time.time() - 3600 * 24 * 365
    os.utime(piece, (old, old))
    assert scrubbing.finish(database, settings, NOW)
    assert not piece.exists()


def test_no_other_mail_is_removed(
    busy: World,
    sara: Client,
    bo: Client,
    session: Session,
    settings: Settings,
    database: Database,
) -> None:
    submit(bo, busy.culture, comment="Annat.")
    send_mails(database, settings)
    before: set[Path] = set(settings.instance.rglob("*.eml"))
    mask(sara, busy.harbour)
    gone = before - set(settings.instance.rglob("*.eml"))
    quoting = [m for m in records.messages(session) if m.response_id == busy.harbour.id]
    assert {path.stem for path in gone} == {m.message_id[1:].partition("@")[0] for m in quoting}


def test_nothing_is_written_anew_without_a_mask(
    app: Flask, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "leave_no_trace", lambda _: 1 / 0)
    assert scrubbing.finish(database, settings, NOW)
