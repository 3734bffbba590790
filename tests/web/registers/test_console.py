"""The operator's console shows the register and changes nothing in it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from twinwheel_web.registers.models import Filing


@pytest.mark.parametrize(
    "model",
    [
        "registers_subject",
        "registers_filing",
        "registers_import",
        "registers_merge",
        "registers_export",
        "matches_run",
    ],
)
def test_the_console_only_looks(client_of, model: str) -> None:
    client = client_of("operator")
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{model}_add")).status_code == 403


def test_a_filing_is_neither_changed_nor_deleted_there(client_of) -> None:
    client, filing = client_of("operator"), Filing.objects.order_by("pk")[0]
    for action in ("change", "delete"):
        address = reverse(f"admin:registers_filing_{action}", args=[filing.pk])
        assert client.post(address, {"ground": "certified", "post": "yes"}).status_code == 403
    assert Filing.objects.filter(pk=filing.pk, ground=filing.ground).exists()
