"""axe-core and our own checks on an open page. Each function gives back what is wrong, in words."""

import base64
import re
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).parent
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What axe cannot decide by itself, and why it is right: (rule, what its selector looks like)
EXPLAINED = {
    ("color-contrast", r"span\[aria-hidden=.true.\]$"): "the sort arrow: the ink of its heading",
    ("color-contrast", r"\[data-value=[^]]*\][^>]*> (span|button)$|^button\[popovertarget"): (
        "a cell's words are out of sight; test_symbols_show measures the symbol in their place"
    ),
}

OF_COLOURS = ["color-contrast", "link-in-text-block"]  # axe's rules that dark mode can break

MOST_ROWS = 15  # of one list or part of a table
MOST_STOPS = 90  # of the tab key on one page; the matrix has twice as many, all alike


@cache
def _source(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def prepare(page: Page) -> None:
    """Give the page our checks, and open all that can be opened on it: comments, explanations.

    Of many rows alike, as the matrix's, the first are enough: axe takes seconds for all.
    """
    # evaluated, because the page's policy blocks a script tag
    page.evaluate(f"() => {{ window.checks = {_source('checks.js')} }}")
    page.evaluate("() => { for (const d of document.querySelectorAll('details')) d.open = true }")
    page.evaluate(
        """most => {
            for (const rows of document.querySelectorAll("main tbody, main ul, main ol")) {
                for (const row of [...rows.children].slice(most)) row.remove();
            }
        }""",
        MOST_ROWS,
    )


def axe(page: Page, within: str = "html", colours_only: bool = False, **rules: bool) -> list[str]:
    """What axe finds wrong, and what it is unsure about and nobody has explained.

    Findings that are alike are told once, with how many there are. `rules` switches some off.
    """
    only = (
        {"type": "rule", "values": OF_COLOURS} if colours_only else {"type": "tag", "values": TAGS}
    )
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {_source('axe/axe.min.js')} }}")
    found = page.evaluate(
        "([within, runOnly, rules]) => axe.run(within, {runOnly, rules,"
        " resultTypes: ['violations', 'incomplete']})",
        [within, only, {name: {"enabled": on} for name, on in rules.items()}],
    )
    alike: dict[tuple[str, ...], list[str]] = {}
    for kind in ("violations", "incomplete"):
        for rule in found[kind]:
            for node in rule["nodes"]:
                selector = " ".join(str(part) for part in node["target"])
                if kind == "violations" or not _is_explained(rule["id"], selector):
                    key = (kind, rule["id"], re.sub(r"\d+|\[data-[^]]*\]", "", selector))
                    alike.setdefault(key, []).append(f"{selector} {_why(node)}")
    return [f"{k} {rule}: {all_[0]} ({len(all_)} such)" for (k, rule, _), all_ in alike.items()]


def _why(node: dict[str, Any]) -> str:
    return " ".join((node.get("failureSummary") or node["html"]).split())[:300]


def popover(page: Page, colours_only: bool) -> list[str]:
    """Open the first popover, where there is one, and look at it."""
    opened = page.evaluate(
        "() => { const p = document.querySelector('[popover]'); p?.showPopover(); return !!p }"
    )
    if not opened:
        return []
    # axe does not know that a popover is above all else, and is unsure about its colours
    found = [] if colours_only else axe(page, ":popover-open", **{"color-contrast": False})
    found += own(page, "faint_text", ":popover-open")
    page.evaluate("() => document.querySelector(':popover-open').hidePopover()")
    return [f"in the popover: {words}" for words in found]


def _is_explained(rule: str, selector: str) -> bool:
    return any(rule == r and re.search(pattern, selector) for r, pattern in EXPLAINED)


def own(page: Page, check: str, *arguments: Any) -> list[str]:
    """One of the checks of `checks.js`."""
    found: list[str] = page.evaluate(f"a => checks.{check}(...a)", list(arguments))
    return [f"{check}: {words}" for words in found]


def layout(page: Page) -> list[str]:
    """Sideways scrolling, small targets, groups without legend; then the same with spaced text."""
    inner = page.viewport_size is not None and page.viewport_size["width"] <= 320
    wrong = own(page, "horizontal_scroll", inner) + own(page, "small_targets")
    wrong += own(page, "radios_without_legend")
    page.evaluate("() => checks.space_text()")
    spaced = own(page, "horizontal_scroll", False) + own(page, "clipped_text")
    page.evaluate("() => { document.adoptedStyleSheets = [] }")
    return wrong + [f"with spaced text: {words}" for words in spaced]


def focus(page: Page) -> list[str]:
    """Press Tab through the page: whether each stop shows that it has focus, and is not covered."""
    wrong = []
    stops: set[int] = set()
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0) }")
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate("() => checks.focused()")
        if here is None or here["stop"] in stops:
            break
        stops.add(here["stop"])
        wrong += [here["wrong"]] if here["wrong"] else []
    return wrong if len(stops) > 2 else [*wrong, f"Tab comes to {len(stops)} places only"]


def symbols(page: Page) -> list[tuple[str, str]]:
    """One visible symbol of each kind in each sort of place: a selector and its name."""
    found: list[tuple[str, str]] = page.evaluate("() => checks.symbols()")
    return found


def contrast_of_picture(page: Page, selector: str) -> float:
    """The strongest contrast within an element as it is painted; 1 where nothing can be seen."""
    picture = base64.b64encode(page.locator(selector).first.screenshot()).decode()
    found: float = page.evaluate(
        """async picture => {
            const bytes = Uint8Array.from(atob(picture), c => c.charCodeAt(0));
            const bitmap = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
            canvas.drawImage(bitmap, 0, 0);
            const data = canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
            let [low, high] = [1, 0];
            for (let i = 0; i < data.length; i += 4) {
                const l = checks.luminance(data.slice(i, i + 3));
                [low, high] = [Math.min(low, l), Math.max(high, l)];
            }
            return (high + 0.05) / (low + 0.05);
        }""",
        picture,
    )
    return found
