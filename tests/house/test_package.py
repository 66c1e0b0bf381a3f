"""What is installed from the package is whole: it starts where there is no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

START = """
from pathlib import Path
from hp.app import create_app
from hp.config import Settings
from hp.i18n import catalogue_folder
from hp.plans import read_plan

here = Path.cwd()
assert catalogue_folder().is_relative_to(here), catalogue_folder()
assert read_plan("2023")["areas"]
key = "0123456789-abcdefghijklmnop-0123456789"
settings = Settings(here, key, "sqlite:///" + str(here / "x.sqlite"))
answer = create_app(settings).test_client().get("/about", headers={"Accept-Language": "sv"})
assert answer.status_code == 200, answer.status
assert 'lang="sv"' in answer.text
print("it starts")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_package_holds_all_that_is_sent_and_nothing_private(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    folders = ("templates", "static", "plans", "migrations")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / "hp" / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {f"hp/translations/{p.relative_to(ROOT / 'translations').as_posix()}"
               for p in (ROOT / "translations").rglob("*.po")}  # fmt: skip
    assert len(wanted) > 20
    assert wanted <= names
    assert not [n for n in names if n.startswith(("tests/", "instance/")) or n.endswith(".sqlite")]


def test_the_package_starts_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HP_")}
    run = subprocess.run(
        [sys.executable, "-c", START],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "it starts", run.stderr
