"""What the portal writes to people about their accounts, in the language of their page."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import allauth
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from journeys.looking import CHINESE, ENGLISH

pytestmark = pytest.mark.once

TEMPLATES = Path(allauth.__file__).parent / "templates"
MAILS = sorted(
    each.relative_to(TEMPLATES).as_posix()
    for each in TEMPLATES.rglob("email/*.txt")
    if not each.name.startswith("base_")
)
KNOWN = {
    "user": SimpleNamespace(username="officer"),
    "current_site": {"name": "zone.example", "domain": "zone.example"},
    "zone": {"title": {"zh": "示例区", "en": "The zone"}},
    "activate_url": "https://zone.example/1",
    "ip": "192.0.2.1",
}


@pytest.mark.parametrize("mail", MAILS)
@pytest.mark.parametrize(("language", "foreign"), [("zh-hans", ENGLISH), ("en", CHINESE)])
def test_a_mail_is_in_one_language(mail: str, language: str, foreign) -> None:
    with translation.override(language):
        assert foreign.findall(render_to_string(mail, KNOWN)) == []


def test_a_mail_says_who_writes_and_from_where() -> None:
    with translation.override("zh-hans"):
        text = render_to_string("account/email/email_confirmation_message.txt", KNOWN)
    assert text.startswith("您好：")
    assert text.split()[-2:] == ["示例区", "zone.example"]
