"""Addresses of this room."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/sign-in")
def sign_in() -> str:
    """The sign-in page."""
    return ""


@bp.post("/sign-out")
def sign_out() -> str:
    """Sign out."""
    return ""
