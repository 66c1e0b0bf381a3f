"""Filling in the blank form as somebody does in Word: choosing, typing."""

import io
from collections.abc import Mapping

from docx import Document
from docx.oxml.ns import qn


def controls_of(data: bytes) -> dict[str, list[str]]:
    """What can be filled in, by its label, with the choices where it has any."""
    found = {}
    for control in Document(io.BytesIO(data)).element.iter(qn("w:sdt")):
        label = next(control.iter(qn("w:alias"))).get(qn("w:val"))
        items = control.iter(qn("w:listItem"))
        found[label] = [item.get(qn("w:displayText")) for item in items]
    return found


def fill_in(data: bytes, typed: Mapping[str, str]) -> bytes:
    """The form with what was typed or chosen, by the fields' labels."""
    document = Document(io.BytesIO(data))
    for control in document.element.iter(qn("w:sdt")):
        label = next(control.iter(qn("w:alias"))).get(qn("w:val"))
        if label in typed:
            mark = next(control.iter(qn("w:showingPlcHdr")))
            mark.getparent().remove(mark)
            next(control.iter(qn("w:t"))).text = typed[label]
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
