"""ROOM overview: everybody in one matrix, what they comment, and both as files."""

from hp.overview import comment_routes, files  # they add their addresses
from hp.overview.routes import bp
from hp.overview.shared_routes import bp as shared_bp

__all__ = ["bp", "comment_routes", "files", "shared_bp"]
