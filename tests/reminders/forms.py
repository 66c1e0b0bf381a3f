"""The form that prepares a mailing, as a browser sends it."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from tests.client import Client, Page

ADDRESS = "/reminders/new?round=2023"
MINUTE = dt.timedelta(minutes=1)


def form_of(page: Page) -> dict[str, Any]:
    """The form of the page as a browser would send it, but for the button."""
    form = page.one("form.rem")
    fields: dict[str, Any] = {
        field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")
    }
    fields["to"] = [box["value"] for box in form.select("input[name=to][checked]")]
    fields |= {f["name"]: f["value"] for f in form.select(".more-in input")}
    fields |= {f["name"]: f.get_text() for f in form.select("textarea")}
    return fields


def send(client: Client, address: str = ADDRESS, **changes: Any) -> Page:
    fields = form_of(client.get(address))
    return client.post(address, fields | {"do": "send"} | changes)


def set_status(session: Session, response: Any, status: ResponseStatus, marks: str = "") -> None:
    session.merge(response)
    response = session.get_one(type(response), response.id)
    response.status = status
    response.marks = marks or response.marks
    session.commit()
