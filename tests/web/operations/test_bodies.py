"""What is sent in: nothing larger than is taken, nobody waits for a slow sender, nothing of it gets into the log."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from twinwheel_web.operations import middleware

FILES = 'multipart/form-data; boundary="b"'
BODY = (
    b'--b\r\nContent-Disposition: form-data; name="a"; filename="f.txt"\r\n\r\n'
    + b"x" * 200_000
    + b"\r\n--b--\r\n"
)


class Watched(io.BytesIO):
    """A body that notes of every read how deep in transactions the database was."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.depths: set[int] = set()

    def read(self, size: int | None = -1) -> bytes:
        self.depths.add(len(connection.savepoint_ids))
        return super().read(size)


def sent(body: io.BytesIO, type: str, length: int) -> Any:
    more = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": type, "CONTENT_LENGTH": str(length), "wsgi.input": body}
    found: Any = WSGIRequest(RequestFactory()._base_environ(**more))
    found.user = AnonymousUser()
    return found


@pytest.mark.parametrize(
    ("type", "body"),
    [(FILES, BODY), ("application/x-www-form-urlencoded", b"a=1"), ("application/json", b"{}")],
)
def test_a_body_is_read_before_the_transaction_begins(db: None, type: str, body: bytes) -> None:
    """Else whoever sends a byte a second keeps everybody else on SQLite from writing."""
    watched, outside = Watched(body), len(connection.savepoint_ids)

    def view(request: Any) -> HttpResponse:
        assert len(connection.savepoint_ids) > outside
        return HttpResponse(
            request.POST.get("a", "") or request.body if type != FILES else request.FILES["a"].read()
        )

    answer = middleware.AtomicWritesMiddleware(view)(sent(watched, type, len(body)))
    assert answer.content in {b"1", b"{}", b"x" * 200_000}
    assert watched.depths == {outside}


@pytest.mark.parametrize("page", ["/documents/?q=%00", "/register/?q=a%00", "/documents/1/?at=%00"])
def test_a_nul_in_an_address_is_refused(client: Client, db: None, page: str) -> None:
    assert client.get(page).status_code == 400


@pytest.mark.parametrize("page", ["/sign/login/", "/documents/add/", "/no/such/page/"])
def test_a_visitor_cannot_fill_the_disk(client: Client, db: None, page: str, settings: Any) -> None:
    watched = Watched(BODY)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    request = sent(watched, FILES, len(BODY))
    assert middleware.UploadLimitMiddleware(lambda _: HttpResponse())(request).status_code == 413
    assert not watched.depths
    assert client.post(page, BODY, content_type=FILES).status_code == 413


def test_somebody_signed_in_may_send_files_up_to_the_limit(
    client_of: Callable[[str | None], Client], settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    assert client_of("zone-officer").post("/documents/add/", BODY, content_type=FILES).status_code == 400
    length = middleware.LARGEST_FILES * settings.TWINWHEEL.upload_mb * 10**6 + 1
    answer = client_of("zone-officer").generic(
        "POST", "/documents/add/", BODY, FILES, CONTENT_LENGTH=str(length)
    )
    assert answer.status_code == 413


def test_a_large_body_is_refused_by_the_door_of_the_api_in_its_own_form(client: Client, db: None) -> None:
    answer = client.post("/api/v1/match", b" " * 3_000_000, content_type="application/json")
    assert answer.status_code == 413
    assert answer.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("path", "never"),
    [
        ("/nowhere/%0A2026-01-01 ERROR forged", "\n2026"),
        ("/sign/password/reset/key/1-set9u2-abcdef0123456789/", "abcdef0123456789"),
        ("/sign/confirm-email/MQ:1tabcd:secretsecret/", "secretsecret"),
    ],
)
def test_a_line_of_the_log_is_one_line_and_holds_no_key(
    client: Client, db: None, caplog: pytest.LogCaptureFixture, path: str, never: str
) -> None:
    with caplog.at_level(logging.INFO, "twinwheel.request"):
        client.get(path)
    (line,) = [each.getMessage() for each in caplog.records if each.name == "twinwheel.request"]
    assert line.startswith("GET /")
    assert never not in line
