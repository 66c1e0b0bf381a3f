"""Lists as people really keep them: what the import makes of each."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest

from hp.documents.read_sheets import read_pasted, read_sheets
from hp.domain.register_changes import Changes, KnownContact, KnownOrganisation, compare
from hp.domain.register_rows import Listed, read_rows
from hp.organisations.imports import NoHeadings, pick_table
from tests.documents.books import ods, ods_row, xlsx

DATA = Path(__file__).parent / "data"
TODAY = "2023-09-01"


def listed(source: bytes | str) -> Listed:
    sheets = read_pasted(source) if isinstance(source, str) else read_sheets(source)
    table = pick_table(sheets)
    return read_rows(table.rows, table.headings)


def compared(source: bytes | str, *register: KnownOrganisation) -> Changes:
    return compare(listed(source), register, TODAY)


def people(source: bytes | str) -> list[tuple[str, str, str]]:
    """(organisation, contact, address) of each new contact."""
    changes = compared(source)
    assert changes.problems == []
    return [
        (change.name, contact.values["name"], contact.values["email"])
        for change in changes.new
        for contact in change.contacts
    ]


def known(
    name: str, *contacts: dict[str, str], number: int = 1, **values: str
) -> KnownOrganisation:
    empty = {"kind": "company", "cluster": "", "answered_by": "", "retired_on": ""}
    person = {"name": "", "function": "", "email": "", "language": "sv", "role": "deputy"}
    own = tuple(KnownContact(n, person | one) for n, one in enumerate(contacts, 1))
    return KnownOrganisation(number, name, empty | values, own)


def wrong(source: bytes | str, *register: KnownOrganisation) -> list[tuple[int, str, str]]:
    """(row, column, reason) of each problem."""
    problems = compared(source, *register).problems
    return [(problem.row, problem.column, problem.reason) for problem in problems]


EVA = [("Hamnen AB", "Eva Ny", "eva@hamnen.example")]
MESSY: dict[str, bytes | str] = {
    "a title and empty rows above the headings": xlsx(
        [
            ["Kontaktlista, nämnder och bolag"],
            [],
            ["Uppdaterad", dt.date(2023, 8, 1)],
            [],
            ["Organisation", "Namn", "E-postadress"],
            ["Hamnen AB", "Eva Ny", "eva@hamnen.example"],
        ]
    ),
    "a sheet of instructions before the list": xlsx(
        **{"Läs mig": [["Fyll i nästa blad"]]},
        Lista=[["Bolag", "Kontakt", "Mejl"], ["Hamnen AB", "Eva Ny", "eva@hamnen.example"]],
    ),
    "first and last name apart, capitals, stars": xlsx(
        [
            ["NÄMND/BOLAG *", "Förnamn", "Efternamn", "E-POST (obligatoriskt)"],
            ["Hamnen AB", "Eva", "Ny", "EVA@Hamnen.example"],
        ]
    ),
    "addresses as Outlook pastes them": xlsx(
        [["Bolag", "E-post"], ["Hamnen AB", "Eva Ny <eva@hamnen.example>"]]
    ),
    "links and stray spaces": xlsx(
        [
            ["Bolag ", "Kontaktperson:", "Mailadress"],
            ["  Hamnen\u00a0 AB ", "Eva\nNy", " mailto:eva@hamnen.example\u00a0"],
        ]
    ),
    "an empty column before, unknown ones between": xlsx(
        [
            [None, "Nr", "Bolag", "Telefon", "Kontakt", "E-post"],
            [None, 1, "Hamnen AB", "031-00 00 00", "Eva Ny", "eva@hamnen.example"],
        ]
    ),
    "CSV that an old Excel saved": "Bolag;Kontaktperson;E-post\r\nHamnen AB;Eva Ny;"
    "eva@hamnen.example\r\n;;\r\n".encode("cp1252"),
    "CSV of another country": b"sep=,\r\nCompany,Contact,E-mail\r\nHamnen AB,Eva Ny,"
    b"eva@hamnen.example\r\n",
    "LibreOffice": ods(
        ods_row("Organisation", "Kontaktperson", "E-post")
        + ods_row("Hamnen AB", "Eva Ny", "eva@hamnen.example")
        + ods_row("", more='table:number-rows-repeated="1048500"')
    ),
    "pasted without the last cells": "Bolag\tKontakt\tE-post\tFunktion\nHamnen AB\tEva Ny\t"
    "eva@hamnen.example",
    "the same row twice": "Bolag\tKontakt\tE-post\n"
    + "Hamnen AB\tEva Ny\teva@hamnen.example\n" * 2,
    "an apostrophe before what begins with a sign": "'Bolag;Kontakt;E-post\n"
    "Hamnen AB;Eva Ny;eva@hamnen.example",
}


@pytest.mark.parametrize("what", MESSY)
def test_a_messy_list_says_what_it_means(what: str) -> None:
    assert people(MESSY[what]) == EVA


def test_the_names_of_merged_cells_hold_for_the_rows_below() -> None:
    rows = [["Nämnd", "Kontakt"], ["Kulturnämnden", "Bo Ek"], [None, "Eva Ny"], ["Valnämnden", ""]]
    (culture, election) = listed(xlsx(rows)).organisations
    assert [contact.values["name"] for contact in culture.contacts] == ["Bo Ek", "Eva Ny"]
    assert election.contacts == []


def test_an_excel_of_the_nineties() -> None:
    changes = compared((DATA / "kontakter.xls").read_bytes())
    assert [(c.name, c.values["kind"]) for c in changes.new] == [
        ("Hamnen AB", "company"),
        ("Äldrenämnden", "committee"),
    ]


def test_the_kind_is_taken_from_the_name_where_nobody_says_it() -> None:
    rows = ["Bolag", "Hamnen AB", "Kulturnämnden", "Räddningsförbundet", "Kommunstyrelsen", "Boden"]
    changes = compared("\n".join(rows))
    kinds = ["company", "committee", "federation", "committee", ""]
    assert [change.values["kind"] for change in changes.new] == kinds
    assert [(p.row, p.reason) for p in changes.problems] == [(6, "kind_missing")]


def test_the_first_contact_is_the_main_one_unless_the_list_says_another() -> None:
    plain = compared("bolag;kontakt\nHamnen AB;Eva\nHamnen AB;Bo").new[0]
    assert [c.values["role"] for c in plain.contacts] == ["main", "deputy"]
    said = compared("bolag;kontakt;kontaktroll\nHamnen AB;Eva;\nHamnen AB;Bo;Huvudkontakt").new[0]
    assert [c.values["role"] for c in said.contacts] == ["deputy", "main"]


def test_a_list_without_headings_is_refused_with_what_stands_there() -> None:
    with pytest.raises(NoHeadings) as refused:
        listed("Hamnen AB;bolag\nVarvet AB;bolag")
    assert refused.value.seen == ["Hamnen AB", "bolag"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("namn;typ\nA AB;båt", [(2, "kind", "kind_unknown")]),
        ("namn;typ\n;bolag", [(2, "name", "missing")]),
        ("namn\n" + "x" * 201 + " AB", [(2, "name", "too_long")]),
        ("namn;e-post\nA AB;eva", [(2, "email", "not_an_address")]),
        ("namn;e-post\nA AB;a@b.se, c@d.se", [(2, "email", "several_addresses")]),
        ("namn;språk;kontakt\nA AB;danska;Eva", [(2, "language", "language_unknown")]),
        ("namn;kontaktroll;kontakt\nA AB;chef;Eva", [(2, "role", "role_unknown")]),
        ("namn;upphörd\nA AB;i fjol", [(2, "retired_on", "not_a_date")]),
        ("namn;upphörd\nA AB;2023-09-02", [(2, "retired_on", "future")]),
        ("namn\nNÃ¤mnden", [(2, "name", "damaged_letters")]),
        ("namn\nN\ufffdmnden", [(2, "name", "damaged_letters")]),
        ("namn;typ\nA AB;bolag\nA AB;nämnd", [(3, "kind", "differs")]),
        ("namn;kontakt\nA AB;Eva\na ab;Bo", [(3, "name", "spelt_otherwise")]),
        ("namn;kontakt;titel\nA AB;Eva;x\nA AB;Eva;y", [(3, "contact", "twice")]),
        (
            "namn;kontakt;kontaktroll\nA AB;Eva;huvudkontakt\nA AB;Bo;huvudkontakt",
            [(3, "role", "two_main")],
        ),
        ("namn;svaras av\nA AB;B AB", [(2, "answered_by", "answered_by_unknown")]),
        ("namn;svaras av\nA AB;a ab", [(2, "answered_by", "itself")]),
        (
            "namn;svaras av\nA AB;B AB\nB AB;C AB\nC AB;",
            [(2, "answered_by", "is_answered_for"), (3, "answered_by", "answers_for_others")],
        ),
        ("namn;svaras av;upphörd\nA AB;B AB;\nB AB;;2023-01-01", [(2, "answered_by", "retired")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_row_and_column(text: str, expected: list[Any]) -> None:
    assert wrong(text) == expected


def test_what_the_list_does_not_speak_of_stays() -> None:
    anna = {"name": "Anna", "function": "Chef", "email": "anna@a.example", "role": "main"}
    changes = compared("namn\nA AB", known("A AB", anna, cluster="Hamn"))
    assert changes.is_empty
    assert changes.missing_contacts == []


def test_an_empty_cell_empties_a_field_but_never_kind_language_or_role() -> None:
    anna = {"name": "Anna", "function": "Chef", "language": "en", "role": "main"}
    text = "namn;typ;kluster;kontakt;funktion;språk;kontaktroll\nA AB;;;Anna;;;"
    (change,) = compared(text, known("A AB", anna, cluster="Hamn")).changed
    assert change.changes == [("cluster", "Hamn", "")]
    assert change.contacts[0].changes == [("function", "Chef", "")]


def test_a_contact_is_known_by_address_and_else_by_name() -> None:
    anna = {"name": "Anna", "email": "anna@a.example", "role": "main"}
    bo = {"name": "Bo", "email": "bo@a.example"}
    text = "namn;kontakt;e-post\nA AB;Anna Ek;anna@a.example\nA AB;Bo;ny@a.example"
    (change,) = compared(text, known("A AB", anna, bo)).changed
    assert [c.changes for c in change.contacts] == [
        [("name", "Anna", "Anna Ek")],
        [("email", "bo@a.example", "ny@a.example")],
    ]


def test_a_new_name_that_is_nearly_a_missing_one_is_pointed_out() -> None:
    changes = compared("namn\nKulturnämden", known("Kulturnämnden", kind="committee"))
    assert changes.new[0].near == "Kulturnämnden"


def test_who_answers_cannot_be_answered_for_by_way_of_the_register() -> None:
    register = [known("A AB", number=1), known("B AB", number=2, answered_by="A AB")]
    assert wrong("namn;svaras av\nA AB;C AB\nC AB;", *register) == [
        (2, "answered_by", "answers_for_others")
    ]


def test_an_organisation_comes_back_where_the_date_is_taken_away() -> None:
    (change,) = compared("namn;upphörd\nA AB;", known("A AB", retired_on="2023-01-02")).changed
    assert change.changes == [("retired_on", "2023-01-02", "")]


@pytest.mark.parametrize("text", ["2023-01-02", "20230102", "2/1/2023", "02.01.2023", "44928"])
def test_dates_as_people_and_excel_write_them(text: str) -> None:
    assert compared(f"namn;upphörd\nA AB;{text}").new[0].values["retired_on"] == "2023-01-02"


ANSWERS_FOR = "bolag;svarar för\nKoncernen AB;{}\nHamnen AB;\nSkola, vård och omsorg AB;\n"


@pytest.mark.parametrize(
    "cell",
    [
        '"Hamnen AB;Skola, vård och omsorg AB"',
        '"Hamnen AB\nSkola, vård och omsorg AB"',
        "Hamnen AB, skola, vård och omsorg AB",
        "Skola, vård och omsorg AB, Hamnen AB",
        "Hamnen AB\nKoncernen AB;Skola, vård och omsorg AB",
    ],
)
def test_whom_an_organisation_answers_for_is_who_answers_for_them(cell: str) -> None:
    changes = compared(ANSWERS_FOR.format(cell))
    assert changes.problems == []
    by = {change.name: change.values["answered_by"] for change in changes.new}
    assert by == {
        "Koncernen AB": "",
        "Hamnen AB": "Koncernen AB",
        "Skola, vård och omsorg AB": "Koncernen AB",
    }


def test_one_who_is_only_named_there_keeps_all_else() -> None:
    harbour = known("Hamnen AB", {"name": "Eva Ny", "email": "eva@hamnen.example"}, cluster="Hamn")
    text = "bolag;svarar för;kontakt\nKoncernen AB;Hamnen AB;Bo Ek\n"
    changes = compared(text, harbour)
    assert (changes.problems, changes.missing, changes.missing_contacts) == ([], [], [])
    (changed,) = changes.changed
    assert [tuple(change) for change in changed.changes] == [("answered_by", "", "Koncernen AB")]
    assert changed.contacts == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A AB;A AB\n", [(2, "answers_for", "itself")]),
        ("A AB;Hamne AB\nHamnen AB;\n", [(2, "answers_for", "answered_by_unknown")]),
        ("A AB;C AB\nB AB;C AB\nC AB;\n", [(3, "answers_for", "answered_by_another")]),
        (
            "A AB;B AB\nB AB;C AB\nC AB;\n",
            [(3, "answered_by", "answers_for_others"), (4, "answered_by", "is_answered_for")],
        ),
    ],
)
def test_what_cannot_be_said_of_answering_for(text: str, expected: list[Any]) -> None:
    assert wrong("bolag;svarar för\n" + text) == expected


def test_a_long_list_with_a_wrong_column_takes_no_minutes() -> None:
    began = time.process_time()
    rows = (f"Nämnden för område {i};Förvaltningen för uppgift {i}" for i in range(1500))
    found = wrong("namn;svaras av\n" + "\n".join(rows))
    assert len(found) == 1500
    assert time.process_time() - began < 5
