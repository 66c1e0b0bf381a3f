"""`hp serve`: a server, and beside it a process that sends the mails."""

import multiprocessing
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp import serve
from hp.config import Settings
from hp.mail import messages
from tests.browser.server import free_port, is_healthy
from tests.cli.terminal import Running, hp, is_alive, running, wait_until
from tests.world import NOW, World

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(instance: Path, port: int) -> Iterator[Running]:
    hp(instance, "init")
    with running(instance, "serve", "--port", str(port)) as command:
        command.wait_for(lambda: f"port {port}" in command.stderr)
        yield command


def test_it_says_when_it_answers(server: Running, port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.read() == b"ok"
        assert "Set-Cookie" not in answer.headers


def test_it_stops_without_a_word_and_leaves_nothing_running(server: Running, port: int) -> None:
    wait_until(lambda: len(server.family()) >= 5)  # itself, two workers, outbox, Python's tracker
    family, said = server.family(), server.stderr
    assert server.end() == 0
    wait_until(lambda: not any(map(is_alive, family)))
    assert (server.stderr, server.stdout) == (said, "")
    assert not is_healthy(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP])
def test_it_stops_with_its_terminal(server: Running, how: signal.Signals) -> None:
    said = server.stderr
    os.killpg(server.process.pid, how)  # as a terminal does: to everybody
    assert server.process.wait(30) == 0
    assert server.stderr == said


def test_under_nohup_it_goes_on_when_the_terminal_ends(instance: Path, port: int) -> None:
    hp(instance, "init")
    with running(instance, "serve", "--port", str(port), hangup=signal.SIG_IGN) as server:
        server.wait_for(lambda: f"port {port}" in server.stderr)
        wait_until(lambda: len(server.family()) >= 5)
        family = server.family()
        os.killpg(server.process.pid, signal.SIGHUP)
        time.sleep(1)  # what must not happen has no sign to wait for
        assert is_healthy(f"http://127.0.0.1:{port}")
        assert server.family() == family


def test_when_it_is_killed_nothing_goes_on_without_it(server: Running, port: int) -> None:
    wait_until(lambda: len(server.family()) >= 5)
    family = server.family()
    server.end(signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, family)))
    serve.claim_address("127.0.0.1", port)  # the port is free again


def test_it_refuses_a_port_that_is_taken(server: Running, instance: Path, port: int) -> None:
    done = hp(instance, "serve", "--port", str(port))
    assert done.returncode != 0
    assert done.stderr == (
        f"hp: Port {port} is taken. Stop what uses it, or choose another one: --port {port + 1}.\n"
    )


def test_a_worker_that_dies_is_started_again(server: Running, port: int) -> None:
    wait_until(lambda: len(server.family()) >= 5)
    before = server.family()
    for pid in before - {server.process.pid}:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: is_healthy(f"http://127.0.0.1:{port}"))
    assert server.process.poll() is None


def test_addresses_are_not_logged(server: Running, port: int) -> None:
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/r/some-secret-token")
    server.end()
    assert "some-secret-token" not in server.stderr + server.stdout


def test_it_sends_the_mails_that_wait(
    app: Flask, session: Session, world: World, settings: Settings, port: int
) -> None:
    with app.app_context():
        messages.add_new_link(session, link_id=world.anna.id, now=NOW)
        session.commit()
    with running(
        settings.instance,
        "serve",
        "--port",
        str(port),
        HP_SECRET_KEY=settings.secret_key,
        HP_DATABASE_URL=settings.database_url,
    ) as command:
        command.wait_for(lambda: bool(list(settings.instance.glob("outbox/*.eml"))))


def test_the_outbox_is_started_again_when_it_dies(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_RESTART_PAUSE", 0.1)
    outbox = serve.OutboxProcess(settings)
    outbox.start()
    try:
        wait_until(lambda: len(multiprocessing.active_children()) == 1)
        (first,) = multiprocessing.active_children()
        first.kill()
        wait_until(
            lambda: [p.pid for p in multiprocessing.active_children()] not in ([], [first.pid])
        )
    finally:
        outbox.stop()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_host_may_be_a_name(host: str, port: int) -> None:
    assert serve.claim_address(host, port) in ("127.0.0.1", "::1")


def test_a_port_can_be_had_again_at_once(port: int) -> None:
    """Connections that have just ended are no reason to refuse."""
    listener = socket.create_server(("127.0.0.1", port))
    there = socket.create_connection(("127.0.0.1", port))
    here, _ = listener.accept()
    here.close()
    there.close()
    listener.close()
    assert serve.claim_address("127.0.0.1", port) == "127.0.0.1"
