"""An instance folder that is not there yet."""

from pathlib import Path

import pytest


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"
