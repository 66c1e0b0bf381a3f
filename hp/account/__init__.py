"""ROOM account: signing in and out, one's own account, who may sign in."""

from hp.account import code_routes, link_routes, own_routes, users_routes
from hp.account.routes import bp

__all__ = ["bp", "code_routes", "link_routes", "own_routes", "users_routes"]
