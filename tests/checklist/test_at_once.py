"""Many at the same moment, on SQLite, through the whole application."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.orm import Session

from hp.domain.answers import AnswerValue
from hp.models import Answer, AnswerVersion
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.tab import Tab
from tests.client import Client
from tests.world import World

THREADS, SAVES = 20, 10
VALUES = ["yes", "no", "partly"]


class Person:
    """Somebody with a checklist of their own, of whom only the saves are looked at."""

    def __init__(self, app: Flask, tab: Tab, number: int) -> None:
        cookie = tab.client.http.get_cookie("hp")
        assert cookie
        self.http = app.test_client()
        self.http.set_cookie("hp", cookie.value)
        self.address = tab.address
        self.known = {"csrf_token": tab.client.csrf, "page": f"{number:016x}"}

    def save(self, activity: int, sequence: int, value: str, comment: str) -> int:
        """Save without having seen anybody's answer; gives the status."""
        own = {"value": value, "comment": comment, "version": "0"}
        fields = {f"{name}-{activity}": text for name, text in own.items()}
        path = f"{self.address}/activities/{activity}"
        posted = fields | self.known | {"sequence": str(sequence)}
        return self.http.post(path, data=posted, headers={"HX-Request": "true"}).status_code


def test_two_hundred_saves_at_once_are_all_kept(
    app: Flask, session: Session, world: World, anna: Client, bo: Client
) -> None:
    """Ten people on each of two responses, everyone on an activity of their own."""
    tabs = [Tab(anna, world.harbour), Tab(bo, world.culture)]
    people = [Person(app, tabs[number % 2], number) for number in range(THREADS)]
    together = Barrier(THREADS)

    def work(number: int) -> list[int]:
        together.wait()
        activity = number // 2 + 1
        return [
            people[number].save(activity, save + 1, VALUES[save % 3], f"{save}")
            for save in range(SAVES)
        ]

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = [status for found in pool.map(work, range(THREADS)) for status in found]
    assert statuses == [200] * THREADS * SAVES
    assert len(records.read(session, AnswerVersion)) == THREADS * SAVES
    assert len(records.events(session, EventKind.ANSWER_SAVED)) == THREADS * SAVES
    assert {answer.version for answer in records.read(session, Answer)} == {SAVES}
    for response in (world.harbour, world.culture):
        assert records.response(session, response).marks == "y" * 10 + "..."


def test_of_many_on_one_activity_one_is_first_and_the_others_are_asked(
    app: Flask, session: Session, world: World, anna: Client
) -> None:
    tab = Tab(anna, world.harbour)
    people = [Person(app, tab, number) for number in range(8)]
    together = Barrier(len(people))

    def work(number: int) -> int:
        together.wait()
        return people[number].save(2, 1, "no", f"Från {number}")

    with ThreadPoolExecutor(len(people)) as pool:
        statuses = sorted(pool.map(work, range(len(people))))
    assert statuses == [200] + [409] * 7
    (version,) = records.versions(session, world.harbour, 2)
    assert version.value is AnswerValue.NO
