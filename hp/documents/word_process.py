"""Run as a process of its own: a Word document on standard input, its rows as JSON on output.

A document of a few kilobytes can unpack to gigabytes. So that nobody else's request ends with it,
it is this process, with limits on top. It imports nothing of ours: it has to start fast.
`hp.documents.word_read` runs it.

The XML is read itself, because what makes Word's own table cells (`w:tc`) hides answers: a content
control (`w:sdt`) may stand around a run, a paragraph, a cell or a row.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MEMORY = 512 * 1024 * 1024
SECONDS = 10
MOST_XML = 16 * 1024 * 1024  # bytes of the text alone; pictures are other files
MOST_ROWS = 3000
MOST_CHARACTERS = 400_000
MOST_FILES = 2000

_SKIPPED = {"del", "moveFrom", "Fallback", "sectPr", "rPr", "instrText", "delText"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_CHOICES = {"dropDownList", "comboBox"}


class Refused(Exception):
    """Why a document is not read, as a short code."""


class Builder(ElementTree.TreeBuilder):
    """Refuses a document type, which is where entities are: no Word document has one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Called by the parser when it meets one."""
        raise Refused("not_a_form")


class Cell:
    """Paragraphs in a cell, and what its content controls say."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.is_choice = False
        self.placeholder = ""
        self.nested: list[Element] = []  # tables in it

    def as_list(self) -> list[Any]:
        """As `hp.documents.word_read` takes it."""
        lines = [line for text in self.paragraphs for line in text.split("\n")]
        return [lines, self.is_choice, self.placeholder]


