"""Templates: each is used, none lets markup through unseen."""

import ast
import re
from pathlib import Path

from jinja2 import Environment, meta, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "hp" / "templates"

# where markup is let through as it is: template -> why that is safe
UNESCAPED = {
    "hp/i18n.py": "words of our own catalogues; values put into them are escaped",
    "hp/words.py": "symbols of our own, with names from our own list",
    "hp/fragments.py": "joins pieces of our own templates with what goes between them, escaped",
    "hp/checklist/fieldset.py": "joins such pieces",
    "hp/mail/fillings.py": "takes what a template of our own has written, and escaped",
    "hp/overview/rows.py": "writes the matrix's many rows; escapes each name and text",
}

_UNESCAPED = re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false")


def our_templates() -> list[str]:
    return sorted(
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()
    )


def test_markup_is_let_through_only_where_listed() -> None:
    found = {
        name
        for name in our_templates()
        if _UNESCAPED.search((TEMPLATES / name).read_text(encoding="utf-8"))
    }
    found |= {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "hp").rglob("*.py")
        if _UNESCAPED.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(UNESCAPED)


def named_in_templates() -> set[str]:
    found: set[str] = set()
    for name in our_templates():
        tree = Environment(extensions=["jinja2.ext.i18n"]).parse(
            (TEMPLATES / name).read_text("utf-8")
        )
        found |= {other for other in meta.find_referenced_templates(tree) if other}
        # remembered("checklist/_activity.html", "question", ...), see hp/fragments.py
        found |= {str(text.value) for text in tree.find_all(nodes.Const)}
    return found


def named_in_code() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text in the code; and names put together there, as patterns of what they can be."""
    texts: set[str] = set()
    patterns = []
    for path in (ROOT / "hp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"([\w./-]+)"
                    for part in node.values
                ]
                if "/" in "".join(parts):
                    patterns.append(re.compile("".join(parts)))
    return texts, patterns


def test_every_template_is_used() -> None:
    """Named in another template or in the code: whole, or its parts where it is put together."""
    texts, patterns = named_in_code()
    whole = texts | named_in_templates()

    def is_used(name: str) -> bool:
        matches = filter(None, (pattern.fullmatch(name) for pattern in patterns))
        return name in whole or any(texts.issuperset(match.groups()) for match in matches)

    assert [name for name in our_templates() if not is_used(name)] == []


def test_no_template_counts_on_a_style_or_script_in_the_page() -> None:
    """The policy that is sent blocks them."""
    inline = re.compile(
        r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|hx-on|javascript:"""
    )
    bad = [n for n in our_templates() if inline.search((TEMPLATES / n).read_text("utf-8"))]
    assert bad == []
