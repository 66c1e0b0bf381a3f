"""Word forms as people return them, made in every shape that Word and people give them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from hp.domain.form_matching import Asked
from hp.plans import read_plan

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
LEVELS = ("plain", "run", "block", "cell", "row")
LAYOUTS = ("table", "tables", "paragraphs", "tabs")


@dataclass(frozen=True)
class Shape:
    """How a form looks: where its controls are, what has been done to it."""

    level: str = "cell"
    layout: str = "table"
    is_split: bool = False  # every few letters in a run of their own
    numbers: str = "same"  # same, none, shifted
    has_inserted: bool = False  # empty rows, and rows that go on with the comment
    is_loud: bool = False  # ANSWERS LIKE THIS, with spaces and full stops


def list_asked() -> list[Asked]:
    """The activities of the plan of 2023, as a round asks them."""
    activities = [one for area in read_plan("2023")["areas"] for one in area["activities"]]
    return [
        Asked(
            number,
            (one["text_sv"], one["text_en"], one["short_sv"], one["short_en"]),
            one.get("takes_not_applicable", False),
        )
        for number, one in enumerate(activities, 1)
    ]


def zip_up(document: str | bytes, **others: str | bytes) -> bytes:
    """A package around a document's XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", document)
        for name, data in others.items():
            archive.writestr(name, data)
    return file.getvalue()


def document_of(body: str, namespace: str = W) -> bytes:
    """A document with this body."""
    return zip_up(f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>')


def paragraph(text: str, is_split: bool = False) -> str:
    """A paragraph, its text in one run or in many."""
    step = 3 if is_split else max(1, len(text))
    runs = (text[i : i + step] for i in range(0, len(text), step))
    texts = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(run)}</w:t></w:r><w:proofErr/>' for run in runs
    )
    return f"<w:p><w:pPr><w:spacing/></w:pPr>{texts.replace(chr(9), '</w:t><w:tab/><w:t>')}</w:p>"


def cell(*texts: str, is_split: bool = False) -> str:
    """A table's cell."""
    inside = "".join(paragraph(text, is_split) for text in texts or ("",))
    return f"<w:tc><w:tcPr/>{inside}</w:tc>"


def control(inside: str, is_placeholder: bool = False) -> str:
    """A drop-down around something."""
    mark = "<w:showingPlcHdr/>" if is_placeholder else ""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="Svar"/>{mark}<w:dropDownList>'
        '<w:listItem w:displayText="Ja" w:value="Ja"/></w:dropDownList></w:sdtPr>'
        f"<w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    )


def answer_cell(answer: str, shape: Shape) -> str:
    """The cell with the answer, with its control at the shape's level."""
    is_placeholder = answer.startswith("Välj")
    if shape.level == "run":
        inside = paragraph(answer, shape.is_split)
        begin = inside.index("</w:pPr>") + len("</w:pPr>")
        runs = inside[begin : -len("</w:p>")]
        return f"<w:tc><w:p>{control(runs, is_placeholder)}</w:p></w:tc>"
    if shape.level == "block":
        return f"<w:tc>{control(paragraph(answer, shape.is_split), is_placeholder)}<w:p/></w:tc>"
    whole = cell(answer, is_split=shape.is_split)
    return control(whole, is_placeholder) if shape.level == "cell" else whole


def make_form(
    answers: Mapping[int, tuple[str, Sequence[str]]],
    shape: Shape = Shape(),
    texts: Mapping[int, str] | None = None,
    before: str = "",
) -> bytes:
    """A form with `answers` (word, comment's paragraphs) by number, in the order given."""
    asked = {one.number: one.texts[0] for one in list_asked()} | dict(texts or {})
    rows = [_row(number, asked[number], *answers[number], shape) for number in answers]
    if shape.layout == "table":
        body = _table(_head() + "".join(rows))
    elif shape.layout == "tables":
        body = "".join(paragraph("Område") + _table(_head() + row) for row in rows)
    else:
        body = "".join(rows)
    return document_of(paragraph("Uppföljning") + before + body)


def _table(rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"


def _head() -> str:
    texts = ("Aktiviet", "Har aktiviteten genomförts?", "Kommentera vid behov")
    return f"<w:tr>{''.join(cell(text) for text in texts)}</w:tr>"


def _row(number: int, text: str, answer: str, comments: Sequence[str], shape: Shape) -> str:
    shown = {"same": f"{number}. ", "none": "", "shifted": f"{number + 1}. "}[shape.numbers]
    asked = shown + text
    answer = f"  {answer.upper()}. " if shape.is_loud else answer
    split = shape.is_split
    if shape.layout == "tabs" and len(comments) < 2:
        return paragraph("\t".join([asked, answer, *comments]))
    if shape.layout in ("paragraphs", "tabs"):
        return "".join(paragraph(line, split) for line in (asked, answer, *comments))
    kept, moved = (comments[:1], comments[1:]) if shape.has_inserted else (comments, ())
    cells = cell(asked, is_split=split) + answer_cell(answer, shape)
    row = f"<w:tr><w:trPr/>{cells}{cell(*kept, is_split=split)}</w:tr>"
    row = (
        control(row).replace("dropDownList", "repeatingSectionItem")
        if shape.level == "row"
        else row
    )
    empty = f"<w:tr>{cell()}{cell()}{cell()}</w:tr>" if shape.has_inserted else ""
    more = "".join(f"<w:tr>{cell()}{cell()}{cell(line)}</w:tr>" for line in moved)
    return row + empty + more
