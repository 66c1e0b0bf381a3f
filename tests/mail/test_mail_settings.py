import dataclasses

import pytest

from hp.config import Settings, UnsafeSettings, check


@pytest.mark.parametrize(
    "url",
    [
        "folder:outbox",
        "smtp://mail.example.se",
        "smtp://mail.example.se:25",
        "smtp://hp:secret@mail.example.se:587?tls=starttls",
        "smtps://hp:secret@mail.example.se",
        "smtp://hp:secret@localhost:1025",
    ],
)
def test_it_takes_addresses_of_mail_servers(settings: Settings, url: str) -> None:
    check(dataclasses.replace(settings, mail_url=url))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("smtp://", "names no mail server"),
        ("smtp://mail.example.se:port", "names no mail server"),
        ("smtp://[mail", "names no mail server"),
        ("smtp://mail.example.se:587?tls=startls", "tls=starttls"),
        ("smtp://mail.example.se:587?tls=starttls&verify=no", "tls=starttls"),
        ("smtp://hp:secret@mail.example.se:587", "password in clear"),
    ],
)
def test_it_refuses_what_would_fail_or_be_unsafe(settings: Settings, url: str, words: str) -> None:
    with pytest.raises(UnsafeSettings, match=words) as caught:
        check(dataclasses.replace(settings, mail_url=url))
    assert "secret" not in str(caught.value)
