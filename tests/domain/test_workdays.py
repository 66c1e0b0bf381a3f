import datetime as dt

import pytest

from hp.domain.workdays import add_working_days, easter, holidays, is_working_day


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# from the tables of the almanac; 1981 and 2038 are the late ones that simple rules miss
@pytest.mark.parametrize(
    "sunday",
    [
        "1954-04-18",
        "1961-04-02",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2019-04-21",
        "2023-04-09",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
    ],
)
def test_easter_is_when_the_almanac_says(sunday: str) -> None:
    assert easter(int(sunday[:4])) == day(sunday)


def test_the_holidays_of_a_year_are_those_of_the_almanac() -> None:
    assert sorted(map(str, holidays(2026))) == [
        "2026-01-01",
        "2026-01-06",
        "2026-04-03",
        "2026-04-05",
        "2026-04-06",
        "2026-05-01",
        "2026-05-14",
        "2026-05-24",
        "2026-06-06",
        "2026-06-19",
        "2026-06-20",
        "2026-10-31",
        "2026-12-24",
        "2026-12-25",
        "2026-12-26",
        "2026-12-31",
    ]


@pytest.mark.parametrize("year", range(1990, 2100))
def test_what_falls_on_a_weekday_does_so_every_year(year: int) -> None:
    found = holidays(year)
    midsummer = [d for d in found if d.month == 6 and 19 <= d.day <= 26 and d.weekday() >= 4]
    assert len(midsummer) >= 2  # the eve and the day
    saints = [d for d in found if dt.date(year, 10, 31) <= d <= dt.date(year, 11, 6)]
    assert [d.weekday() for d in saints] == [5]
    thursdays = [d for d in found if d == easter(year) + dt.timedelta(39)]
    assert [d.weekday() for d in thursdays] == [3]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("2024-02-29", True),  # a leap day
        ("2023-06-23", False),  # Midsummer's Eve
        ("2023-06-22", True),
        ("2026-12-31", False),
        ("2027-01-01", False),
        ("2027-01-04", True),
        ("2026-12-19", False),  # a Saturday
    ],
)
def test_a_day_is_open_or_not(text: str, is_open: bool) -> None:
    assert is_working_day(day(text)) == is_open


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2024-02-28", 1, "2024-02-29"),
        ("2024-02-28", 2, "2024-03-01"),
        ("2023-06-22", 1, "2023-06-26"),  # over midsummer
        ("2026-12-30", 1, "2027-01-04"),  # over new year
        ("2026-12-18", -5, "2026-12-11"),
        ("2026-04-07", -1, "2026-04-02"),  # back over Easter
        ("2026-12-18", 0, "2026-12-18"),
        ("2026-12-19", 0, "2026-12-21"),
    ],
)
def test_working_days_are_counted_over_holidays(start: str, number: int, end: str) -> None:
    assert add_working_days(day(start), number) == day(end)
