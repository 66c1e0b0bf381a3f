"""The personal link: the way in without an account."""

from flask import Blueprint

bp = Blueprint("link", __name__)
