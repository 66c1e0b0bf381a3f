"""Serving: granian's workers, and beside them one process that works off the outbox.

That process reads the mails that came back, too, in a thread: a mailbox may be slow to answer. In
another one it runs the standing schedules of reminders.

Every process is started afresh ("spawn") on every system, so that none inherits an open database
or a lock that a thread held. Each ends when the first one does, even if that is killed.
"""

import errno
import gc
import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

import click

from hp.config import Settings, load_settings

if TYPE_CHECKING:
    from flask import Flask

# granian cannot share a socket between workers on Windows
WORKERS = 1 if sys.platform == "win32" else 2
_BACKLOG = 2048  # connections that may wait: 200 people who save at once, many times over
_STOP_TIMEOUT = 10  # seconds that a request or a mail under way is given
_RESTART_PAUSE = 5  # seconds
_TO_STDERR = {
    "handlers": {
        name: {"class": "logging.StreamHandler", "formatter": formatter}
        for name, formatter in (("console", "generic"), ("access", "access"))
    }
}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port."
)
@click.option(
    "--workers",
    default=WORKERS,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer. One per processor is enough.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve, and send the outbox's mails.

    Brings the database up to date first. Stops on SIGTERM or Ctrl-C. In the open, put a proxy that
    speaks https in front.
    """
    from hp.instance import keep_private, prepare_database

    settings = load_settings()
    keep_private()
    address = claim_address(host, port)
    prepare_database(settings)
    text = f"Serving on {host}, port {port}. Links lead to {settings.base_url}."
    run(settings, address, port, workers, when_ready=partial(click.echo, text, err=True))


def claim_address(host: str, port: int) -> str:
    """The numeric address of `host`, after trying that its port is free.

    granian's workers share a port, so it would not notice another server on it.
    Raises `click.ClickException` for a taken port, `OSError` for what else is wrong with it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, address = found[0][0], str(found[0][4][0])
    try:
        socket.create_server((address, port), family=family).close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise OSError(error.errno, os.strerror(error.errno or 0), f"Port {port}") from error
        other = port + 1 if port < 65535 else 8000
        raise click.ClickException(
            f"Port {port} is taken. Stop what uses it, or choose another one: --port {other}."
        ) from error
    return address


def run(
    settings: Settings, address: str, port: int, workers: int, when_ready: Callable[[], None]
) -> None:
    """Serve until told to stop. The database has to be up to date.

    `when_ready` is called, in a thread, once the server answers.
    """
    multiprocessing.set_start_method("spawn", force=True)
    is_under_nohup = _ignores_hangup()
    stops = _keep_from_children("SIGINT", "SIGHUP")
    server = _make_server(address, port, workers)
    outbox = OutboxProcess(settings)

    def begin() -> None:
        _wait_until_ready(address, port)
        when_ready()
        outbox.start()  # last, so that people are not kept waiting by it

    def listen() -> None:
        signal.sigwait(stops)
        server.signal_handler_interrupt()

    if is_under_nohup:
        # granian takes it for a wish to reload, by now
        server.on_startup(partial(signal.signal, signal.SIGHUP, signal.SIG_IGN))
    server.on_startup(threading.Thread(target=begin, daemon=True).start)
    if stops:
        server.on_startup(threading.Thread(target=listen, daemon=True).start)
    try:
        server.serve(target_loader=partial(load_app, settings), wrap_loader=False)
    finally:
        outbox.stop()


def _make_server(address: str, port: int, workers: int) -> Any:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    return Granian(
        "hp.app:create_app",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        http=HTTPModes.http1,
        websockets=False,
        backlog=_BACKLOG,
        log_level=LogLevels.error,
        log_dictconfig=_TO_STDERR,
        log_access=False,  # addresses hold tokens
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_TIMEOUT,
    )


def load_app(settings: Settings) -> "Flask":
    """The application, in a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows sends Ctrl-C to every process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from hp.app import create_app

    app = create_app(settings)
    gc.freeze()  # what stays for good need not be looked through for rubbish again and again
    return app


class OutboxProcess:
    """The process that sends mails: started again if it dies, asked to leave by a closed pipe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._context = multiprocessing.get_context("spawn")
        self._reader, self._writer = self._context.Pipe(duplex=False)
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start the process and watch over it."""
        self._keeper.start()

    def stop(self) -> None:
        """Let the process finish the mail it is sending, then end it."""
        self._over.set()
        self._writer.close()
        if self._keeper.is_alive():
            self._keeper.join(_STOP_TIMEOUT)
        for process in multiprocessing.active_children():
            process.kill()

    def _keep(self) -> None:
        _keep_from_children("SIGTERM")  # a mail half sent would stay claimed for ever
        while not self._over.is_set():
            process = self._context.Process(
                target=send_mails, args=(self._settings, self._reader), name="outbox"
            )
            process.start()
            process.join()
            if not self._over.is_set():
                click.echo(f"The outbox ended ({process.exitcode}) and is started again.", err=True)
                self._over.wait(_RESTART_PAUSE)


def send_mails(settings: Settings, lifeline: "Connection[Any, Any]") -> None:
    """Work off the outbox until `lifeline` is closed, by the first process or by its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows sends Ctrl-C to every process
    from hp.app import create_app
    from hp.mail.bounces import keep_reading
    from hp.mail.outbox import keep_sending
    from hp.reminders.runner import keep_running

    is_over = partial(_is_closed, lifeline)
    make_app = partial(create_app, settings)
    for target, needs in ((keep_reading, settings), (keep_running, make_app)):
        threading.Thread(target=target, args=(needs, is_over), daemon=True).start()
    keep_sending(settings, is_over)


def _is_closed(lifeline: "Connection[Any, Any]") -> bool:
    try:
        return lifeline.poll()  # nothing is ever sent: readable means closed
    except OSError:  # what Windows says instead
        return True


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _keep_from_children(*names: str) -> set[signal.Signals]:
    """Block signals in this thread and in the processes and threads that it starts from now on.

    A terminal sends Ctrl-C and its end to all of them, also to one that has just begun and would
    answer with a traceback. Returns the signals blocked: none on Windows, nor SIGHUP under nohup.
    """
    if sys.platform == "win32":
        return set()
    resource_tracker.ensure_running()  # Python's own helper, whose start would unblock them again
    blocked = {signal.Signals[name] for name in names}
    if _ignores_hangup():
        blocked.discard(signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
    return blocked


def _ignores_hangup() -> bool:
    """Whether the end of the terminal is to be survived: started with nohup."""
    return sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def _wait_until_ready(address: str, port: int) -> None:
    listens = ipaddress.ip_address(address)
    if listens.is_unspecified:
        address = "127.0.0.1" if listens.version == 4 else "::1"
    while not _answers(address, port):
        time.sleep(0.05)


def _answers(address: str, port: int) -> bool:
    connection = HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost", "Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
