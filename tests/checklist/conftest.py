"""Respondents of an installation that has a mail server; nothing is sent by these tests."""

from dataclasses import replace

import pytest

from hp.config import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, mail_url="smtp://localhost")
