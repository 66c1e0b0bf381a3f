"""A coordinator masks something in a comment: gone everywhere, and nobody says what it was."""

from flask import Flask
from sqlalchemy.orm import Session

from hp.domain.answers import AnswerSource
from hp.models import AnswerOrigin, ChangeRequest, PromiseNews
from hp.models.users import Role
from tests.checklist import records
from tests.checklist.tab import Tab, hand_in
from tests.client import Client
from tests.organisations.masked import COMMENT, REASON, SECRET, address, fill, mask, submit
from tests.overview import files
from tests.world import NOW, World, make_user

MASKED = "Samtal förs.\nVi väntar på [***], som är sjuk."


def organisation(world: World) -> str:
    return f"/organisations/{world.harbour.organisation_id}"


def test_the_words_are_replaced_where_everybody_reads_and_the_mark_is_explained(
    anna: Client, sara: Client, app: Flask, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    page = sara.get(organisation(world))
    (link,) = page.html.select(".sum a[href$='/mask']")
    assert link["href"] == address(world.harbour)
    done = mask(sara, world.harbour)
    assert done.location == f"{organisation(world)}?round=2023"
    page = sara.get(done.location)
    assert "nothing of it is left" in page.words()
    said = page.words("#answer-2")
    assert "Vi väntar på [***], som är sjuk." in said
    assert "where a coordinator has masked something" in said
    reader = Client(app, language="en").sign_in_as(
        session, make_user(session, "las@staden.example", role=Role.READER)
    )
    for path in (organisation(world), "/overview/comments", "/overview"):
        assert SECRET not in reader.get(path).text
    assert "masked something" in reader.get("/overview/comments").words()
    assert not reader.get(organisation(world)).html.select("a[href$='/mask']")


def test_files_say_the_mark(anna: Client, sara: Client, session: Session, world: World) -> None:
    submit(anna, world.harbour)
    mask(sara, world.harbour)
    export = files.get(sara, "/overview/export.xlsx")
    texts = [str(cell) for line in files.read_xlsx(export) for cell in line.values()]
    assert MASKED in texts
    assert not [text for text in texts if "Öhrnell" in text]


def test_it_is_gone_from_every_version_and_hand_in_and_all_that_was_said_later(
    anna: Client, karin: Client, sara: Client, session: Session, world: World
) -> None:
    Tab(karin, world.harbour).save(2, "no", comment=f"Fråga {SECRET.upper()}.")
    Tab(karin, world.harbour).save(7, "no", comment=f"Se 2: åke\u00a0öhrnell\n{SECRET[-13:]}")
    submit(anna, world.harbour, comment=COMMENT)
    first = records.submissions(session)[0]
    session.add(
        ChangeRequest(
            submission_id=first.id, number=2, reason=f"Vem är {SECRET}?", user_id=1, asked_at=NOW
        )
    )
    session.add(
        PromiseNews(
            response_id=world.harbour.id,
            submission_id=first.id,
            number=2,
            outcome="other",
            text=f"{SECRET} är frisk.",
            contact_id=world.anna.contact_id,
            at=NOW,
        )
    )
    session.commit()
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    Tab(anna, world.harbour).save(3, "no", comment=f"{SECRET}s ansvar")
    hand_in(anna, world.harbour)
    mask(sara, world.harbour)

    dump = repr(records.everything(sara.app.extensions["hp_database"]))
    assert "hrnell" not in dump.lower()
    assert "4477" not in dump
    comments = {v.comment for v in records.versions(session, world.harbour, 2)}
    assert comments == {"Fråga [***].", MASKED}
    answer = records.answer(session, world.harbour, 3)
    assert answer is not None
    assert answer.comment == "[***]s ansvar"
    assert [r.reason for r in records.read(session, ChangeRequest)] == ["Vem är [***]?"]


def test_the_whole_comment_goes_with_what_it_said_before(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    Tab(anna, world.harbour).save(2, "no", comment="Han i växeln är sjuk.")
    submit(anna, world.harbour)
    mask(sara, world.harbour, what="whole", words="")
    assert {v.comment for v in records.versions(session, world.harbour, 2)} == {"[***]"}
    (receipt,) = [m for m in records.messages(session) if "2023-" in m.text]
    assert "som är sjuk" not in receipt.text + receipt.html
    assert "[***]" in receipt.text
    assert "[***]" in receipt.html
    assert "{link}" in receipt.text


def test_a_draft_is_masked_and_not_shown(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    Tab(anna, world.harbour).save(2, "no", comment=f"Hemligt om {SECRET}.")
    page = sara.get(address(world.harbour))
    assert "Hemligt" not in page.text
    refused = sara.post(address(world.harbour), fill(page, words="Hemligt"))
    assert refused.status == 422
    assert mask(sara, world.harbour).status == 303
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert answer.comment == "Hemligt om [***]."


def test_the_whole_comment_leaves_a_later_draft_that_says_something_else(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    Tab(anna, world.harbour).save(2, "no", comment="Någon är sjuk.")
    mask(sara, world.harbour, what="whole", words="")
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert answer.comment == "Någon är sjuk."


def test_a_page_that_is_still_open_does_not_bring_it_back_unasked(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    tab = Tab(anna, world.harbour)
    tab.save(2, "partly", comment=COMMENT + " Mer.")
    mask(sara, world.harbour)
    assert tab.save(2, "no").status == 409
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert SECRET not in answer.comment


def test_what_is_handed_in_stays_handed_in(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    """The version that is frozen is the current one, or it would pass for an unseen draft."""
    submit(anna, world.harbour)
    mask(sara, world.harbour)
    before = records.response(session, world.harbour)
    assert before.status == "submitted"
    sara.get(f"/organisations/responses/{world.harbour.id}/return")
    fields = {"submission": str(before.submission_id), "reason-11": "Vem?"}
    assert sara.post(f"/organisations/responses/{world.harbour.id}/return", fields).status == 303
    page = sara.get(f"/organisations/responses/{world.harbour.id}/on-behalf")
    assert MASKED in page.one("#comment-2").get_text()


def test_an_earlier_hand_in_is_masked_from_its_own_page(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    Tab(anna, world.harbour).save(2, "yes", comment="Klart.")
    hand_in(anna, world.harbour)
    first = records.submissions(session)[0]
    page = sara.get(f"{organisation(world)}/hand-ins/{first.id}")
    (link,) = page.html.select(".sum a[href*='/answers/2/mask']")
    form = sara.get(str(link["href"]))
    assert SECRET in form.words("#said")
    assert sara.post(address(world.harbour), fill(form)).status == 303
    assert SECRET not in sara.get(f"{organisation(world)}/hand-ins/{first.id}").text


def test_what_was_entered_for_an_organisation_is_masked_before_it_is_handed_in(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    Tab(anna, world.harbour).save(2, "no", comment=COMMENT)
    assert "nothing to mask" in sara.get(address(world.harbour)).words("main")
    said = AnswerOrigin(
        response_id=world.harbour.id,
        source=AnswerSource.TELEPHONE,
        said_by="Anna",
        said_on=NOW.date(),
        entered_at=NOW,
    )
    session.add(said)
    session.flush()
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    session.add(said)
    session.flush()
    answer.origin_id = said.id
    session.commit()
    assert mask(sara, world.harbour).status == 303
    found = records.answer(session, world.harbour, 2)
    assert found is not None
    assert found.comment == MASKED


def test_the_history_says_that_it_was_done_by_whom_and_why_and_not_what(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    mask(sara, world.harbour)
    page = sara.get(organisation(world))
    words = page.words("ol.log")
    assert f"Comment on activity 2 masked, by Sara Ek. Reason: {REASON}" in words
    assert SECRET not in page.text


def test_a_short_name_is_masked_as_a_word_of_its_own(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour, comment="Bo är sjuk. Borås svarar, bo@staden.example.")
    mask(sara, world.harbour, words="Bo")
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert answer.comment == "[***] är sjuk. Borås svarar, [***]@staden.example."


def test_others_keep_their_words(
    anna: Client, bo: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    submit(bo, world.culture)
    mask(sara, world.harbour)
    answer = records.answer(session, world.culture, 2)
    assert answer is not None
    assert answer.comment == COMMENT
