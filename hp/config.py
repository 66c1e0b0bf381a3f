"""Settings from the environment and `config.toml` in the instance folder. Refuses unsafe ones."""

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hp.domain.text import email_on_the_line

KEY_BYTES = 32  # of a secret key that we make; a shorter one given is refused
_MAILBOX = re.compile(r"[^\s<>@]+@[^\s<>@]+|[^\r\n<>]+ <[^\s<>@]+@[^\s<>@]+>")
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class UnsafeSettings(Exception):
    """The settings are wrong or unsafe; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All there is to set. Names are those of the environment without `HP_`, in small letters."""

    instance: Path
    secret_key: str
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = "folder:outbox"
    mail_from: str = "handlingsplan@localhost"
    mail_reply_to: str = ""
    mail_bounces: str = ""
    bounces_url: str = ""
    timezone: str = "Europe/Stockholm"
    trusted_proxies: str = ""
    require_totp: bool = False
    demo: bool = False  # set by `hp demo` alone

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of pages and mails."""
        return ZoneInfo(self.timezone)

    @property
    def is_https(self) -> bool:
        """Whether people reach the service by https; cookies are then sent over https alone."""
        return self.base_url.startswith("https://")

    @property
    def proxies(self) -> list[str]:
        """Addresses and networks whose forwarded headers are believed."""
        return self.trusted_proxies.replace(",", " ").split()

    def folder_for_mail(self) -> Path | None:
        """Where mails are written as files, or None where they are really sent."""
        scheme, _, path = self.mail_url.partition(":")
        return self.instance / path if scheme == "folder" else None

    def mail_option(self, name: str) -> str:
        """What `?name=` at the end of HP_MAIL_URL says; empty if nothing."""
        return dict(parse_qsl(urlsplit(self.mail_url).query)).get(name, "")

    def mail_ca_file(self) -> Path | None:
        """The file with the authority that vouches for the mail server, if not a public one."""
        name = self.mail_option("cafile")
        return self.instance / name if name else None


_NAMES = [f.name for f in fields(Settings) if f.name not in ("instance", "demo")]


def find_instance(environ: Mapping[str, str] = os.environ) -> Path:
    """The instance folder: `HP_INSTANCE`, else `instance/` of the checkout or of this folder."""
    if environ.get("HP_INSTANCE"):
        return Path(environ["HP_INSTANCE"]).resolve()
    checkout = Path(__file__).resolve().parent.parent
    base = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return (base / "instance").resolve()


def has_secret_key(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a secret key, good or bad, in the environment or in config.toml."""
    file = _read_file(find_instance(environ) / "config.toml")
    return bool(environ.get("HP_SECRET_KEY") or file.get("secret_key"))


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this installation, checked. The environment wins over the file.

    Raises `UnsafeSettings`, in words for the person who starts the service.
    """
    instance = find_instance(environ)
    values = {name: str(value) for name, value in _read_file(instance / "config.toml").items()}
    values |= {
        name: environ[f"HP_{name.upper()}"]
        for name in _NAMES
        if environ.get(f"HP_{name.upper()}") is not None
    }
    if not values.get("secret_key"):
        raise UnsafeSettings(
            "There is no secret key. Run `hp init`, which makes one, or set HP_SECRET_KEY."
        )
    if not values.get("database_url"):
        values["database_url"] = f"sqlite:///{instance / 'handlingsplan.sqlite'}"
    must: dict[str, Any] = values | {"require_totp": _read_switch(values.get("require_totp"))}
    settings = Settings(instance=instance, **must)
    check(settings)
    return settings


def _read_switch(value: str | None) -> bool:
    words = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True}
    try:
        return (words | {"true": True})[(value or "").lower()]
    except KeyError as error:
        raise UnsafeSettings(f"HP_REQUIRE_TOTP is neither yes nor no: {value}.") from error


def _read_file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnsafeSettings(f"{path} cannot be read: {error}.") from error
    unknown = sorted(set(values) - set(_NAMES))
    if unknown:
        raise UnsafeSettings(
            f"{path} has the unknown setting {unknown[0]}. Known are: {', '.join(_NAMES)}."
        )
    return values


def check(settings: Settings) -> None:
    """Raise `UnsafeSettings` for the first thing that is wrong or unsafe."""
    _check_key(settings.secret_key)
    _check_address(settings)
    _check_mail(settings)
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnsafeSettings(f"HP_TIMEZONE is not a time zone: {settings.timezone}.") from error
    for proxy in settings.proxies:
        try:
            network = ipaddress.ip_network(proxy, strict=False)
        except ValueError as error:
            raise UnsafeSettings(f"HP_TRUSTED_PROXIES is not an address: {proxy}.") from error
        if network.prefixlen == 0:
            raise UnsafeSettings("HP_TRUSTED_PROXIES trusts everybody. Name your proxy's address.")


def _check_key(key: str) -> None:
    if len(key) < KEY_BYTES or len(set(key)) < 10:
        raise UnsafeSettings(
            "HP_SECRET_KEY is too easy to guess. Use at least 32 random characters, "
            "or take it away and run `hp init`."
        )


def _check_address(settings: Settings) -> None:
    try:
        url = urlsplit(settings.base_url)
        is_address = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        is_address = False
    if not is_address or url.query or url.fragment or "@" in url.netloc:
        raise UnsafeSettings("HP_BASE_URL is not an address like https://svar.example.se.")
    if url.path not in ("", "/"):
        raise UnsafeSettings("HP_BASE_URL has a path. The service needs a host name of its own.")
    if url.scheme == "http" and url.hostname not in _LOOPBACK:
        raise UnsafeSettings("HP_BASE_URL must begin with https:// outside this computer.")


def _check_mail(settings: Settings) -> None:
    scheme = settings.mail_url.partition(":")[0]
    if scheme not in ("folder", "smtp", "smtps"):
        raise UnsafeSettings("HP_MAIL_URL must begin with smtp://, smtps:// or folder:.")
    if scheme != "folder":
        _check_mail_server(settings)
    for name, value in (("FROM", settings.mail_from), ("REPLY_TO", settings.mail_reply_to)):
        if value and not _is_mailbox(value):
            raise UnsafeSettings(f"HP_MAIL_{name} is not a mail address: {value!r}.")
    if settings.mail_bounces and not _is_address(settings.mail_bounces):
        raise UnsafeSettings("HP_MAIL_BOUNCES is not a mail address like studsar@staden.se.")
    _check_bounces(settings.bounces_url)


def _is_mailbox(value: str) -> bool:
    return bool(_MAILBOX.fullmatch(value)) and _is_address(value.rpartition("<")[2].rstrip(">"))


def _is_address(value: str) -> bool:
    """Whether mail servers can be told it; else every mail would be refused."""
    try:
        Address(addr_spec=email_on_the_line(value))
    except (MessageError, ValueError, LookupError):
        return False
    return bool(_ADDRESS.fullmatch(value))


def _check_mail_server(settings: Settings) -> None:
    words = "HP_MAIL_URL names no mail server like smtp://mail.example.se:25."
    try:
        parts = urlsplit(settings.mail_url)
        if not parts.hostname or parts.port == 0:
            raise UnsafeSettings(words)
    except ValueError as error:
        raise UnsafeSettings(words) from error
    starts_tls = _check_mail_options(parts.scheme, parts.query)
    encrypted = parts.scheme == "smtps" or starts_tls
    if parts.password and not encrypted and parts.hostname not in _LOOPBACK:
        raise UnsafeSettings(
            "HP_MAIL_URL would send the password in clear. "
            "Begin it with smtps:// or end it with ?tls=starttls."
        )
    if (file := settings.mail_ca_file()) and not file.is_file():
        raise UnsafeSettings(f"HP_MAIL_URL names a cafile that is not there: {file}.")


def _check_mail_options(scheme: str, query: str) -> bool:
    """Whether STARTTLS is asked for. Nothing may be misspelt: it would be left out silently."""
    options = parse_qsl(query, keep_blank_values=True)
    for name, value in options:
        if (name, value) != ("tls", "starttls") and (name != "cafile" or not value):
            raise UnsafeSettings(
                "HP_MAIL_URL can end with ?tls=starttls and cafile=FILE, not with anything else."
            )
    if query and not options:
        raise UnsafeSettings("HP_MAIL_URL has a ? with nothing like tls=starttls after it.")
    starts_tls = ("tls", "starttls") in options
    if options and not starts_tls and scheme != "smtps":
        raise UnsafeSettings("HP_MAIL_URL has a cafile but no tls=starttls to use it for.")
    return starts_tls


def _check_bounces(url: str) -> None:
    if not url or (url.startswith("folder:") and url != "folder:"):
        return
    words = "HP_BOUNCES_URL must be folder:NAME or imaps://user:password@host/folder."
    try:
        parts = urlsplit(url)
        is_mailbox = parts.scheme == "imaps" and parts.hostname and parts.username
        if not is_mailbox or parts.port == 0:
            raise UnsafeSettings(words)
    except ValueError as error:
        raise UnsafeSettings(words) from error
