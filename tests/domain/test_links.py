import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hp.domain import links

KEY = links.derive_key("a secret key of an installation, long enough", "personal link")
OTHER_KEY = links.derive_key("a secret key of another one, as long as it", "personal link")
IDS = st.integers(0, 2**63 - 1)
VERSIONS = st.integers(0, 2**31 - 1)
TOKEN = links.make_token(KEY, 417, 2)


@given(IDS, VERSIONS)
def test_a_token_tells_its_link_and_version(link_id: int, version: int) -> None:
    token = links.make_token(KEY, link_id, version)
    assert links.read_token(KEY, token) == (link_id, version)


@given(IDS, VERSIONS)
def test_a_token_of_another_key_is_refused(link_id: int, version: int) -> None:
    assert links.read_token(OTHER_KEY, links.make_token(KEY, link_id, version)) is None


@given(IDS, VERSIONS, st.data())
def test_any_changed_character_is_refused(link_id: int, version: int, data: st.DataObject) -> None:
    token = links.make_token(KEY, link_id, version)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters().filter(lambda c: c != token[place]))
    assert links.read_token(KEY, token[:place] + letter + token[place + 1 :]) is None


@given(IDS, VERSIONS, st.data())
def test_any_character_more_or_less_is_refused(
    link_id: int, version: int, data: st.DataObject
) -> None:
    token = links.make_token(KEY, link_id, version)
    place = data.draw(st.integers(0, len(token)))
    more = token[:place] + data.draw(st.characters()) + token[place:]
    assert links.read_token(KEY, more) is None
    less = token[:place] + token[place + 1 :]
    assert less == token or links.read_token(KEY, less) is None


@given(st.text())
@example("")
@example("-")
@example("--")
@example(TOKEN.upper())
@example(f"{TOKEN}\n")
@example(f" {TOKEN}")
@example(f"0{TOKEN}")  # the same number with another spelling
@example(TOKEN.replace("-2-", "-٢-"))  # digits of other scripts are digits to Python
@example(TOKEN.replace("-2-", "-２-"))
@example(TOKEN.replace("-2-", "-²-"))
@example("1-1-" + "a" * 32)
@example("9" * 5000 + "-1-" + "a" * 32)
@example("1-1-" + "å" * 32)
@example("\x00" * 40)
@example("\ud800-1-" + "a" * 32)
@example("../../etc/passwd")
@example("%s%n{0}")
def test_anything_else_is_refused(text: str) -> None:
    assert links.read_token(KEY, text) is None


@given(st.lists(st.tuples(IDS, VERSIONS), unique=True, max_size=30))
def test_no_two_tokens_are_alike(pairs: list[tuple[int, int]]) -> None:
    tokens = {links.make_token(KEY, *pair) for pair in pairs}
    assert len(tokens) == len(pairs)
    assert len({token.rpartition("-")[2] for token in tokens}) == len(pairs)


def test_a_token_has_at_least_128_bits_that_nobody_can_guess() -> None:
    mac = TOKEN.rpartition("-")[2]
    assert len(base64.b32decode(mac.upper())) * 8 >= 128


def test_a_token_passes_through_any_mail_program() -> None:
    assert TOKEN.replace("-", "").isalnum()
    assert TOKEN.isascii()
    assert TOKEN.lower() == TOKEN
    assert len(TOKEN) <= 60, "a line of a mail, with the address before it"


@pytest.mark.parametrize("purpose", ["cookie", "attempts", ""])
def test_a_key_is_for_one_purpose(purpose: str) -> None:
    secret = "a secret key of an installation, long enough"
    key = links.derive_key(secret, purpose)
    assert len(key) == 32
    assert key != KEY
    assert links.read_token(key, TOKEN) is None


def test_a_fingerprint_tells_keys_apart_and_reveals_neither() -> None:
    one, other = links.fingerprint("x" * 40), links.fingerprint("y" * 40)
    assert one == links.fingerprint("x" * 40)
    assert one != other
    assert len(one) == 8
    assert not links.derive_key("x" * 40, "personal link").hex().startswith(one)
