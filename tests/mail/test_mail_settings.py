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
        ("smtp://hp:secret@mail.example.se:587?tls", "tls=starttls"),
        ("smtp://hp:secret@mail.example.se:587?&", "tls=starttls"),
        ("smtp://hp:secret@mail.example.se:587?tls=starttls&cafile=", "cafile=FILE"),
        ("smtp://hp:secret@mail.example.se:587?tls=starttls&cafile=no.pem", "not there: .*no.pem"),
        ("smtp://mail.example.se?cafile=own.pem", "no tls=starttls"),
    ],
)
def test_it_refuses_what_would_fail_or_be_unsafe(settings: Settings, url: str, words: str) -> None:
    with pytest.raises(UnsafeSettings, match=words) as caught:
        check(dataclasses.replace(settings, mail_url=url))
    assert "secret" not in str(caught.value)


def test_it_takes_an_own_authority_from_the_instance_folder(settings: Settings) -> None:
    (settings.instance / "own.pem").touch()
    for url in (
        "smtps://mail.example.se?cafile=own.pem",
        "smtp://m.se?tls=starttls&cafile=own.pem",
    ):
        with_file = dataclasses.replace(settings, mail_url=url)
        check(with_file)
        assert with_file.mail_ca_file() == settings.instance / "own.pem"


@pytest.mark.parametrize(
    "url", ["", "folder:bounces", "imaps://hp:secret@mail.example.se", "imaps://a:b@c:993/INBOX/hp"]
)
def test_it_takes_places_that_bounces_come_to(settings: Settings, url: str) -> None:
    check(dataclasses.replace(settings, bounces_url=url))


@pytest.mark.parametrize(
    "url",
    ["folder:", "bounces", "imap://a:secret@c", "imaps://c", "imaps://a:secret@", "imaps://a@c:x"],
)
def test_it_refuses_places_that_bounces_cannot_be_read_from(settings: Settings, url: str) -> None:
    with pytest.raises(UnsafeSettings, match="HP_BOUNCES_URL must be") as caught:
        check(dataclasses.replace(settings, bounces_url=url))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["mail_from", "mail_reply_to", "mail_bounces"])
@pytest.mark.parametrize("address", ["svar@staden.se", "svar@båten.se"])
def test_it_takes_addresses_to_write_from(settings: Settings, name: str, address: str) -> None:
    check(dataclasses.replace(settings, **{name: address}))
    if name != "mail_bounces":
        check(dataclasses.replace(settings, **{name: f"Göteborgs Stad, inköp <{address}>"}))


@pytest.mark.parametrize("name", ["mail_from", "mail_reply_to", "mail_bounces"])
@pytest.mark.parametrize("address", ["inköp@staden.se", "svar..x@staden.se", "svar@a..se"])
def test_it_refuses_an_address_that_no_mail_could_be_made_with(
    settings: Settings, name: str, address: str
) -> None:
    with pytest.raises(UnsafeSettings, match=f"HP_{name.upper()}"):
        check(dataclasses.replace(settings, **{name: address}))


@pytest.mark.parametrize("address", ["Studsar <a@b.se>", "a", "a@b.se\nRCPT TO:<c@d.se>"])
def test_it_refuses_an_address_for_bounces_that_is_more_than_one(
    settings: Settings, address: str
) -> None:
    with pytest.raises(UnsafeSettings, match="HP_MAIL_BOUNCES"):
        check(dataclasses.replace(settings, mail_bounces=address))
