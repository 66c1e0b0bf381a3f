"""ROOM about: what happens with the answers, the accessibility statement, the start, the pulse."""

from hp.about.routes import bp

__all__ = ["bp"]
