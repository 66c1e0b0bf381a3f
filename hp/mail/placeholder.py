"""The gap in a stored mail where the personal link goes when it is sent.

A stored text is a format string of Python's with `{link}` as its only field; all braces that
people wrote are doubled. So a comment that says `{link}` stays a comment and gets no link.
"""

import secrets


def new_marker() -> str:
    """What stands for the link while a mail is rendered; nobody can have written it."""
    return secrets.token_hex(16)


def leave_gap(rendered: str, marker: str) -> str:
    """What to store of a rendered text in which `marker` stands where the link goes."""
    return rendered.replace("{", "{{").replace("}", "}}").replace(marker, "{link}")


def fill_in(stored: str, address: str) -> str:
    """A stored text as it is sent, with the link's whole address."""
    return stored.format(link=address)
