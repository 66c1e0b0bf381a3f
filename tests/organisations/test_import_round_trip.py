"""What the register exports, an empty register imports, and exports again without a difference."""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from hp.database import Database
from hp.documents.read_sheets import read_sheets
from hp.domain.register_changes import KnownContact, KnownOrganisation
from hp.domain.register_rows import fold
from hp.domain.register_values import BadValue, read_value
from hp.domain.text import clean_line
from hp.models import Contact, Event, Organisation, Succession
from hp.organisations import exports, imports
from hp.store import imports as store
from tests.world import NOW

TODAY = NOW.date()


def is_kept(text: str) -> bool:
    """Whether the register could hold it: a clean line of composed, undamaged letters."""
    try:
        return read_value("cluster", text) == text
    except BadValue:
        return False


LETTERS = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))
SIGNS = st.sampled_from(["=1+1", "+46", "-", "@x", "'=1", "''+", "'", '"', ";", ",", "å", "Ä;ö"])
LINES = (
    st.lists(LETTERS | SIGNS, max_size=12)
    .map(lambda parts: clean_line(unicodedata.normalize("NFC", "".join(parts))))
    .filter(is_kept)
)
NAMES = LINES.filter(bool)
DAYS = st.dates(dt.date(1900, 3, 1), TODAY)
EMAILS = st.from_regex(r"\A[a-z+='-]{1,8}@[a-z]{2,8}\.example\Z")
CONTACTS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "function": LINES,
        "email": st.just("") | EMAILS,
        "language": st.sampled_from(["sv", "en"]),
        "role": st.sampled_from(["main", "deputy", "registrar", "colleague"]),
    }
)


@st.composite
def people(draw: Any) -> tuple[KnownContact, ...]:
    """Contacts of one organisation: each address once, one name without address, one main."""
    drawn = draw(
        st.lists(CONTACTS, max_size=3, unique_by=lambda c: c["email"] or ("", fold(c["name"])))
    )
    mains = 0
    for contact in drawn:
        mains += contact["role"] == "main"
        if mains > 1 and contact["role"] == "main":
            contact["role"] = "deputy"
    return tuple(KnownContact(0, contact) for contact in drawn)


@st.composite
def registers(draw: Any) -> list[KnownOrganisation]:
    """Organisations as the register can hold them."""
    names = draw(st.lists(NAMES, max_size=5, unique_by=fold))
    made = []
    for i, name in enumerate(names):
        retired = draw(st.none() | DAYS) if i else None
        # the first is neither retired nor answered for, so it can answer for others
        by = names[0] if i and draw(st.booleans()) else ""
        values = {
            "kind": draw(st.sampled_from(["committee", "company", "federation"])),
            "cluster": draw(LINES),
            "answered_by": by,
            "retired_on": retired.isoformat() if retired else "",
        }
        made.append(KnownOrganisation(0, name, values, draw(people())))
    return made


@pytest.fixture
def empty(database: Database) -> Iterator[Session]:
    with database.new_session() as session:
        yield session


def said(register: list[KnownOrganisation]) -> list[str]:
    """All that a register says, in one order."""
    return sorted(
        repr(
            [
                one.name,
                sorted(one.values.items()),
                sorted(sorted(c.values.items()) for c in one.contacts),
            ]
        )
        for one in register
    )


def clear(session: Session) -> None:
    for model in (Event, Succession, Contact):
        session.execute(delete(model))
    session.execute(Organisation.__table__.update().values(answered_by_id=None))  # type: ignore[attr-defined]
    session.execute(delete(Organisation))
    session.commit()


def take(session: Session, data: bytes) -> None:
    table = imports.pick_table(read_sheets(data))
    imports.save_organisations(session, table, imports.Retired(), NOW, TODAY)


def give(session: Session, ending: str) -> bytes:
    return exports.write(exports.organisations_table(store.read_register(session)), ending, NOW)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_export_import_export(empty: Session, ending: str) -> None:
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(registers())
    @example([KnownOrganisation(0, "'=1", {"kind": "company", "cluster": "''@x", "answered_by": "",
              "retired_on": ""}, ())])  # fmt: skip
    def round_trip(register: list[KnownOrganisation]) -> None:
        clear(empty)
        made = exports.organisations_table(register)
        take(empty, exports.write(made, "csv", NOW)) if register else None
        exported = give(empty, ending)
        before = store.read_register(empty)
        assert said(before) == said(register), "nothing is lost or added on the way in"
        clear(empty)
        take(empty, exported)
        assert give(empty, ending) == exported

    round_trip()


def test_a_register_without_anybody_is_a_list_of_headings(empty: Session) -> None:
    take(empty, give(empty, "xlsx"))
    assert store.read_register(empty) == []


def test_successions_are_exported_as_they_are_imported(empty: Session) -> None:
    take(empty, "namn\nStadsmiljönämnden\nExploateringsnämnden".encode())
    rows = "föregångare;efterföljare\nTrafiknämnden;Stadsmiljönämnden\n"
    rows += "Trafiknämnden;Exploateringsnämnden\n"
    table = imports.pick_table(read_sheets(rows.encode()))
    imports.save_successions(empty, table, "2023-01-02", ["Trafiknämnden"], NOW)
    exported = exports.write(exports.successions_table(store.read_successions(empty)), "xlsx", NOW)
    again = imports.compare_successions_table(empty, imports.pick_table(read_sheets(exported)))
    assert again.is_empty
    assert (len(again.unchanged), again.missing, again.lacks_date) == (2, [], False)


def test_a_name_that_looks_like_a_formula_is_text_in_both_files(empty: Session) -> None:
    take(empty, b"namn;typ\n'=HYPERLINK(1) AB;bolag")
    assert [one.name for one in store.read_register(empty)] == ["=HYPERLINK(1) AB"]
    assert ";bolag" in give(empty, "csv").decode("utf-8-sig")
    assert "\r\n'=HYPERLINK" in give(empty, "csv").decode("utf-8-sig")
    assert read_sheets(give(empty, "xlsx"))[0].rows[1][0] == "=HYPERLINK(1) AB"
