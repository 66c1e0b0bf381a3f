"""What people write is shown as they wrote it, never taken for markup. On every page there is."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, Text, func, literal, update
from sqlalchemy.orm import Session

from hp.models import Base
from tests.client import Client
from tests.house.routes import list_routes
from tests.world import World

HOSTILE = "<script>alert('x')</script><b title=\"y\">&amp;"
# columns whose text nobody writes freely
OURS = {
    "content",
    "key",
    "kind",
    "language",
    "link",
    "marks",
    "message_id",
    "page",
    "password_hash",
    "receipt",
    "sort_key",
    "submitted_marks",
    "token_hash",
}


def hand_in(client: Client, world: World) -> None:
    """Hand in thirteen answers with hostile comments."""
    address = f"/checklist/{world.harbour.id}"
    answers = {}
    page = client.get(address)
    for number in range(1, 14):
        version = page.one(f"input[name=version-{number}]")["value"]
        answers |= {f"value-{number}": "partly", f"version-{number}": version}
        answers |= {f"comment-{number}": f"{HOSTILE}{number}", f"planned_on-{number}": ""}
    assert client.post(address, answers | {"then": "review"}).status == 303
    review = client.get(f"{address}/review")
    seen = review.one("input[name=seen]")["value"]
    sent = client.post(f"{address}/review", {"seen": seen, "name": HOSTILE, "function": HOSTILE})
    assert sent.status == 303


def spoil(session: Session) -> int:
    """Put markup into every text of the database that somebody may have written."""
    spoilt = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if type(column.type) in (Text, String) and column.name not in OURS:
                key = func.cast(next(iter(table.primary_key)), Text)
                session.execute(update(table).values({column: literal(HOSTILE) + key}))
                spoilt += 1
    session.commit()
    return spoilt


@pytest.mark.parametrize("who", ["anna", "sara", "client"])
def test_no_page_takes_what_somebody_wrote_for_markup(
    who: str,
    app: Flask,
    anna: Client,
    session: Session,
    world: World,
    examples: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    client: Client = request.getfixturevalue(who)
    hand_in(anna, world)
    assert spoil(session) > 20
    shown = 0
    for _, _, _, address in list_routes(app, examples, "GET"):
        text = client.get(address).text
        assert "<script>alert" not in text, address
        assert not re.search(r"<b title=", text), address
        shown += "&lt;script&gt;alert" in text
    assert shown or who == "client", "nothing was shown, so this test says nothing"
