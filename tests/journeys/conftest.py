"""A real portal and a real Chromium, for the main journeys.

`make test` serves one demo for all processes of the tests (``tools/with_portal.py``); without it, each serves one of its own. To
try a journey, TWINWHEEL_TEST_PORTAL=http://127.0.0.1:8000 takes one that is served already, with its data in
TWINWHEEL_TEST_DATA: journeys can be walked again on one portal. A page fails its test on any line of error in the browser's
console: so a script or style that the content security policy refuses is a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from journeys.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

STEP = 15_000  # milliseconds a step may take on a busy machine
JOURNEY = 180  # seconds a journey may take; Playwright has no limit for scripts of a page and for closing
CLOSING = 20  # seconds Chromium has for closing
STARTING = 60  # seconds the portal and Chromium have for starting
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            twice = 2 * (JOURNEY + CLOSING) + STARTING  # the limit is of both walks together
            item.add_marker(pytest.mark.timeout(twice, method="thread"))
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TargetClosedError"]))
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="no chromium: on Debian apt-get install chromium fonts-noto-cjk")
                )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What one journey writes another counts: those of a file are walked one after another. Pages are only looked at."""
    from xdist.scheduler import LoadScopeScheduling

    class Journeys(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return nodeid if file.endswith("test_pages.py") else file

    return Journeys(config, log)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what the portal keeps."""
    running = os.environ.get("TWINWHEEL_TEST_DATA")
    return Path(running) if running else tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="session")
def portal(data: Path) -> Iterator[str]:
    """The address of a demo."""
    if running := os.environ.get("TWINWHEEL_TEST_PORTAL"):
        yield running.rstrip("/")
        return
    with served(data) as url:
        yield url


class Chromium:
    """The browser of this process. On a busy machine it may hang, for which Playwright has no limit: then it is killed, the journey
    fails with TargetClosedError and is walked again, once, in a new browser."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None
        self._process: int | None = None

    def running(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            self._process = None
            self._browser = self._playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            session = self._browser.new_browser_cdp_session()
            told = session.send("SystemInfo.getProcessInfo")["processInfo"]
            session.detach()
            self._process = next(each["id"] for each in told if each["type"] == "browser")
        return self._browser

    @contextmanager
    def killed_after(self, seconds: float) -> Iterator[None]:
        """Only a signal ends what Playwright waits for; it has to come from another thread."""
        timer = threading.Timer(seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)

    def close(self, opened: BrowserContext | Browser) -> None:
        """How closing ends is no part of a journey."""
        from playwright.sync_api import Error

        with self.killed_after(CLOSING), suppress(Error):
            opened.close()

    def quit(self) -> None:
        if self._browser is not None:
            self.close(self._browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = Chromium(playwright)
        yield chromium
        chromium.quit()


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Browser]:
    with chromium.killed_after(JOURNEY):
        yield chromium.running()


def told(line, page) -> bool:
    """Whether a line of the console is an error: not the status of the page that was asked for itself, nor an answer that
    is not waited for any more because something newer was asked."""
    given_up = line.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
    return line.type == "error" and not given_up and line.location.get("url") != page.url


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def enter(portal: str, chromium: Chromium, browser: Browser, language: str) -> Iterator[Callable]:
    """``enter("zone-analyst")`` gives a page of that person of the demo, ``enter(None)`` a visitor's, in the language."""
    contexts, wrong = [], []

    def enter(username: str | None = None, *, width: int = 1280, dark: bool = False):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="zh-CN" if language == "zh" else "en-GB",
            base_url=portal,
            reduced_motion="reduce",
        )
        context.set_default_timeout(STEP)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda line: wrong.append(f"{page.url}: {line.text}") if told(line, page) else None
        )
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        if username is not None:
            page.goto("/demo/")
            page.locator(f'button[value="{username}"]').click()
            page.wait_for_url(lambda url: not url.endswith(("/demo/", "/demo/enter/")))
        return page

    yield enter
    for context in contexts:
        chromium.close(context)
    assert not wrong, wrong
