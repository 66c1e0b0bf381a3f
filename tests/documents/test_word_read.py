"""Returned Word forms: every shape says the same, and what cannot be understood is named."""

import io
import itertools
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hp.documents import word_process
from hp.documents.word_read import WordText, pack, read_word, unpack
from hp.domain.answers import AnswerContent, AnswerValue
from hp.domain.form_rows import FormReading, read_form
from tests.documents import word_files
from tests.documents.word_files import Shape, list_asked, make_form, paragraph

DATA = Path(__file__).parents[1] / "data"
WORDS = {"Ja": AnswerValue.YES, "Delvis": AnswerValue.PARTLY, "Nej": AnswerValue.NO}
ANSWERS: dict[int, tuple[str, list[str]]] = {
    number: (
        ("Ja", "Delvis", "Nej")[number % 3],
        [["", "Vi är klara.", "I <maj> & juni"][number % 3]],
    )
    for number in range(1, 14)
}
ANSWERS[2] = ("Delvis", ["Klart innan augusti", "Sista delen i höst", "– och sedan?"])
ANSWERS[5] = ("Ej aktuellt", [])


def read_here(data: bytes) -> FormReading:
    """As `read_word`, without a process of its own."""
    return read_form(unpack(word_process.read(data)).rows, list_asked(), ["Område"])


def wanted(answers: Mapping[int, tuple[str, Sequence[str]]]) -> dict[int, AnswerContent]:
    words = WORDS | {"Ej aktuellt": AnswerValue.NOT_APPLICABLE}
    return {
        number: AnswerContent(words[word], "\n".join(line for line in lines if line))
        for number, (word, lines) in answers.items()
    }


def reasons(reading: FormReading) -> list[tuple[str, int]]:
    return [(problem.reason, problem.number) for problem in reading.problems]


def real_answers() -> dict[int, AnswerContent]:
    """What the text file has after each activity: the answer, then the comment if there is one."""
    lines = [line.strip() for line in (DATA / "returned-form-2023.txt").read_text().splitlines()]
    found: dict[int, AnswerContent] = {}
    for line in filter(None, lines):
        number = line.partition(".")[0]
        if number.isdigit() and int(number) == len(found) + 1:
            found[int(number)] = AnswerContent(None)
        elif line in WORDS:
            found[len(found)] = AnswerContent(WORDS[line])
        elif found and found[len(found)].value and line.startswith(("Klart", "Deltar")):
            found[len(found)] = AnswerContent(found[len(found)].value, line)
    return found


def test_the_real_form_gives_exactly_the_answers_and_comments_of_its_text() -> None:
    text = read_word((DATA / "returned-form-2023.docx").read_bytes())
    reading = read_form(text.rows, list_asked())
    assert reading.contents == real_answers()
    assert len(reading.contents) == 13
    assert reading.problems == []
    assert sum(bool(content.comment) for content in reading.contents.values()) == 2


def test_the_real_blank_form_is_named_blank() -> None:
    text = read_word((DATA / "blank-form-2023.docx").read_bytes())
    assert reasons(read_form(text.rows, list_asked())) == [("blank_form", 0)]


SHAPES = [
    Shape(level, layout, is_split, numbers, has_inserted, is_loud)
    for level, layout, is_split, numbers, has_inserted, is_loud in itertools.product(
        word_files.LEVELS,
        word_files.LAYOUTS,
        (False, True),
        ("same", "none", "shifted"),
        (False, True),
        (False, True),
    )
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SHAPES), st.permutations(list(range(1, 14))))
def test_every_shape_says_the_same_in_any_order(shape: Shape, order: list[int]) -> None:
    answers = {number: ANSWERS[number] for number in order}
    reading = read_here(make_form(answers, shape))
    assert reading.problems == []
    assert reading.contents == wanted(ANSWERS)


def test_what_was_read_can_be_kept_and_read_again() -> None:
    text = read_word(make_form(ANSWERS))
    assert unpack(pack(text)) == WordText(text.rows, [])


def test_a_control_that_was_never_used_is_no_answer() -> None:
    for level in ("run", "block", "cell"):
        answers = ANSWERS | {3: ("Välj ett objekt.", [])}
        reading = read_here(make_form(answers, Shape(level)))
        assert reasons(reading) == [("unanswered", 3)]


def test_what_is_no_answer_is_named_with_its_words() -> None:
    answers = ANSWERS | {4: ("Kanske", []), 6: ("Ja/Nej", []), 7: ("Jajamän", [])}
    reading = read_here(make_form(answers))
    assert reasons(reading) == [("unknown_answer", n) for n in (4, 6, 7)]
    assert reading.problems[0].text == "Kanske"


def test_not_applicable_counts_only_where_it_is_offered() -> None:
    assert reasons(read_here(make_form(ANSWERS | {1: ("Ej aktuellt", [])}))) == [("not_offered", 1)]


def test_missing_and_unknown_activities_are_named() -> None:
    answers = {number: ANSWERS[number] for number in ANSWERS if number != 8}
    reading = read_here(make_form(answers | {13: ("Ja", [])}, texts={12: "Något helt annat i år"}))
    assert reasons(reading) == [("unknown_activity", 0), ("missing", 8), ("missing", 12)]
    assert reading.problems[0].text == "12. Något helt annat i år"


