"""Addresses of the tests' own, as other rooms' pages are not this room's business."""

import pytest
from flask import Flask, render_template_string

from hp import web
from hp.models.users import Role

_PAGE = """{% extends "layouts/user.html" %}
{% block title %}A page{% endblock %}
{% block main %}<h1>A page</h1>{% endblock %}"""


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    app = fresh_app

    @app.get("/tests/anyone")
    def anyone() -> str:
        return web.require_user().email

    @app.route("/tests/coordinator", methods=["GET", "POST"])
    def coordinator() -> str:
        return web.require_user(Role.COORDINATOR).email

    @app.get("/tests/page")
    def page() -> str:
        web.require_user()
        return render_template_string(_PAGE, round=None)

    return app
