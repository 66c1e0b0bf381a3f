"""What the product is measured against: a hello-world, and a save with nothing around it."""

import os
import sqlite3
import threading

from flask import Flask, request

app = Flask(__name__)
_local = threading.local()
_TABLE = """CREATE TABLE IF NOT EXISTS answers
    (response INTEGER, number INTEGER, value TEXT, comment TEXT, version INTEGER,
     PRIMARY KEY (response, number))"""


def connection() -> sqlite3.Connection:
    """One long-lived connection per thread, durable as the product's."""
    if not hasattr(_local, "connection"):
        made = sqlite3.connect(os.environ["BARE_DATABASE"], timeout=10, isolation_level=None)
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("PRAGMA synchronous=FULL")
        made.execute(_TABLE)
        _local.connection = made
    found: sqlite3.Connection = _local.connection
    return found


@app.get("/hello")
def hello() -> str:
    """The unit of all numbers."""
    return "Hello, World!"


@app.post("/save/<int:response>/<int:number>")
def save(response: int, number: int) -> str:
    """One answer, written durably: no session, no rights, no history, no page."""
    database = connection()
    database.execute("BEGIN IMMEDIATE")
    database.execute(
        "INSERT INTO answers VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET "
        "value = excluded.value, comment = excluded.comment, version = version + 1",
        (response, number, request.form[f"value-{number}"], request.form[f"comment-{number}"]),
    )
    database.execute("COMMIT")
    return "Saved"