def test_a_changed_text_is_known_by_most_of_its_words_or_by_its_number_and_says_so() -> None:
    text = list_asked()[9].texts[0]
    changed = text.replace("utveckling av", "en översyn av", 1) + " i år"
    assert changed != text
    reading = read_here(make_form(ANSWERS, texts={10: changed}))
    assert reading.problems == []
    assert not reading.answers[10].is_exact
    assert reading.answers[10].text == f"10. {changed}"


def test_an_activity_twice_with_different_answers_is_named() -> None:
    first = word_files.make_form(ANSWERS, Shape(layout="paragraphs"))
    body = zipfile.ZipFile(io.BytesIO(first)).read("word/document.xml").decode()
    again = paragraph("1. " + list_asked()[0].texts[0]) + paragraph(
        "Nej" if ANSWERS[1][0] != "Nej" else "Ja"
    )
    reading = read_here(word_files.zip_up(body.replace("</w:body>", again + "</w:body>")))
    assert reasons(reading) == [("twice", 1)]


def test_a_comment_under_the_answer_in_its_own_cell_is_a_comment() -> None:
    """Activities 6 to 10 had no column for comments on paper."""
    asked = list_asked()[5].texts[0]
    rows = (
        f"<w:tr>{word_files.cell('6. ' + asked)}{word_files.cell('Delvis', 'Klart i maj')}</w:tr>"
    )
    reading = read_here(word_files.document_of(f"<w:tbl>{rows}</w:tbl>"))
    assert reading.contents[6] == AnswerContent(AnswerValue.PARTLY, "Klart i maj")


def test_deleted_text_is_gone_and_inserted_text_is_there() -> None:
    asked = list_asked()[0].texts[0]
    changed = (
        "<w:tc><w:p><w:del><w:r><w:delText>Nej</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>Ja</w:t></w:r></w:ins></w:p></w:tc>"
    )
    text = word_process.read(
        word_files.document_of(f"<w:tbl><w:tr>{word_files.cell(asked)}{changed}</w:tr></w:tbl>")
    )
    assert read_form(unpack(text).rows, list_asked()).contents[1].value is AnswerValue.YES
    assert text["notes"] == ["tracked_changes"]


def test_the_old_kind_of_drop_down_has_its_answer_outside_the_text() -> None:
    field = (
        '<w:tc><w:p><w:r><w:fldChar><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="Ja"/><w:listEntry w:val="Nej"/></w:ddList></w:ffData></w:fldChar>'
        "</w:r></w:p></w:tc>"
    )
    row = f"<w:tr>{word_files.cell(list_asked()[0].texts[0])}{field}</w:tr>"
    reading = read_here(word_files.document_of(f"<w:tbl>{row}</w:tbl>"))
    assert reading.contents[1].value is AnswerValue.NO


def test_strict_open_xml_is_read_too() -> None:
    row = f"<w:tr>{word_files.cell(list_asked()[0].texts[0])}{word_files.cell('Ja')}</w:tr>"
    reading = read_here(word_files.document_of(f"<w:tbl>{row}</w:tbl>", word_files.STRICT))
    assert reading.contents[1].value is AnswerValue.YES


def test_who_filled_it_in_is_read_and_is_no_comment() -> None:
    before = "".join(
        f"<w:tbl><w:tr>{word_files.cell(label)}{word_files.cell(text)}</w:tr></w:tbl>"
        for label, text in (
            ("Organisation:", "Hamnbolaget AB"),
            ("Namn", "Eva Ny"),
            ("Funktion", "VD"),
        )
    )
    reading = read_here(make_form(ANSWERS, before=before))
    assert reading.facts == {"organisation": "Hamnbolaget AB", "name": "Eva Ny", "function": "VD"}
    assert reading.contents == wanted(ANSWERS)


def test_a_text_after_the_form_is_shown_as_not_used() -> None:
    data = make_form(ANSWERS)
    body = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    more = body.replace("</w:body>", paragraph("Med hälsning, Eva") + "</w:body>")
    assert read_here(word_files.zip_up(more)).unused == ["Med hälsning, Eva"]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("level", ["run", "cell"])
def test_saved_again_by_libreoffice_it_says_the_same(tmp_path: Path, level: str) -> None:
    made = tmp_path / "form.docx"
    made.write_bytes(make_form(ANSWERS, Shape(level)))
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    how = ["--headless", "--convert-to", "docx", "--outdir", str(saved), str(made)]
    subprocess.run(["soffice", profile, *how], check=True, capture_output=True, timeout=120)
    data = (saved / "form.docx").read_bytes()
    assert data != made.read_bytes()
    reading = read_here(data)
    assert reading.problems == []
    assert reading.contents == wanted(ANSWERS)


def test_another_document_is_named() -> None:
    data = word_files.document_of(paragraph("Protokoll") + paragraph("Ja") + paragraph("1. Val"))
    assert reasons(read_here(data)) == [("other_document", 0)]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_any_bytes_in_a_form_are_a_reason_or_a_reading(junk: bytes, place: int) -> None:
    data = make_form({1: ("Ja", [])})
    place %= len(data)
    content = word_process.read(data[:place] + junk + data[place + len(junk) :])
    assert ("error" in content) != ("rows" in content)
