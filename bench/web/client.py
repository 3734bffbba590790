"""Asks as a browser does: connections that stay open, cookies, gzip; never what it has already."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from urllib.parse import urlencode

from bench.process import Failed
from bench.web.asked import Page

TIMEOUT = 60.0  # seconds


class Client:
    """One connection with the cookies of one person."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def ask(
        self, path: str, *, htmx: bool = False, form: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        """The answer and its bytes as they were sent.

        Raises:
            Failed: it is none that a page is.
        """
        headers = {
            "Host": "localhost",
            "Accept-Encoding": "gzip",
            "Accept-Language": "zh-CN",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **({"HX-Request": "true"} if htmx else {}),
            **({"Content-Type": "application/x-www-form-urlencoded"} if form else {}),
        }
        body = urlencode(form) if form else None
        self._connection.request("POST" if form else "GET", path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status not in ({302} if form else {200}):
            raise Failed(f"{path} answered {answer.status}")
        return answer, content

    def close(self) -> None:
        self._connection.close()


def signed_in(port: int, who: str | None) -> dict[str, str]:
    """The cookies of one of the demo's people."""
    if who is None:
        return {}
    client = Client(port)
    client.ask("/demo/")
    client.ask("/demo/enter/", form={"username": who, "csrfmiddlewaretoken": client.cookies["csrftoken"]})
    client.close()
    return client.cookies


def one_after_another(port: int, page: Page, cookies: dict[str, str], number: int) -> list[float]:
    """Milliseconds on loopback of so many requests, each after the one before."""
    client, found = Client(port, cookies), []
    for place in range(number):
        began = time.perf_counter()
        client.ask(page.paths[place % len(page.paths)], htmx=page.htmx)
        found.append((time.perf_counter() - began) * 1000)
    client.close()
    return found


def at_once(
    port: int, page: Page, cookies: dict[str, str], connections: int, seconds: float, most: int
) -> tuple[int, float]:
    """How many requests were answered over some connections, and in how many seconds."""
    turn, wrong = count(), []
    until = time.perf_counter() + seconds

    def ask() -> None:
        client = Client(port, cookies)
        try:
            while time.perf_counter() < until and (place := next(turn)) < most:
                client.ask(page.paths[place % len(page.paths)], htmx=page.htmx)
                done.append(1)
        except (OSError, Failed) as error:
            wrong.append(error)
        finally:
            client.close()

    done: list[int] = []
    began = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if wrong:
        raise Failed(f"{page.name}: {wrong[0]}")
    return len(done), time.perf_counter() - began


def assets(html: str) -> list[str]:
    """What a page loads: its style sheets, scripts and pictures of this portal, each once."""
    found = re.findall(r'<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]*|script|img)\b[^>]*>', html)
    addresses = [match[1] for tag in found if (match := re.search(r'(?:href|src)="(/[^"]+)"', tag))]
    return list(dict.fromkeys(addresses))


def imports(script: str, address: str) -> list[str]:
    """The modules a script imports by a path of its own."""
    folder = address.rpartition("/")[0]
    found = []
    for path in re.findall(r'\bfrom\s+"(\.[^"]+)"', script):
        parts = folder.split("/")
        for step in path.split("/"):
            if step == "..":
                parts.pop()
            elif step != ".":
                parts.append(step)
        found.append("/".join(parts))
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of values lies: one that was found.

    >>> quantile([5, 1, 4, 2, 3], 0.5), quantile(range(1, 101), 0.99)
    (3, 99)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]
