"""Addresses of this room."""

from flask import Blueprint

bp = Blueprint("about", __name__)
