"""Addresses of this room."""

from flask import Blueprint

bp = Blueprint("checklist", __name__)
