"""What tests of masking arrange and look for."""

import base64
import quopri
from collections.abc import Iterator
from pathlib import Path

from hp.models import Response
from tests.checklist.tab import Tab, hand_in
from tests.client import Client, Page

SECRET = "Åke Öhrnell 19560213-4477"
COMMENT = f"Samtal förs.\nVi väntar på {SECRET}, som är sjuk."
REASON = "Personuppgift om hälsa"


def submit(client: Client, response: Response, number: int = 2, comment: str = COMMENT) -> None:
    """Answer everything, one activity with a comment, and hand in."""
    tab = Tab(client, response)
    for one in range(1, 14):
        tab.fill(one, "yes")
    tab.fill(number, "partly", comment=comment, planned_on="2023-12-01")
    assert tab.submit().status == 200
    assert hand_in(client, response).status == 303


def address(response: Response, number: int = 2) -> str:
    return f"/organisations/responses/{response.id}/answers/{number}/mask"


def fill(page: Page, **typed: str) -> dict[str, str]:
    """The form as a browser sends it."""
    hidden = page.html.select("form.box input[type=hidden]")
    fields = {str(field["name"]): str(field["value"]) for field in hidden}
    return fields | {"what": "words", "words": SECRET, "reason": REASON} | typed


def mask(client: Client, response: Response, number: int = 2, **typed: str) -> Page:
    """Open the form and send it."""
    page = client.get(address(response, number))
    return client.post(address(response, number), fill(page, **typed))


def traces(folder: Path, words: str) -> list[str]:
    """The files in which words stand, in any form that they may have been written in."""
    forms = set(_forms(words))
    return [
        f"{file.name}: {form!r}"
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for form in forms
        if form in file.read_bytes().replace(b"=\r\n", b"").replace(b"=\n", b"")
    ]


def _forms(words: str) -> Iterator[bytes]:
    for variant in (words, words.lower(), words.upper()):
        plain = variant.encode()
        yield from (plain, variant.encode("utf-16-le"), variant.encode("utf-16-be"))
        yield variant.encode("latin-1")
        yield quopri.encodestring(plain).strip()
        yield variant.encode("ascii", "backslashreplace")
        for shift in range(3):  # wherever in three bytes it begins
            whole = base64.b64encode(b" " * shift + plain)
            yield whole[4:-4]
