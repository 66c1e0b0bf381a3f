"""The pages of the demonstration: who can open which, and those that come of sending a form."""

import secrets
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser.crawl import Found, Visitor, broken_links, one_of_each, read_all
from tests.browser.server import Demo
from tests.browser.watch import Watch

# Pages that no link leads to, or that nobody in particular opens
NOBODYS = ["/", "/about", "/accessibility", "/account/sign-in", "/r/1-1-none", "/no-such-page"]
NOBODYS += ["/account/forgotten", "/account/forgotten?sent=yes", "/account/link/x", "/shared/x"]
# and those of a coordinator: behind pages with a query, from which the crawl goes no further, or
# pages that come of a form where something was wrong
COORDINATORS = ["/reminders/messages/3", "/reminders/messages/6", "/reminders/texts/started/sv"]
FRESH = "a new address each time, because attempts are counted"

# Pages that come of sending a form that is refused, so that the demonstration stays as it is:
# where, which form, filled in with what
SIGN_IN = ("/account/sign-in", "#sign-in", {"email": FRESH, "password": "wrong"})
NO_ADDRESS = ("/r/1-1-none", "form[action='/r/new']", {"email": "not an address"})
UNKNOWN_ADDRESS = ("/r/1-1-none", "form[action='/r/new']", {"email": FRESH})


@dataclass(frozen=True)
class Step:
    """One page of a visit: an address, and the form to send there if the page comes of one."""

    address: str
    status: int = 200
    form: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The page in words, for a failed test."""
        path = "/" + self.address.split("/", 3)[3]
        return f"{path} after sending {self.form}" if self.form else path

    def open(self, page: Page, watch: Watch) -> None:
        """Open the page in a browser. A status that is part of the page is no error."""
        if self.status >= 400:
            watch.expect_error(f"status of {self.status}")
        page.goto(self.address)
        if self.form:
            with page.expect_navigation():
                page.locator(self.form).evaluate(
                    """(form, values) => {
                        for (const name in values) form.elements[name].value = values[name];
                        form.noValidate = true;
                        form.requestSubmit();
                    }""",
                    fill_in(self.values),
                )


def fill_in(values: dict[str, str]) -> dict[str, str]:
    """What to write in a form, with an e-mail address that nobody has used yet."""
    nobody = f"nobody-{secrets.token_hex(4)}@x.example"
    return {name: nobody if value == FRESH else value for name, value in values.items()}


@dataclass
class Visit:
    """Somebody who comes in and looks at pages."""

    entrance: str
    steps: list[Step]

    def come_in(self, page: Page, language: str) -> None:
        """Come in with a browser, in a language."""
        page.goto(self.entrance)
        page.goto(f"{page.url}?lang={language}")


@dataclass
class Site:
    """All pages in one language: one of each to look at, and every one as it was sent."""

    language: str
    visits: list[Visit] = field(default_factory=list)
    sent: list[Found] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def read_site(demo: Demo, language: str) -> Site:
    """Everybody's pages in one language."""
    site = Site(language)
    seen: dict[str, set[str]] = {}
    _add_nobodys(site, demo, seen)
    for entrance in (demo.coordinator, demo.respondent, *demo.links_in_every_state()):
        visitor = Visitor(language)
        start = visitor.come_in(entrance)
        pages = read_all(visitor, start)
        if entrance == demo.coordinator:
            more = [visitor.get(demo.url + path) for path in COORDINATORS]
            pages += [page for page in more if page]
        refused = []
        if entrance == demo.respondent:
            refused = _hand_in_nothing(visitor, f"{start.address}/review")
        _add(site, entrance, pages, refused, seen)
    return site


def _add_nobodys(site: Site, demo: Demo, seen: dict[str, set[str]]) -> None:
    visitor = Visitor(site.language)
    pages = [visitor.get(demo.url + path) for path in NOBODYS]
    forms = [
        (
            Step(demo.url + path, form=form, values=values),
            visitor.post(demo.url + path, form, values),
        )
        for path, form, values in (SIGN_IN, NO_ADDRESS, UNKNOWN_ADDRESS)
    ]
    _add(site, demo.url + "/about", [page for page in pages if page], forms, seen)


def _hand_in_nothing(visitor: Visitor, address: str) -> list[tuple[Step, Found | None]]:
    """Two refusals of the review page: without a name, and with every answer missing."""
    return [
        (Step(address, form="#hand-in", values=values), visitor.post(address, "#hand-in", values))
        for values in ({"name": ""}, {"name": "Eva"})
    ]


def _add(
    site: Site,
    entrance: str,
    pages: list[Found],
    forms: list[tuple[Step, Found | None]],
    seen: dict[str, set[str]],
) -> None:
    answered = [(step, page) for step, page in forms if page]
    site.sent += pages + [page for _step, page in answered]
    steps = [Step(page.address, page.status) for page in one_of_each(pages, seen)]
    steps += [
        Step(step.address, page.status, step.form, step.values)
        for step, page in answered
        if one_of_each([page], seen)
    ]
    if steps:
        site.visits.append(Visit(entrance, steps))
    site.broken += broken_links(pages)
