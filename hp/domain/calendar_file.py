"""A last day as a calendar file (iCalendar, RFC 5545): an event that lasts the whole day."""

import datetime as dt

_MOST_BYTES = 73  # of a line, so that with its space and line break it keeps to 75


def write_day(day: dt.date, title: str, *, uid: str, now: dt.datetime) -> str:
    """The file's text; `uid` names the event, so that a second file replaces the first."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handlingsplan//hp//SV",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(title)}",
        "TRANSP:TRANSPARENT",  # nobody is busy all day
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _escape(text: str) -> str:
    for special in "\\;,":
        text = text.replace(special, "\\" + special)
    return text.replace("\r", "").replace("\n", "\\n")


def _fold(line: str) -> str:
    folded, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _MOST_BYTES:
            folded, length = folded + "\r\n ", 0
        folded, length = folded + letter, length + size
    return folded
