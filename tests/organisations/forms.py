"""Forms of the register as a browser would send them."""

from typing import Any

from tests.client import Page


def typed(page: Page) -> dict[str, Any]:
    """What stands in the page's form, as a browser would send it."""
    form = page.one("form.box")
    values = {i["name"]: i.get("value", "") for i in form.select("input")}
    for select_ in form.select("select"):
        chosen = select_.select_one("option[selected]") or select_.select_one("option")
        values[select_["name"]] = chosen["value"]
    return values