def limit() -> None:
    """Take no more memory and time than a form can need."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes) -> dict[str, Any]:
    """{"rows": [[table or null, is heading, cells], ...], "notes": [...]} or {"error": reason}."""
    try:
        root = parse_main_part(data)
        reader = Reader()
        reader.read_blocks(find(root, "body"))
    except Refused as refused:
        return {"error": str(refused)}
    except MemoryError:
        return {"error": "too_large"}
    except Exception:  # whatever zipfile, zlib and expat make of hostile bytes
        return {"error": "damaged"}
    return {"rows": reader.rows, "notes": sorted(reader.notes)}


def parse_main_part(data: bytes) -> Element:
    """The root of the document's text. Raises `Refused`, and whatever the readers raise."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if len(archive.infolist()) > MOST_FILES:
            raise Refused("too_large")
        if any(member.flag_bits & 1 for member in archive.infolist()):
            raise Refused("encrypted")
        names = archive.namelist()
        if "_rels/.rels" not in names:
            raise Refused("not_a_form")
        target = "word/document.xml"
        for relation in parse(archive, "_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = relation.get("Target", "").lstrip("/")
        if target not in names:
            raise Refused("damaged")
        root = parse(archive, target)
    if name_of(root) != "document":
        raise Refused("not_a_form")  # a workbook, a presentation
    return root


def parse(archive: zipfile.ZipFile, name: str) -> Element:
    """The root of one part. A part's own word about its size is not believed."""
    with archive.open(name) as part:
        text = part.read(MOST_XML + 1)
    if len(text) > MOST_XML:
        raise Refused("too_large")
    parser = ElementTree.XMLParser(target=Builder())  # noqa: S314 entities are refused above
    parser.feed(text)
    root: Element = parser.close()
    return root


def name_of(element: Element) -> str:
    """An element's name without its namespace, of which Word has two."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if name_of(child) == name), None)
    return element


def value_of(element: Element, name: str = "val") -> str:
    """An attribute, whatever its namespace."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


class Reader:
    """Reads blocks in the document's order into rows."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.notes: set[str] = set()
        self.tables = 0
        self.characters = 0

    def read_blocks(self, parent: Element | None) -> None:
        """Paragraphs and tables, whatever stands around them."""
        for element in unwrap(parent, {"p", "tbl"}):
            if name_of(element) == "tbl":
                self.read_table(element)
            elif name_of(element) == "p":
                cell = Cell()
                self.read_text(element, cell, is_placeholder=False)
                self.add(None, [cell], is_heading(element))
            elif name_of(element) == "sdt":
                self.read_control(element)

    def read_control(self, control: Element) -> None:
        """A control around paragraphs or tables. With a table in it, it is only a frame."""
        content = find(control, "sdtContent")
        if content is None:
            return
        if any(name_of(inner) == "tbl" for inner in content.iter()):
            self.read_blocks(content)
            return
        cell = Cell()
        self.read_text(control, cell, is_placeholder=False)
        self.add(None, [cell], False)

    def read_table(self, table: Element) -> None:
        """A table's rows, then those of tables inside its cells."""
        self.tables += 1
        number = self.tables
        for row in unwrap(table, {"tr"}, through_controls=True):
            if name_of(row) != "tr" or find(row, "trPr", "del") is not None:
                continue
            cells: list[Cell] = []
            self.read_cells(row, cells)
            self.add(number, cells, False)
            for nested in [inner for cell in cells for inner in cell.nested]:
                self.read_table(nested)

    def read_cells(self, parent: Element, cells: list[Cell]) -> None:
        """A row's cells, each with the control around it if there is one."""
        for element in unwrap(parent, {"tc"}):
            if name_of(element) not in ("tc", "sdt"):
                continue
            inside = list(unwrap(find(element, "sdtContent"), {"tc"}))
            if name_of(element) == "sdt" and len(inside) != 1:
                self.read_cells(find(element, "sdtContent") or Element("none"), cells)
                continue
            cell = Cell()
            self.read_text(element, cell, is_placeholder=False)
            cells.append(cell)

    def read_text(self, element: Element, cell: Cell, is_placeholder: bool) -> None:
        """The text of an element into its cell."""
        for child in element:
            name = name_of(child)
            if name in _SKIPPED:
                self.note(name)
            elif name == "tbl":
                cell.nested.append(child)
            elif name == "sdtPr":
                kinds = {name_of(one) for one in child}
                cell.is_choice = cell.is_choice or bool(kinds & _CHOICES)
                is_placeholder = "showingPlcHdr" in kinds
            elif name == "p":
                cell.paragraphs.append("")
                self.read_text(child, cell, is_placeholder)
            elif name == "ffData":
                self.put(picked(child), cell, False)
                cell.is_choice = True
            else:
                self.note(name)
                self.put(
                    child.text or "" if name == "t" else _BREAKS.get(name, ""), cell, is_placeholder
                )
                self.read_text(child, cell, is_placeholder)

    def put(self, text: str, cell: Cell, is_placeholder: bool) -> None:
        """Add text to a cell, or to what stands there only until somebody answers."""
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise Refused("too_large")
        if is_placeholder:
            cell.placeholder += text
        elif not cell.paragraphs:
            cell.paragraphs.append(text)
        else:
            cell.paragraphs[-1] += text

    def note(self, name: str) -> None:
        """Remember what the document has beside its text."""
        notes = {"commentReference": "margin_comments", "footnoteReference": "footnotes"}
        if name in notes:
            self.notes.add(notes[name])
        elif name in ("del", "ins"):
            self.notes.add("tracked_changes")

    def add(self, table: int | None, cells: list[Cell], heading: bool) -> None:
        """One row more."""
        self.rows.append([table, heading, [cell.as_list() for cell in cells]])
        if len(self.rows) > MOST_ROWS:
            raise Refused("too_large")


def unwrap(
    parent: Element | None, wanted: set[str], through_controls: bool = False
) -> Iterator[Element]:
    """The `wanted` elements and the controls in one, through what only marks them."""
    for child in parent if parent is not None else ():
        name = name_of(child)
        if name in wanted or (name == "sdt" and not through_controls):
            yield child
        elif name not in _SKIPPED and not name.endswith("Pr"):
            yield from unwrap(child, wanted, through_controls)


def is_heading(paragraph: Element) -> bool:
    """Whether a paragraph has a style for headings, as Word and LibreOffice name them."""
    style = find(paragraph, "pPr", "pStyle")
    name = value_of(style).lower() if style is not None else ""
    return name.startswith(("heading", "rubrik", "title"))


def picked(field: Element) -> str:
    """What is chosen in a drop-down of the old kind, which has no text of its own."""
    entries = find(field, "ddList")
    if entries is None:
        return ""
    texts = [value_of(entry) for entry in entries if name_of(entry) == "listEntry"]
    chosen = find(entries, "result")
    position = value_of(chosen) if chosen is not None else "0"
    return texts[int(position)] if position.isdigit() and int(position) < len(texts) else ""


def main() -> None:
    """Read standard input, write standard output."""
    limit()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
