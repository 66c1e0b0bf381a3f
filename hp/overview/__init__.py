"""ROOM overview: everybody in one matrix, what they comment, and both as files."""

from hp.overview import comment_routes, files, promise_routes  # they add their addresses
from hp.overview.routes import bp
from hp.overview.shared_routes import bp as shared_bp

__all__ = ["bp", "comment_routes", "files", "promise_routes", "shared_bp"]
