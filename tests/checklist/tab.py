"""The checklist open in a tab of a browser: its fields, and both ways to send them."""

from typing import Any

from bs4 import Tag

from hp.models import Response
from tests.client import Client, Page

FIELDS = ("value", "comment", "planned_on", "version")
EVERYTHING = range(1, 14)


class Tab:
    """One opened page. With script it saves activity by activity, without it sends the whole form.

    Both send what the page's own HTML holds, as a browser would.
    """

    def __init__(self, client: Client, response: Response) -> None:
        self.client = client
        self.address = f"/checklist/{response.id}"
        self.sequence = 0
        self.show(client.get(self.address))

    def show(self, page: Page) -> Page:
        """Have this page in the tab."""
        self.page = page
        self.fields = read_fields(page.one("form#checklist"))
        return page

    def fill(self, number: int, value: str | None = None, **fields: str) -> "Tab":
        """Choose an answer and write: `fill(2, "partly", comment="Pågår")`. Sends nothing."""
        if value is not None:
            fields["value"] = value
        for name, text in fields.items():
            assert name in FIELDS
            self.fields[f"{name}-{number}"] = text
        return self

    def save(self, number: int, value: str | None = None, **fields: str) -> Page:
        """Fill in, and let the script send this activity's own fields."""
        self.fill(number, value, **fields)
        return self.send(number, self.pack(number))

    def pack(self, number: int) -> dict[str, str]:
        """What the script sends for one activity, with the next number."""
        self.sequence += 1
        own = {k: v for k, v in self.fields.items() if k.endswith(f"-{number}")}
        return own | {"page": self.fields["page"], "sequence": str(self.sequence)}

    def send(self, number: int, packed: dict[str, str]) -> Page:
        """Send what was packed, now or again, and read the answer as the script does."""
        answer = self.client.post(f"{self.address}/activities/{number}", packed, htmx=True)
        told = answer.html.select("[data-version]")
        if told:
            self.fields[f"version-{number}"] = str(told[0]["data-version"])
        return answer

    def submit(self, **button: str) -> Page:
        """Send the whole form without script: `submit(then="review")`. Goes where it leads."""
        answer = self.client.post(self.address, self.fields | button)
        if answer.location:
            answer = self.client.get(answer.location)
        if answer.html.select("form#checklist"):
            self.show(answer)
        return answer

    def press(self, name: str, **more: str) -> Page:
        """Press the button with this name, without script."""
        button = self.page.one(f"button[name='{name}']")
        return self.submit(**{name: str(button["value"])}, **more)


def read_fields(form: Tag) -> dict[str, str]:
    """What a browser would send of a form, pressed on no button."""
    found: dict[str, str] = {}
    for field in form.select("input, textarea"):
        kind = field.get("type", "text") if field.name == "input" else "textarea"
        if kind in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        # a parser leaves out the first line break of a textarea, as a browser does
        text = field.get_text() if kind == "textarea" else str(field.get("value", ""))
        found[str(field["name"])] = text
    return found


def answer_everything(client: Client, response: Response, value: str = "yes", **fields: str) -> Tab:
    """Give every activity the same answer, in one request."""
    tab = Tab(client, response)
    for number in EVERYTHING:
        tab.fill(number, value, **fields)
    page = tab.submit()
    assert page.status == 200
    return tab


def hand_in(client: Client, response: Response, **fields: str) -> Page:
    """Open the review, write who hands in, press the button; gives the answer to that."""
    page = client.get(f"/checklist/{response.id}/review")
    known: dict[str, Any] = read_fields(page.one("form#hand-in"))
    return client.post(f"/checklist/{response.id}/review", known | fields)


def submit_everything(client: Client, response: Response, value: str = "yes") -> Page:
    """Answer everything and hand in; gives the receipt."""
    answer_everything(client, response, value)
    answer = hand_in(client, response)
    assert answer.location == f"/checklist/{response.id}/receipt"
    return client.get(answer.location)
