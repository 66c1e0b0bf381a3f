"""GET /overview with a filter."""

import unicodedata

from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models.organisations import OrganisationKind
from tests.client import Client
from tests.overview.arrange import answer, ask, hand_in, names, reopen, values
from tests.world import World

EVERYBODY = ["Kulturnämnden", "Hamnbolaget AB"]
FILTERS = [
    *(f"status={status}" for status in ("not_started", "started", "submitted", "excused")),
    *(f"kind={kind}" for kind in OrganisationKind),
    "activity=1",
    "activity=2",
    *(f"answer={a}" for a in ("yes", "partly", "no", "not_applicable", "partly_or_no")),
    *(f"activity=2&answer={a}" for a in ("yes", "partly", "no", "not_applicable")),
    "answer=commented",
    "activity=2&answer=commented",
    *(f"sort={sort}" for sort in ("1", "-1", "2", "-2", "status", "-status", "changed")),
]


def test_nothing_of_a_draft_shows_however_it_is_asked_for(
    sara: Client, session: Session, world: World
) -> None:
    """Two drafts that differ in what they say, not in what is answered, are treated alike."""
    answer(session, world.harbour, "yn", {2: "Hemlig kommentar"})
    answer(session, ask(session, world.round, "Grannbolaget AB"), "xp")
    session.commit()
    for query in ("", *FILTERS):
        page = sara.get(f"/overview?{query}")
        assert page.status == 200, query
        assert "Hemlig" not in page.text, query
        drafts = [name for name in names(page) if name != "Kulturnämnden"]
        assert drafts in ([], ["Grannbolaget AB", "Hamnbolaget AB"]), query
        for name in drafts:
            assert values(page, name) == ["answered"] * 2 + [""] * 11, query


def test_it_filters_by_status(sara: Client, session: Session, world: World) -> None:
    ask(session, world.round, "Påbörjade AB", marks="y")
    ask(session, world.round, "Klara AB", marks="y" * 13)
    ask(session, world.round, "Begärda AB", marks="y" * 13, status=ResponseStatus.RETURNED)
    ask(session, world.round, "Ursäktade AB", status=ResponseStatus.EXCUSED)
    hand_in(session, ask(session, world.round, "Inlämnade AB"))
    session.commit()
    for group, found in {
        "not_started": EVERYBODY,
        "started": ["Begärda AB", "Klara AB", "Påbörjade AB"],
        "submitted": ["Inlämnade AB"],
        "excused": ["Ursäktade AB"],
    }.items():
        page = sara.get(f"/overview?status={group}")
        assert names(page) == found
        choice = page.one(f'input[name=status][value="{group}"]')
        assert choice.has_attr("checked")
        assert choice.parent.b.get_text() == str(len(found))


def test_it_filters_by_kind(sara: Client) -> None:
    assert names(sara.get("/overview?kind=committee")) == ["Kulturnämnden"]
    assert names(sara.get("/overview?kind=federation")) == []


ANSWERED = [
    ("activity=2&answer=partly", ["Hamnbolaget AB"]),
    ("activity=2&answer=partly_or_no", EVERYBODY),
    ("activity=3&answer=not_applicable", EVERYBODY),
    ("activity=1&answer=no", []),
    ("activity=13", EVERYBODY),
    ("answer=no", ["Kulturnämnden"]),
    ("answer=commented", ["Hamnbolaget AB"]),
    ("activity=2&answer=commented", ["Hamnbolaget AB"]),
    ("activity=1&answer=commented", []),
]


def test_it_filters_by_what_was_handed_in(sara: Client, session: Session, world: World) -> None:
    hand_in(session, world.harbour, "ypxyyyyyyyyyy", {2: "Klart i maj."})
    hand_in(session, world.culture, "ynxyyyyyyyyyy")
    reopen(world.culture)
    ask(session, world.round, "Utkastbolaget", marks="npxnnnnnnnnnn")
    session.commit()
    for query, found in ANSWERED:
        assert names(sara.get(f"/overview?{query}")) == found, query


