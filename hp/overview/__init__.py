"""ROOM overview: everybody in one matrix, what they comment, and both as files."""

from hp.overview import files  # adds its addresses
from hp.overview.routes import bp

__all__ = ["bp", "files"]
