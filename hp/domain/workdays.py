"""Working days in Sweden, computed: there is no table that ends.

Midsummer's Eve, Christmas Eve and New Year's Eve are counted as holidays, as offices do.
"""

import datetime as dt
from functools import cache

_FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
_FROM_EASTER = (-2, 0, 1, 39, 49)  # Good Friday, Easter, Easter Monday, Ascension, Whit Sunday
_DAY = dt.timedelta(days=1)


def easter(year: int) -> dt.date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Butcher's Ecclesiastical Calendar)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[dt.date]:
    """Public holidays of a year, and the eves that are kept as such."""
    found = {dt.date(year, month, day) for month, day in _FIXED}
    found |= {easter(year) + days * _DAY for days in _FROM_EASTER}
    midsummer = _saturday_from(dt.date(year, 6, 20))
    found |= {midsummer - _DAY, midsummer, _saturday_from(dt.date(year, 10, 31))}
    return frozenset(found)


def _saturday_from(day: dt.date) -> dt.date:
    return day + ((5 - day.weekday()) % 7) * _DAY


def is_working_day(day: dt.date) -> bool:
    """Whether offices are open: Monday to Friday, and no holiday."""
    return day.weekday() < 5 and day not in holidays(day.year)


def add_working_days(day: dt.date, number: int) -> dt.date:
    """The working day `number` working days after `day`, or before it where that is negative.

    With 0 it is `day` itself, or the next working day.
    """
    step = -_DAY if number < 0 else _DAY
    if number == 0:
        day, number = day - _DAY, 1
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day):
            day += step
    return day
