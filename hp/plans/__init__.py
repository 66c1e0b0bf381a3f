"""Action plans that come with the program, one TOML file each, named after their year."""

import tomllib
from importlib.resources import files
from typing import Any


def list_plans() -> list[str]:
    """The names of the plans that come with the program, the newest first."""
    names = (file.name for file in files(__name__).iterdir())
    return sorted((n.removesuffix(".toml") for n in names if n.endswith(".toml")), reverse=True)


def read_plan(name: str) -> dict[str, Any]:
    """The plan file `name` ("2023") as tables and texts; `KeyError` if there is none."""
    if name not in list_plans():
        raise KeyError(name)
    file = files(__name__) / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
