"""Long lists: saving one must not keep those who answer from saving."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from hp.actions import organisations
from hp.actions.organisations import OrganisationFields
from hp.documents.read_sheets import read_sheets
from hp.domain.errors import InvalidFields
from hp.domain.register_changes import Changes
from hp.models import Contact
from hp.models.organisations import ContactRole, OrganisationKind
from hp.organisations import imports
from tests.world import NOW, World

HEAD = "namn;typ;tillhörighet;kontaktperson;e-post;funktion;kontaktroll"
Counter = Callable[[], AbstractContextManager[list[str]]]


def take(session: Session, rows: list[str], head: str = HEAD) -> Changes:
    table = imports.pick_table(read_sheets("\n".join([head, *rows]).encode()))
    return imports.save_organisations(session, table, imports.Retired(), NOW, NOW.date())


def rows(count: int, text: str) -> list[str]:
    return [text.replace("#", str(number)) for number in range(count)]


STEPS = [
    "Bolag # AB;bolag;Grupp;Anna;anna#@x.example;chef;huvudkontakt",
    "Bolag # AB;bolag;Grupp;Anna;anna#@x.example;vd;huvudkontakt",
    "Bolag # AB;bolag;Annan;Anna;ny#@x.example;vd;huvudkontakt",
    "Bolag # AB;bolag;Annan;Bo;bo#@x.example;vd;huvudkontakt",
]


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_it_asks_as_much_for_many_as_for_few(
    session: Session, count_queries: Counter, step: int
) -> None:
    sent = []
    for number, first in ((3, "A"), (30, "B")):
        lists = [rows(number, text.replace("Bolag", first)) for text in STEPS[: step + 1]]
        for earlier in lists[:-1]:
            take(session, earlier)
        with count_queries() as statements:
            take(session, lists[-1])
        sent.append(len([s for s in statements if s.startswith("SELECT")]))
    assert sent[1] == sent[0]


def test_new_main_contacts_take_the_place_of_the_former(session: Session) -> None:
    for step in STEPS:
        take(session, rows(3, step))
    found = session.query(Contact).order_by(Contact.id).all()
    assert [c.role for c in found] == [ContactRole.DEPUTY] * 3 + [ContactRole.MAIN] * 3
    assert [c.email for c in found[:3]] == [f"ny{n}@x.example" for n in range(3)]


def test_a_new_contact_of_each_who_is_asked_gets_a_link(session: Session, world: World) -> None:
    take(session, ["Hamnbolaget AB;bolag;;Bo;bo@x.example;;", "Nya AB;bolag;;Eva;e@x.example;;"])
    session.rollback()
    made = session.query(Contact).where(Contact.email.in_(["bo@x.example", "e@x.example"])).all()
    links = [len(imports.imports_apply.register.list_valid_links(session, c.id)) for c in made]
    assert sorted(links) == [0, 1]


def test_thousands_of_contacts_of_one_organisation_take_no_minutes(session: Session) -> None:
    began = time.monotonic()
    contacts = rows(2000, "Bolag AB;bolag;;Anna #;anna#@x.example;;")
    take(session, contacts)
    assert len(take(session, contacts).unchanged) == 1
    assert time.monotonic() - began < 8


def test_who_the_list_calls_the_main_contact_is_it_whatever_the_order(session: Session) -> None:
    take(session, ["Hamnen AB;bolag;;Anna;a@x.example;chef;huvudkontakt"])
    later = ["Hamnen AB;bolag;;Bo;b@x.example;;huvudkontakt", ";;;Anna;a@x.example;vd;"]
    take(session, later)
    session.rollback()
    roles = {c.name: c.role for c in session.query(Contact)}
    assert roles == {"Anna": ContactRole.DEPUTY, "Bo": ContactRole.MAIN}
    assert take(session, later).is_empty, "a second time nothing is left to change"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("namn;förnamn;efternamn", f"Hamnen AB;{'A' * 150};{'B' * 150}"),
        ("namn;e-post", f"Hamnen AB;{'A' * 201} <a@x.example>"),
    ],
)
def test_a_name_of_parts_that_is_too_long_is_said(session: Session, head: str, row: str) -> None:
    with pytest.raises(imports.ListHasProblems):
        take(session, [row], head)


@pytest.mark.parametrize("first", ["Va\u030ardna\u0308mnden", "VÅRDNÄMNDEN"])
def test_a_name_is_the_same_however_its_letters_are_made(session: Session, first: str) -> None:
    fields = OrganisationFields(first, OrganisationKind.COMMITTEE)
    organisations.add_organisation(session, fields, NOW)
    session.commit()
    with pytest.raises(InvalidFields):
        organisations.add_organisation(
            session, OrganisationFields("Vårdnämnden", OrganisationKind.COMMITTEE), NOW
        )
