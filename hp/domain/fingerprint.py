"""What somebody saw, as one short word: to notice that it has changed since."""

import hashlib


def fingerprint(*values: object) -> str:
    """The same for the same values, another one for others; it says nothing about them."""
    return hashlib.sha256(repr([str(value) for value in values]).encode()).hexdigest()[:16]
