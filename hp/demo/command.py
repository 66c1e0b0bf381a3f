"""`hp demo`: the program on an invented city, to try it out."""

import datetime as dt
from functools import partial
from pathlib import Path

import click

from hp.config import Settings, find_instance
from hp.instance import keep_private, make_key, write_private
from hp.serve import WORKERS, claim_address, run

_HOST = "127.0.0.1"


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port."
)
def demo(port: int) -> None:
    """Try it out: 65 organisations of an invented city, in the middle of a round.

    Serves on this computer alone and prints two addresses, one for each side. Everything is in
    demo.sqlite in the instance folder and goes on where it was left; the real database is not
    touched.
    """
    keep_private()
    claim_address(_HOST, port)
    instance = find_instance()
    instance.mkdir(parents=True, exist_ok=True)
    settings = make_settings(instance, port)

    from hp.demo.database import open_demo

    link = open_demo(settings, dt.datetime.now(dt.UTC))
    text = _list_addresses(settings, *link)
    run(settings, _HOST, port, WORKERS, when_ready=partial(click.echo, text))


def make_settings(instance: Path, port: int) -> Settings:
    """The demonstration's settings: with a key of its own, and nothing of the real instance's."""
    key = instance / "demo.key"
    if not key.is_file():
        write_private(key, make_key() + "\n")
    return Settings(
        instance=instance,
        secret_key=key.read_text(encoding="utf-8").strip(),
        database_url=f"sqlite:///{instance / 'demo.sqlite'}",
        base_url=f"http://{_HOST}:{port}",
        mail_url="folder:demo-outbox",
        mail_from="Exempelstaden <uppfoljning@staden.example>",
        demo=True,
    )


def _list_addresses(settings: Settings, link_id: int, link_version: int) -> str:
    """What is printed once the server answers: a line for each side."""
    from hp.account.demo import demo_address
    from hp.domain.links import derive_key, make_token

    token = make_token(derive_key(settings.secret_key, "personal link"), link_id, link_version)
    return f"Coordinator  {demo_address(settings)}\nRespondent  {settings.base_url}/r/{token}"
