"""`hp demo`, started as somebody would."""

import re
import stat
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.browser.server import free_port, is_healthy
from tests.cli.terminal import Running, hp, is_alive, running, wait_until

LINES = re.compile(r"Coordinator  (http://127\.0\.0\.1:\d+/\S+)\nRespondent  (http://\S+/r/\S+)\n")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


def addresses(command: Running) -> tuple[str, str]:
    """The two that it prints when it is ready, and nothing else."""
    command.wait_for(lambda: command.stdout.count("\n") >= 2)
    found = LINES.fullmatch(command.stdout)
    assert found, command.stdout
    return found[1], found[2]


def open_page(address: str) -> tuple[str, str]:
    """Where a new browser ends up, and the page there."""
    cookies = urllib.request.HTTPCookieProcessor(CookieJar())
    with urllib.request.build_opener(cookies).open(address) as answer:
        assert answer.status == 200
        return answer.url, answer.read().decode()


def test_it_prints_two_addresses_that_lead_straight_in(instance: Path) -> None:
    port = free_port()
    with running(instance, "demo", "--port", str(port)) as command:
        coordinator, respondent = addresses(command)
        address, page = open_page(coordinator)
        assert address.endswith("/overview")
        assert page.count(' data-organisation="') == 65
        address, page = open_page(respondent)
        assert re.search(r"/checklist/\d+$", address)
        assert 'id="checklist"' in page
        assert "Hamnbolaget AB" in page.replace("&shy;", "").replace("\xad", "")

        wait_until(lambda: len(command.family()) >= 4)
        family = command.family()
        assert command.end() == 0
        wait_until(lambda: not any(map(is_alive, family)))
        assert command.stderr == ""
    assert not is_healthy(f"http://127.0.0.1:{port}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_what_it_makes_is_for_its_owner_alone(instance: Path) -> None:
    with running(instance, "demo", "--port", str(free_port())) as command:
        addresses(command)
        made = [instance, *instance.iterdir()]
    assert {path.name for path in made} >= {"demo.key", "demo.sqlite"}
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_a_taken_port_is_said_in_one_line(instance: Path) -> None:
    port = free_port()
    with running(instance, "demo", "--port", str(port)) as command:
        addresses(command)
        done = hp(instance, "demo", "--port", str(port))
    assert done.returncode != 0
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert f"--port {port + 1}" in done.stderr
