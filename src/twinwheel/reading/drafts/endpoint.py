"""The one place from which Twinwheel speaks to a language model: one POST over HTTP, and nothing without an address.

No address is built in. ``TWINWHEEL_LLM_URL`` gives it, up to ``/v1`` or the whole of ``…/chat/completions``;
``TWINWHEEL_LLM_KEY`` and ``TWINWHEEL_LLM_MODEL`` are optional. Redirects are not followed, so that the key and the
text reach no other host. The key is in no message and no representation.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from twinwheel.errors import UsageError
from twinwheel.messages import message

TIMEOUT = 60.0
"""Seconds for one answer, from the first byte sent to the last byte read."""

MAX_ANSWER = 1_000_000
MAX_QUESTION = 200_000


class Unanswered(Exception):
    """There is no answer that can be used; the text says why, without key or address."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers. Raises UsageError for an address that is none."""

    url: str
    key: str | None = field(default=None, repr=False)
    model: str = "default"
    timeout: float = TIMEOUT

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            port = parts.port
        except ValueError:
            raise UsageError(
                message("TWINWHEEL_LLM_URL is no address"), message("Write http://HOST:PORT/v1.")
            ) from None
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise UsageError(
                message("TWINWHEEL_LLM_URL is no http or https address"),
                message("Write http://HOST:PORT/v1."),
            )
        if parts.username or parts.password:
            raise UsageError(
                message("TWINWHEEL_LLM_URL holds a password"), message("Put the key into TWINWHEEL_LLM_KEY.")
            )
        if any(ord(char) < 33 or ord(char) > 126 for char in self.url + (self.key or "")):
            raise UsageError(
                message("address or key of the model has characters no header takes"),
                message("Remove spaces."),
            )

    def ask(self, system: str, question: str) -> str:
        """The words a model answers with. Raises Unanswered."""
        body = json.dumps(
            {
                "model": self.model,
                "temperature": 0,
                "messages": [{"role": "system", "content": system}, {"role": "user", "content": question}],
            },
            ensure_ascii=False,
        ).encode()
        if len(body) > MAX_QUESTION:
            raise Unanswered("the question is too long")
        return _words(self._post(body))

    def _post(self, body: bytes) -> bytes:
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        path = path if path.endswith("/chat/completions") else f"{path}/chat/completions"
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        deadline = time.monotonic() + self.timeout
        secure = parts.scheme == "https"
        assert parts.hostname is not None
        connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=self.timeout, context=ssl.create_default_context()
            )
            if secure
            else http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.timeout)
        )
        try:
            connection.request("POST", path + (f"?{parts.query}" if parts.query else ""), body, headers)
            sock = connection.sock  # the connection lets go of it once the answer begins
            with connection.getresponse() as response:
                if response.status != 200:
                    raise Unanswered(f"the model answered with status {response.status}")
                return _read(response, sock, deadline)
        except TimeoutError:
            raise Unanswered(f"no answer within {self.timeout:g} s") from None
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(f"the model cannot be reached: {type(error).__name__}") from None
        finally:
            connection.close()


def _read(response: http.client.HTTPResponse, sock: socket.socket, deadline: float) -> bytes:
    """The answer up to its largest size and time; a server that sends a byte a second is cut off too."""
    found = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if sock.fileno() >= 0:
            sock.settimeout(left)
        piece = response.read1(65_536)
        if not piece:
            return bytes(found)
        found += piece
        if len(found) > MAX_ANSWER:
            raise Unanswered(f"the answer is longer than {MAX_ANSWER:,} bytes")


def _words(answer: bytes) -> str:
    try:
        found: Any = json.loads(answer)
        words = found["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise Unanswered("the answer is no chat completion") from None
    if not isinstance(words, str):
        raise Unanswered("the answer is no chat completion")
    return words


def from_environment(environment: Mapping[str, str]) -> Endpoint | None:
    """The endpoint the user gave; None where none is given. Raises UsageError."""
    url = environment.get("TWINWHEEL_LLM_URL", "").strip()
    if not url:
        return None
    key = environment.get("TWINWHEEL_LLM_KEY", "").strip() or None
    return Endpoint(url, key, environment.get("TWINWHEEL_LLM_MODEL", "").strip() or "default")
