"""What a page sends to a browser that has been nowhere yet."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from bench.web.asked import Page
from bench.web.client import Client, assets, imports


@dataclass(frozen=True)
class Weight:
    """Bytes as they go over the wire: the page itself, and all it loads."""

    page: int
    all: int


def weigh(port: int, page: Page, cookies: dict[str, str]) -> Weight:
    client = Client(port, cookies)
    answer, content = client.ask(page.paths[0], htmx=page.htmx)
    own = total = len(content)
    waiting, seen = assets(_text(answer.headers.get("Content-Encoding"), content)), set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer, content = client.ask(address)
        total += len(content)
        if address.endswith(".js"):
            waiting += imports(_text(answer.headers.get("Content-Encoding"), content), address)
    client.close()
    return Weight(own, total)


def _text(encoding: str | None, content: bytes) -> str:
    return (gzip.decompress(content) if encoding == "gzip" else content).decode("utf-8", "replace")
