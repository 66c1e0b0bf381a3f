"""Templates: each is used, none lets markup through unseen."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "hp" / "templates"

# where markup is let through as it is: template -> why that is safe
UNESCAPED: dict[str, str] = {}

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


def test_every_template_is_used() -> None:
    """Named whole, in code or in another template; those of mails by their folder and ending."""
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "hp").rglob("*.py")}
    sources |= {TEMPLATES / name: (TEMPLATES / name).read_text("utf-8") for name in our_templates()}
    unused = []
    for name in our_templates():
        named = re.compile(rf"""["']{re.escape(name)}["']""")
        if not any(
            named.search(text) for path, text in sources.items() if path != TEMPLATES / name
        ):
            unused.append(name)
    assert unused == []


def test_no_template_counts_on_a_style_or_script_in_the_page() -> None:
    """The policy that is sent blocks them."""
    inline = re.compile(
        r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|hx-on|javascript:"""
    )
    bad = [n for n in our_templates() if inline.search((TEMPLATES / n).read_text("utf-8"))]
    assert bad == []
