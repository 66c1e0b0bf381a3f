"""A round's form as a browser would send it."""

from typing import Any

from tests.client import Page


def filled_in(page: Page, **changes: str) -> dict[str, Any]:
    """What stands in the page's form, with `changes`; an empty change unticks a box."""
    form = page.one("main form")
    values: dict[str, Any] = {}
    for field in form.select("input, select, textarea"):
        if field.name == "select":
            chosen = field.select("option[selected]")
            values[field["name"]] = chosen[0]["value"] if chosen else ""
        elif field.name == "textarea":
            values[field["name"]] = field.get_text().removeprefix("\n")
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            values[field["name"]] = field.get("value", "")
    return {name: value for name, value in (values | changes).items() if value != ""}
