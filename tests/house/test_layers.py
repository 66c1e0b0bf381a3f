"""What import contracts (pyproject.toml) cannot say about who may use what."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def imports(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(file, module, name) for each import: name is empty for `import module`."""
    for path in sorted(folder.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((place, alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((place, node.module or "", alias.name) for alias in node.names)


def test_rules_import_the_standard_library_alone() -> None:
    known = set(sys.stdlib_module_names)
    others = [
        (place, module)
        for place, module, _name in imports(ROOT / "hp" / "domain")
        if module.split(".")[0] not in known and not module.startswith("hp.domain")
    ]
    assert others == []


def test_only_the_store_asks_the_database() -> None:
    asking = {
        place
        for place, module, name in imports(ROOT / "hp")
        if module.startswith("sqlalchemy") and name in ("select", "Select", "text")
    }
    assert {
        place for place in asking if not place.startswith(("hp/store/", "hp/migrations/"))
    } == set()


def test_nobody_commits_but_actions_and_what_runs_by_itself() -> None:
    """A route that commits would save half of what an action does."""
    committing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "hp").rglob("*.py")
        if ".commit()" in path.read_text(encoding="utf-8") and path.parent.name != "actions"
    }
    assert {
        place for place in committing if place.endswith(("routes.py", "pages.py", "forms.py"))
    } == set()
    assert {
        place for place in committing if place.startswith(("hp/domain", "hp/store", "hp/models"))
    } == set()
