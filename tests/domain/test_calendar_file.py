import datetime as dt

from hp.domain.calendar_file import write_day

NOW = dt.datetime(2023, 9, 1, 12, 0, tzinfo=dt.UTC)


def write(title: str = "Sista dag") -> str:
    return write_day(dt.date(2023, 12, 31), title, uid="5@staden.example", now=NOW)


def test_the_event_lasts_the_whole_last_day() -> None:
    lines = write().split("\r\n")
    assert "DTSTART;VALUE=DATE:20231231" in lines
    assert "DTEND;VALUE=DATE:20240101" in lines
    assert "DTSTAMP:20230901T120000Z" in lines
    assert "UID:5@staden.example" in lines
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_a_title_cannot_end_its_line_or_add_another() -> None:
    assert "SUMMARY:Inköp\\, del 1\\; a\\\\b\\nEND:VEVENT\r\n" in write(
        "Inköp, del 1; a\\b\nEND:VEVENT"
    )


def test_long_lines_are_folded_between_letters() -> None:
    title = "Uppföljning av åtgärder för ökad kännedom " * 5
    lines = write(title).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert title.encode() in write(title).encode().replace(b"\r\n ", b"")
