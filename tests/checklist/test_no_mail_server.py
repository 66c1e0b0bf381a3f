"""Where mails only go to a folder, no page promises one that will not arrive by itself."""

from dataclasses import replace

import pytest

from hp.config import Settings
from tests.checklist.invitations import address, follow, invite
from tests.checklist.tab import submit_everything
from tests.checklist.test_colleagues_pass_on import pass_on
from tests.client import Client
from tests.world import World

NOTE = "Inga mejl skickas härifrån av sig själva"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, mail_url="folder:outbox")


def test_inviting_says_that_the_coordinator_sends_the_link(anna: Client, world: World) -> None:
    page = anna.get(address(world))
    assert NOTE in page.words(".note-warn")
    assert "sara.ek@staden.example" in page.words(".note-warn")
    assert "mejl" not in page.words(".ingress")
    assert page.words("form.box .btn-primary") == "Bjud in"
    done = invite(anna, world).words("#done")
    assert done.startswith("Erik Holm har en länk, som inte mejlas")
    assert "på väg" not in done


@pytest.mark.parametrize("keeps_link", ["yes", "no"])
def test_passing_on_says_so_too(anna: Client, world: World, keeps_link: str) -> None:
    assert NOTE in anna.get(f"/checklist/{world.harbour.id}/pass-on").words(".note-warn")
    words = follow(anna, pass_on(anna, world, keeps_link)).words("main")
    assert "på väg" not in words


def test_no_receipt_is_promised(anna: Client, world: World) -> None:
    review = anna.get(f"/checklist/{world.harbour.id}/review").words("main")
    assert "skickas ett kvitto" not in review
    submit_everything(anna, world.harbour)
    receipt = follow(anna, anna.get(f"/checklist/{world.harbour.id}")).words("main")
    assert "inget kvitto mejlas härifrån" in receipt


def test_a_new_link_is_not_said_to_be_on_its_way(client: Client, world: World) -> None:
    assert NOTE in client.get("/r/1-1-wrong").words(".note-warn")
    page = client.post("/r/new", {"email": "anna@hamnen.example"})
    if page.status == 303:
        page = client.get(str(page.location))
    assert NOTE in page.words(".note-warn")
    assert "på väg" not in page.words("main")
