"""The respondent's pages as somebody sees them: found by roles and names, or the fixed ids."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Request, Route, expect

SAVE = "**/activities/*"  # where a save with script goes
SAVED = {
    "sv": re.compile(r"^\s*Sparat \d\d:\d\d\s*$"),
    "en": re.compile(r"^\s*Saved \d\d:\d\d\s*$"),
}
NOT_SAVED = "Inte sparat"

_ANSWERS = {
    "sv": {"yes": "Ja", "partly": "Delvis", "no": "Nej", "not_applicable": "Ej aktuellt"},
    "en": {"yes": "Yes", "partly": "Partly", "no": "No", "not_applicable": "Not applicable"},
}
_DONE_BY = {"sv": "Klart senast", "en": "Done by"}
_COMMENT = {"sv": "Lägg till kommentar", "en": "Add a comment"}


class Checklist:
    """The form with its activities and the progress panel."""

    def __init__(self, page: Page, language: str = "sv") -> None:
        self.page = page
        self.language = language
        self.announcer = page.locator("#announcer")
        self.progress = page.get_by_role("complementary")

    def open(self, address: str) -> "Checklist":
        """Open a personal link, or the checklist's own address."""
        self.page.goto(address)
        expect(self.page.locator("form#checklist")).to_be_visible()
        return self

    def open_and_stop_the_clock(self, address: str) -> "Checklist":
        """Open; from then on the page's time passes only in `pass_time`."""
        self.page.clock.install()
        self.open(address)
        self.page.clock.pause_at(self.page.evaluate("Date.now() + 1000"))
        return self

    def pass_time(self, seconds: float) -> None:
        """Let the page's clock run on, with all that falls due."""
        self.page.clock.run_for(round(seconds * 1000))

    def activity(self, number: int) -> "Activity":
        """One activity."""
        return Activity(self, number)

    def listen(self) -> None:
        """From now on, keep what a screen reader would say, for `heard`."""
        self.page.evaluate(
            """() => {
                window.heard = [];
                const announcer = document.getElementById("announcer");
                new MutationObserver(() => {
                    const text = announcer.textContent.trim();
                    if (text) window.heard.push(text);
                }).observe(announcer, {childList: true, characterData: true, subtree: true});
            }"""
        )

    @property
    def heard(self) -> list[str]:
        """What has been announced since `listen`."""
        found: list[str] = self.page.evaluate("window.heard")
        return found

    @property
    def focused(self) -> str:
        """What has focus, in words: `textarea comment-2 5-5` with the caret where there is one."""
        found: str = self.page.evaluate(
            """() => {
                const at = document.activeElement;
                const [from, to] = [at.selectionStart, at.selectionEnd];
                const caret = from == null ? "" : `${from}-${to}`;
                const name = at.name || at.id || at.getAttribute("href") || at.textContent.trim();
                const value = at.type === "radio" ? at.value : "";
                return [at.localName, name, value, caret].filter(Boolean).join(" ");
            }"""
        )
        return found


class Activity:
    """One activity's fieldset."""

    def __init__(self, checklist: Checklist, number: int) -> None:
        page, self.number, self.language = checklist.page, number, checklist.language
        self.page = page
        self.root = page.locator(f"fieldset#activity-{number}")
        self.comment = self.root.locator(f"textarea[name=comment-{number}]")
        self.planned_on = self.root.get_by_label(_DONE_BY[self.language])
        self.saved = page.locator(f"#saved-{number}")
        self.note = page.locator(f"#note-{number}")
        self.cell = page.locator(f"#cell-{number}")

    def answer(self, value: str) -> Locator:
        """The radio button of an answer."""
        name = _ANSWERS[self.language][value]
        return self.root.get_by_role("radio", name=name, exact=True)

    @property
    def answers(self) -> list[str]:
        """The answers one can choose."""
        return self.root.get_by_role("radio").evaluate_all("all => all.map(one => one.value)")

    def choose(self, value: str) -> "Activity":
        """Choose an answer with the mouse."""
        self.answer(value).check()
        return self

    def open_comment(self) -> "Activity":
        """Open the comment, if it is not open."""
        if not self.comment.is_visible():
            self.root.get_by_text(_COMMENT[self.language]).click()
        return self

    def write(self, text: str) -> "Activity":
        """Type a comment, after what is there."""
        self.open_comment().comment.press_sequentially(text)
        return self

    def button(self, name: str) -> Locator:
        """A button of the activity's note."""
        return self.note.get_by_role("button", name=name)

    def expect_saved(self) -> "Activity":
        """Wait for "Saved 14:02", and nothing else there."""
        expect(self.saved).to_have_text(SAVED[self.language])
        expect(self.note).to_be_empty()
        return self

    def expect_not_saved(self) -> "Activity":
        """Wait for "Not saved"."""
        expect(self.saved).to_have_text(NOT_SAVED)
        return self


class Review:
    """The page where answers are read through and handed in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = page.locator("form#hand-in")
        self.problems = page.locator("#problems")

    def hand_in(self) -> None:
        """Press the last button."""
        self.form.get_by_role("button").click()


class Held:
    """Saves that are on their way and do not arrive until let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []

    @property
    def bodies(self) -> list[str]:
        """What each save sent."""
        return [route.request.post_data or "" for route in self.routes]

    def wait_for(self, count: int) -> None:
        """Wait until so many are held."""
        for _ in range(100):
            if len(self.routes) >= count:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{len(self.routes)} requests, not {count}")

    def let_go(self, index: int = 0) -> None:
        """Let one on to the server."""
        self.routes[index].continue_()


def hold_saves(page: Page) -> Held:
    """Hold every save of this page until it is let go."""
    held = Held(page)
    page.route(SAVE, lambda route: held.routes.append(route))
    return held


@contextmanager
def saves(page: Page) -> Iterator[list[Request]]:
    """The saves that a page sends meanwhile, in order."""
    sent: list[Request] = []

    def remember(request: Request) -> None:
        if request.method == "POST" and "/activities/" in request.url:
            sent.append(request)

    page.on("request", remember)
    try:
        yield sent
    finally:
        page.remove_listener("request", remember)
