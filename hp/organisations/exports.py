"""Addresses of the register as files, in exactly the format that the import reads."""

import datetime as dt
from collections.abc import Iterable, Sequence

from flask import Response, request

from hp import downloads, web
from hp.documents import csv_file, xlsx
from hp.documents.cells import Cell, Row
from hp.documents.csv_file import write_csv
from hp.documents.tables import Column, Table
from hp.documents.xlsx import write_xlsx
from hp.domain.register_changes import KnownOrganisation
from hp.domain.register_values import KIND_WORDS, LANGUAGE_WORDS, ROLE_WORDS
from hp.models.users import Role
from hp.organisations.register_pages import RegisterPage
from hp.organisations.routes import bp
from hp.store import imports

_ORGANISATIONS = (
    Column("namn", 44),
    Column("typ", 16),
    Column("tillhörighet", 28),
    Column("svaras av", 28),
    Column("upphörd"),
    Column("kontaktperson", 24),
    Column("funktion", 24),
    Column("e-post", 32),
    Column("språk"),
    Column("kontaktroll", 16),
)
_SUCCESSIONS = (Column("föregångare", 44), Column("efterföljare", 44), Column("datum"))


@bp.get("/export.<any(xlsx, csv):ending>")
def export(ending: str) -> Response:
    """Organisations and contacts, those of the list that the query string asks for."""
    web.require_user(Role.COORDINATOR)
    wanted = RegisterPage(request.args).found_ids
    known = [one for one in imports.read_register(web.db()) if one.id in wanted]
    return _send("organisationer", ending, organisations_table(known))


@bp.get("/successions.<any(xlsx, csv):ending>")
def export_successions(ending: str) -> Response:
    """Who took over from whom."""
    web.require_user(Role.COORDINATOR)
    return _send("efterföljare", ending, successions_table(imports.read_successions(web.db())))


def organisations_table(register: Iterable[KnownOrganisation]) -> Table:
    """A row per contact; one for an organisation without any."""
    rows = [row for known in register for row in _rows_of(known)]
    return Table("Organisationer", _ORGANISATIONS, rows)


def successions_table(successions: Sequence[tuple[str, str, dt.date]]) -> Table:
    """A row per predecessor and successor."""
    return Table("Efterföljare", _SUCCESSIONS, successions)


def write(table: Table, ending: str, made_at: dt.datetime) -> bytes:
    """The file: "csv" or "xlsx"."""
    if ending == "csv":
        return write_csv([table.titles, *table.rows])
    rows = [[_keep_apostrophe(cell) for cell in row] for row in table.rows]
    return write_xlsx([Table(table.name, table.columns, rows)], made_at, table.name)


def _rows_of(known: KnownOrganisation) -> Iterable[Row]:
    values = known.values
    retired_on = values["retired_on"]
    own = [
        known.name,
        KIND_WORDS[values["kind"]],
        values["cluster"],
        values["answered_by"],
        dt.date.fromisoformat(retired_on) if retired_on else None,
    ]
    for contact in known.contacts:
        person = contact.values
        language = LANGUAGE_WORDS.get(person["language"], "")
        role = ROLE_WORDS[person["role"]]
        yield [*own, person["name"], person["function"], person["email"], language, role]
    if not known.contacts:
        yield [*own, *[""] * 5]


def _keep_apostrophe(cell: Cell) -> Cell:
    """The import takes an apostrophe off a risky text, as CSV has one; this text has its own."""
    is_taken_off = isinstance(cell, str) and csv_file.unprotect(cell) != cell
    return f"'{cell}" if is_taken_off else cell


def _send(name: str, ending: str, table: Table) -> Response:
    now = web.now()
    mimetype = csv_file.MIMETYPE if ending == "csv" else xlsx.MIMETYPE
    file_name = downloads.file_name(name, f"{web.local(now):%Y-%m-%d}", ending=ending)
    return downloads.send(write(table, ending, now), mimetype, file_name)
