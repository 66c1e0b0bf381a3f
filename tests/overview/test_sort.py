"""GET /overview in another order."""

import datetime as dt

from sqlalchemy.orm import Session

from hp.models.organisations import OrganisationKind
from tests.client import Client
from tests.overview.arrange import ask, hand_in, names
from tests.world import NOW, World


def test_names_are_in_swedish_order_within_their_kind(
    sara: Client, session: Session, world: World
) -> None:
    for name in ("Östra AB", "Ängens AB", "Åkers AB", "Zebra AB", "älgen AB", "Évry AB", "Esse AB"):
        ask(session, world.round, name)
    ask(session, world.round, "Förbundet", OrganisationKind.FEDERATION)
    session.commit()
    companies = [
        "Esse AB",
        "Évry AB",
        "Hamnbolaget AB",
        "Zebra AB",
        "Åkers AB",
        "älgen AB",
        "Ängens AB",
        "Östra AB",
    ]
    assert names(sara.get("/overview")) == ["Kulturnämnden", *companies, "Förbundet"]
    turned = ["Kulturnämnden", *reversed(companies), "Förbundet"]
    assert names(sara.get("/overview?sort=-name")) == turned


def test_it_sorts_by_status_and_change_with_the_untouched_last(
    sara: Client, session: Session, world: World
) -> None:
    started = ask(session, world.round, "Påbörjade AB", marks="y")
    ready = ask(session, world.round, "Klara AB", marks="y" * 13)
    done = ask(session, world.round, "Inlämnade AB")
    hand_in(session, done, at=NOW - dt.timedelta(hours=1))
    started.changed_at = NOW - dt.timedelta(hours=2)
    ready.changed_at = NOW - dt.timedelta(hours=3)
    session.commit()
    for sort, expected in {
        "status": ["Hamnbolaget AB", "Påbörjade AB", "Klara AB", "Inlämnade AB"],
        "-status": ["Inlämnade AB", "Klara AB", "Påbörjade AB", "Hamnbolaget AB"],
        "changed": ["Klara AB", "Påbörjade AB", "Inlämnade AB", "Hamnbolaget AB"],
        "-changed": ["Inlämnade AB", "Påbörjade AB", "Klara AB", "Hamnbolaget AB"],
    }.items():
        assert names(sara.get(f"/overview?sort={sort}&kind=company")) == expected, sort


def test_it_sorts_by_an_answer_with_the_unseen_last_either_way(
    sara: Client, session: Session, world: World
) -> None:
    for name, mark in (("Ja AB", "y"), ("Delvis AB", "p"), ("Nej AB", "n"), ("Ej AB", "x")):
        hand_in(session, ask(session, world.round, name), "yy" + mark + "y" * 10)
    ask(session, world.round, "Utkast AB", marks="yyn")
    session.commit()
    unseen = ["Hamnbolaget AB", "Kulturnämnden", "Utkast AB"]
    rising = ["Nej AB", "Delvis AB", "Ja AB", "Ej AB"]
    assert names(sara.get("/overview?sort=3")) == [*rising, *unseen]
    assert names(sara.get("/overview?sort=-3")) == [*reversed(rising), *unseen]


def test_the_heads_say_how_it_is_sorted_and_turn_it_round(sara: Client) -> None:
    page = sara.get("/overview")
    orders = [head["aria-sort"] for head in page.html.select(".nums th")]
    assert orders == ["ascending", *["none"] * 15]
    assert page.one("#sort-name")["href"] == "/overview?sort=-name"
    assert page.one("#sort-changed")["href"] == "/overview?sort=-changed"
    page = sara.get("/overview?sort=-3")
    assert page.one("#sort-3").parent["aria-sort"] == "descending"
    assert page.one("#sort-3")["href"] == "/overview?sort=3"
    assert page.one("#sort-name")["href"] == "/overview"
    assert not page.html.select(".grp"), "kinds are mixed in any other order"
