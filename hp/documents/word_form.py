"""A blank form as Word: drop-downs for answers, fields for comments, one table per area.

Screen readers get what they need: the document's language, headings, heads of tables that repeat,
what each table and each field is called.
"""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

from hp.documents.cells import fit_text

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WIDTHS = (Cm(7.2), Cm(3.3), Cm(6.5))
_FACT_WIDTHS = (Cm(4.5), Cm(12.5))
_GREY = RGBColor(0x59, 0x59, 0x59)  # readable on white, and seen to be no answer
_LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}


class FormActivity(NamedTuple):
    """A row: what is asked, the answers to choose from, what the comment's field asks for."""

    number: int
    text: str
    answers: Sequence[str]
    comment_hint: str


class FormArea(NamedTuple):
    """A heading with its activities."""

    name: str
    activities: Sequence[FormActivity]


class Field(NamedTuple):
    """Something to fill in: its label, what stands there already, what it asks for."""

    label: str
    value: str
    hint: str


class FormTexts(NamedTuple):
    """The form's own words. `answer_label` and `comment_label` take the activity's number."""

    language: str
    title: str
    paragraphs: Sequence[str]
    heads: Sequence[str]  # of the three columns
    choose: str
    answer_label: str
    comment_label: str
    fields_name: str


def write_form(
    texts: FormTexts, fields: Sequence[Field], areas: Sequence[FormArea], made_at: dt.datetime
) -> bytes:
    """The file."""
    document = Document()
    _prepare(document, texts, made_at)
    document.add_heading(fit_text(texts.title), 0)
    for paragraph in texts.paragraphs:
        document.add_paragraph(fit_text(paragraph))
    _add_fields(document, texts, fields)
    for area in areas:
        document.add_heading(fit_text(area.name), 1)
        _add_area(document, texts, area)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: WordDocument, texts: FormTexts, made_at: dt.datetime) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    language = _LANGUAGES[texts.language]
    styles: Any = document.styles
    # what follows the theme would be in its fonts and blue, too pale for small print
    for name, size in (("Normal", 10.5), ("Heading 1", 14), ("Title", 20)):
        font = styles[name].font
        font.name, font.size, font.color.rgb = "Calibri", Pt(size), RGBColor(0, 0, 0)
    for element in styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
    properties = document.core_properties
    properties.title, properties.language = fit_text(texts.title)[:255], language
    properties.author = properties.comments = ""
    properties.created = properties.modified = made_at.replace(tzinfo=None)


def _add_fields(document: WordDocument, texts: FormTexts, fields: Sequence[Field]) -> None:
    table = _add_table(document, len(fields), _FACT_WIDTHS, texts.fields_name)
    for row, one in zip(table.rows, fields, strict=True):
        row.cells[0].text = fit_text(one.label)
        if one.value:
            row.cells[1].text = fit_text(one.value)
        else:
            _add_control(row.cells[1], one.label, one.hint, [_element("text")])
    document.add_paragraph()


def _add_area(document: WordDocument, texts: FormTexts, area: FormArea) -> None:
    table = _add_table(document, 1, _WIDTHS, area.name)
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(_element("tblHeader"))
    for cell, text in zip(head.cells, texts.heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for activity in area.activities:
        row = table.add_row()  # type: ignore[no-untyped-call]
        row._tr.get_or_add_trPr().append(_element("cantSplit"))
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width
        asked, answer, comment = row.cells
        asked.text = fit_text(f"{activity.number}. {activity.text}")
        label = texts.answer_label.format(n=activity.number)
        _add_control(answer, label, texts.choose, [_choices(activity.answers)])
        label = texts.comment_label.format(n=activity.number)
        _add_control(comment, label, activity.comment_hint, [_element("text", multiLine="1")])


def _add_table(document: WordDocument, rows: int, widths: Sequence[Cm], description: str) -> Table:
    table: Table = document.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    table._tbl.tblPr.append(_element("tblCaption", val=fit_text(description)))
    return table


def _choices(answers: Sequence[str]) -> Any:
    choices = _element("dropDownList")
    for answer in answers:
        choices.append(_element("listItem", displayText=answer, value=answer))
    return choices


def _add_control(cell: _Cell, label: str, hint: str, kind: Sequence[Any]) -> None:
    """A content control around a run: the cell stays a cell, whatever program opens it."""
    run = cell.paragraphs[0].add_run(fit_text(hint))
    run.font.color.rgb = _GREY
    control, properties, content = (_element(n) for n in ("sdt", "sdtPr", "sdtContent"))
    properties.append(_element("alias", val=fit_text(label)[:64]))
    properties.append(_element("showingPlcHdr"))
    properties.extend(kind)
    run._r.addprevious(control)
    control.extend([properties, content])
    content.append(run._r)


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
