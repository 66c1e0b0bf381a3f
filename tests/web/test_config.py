"""Settings: where they come from, and what the program refuses to start with."""

import dataclasses
from pathlib import Path

import pytest

from hp.config import Settings, UnsafeSettings, check, find_instance, load_settings

KEY = "aB3-dE6_gH9-jK2_mN5-pQ8_sT1-vW4_yZ7"


@pytest.fixture
def good(tmp_path: Path) -> Settings:
    """An installation as it should be."""
    return Settings(
        instance=tmp_path, secret_key=KEY, base_url="https://svar.example.se", database_url="x"
    )


def load(instance: Path, **environment: str) -> Settings:
    named = {f"HP_{name.upper()}": value for name, value in environment.items()}
    return load_settings({"HP_INSTANCE": str(instance)} | named)


def test_a_secret_key_is_all_it_needs(tmp_path: Path) -> None:
    settings = load(tmp_path, secret_key=KEY)
    assert settings.database_url == f"sqlite:///{tmp_path}/handlingsplan.sqlite"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.folder_for_mail() == tmp_path / "outbox"
    assert settings.zone.key == "Europe/Stockholm"
    assert settings.proxies == []
    assert not settings.demo


def test_the_file_holds_the_same_names_in_small_letters(tmp_path: Path) -> None:
    text = f'secret_key = "{KEY}"\nbase_url = "https://svar.example.se"\ntimezone = "UTC"\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    settings = load(tmp_path)
    assert (settings.base_url, settings.timezone) == ("https://svar.example.se", "UTC")
    assert settings.is_https


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'secret_key = "{KEY}"\ntimezone = "UTC"\n')
    assert load(tmp_path, timezone="Europe/Helsinki").timezone == "Europe/Helsinki"


@pytest.mark.parametrize("name", ["instance", "demo"])
def test_what_is_not_a_setting_cannot_be_set(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.toml").write_text(f'secret_key = "{KEY}"\n{name} = "1"\n')
    with pytest.raises(UnsafeSettings, match=f"unknown setting {name}"):
        load(tmp_path)
    (tmp_path / "config.toml").unlink()
    assert load(tmp_path, secret_key=KEY, demo="1").demo is False


def test_a_setting_that_is_not_known_is_named(tmp_path: Path) -> None:
    """A wrong letter must not quietly mean the default."""
    (tmp_path / "config.toml").write_text(f'secret_key = "{KEY}"\nbaseurl = "https://x.se"\n')
    with pytest.raises(UnsafeSettings, match="unknown setting baseurl"):
        load(tmp_path)


@pytest.mark.parametrize("content", [b"secret_key = ", b"\xff\xfe", b"[secret_key]\nx = 1\n["])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(UnsafeSettings, match=r"config\.toml cannot be read"):
        load(tmp_path, secret_key=KEY)


def test_an_empty_address_of_the_database_is_none(tmp_path: Path) -> None:
    """As a compose file writes it that leaves it open."""
    settings = load(tmp_path, secret_key=KEY, database_url="")
    assert settings.database_url.startswith("sqlite:///")


def test_the_instance_folder_is_the_environments_else_the_checkouts(tmp_path: Path) -> None:
    assert find_instance({"HP_INSTANCE": str(tmp_path)}) == tmp_path
    assert find_instance({}) == Path(__file__).parents[2] / "instance"
    assert find_instance({"HP_INSTANCE": ""}) == find_instance({})


@pytest.mark.parametrize("key", ["", "short", "x" * 64, "ab" * 32, KEY[:31]])
def test_it_does_not_start_with_a_key_that_can_be_guessed(tmp_path: Path, key: str) -> None:
    with pytest.raises(UnsafeSettings, match=r"(?i)secret[ _]key") as refused:
        load(tmp_path, secret_key=key)
    assert not key or key not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:8000",
        "https://svar.example.se",
        "https://svar.example.se/",
        "https://svar.example.se:8443",
    ],
)
def test_it_starts_with_an_address_that_is_safe(good: Settings, url: str) -> None:
    check(dataclasses.replace(good, base_url=url))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://svar.example.se", "must begin with https"),
        ("http://10.0.0.1:8000", "must begin with https"),
        ("http://127.0.0.1.example.se", "must begin with https"),
        ("svar.example.se", "not an address"),
        ("ftp://svar.example.se", "not an address"),
        ("https://", "not an address"),
        ("https://[::1", "not an address"),
        ("https://svar.example.se:port", "not an address"),
        ("https://svar.example.se/plan", "has a path"),
        ("https://svar.example.se?x=1", "not an address"),
        ("https://anna:hemligt@svar.example.se", "not an address"),
        ("", "not an address"),
    ],
)
def test_it_does_not_start_with_another(good: Settings, url: str, words: str) -> None:
    with pytest.raises(UnsafeSettings, match=f"HP_BASE_URL.*{words}"):
        check(dataclasses.replace(good, base_url=url))


@pytest.mark.parametrize("zone", ["Europe/Gothenburg", "", "../../etc/passwd", "CEST+2\x00"])
def test_it_does_not_start_with_a_time_zone_that_is_none(good: Settings, zone: str) -> None:
    with pytest.raises(UnsafeSettings, match="HP_TIMEZONE"):
        check(dataclasses.replace(good, timezone=zone))


@pytest.mark.parametrize("proxies", ["10.0.0.1", "10.0.0.0/8, ::1", "10.0.0.1/8", ""])
def test_proxies_are_addresses_or_networks(good: Settings, proxies: str) -> None:
    check(dataclasses.replace(good, trusted_proxies=proxies))


@pytest.mark.parametrize(
    ("proxies", "words"),
    [
        ("proxy.example.se", "not an address"),
        ("10.0.0.0/33", "not an address"),
        ("*", "not an address"),
        ("0.0.0.0/0", "trusts everybody"),
        ("10.0.0.1, ::/0", "trusts everybody"),
    ],
)
def test_it_does_not_trust_everybody(good: Settings, proxies: str, words: str) -> None:
    with pytest.raises(UnsafeSettings, match=f"HP_TRUSTED_PROXIES.*{words}"):
        check(dataclasses.replace(good, trusted_proxies=proxies))
