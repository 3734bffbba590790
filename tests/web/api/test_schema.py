"""The API holds to its own OpenAPI document, whatever it is asked; and the document that is checked in is this one."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from twinwheel_web.api.schema import document
from twinwheel_web.api.urls import api
from twinwheel_web.wsgi import application

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[3]
CONFIG = {
    # What fits the schema may still name a field or measure that the pack does not have.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "422"]}},
}
schema = schemathesis.openapi.from_dict(document(api), config=SchemathesisConfig.from_dict(CONFIG))
schema.app = application


@schema.parametrize()
@settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_holds_to_the_document(case: Any, one_connection: None, token: str) -> None:
    headers = {"Host": "localhost", "Accept-Encoding": "identity"}
    if case.operation.path.startswith("/api/v1/own"):
        headers["Authorization"] = f"Bearer {token}"
    case.call_and_validate(headers=headers)


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """A real server gives its connection back after each request; a test in one transaction keeps it."""
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


@pytest.fixture
def token(token_of: Any) -> str:
    return str(token_of())


def test_the_document_that_is_checked_in_is_this_one() -> None:
    spec = importlib.util.spec_from_file_location("openapi_tool", ROOT / "tools" / "openapi.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.FILE.read_text(encoding="utf-8") == tool.text(), "run: python tools/openapi.py"