SEARCHES = [
    ("hamn", ["Hamnbolaget AB"]),
    ("BOLAGET", ["Ångbåtsbolaget Örn", "Hamnbolaget AB", "100 %_bolaget"]),
    ("ång", ["Ångbåtsbolaget Örn"]),
    ("ÅNGBÅT", ["Ångbåtsbolaget Örn"]),
    ("A\u030angba\u030at", ["Ångbåtsbolaget Örn"]),
    (" örn ", ["Ångbåtsbolaget Örn"]),
    ("angbat", []),
    ("%", ["100 %_bolaget"]),
    ("_", ["100 %_bolaget"]),
    ("\\", []),
    ("<script>alert(1)</script>\"'", []),
    ("\x00", ["Kulturnämnden", "Hamnbolaget AB", "Ångbåtsbolaget Örn", "100 %_bolaget"]),
    ("x" * 5000, []),
]


def test_it_finds_names_as_they_are_written(sara: Client, session: Session, world: World) -> None:
    ask(session, world.round, "Ångbåtsbolaget Örn")
    ask(session, world.round, "100 %_bolaget")
    session.commit()
    for search, found in SEARCHES:
        page = sara.get("/overview", query_string={"q": search})
        assert sorted(names(page)) == sorted(found), search
        kept = unicodedata.normalize("NFC", search).replace("\x00", "").strip()[:200]
        assert page.one("#q")["value"] == kept


def test_it_says_when_nobody_fits_and_leads_back(sara: Client) -> None:
    page = sara.get("/overview?q=zzz&sort=3")
    assert page.words("#shown") == "No organisations match the filter. Show all 2."
    assert not page.html.select("#matrix")
    back = page.one("#shown a")["href"]
    assert back == "/overview?sort=3"
    assert len(names(sara.get(back))) == 2


NO_CHOICES = [
    "status=nonsense",
    "kind=%00",
    "activity=0",
    "activity=14",
    "activity=99999999999999999999",
    "activity=x",
    "answer=maybe",
    "sort=zebra",
    "sort=14",
    "sort=0",
    "after=company~x~1",
]


def test_what_is_no_choice_asks_for_all(sara: Client) -> None:
    for query in NO_CHOICES:
        assert names(sara.get(f"/overview?{query}")) == EVERYBODY, query


def test_a_filter_keeps_the_order_and_says_how_many_fit(sara: Client) -> None:
    page = sara.get("/overview?kind=company&sort=-3")
    assert page.one("#shown input[name=sort]")["value"] == "-3"
    assert page.one("#shown input[name=sort]")["form"] == "filters"
    assert page.words("#matrix caption").startswith("1 of 2 organisations, 13 activities")
    assert page.one("#sort-3")["href"] == "/overview?kind=company&sort=3"


def test_the_form_shows_what_is_chosen(sara: Client) -> None:
    page = sara.get("/overview?kind=company&activity=4&answer=partly_or_no&q=hamn")
    chosen = [option["value"] for option in page.html.select("#filters option[selected]")]
    assert chosen == ["company", "4", "partly_or_no"]
    assert page.one("#q")["value"] == "hamn"


def test_htmx_gets_the_part_of_the_page_that_changes(sara: Client) -> None:
    address = "/overview?status=&kind=company&activity=&answer=&q=&sort=name"
    fragment = sara.get(address, htmx=True)
    assert str(fragment.one("#shown")) == str(sara.get(address).one("#shown"))
    assert not fragment.html.select("h1, form")
    assert fragment.response.headers["HX-Push-Url"] == "/overview?kind=company"
    announcement = fragment.one("#announcer")
    assert announcement["hx-swap-oob"] == "innerHTML"
    assert announcement.get_text() == "1 organisation is shown."


def test_going_back_in_history_gets_the_whole_page(sara: Client) -> None:
    headers = {"HX-History-Restore-Request": "true"}
    assert sara.get("/overview", htmx=True, headers=headers).words("h1")
