"""What the organisations of the demonstration have answered, and that it all fits together."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.demo.cast import read_data
from hp.domain import marks
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.models import Activity, Event, Response, Submission
from hp.models.events import EventKind
from hp.models.organisations import OrganisationKind
from tests.demo.ask import get_round, list_answers, list_responses, list_submitted, list_versions
from tests.demo.conftest import NOW, ZONE

FORM = Path(__file__).parent / "data/returned-form-2023.txt"
ROUNDS = ["2022", "2023"]


def test_the_open_round_is_in_the_middle_of_four_weeks(demo: Session) -> None:
    round_ = get_round(demo, "2023")
    due = round_.due_at.astimezone(ZONE)
    assert round_.opened_at == dt.datetime(2026, 11, 10, 7, 0, tzinfo=dt.UTC)
    assert (due.date(), due.time()) == (dt.date(2026, 12, 8), dt.time(23, 59, 59))
    assert round_.period.is_open(NOW)
    assert not round_.closes_by_itself
    assert round_.previous_round_id == get_round(demo, "2022").id


def test_every_state_is_there(demo: Session) -> None:
    responses = list_responses(demo, "2023")
    assert Counter(response.status for response in responses) == {
        ResponseStatus.SUBMITTED: 44,
        ResponseStatus.STARTED: 10,
        ResponseStatus.READY: 5,
        ResponseStatus.NOT_STARTED: 4,
        ResponseStatus.RETURNED: 1,
        ResponseStatus.EXCUSED: 1,
    }
    (reopened,) = [response for response in responses if response.reopened_at]
    assert (reopened.status, reopened.marks != reopened.submitted_marks) == ("ready", True)
    (excused,) = [response for response in responses if response.excused_reason]
    assert excused.status == ResponseStatus.EXCUSED
    assert len([response for response in responses if response.due_at]) == 1


def test_all_but_two_handed_in_in_2022_and_some_were_late(demo: Session) -> None:
    round_ = get_round(demo, "2022")
    assert round_.period.has_closed(NOW)
    submitted = Counter(response.status for response in list_responses(demo, "2022"))
    assert submitted == {ResponseStatus.SUBMITTED: 64, ResponseStatus.NOT_STARTED: 2}
    assert demo.scalar(select(func.count()).where(Submission.is_late)) == 3


@pytest.mark.parametrize("name", ROUNDS)
def test_marks_and_status_follow_from_the_answers(demo: Session, name: str) -> None:
    for response in list_responses(demo, name):
        answers = list_answers(demo, response)
        values = [answers[n].value if n in answers else None for n in range(1, 14)]
        assert response.marks == marks.from_values(values), response.name
        if response.status in (ResponseStatus.STARTED, ResponseStatus.READY):
            assert bool(marks.missing(response.marks)) == (response.status == "started")
        if response.status in (ResponseStatus.NOT_STARTED, ResponseStatus.EXCUSED):
            assert answers == {}


@pytest.mark.parametrize("name", ROUNDS)
def test_what_was_handed_in_is_complete_and_frozen(demo: Session, name: str) -> None:
    for response in list_responses(demo, name):
        frozen = list_submitted(demo, response)
        if response.submission_id is None:
            assert (response.submitted_marks, response.submitted_at, frozen) == (None, None, {})
            continue
        values = [frozen[number].value for number in range(1, 14)]
        assert response.submitted_marks == marks.from_values(values)
        for version in list_versions(demo, response):
            if version.version == frozen[version.number].version:
                kept = frozen[version.number]
                assert (version.value, version.comment) == (kept.value, kept.comment)
                assert version.saved_at < response.submitted_at
        if response.status == ResponseStatus.SUBMITTED:
            assert response.marks == response.submitted_marks


@pytest.mark.parametrize("name", ROUNDS)
def test_every_version_is_kept_with_its_event(demo: Session, name: str) -> None:
    for response in list_responses(demo, name):
        versions = list_versions(demo, response)
        for number, answer in list_answers(demo, response).items():
            own = [version for version in versions if version.number == number]
            assert [version.version for version in own] == list(range(1, answer.version + 1))
            last = own[-1]
            assert (last.value, last.comment, last.planned_on, last.saved_at) == (
                (answer.value, answer.comment, answer.planned_on, answer.saved_at)
            )
        events = demo.execute(
            select(Event.number, Event.version, Event.at, Event.contact_id)
            .where(Event.response_id == response.id, Event.kind == EventKind.ANSWER_SAVED)
            .order_by(Event.at)
        )
        told = [(v.number, v.version, v.saved_at, v.contact_id) for v in versions]
        assert [tuple(event) for event in events] == told


def test_some_changed_their_mind(demo: Session) -> None:
    versions = [v for r in list_responses(demo, "2023") for v in list_versions(demo, r)]
    assert max(version.version for version in versions) >= 3


def test_times_are_office_hours_between_the_opening_and_now(demo: Session) -> None:
    opened_at = get_round(demo, "2023").opened_at
    assert opened_at is not None
    for response in list_responses(demo, "2023"):
        for version in list_versions(demo, response):
            assert opened_at < version.saved_at < NOW
            local = version.saved_at.astimezone(ZONE)
            assert local.weekday() < 5
            assert dt.time(8) < local.time() < dt.time(18)
    assert demo.scalar(select(func.max(Event.at))) < NOW


@pytest.mark.parametrize("name", ROUNDS)
def test_receipts_are_numbered_in_order_of_time(demo: Session, name: str) -> None:
    receipts = demo.scalars(
        select(Submission.receipt)
        .join(Response, Response.id == Submission.response_id)
        .where(Response.round_id == get_round(demo, name).id)
        .order_by(Submission.submitted_at)
    ).all()
    assert receipts == [f"{name}-{number:04}" for number in range(1, len(receipts) + 1)]


def test_one_company_has_answered_as_the_form_that_was_really_returned(demo: Session) -> None:
    text = FORM.read_text(encoding="utf-8").replace("\xa0", " ")
    given = dict(re.findall(r"^\s*(\d+)\. .*\n\s*(Ja|Delvis|Nej)\s*$", text, re.MULTILINE))
    comments = dict(re.findall(r"^\s*(\d+)\. .*\n\s*Delvis\s*\n\s*(\S.*?)\s*$", text, re.MULTILINE))
    words = {"Ja": AnswerValue.YES, "Delvis": AnswerValue.PARTLY, "Nej": AnswerValue.NO}
    expected = {
        int(number): (words[word], comments.get(number, ""), None) for number, word in given.items()
    }
    assert len(expected) == 13
    assert len(comments) == 2
    same = [
        response.name
        for response in list_responses(demo, "2023")
        if {
            number: (answer.value, answer.comment, answer.planned_on)
            for number, answer in list_submitted(demo, response).items()
        }
        == expected
    ]
    assert same == [read_data("answers")["parts"]["submitted"]]


def test_not_applicable_stands_only_where_it_can(demo: Session) -> None:
    takes = set(
        demo.scalars(
            select(Activity.number).where(
                Activity.takes_not_applicable, Activity.round_id == get_round(demo, "2023").id
            )
        )
    )
    found: Counter[OrganisationKind] = Counter()
    for response in list_responses(demo, "2023"):
        for number, letter in enumerate(response.marks, 1):
            if marks.VALUE.get(letter) == AnswerValue.NOT_APPLICABLE:
                assert number in takes
                found[response.kind] += 1
    assert found[OrganisationKind.COMPANY] > 20
    assert found[OrganisationKind.COMMITTEE] == 0


def test_planned_dates_stand_where_something_remains(demo: Session) -> None:
    planned = []
    for response in list_responses(demo, "2023"):
        for answer in list_answers(demo, response).values():
            if answer.planned_on:
                assert answer.value in (AnswerValue.PARTLY, AnswerValue.NO)
                planned.append(answer.planned_on)
    assert len(planned) > 20
    assert min(planned) > NOW.date()


def test_every_activity_has_comments_to_every_answer() -> None:
    data = read_data("answers")
    assert set(data["comments"]) == set(data["ease"])
    for words in data["comments"].values():
        assert {"yes", "partly", "no"} == {value for value, comments in words.items() if comments}


def test_most_who_answer_partly_or_no_say_what_remains(demo: Session) -> None:
    remaining = [
        answer
        for response in list_responses(demo, "2023")
        for answer in list_submitted(demo, response).values()
        if answer.value in (AnswerValue.PARTLY, AnswerValue.NO)
    ]
    with_comment = [answer for answer in remaining if answer.comment]
    assert 0.7 < len(with_comment) / len(remaining) < 1
