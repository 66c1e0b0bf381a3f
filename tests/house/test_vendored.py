"""What others have made and we send on is what its makers published, with its licence."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "hp" / "static"
HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"

# lines of VENDORED.md: | file | what | version | licence | licence file | sha256 |
ROW = re.compile(
    r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| [^|]+ \| `([^`]+)` \| `([0-9a-f]{64})` \|$", re.M
)


def vendored() -> list[tuple[str, str, str]]:
    return ROW.findall((STATIC / "VENDORED.md").read_text(encoding="utf-8"))


def test_htmx_is_the_one_that_was_published() -> None:
    assert hashlib.sha256((STATIC / "htmx-4.0.1.min.js").read_bytes()).hexdigest() == HTMX


@pytest.mark.parametrize(("name", "licence", "checksum"), vendored())
def test_a_vendored_file_is_unchanged_and_has_its_licence(
    name: str, licence: str, checksum: str
) -> None:
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == checksum
    assert (STATIC / licence).stat().st_size > 200


def test_every_file_that_is_not_ours_is_listed() -> None:
    ours = {".css", ".js", ".svg"}
    foreign = {
        path.name
        for path in STATIC.iterdir()
        if path.suffix == ".woff2" or (path.suffix in ours and re.search(r"-\d+\.\d+", path.name))
    }
    assert {name for name, _licence, _checksum in vendored()} == foreign
