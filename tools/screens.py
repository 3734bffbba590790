"""Takes the pictures of the portal's main pages for the documentation (`make screens`): a real demo, a real Chromium.

    python tools/screens.py [ADDRESS] [--only NAME] [--to FOLDER]

Without ADDRESS a demo is served for the time it takes. ``docs/images/portal/NAME.png`` is Chinese, ``NAME.en.png`` English.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images" / "portal"
PORT = 8765
SIZE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
COLOURS = 192  # of a picture's palette: enough for a page, a third of the bytes
READING = 300_000  # milliseconds the worker may take to read the sample documents


class Screen(NamedTuple):
    """One picture: of whom, at which address (or the first link that matches ``then`` on it), with ``top`` uppermost.

    ``typed`` goes into the first field that a person may write in.
    """

    name: str
    who: str | None
    address: str
    then: str = ""
    top: str = "body"
    typed: str = ""
    phone: bool = False
    dark: bool = False


SCREENS = (
    Screen("splash", None, "/demo/"),
    Screen("home", None, "/"),
    Screen("zone", None, "/zone/", top="#on-map"),
    Screen("policies", None, "/policies/?q=研发"),
    Screen("measure", None, "/policies/nat-hnte-2016/", top="#conditions"),
    Screen("documents", None, "/documents/"),
    Screen("document", None, "/documents/2/?list=facts", "a.entry"),
    Screen("review", "zone-reviewer", "/documents/2/review/"),
    Screen("mine", "enterprise-officer", "/mine/"),
    Screen("get", "enterprise-officer", "/mine/get/"),
    Screen("ask", "enterprise-officer", "/mine/ask/"),
    Screen("get-phone", "enterprise-officer", "/mine/get/", phone=True, dark=True),
    Screen("sandbox", "zone-analyst", "/sandbox/nat-cit-small-2023/", top="h1", typed="10"),
    Screen("what-if", "enterprise-officer", "/mine/what-if/"),
    Screen("register", "zone-officer", "/register/"),
    Screen("places", "zone-officer", "/register/places/"),
    Screen("subject", "zone-officer", "/register/", "main tbody th a"),
    Screen("console", "operator", "/admin/"),
)


@contextmanager
def demo() -> Iterator[str]:
    """A demo of our own, until the pictures are taken."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TWINWHEEL_")}
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "twinwheel", "serve", "--demo", "--port", str(PORT), "--data", data]
        served = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            for line in served.stdout or ():
                if "Ctrl-C" in line:
                    break
            yield f"http://127.0.0.1:{PORT}"
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(40)


def take(address: str, folder: Path, only: str | None) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        _wait_for_documents(browser, address)
        for screen in SCREENS:
            if only not in {None, screen.name}:
                continue
            for language, suffix in (("zh-CN", ""), ("en-GB", ".en")):
                context = browser.new_context(
                    viewport=PHONE if screen.phone else SIZE,
                    color_scheme="dark" if screen.dark else "light",
                    locale=language,
                    base_url=address,
                    reduced_motion="reduce",
                )
                page = context.new_page()
                if screen.who:
                    page.goto("/demo/")
                    page.locator(f'button[value="{screen.who}"]').click()
                    page.wait_for_load_state()
                page.goto(screen.address)
                if screen.then:
                    page.locator(screen.then).first.click()
                if screen.typed:
                    page.locator("main form input[type=text]").first.fill(screen.typed)
                    page.wait_for_url("**?*")
                page.wait_for_load_state("networkidle")
                page.locator(screen.top).first.evaluate("each => each.scrollIntoView()")
                file = folder / f"{screen.name}{suffix}.png"
                _keep(page.screenshot(), file)
                print(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)
                context.close()
        browser.close()


def _wait_for_documents(browser: Any, address: str) -> None:
    """Until the worker has read the samples; their page looks for itself."""
    page = browser.new_page(base_url=address)
    page.goto("/demo/")
    page.locator('button[value="zone-reviewer"]').click()
    page.wait_for_load_state()
    page.goto("/documents/2/")
    page.locator("#desk").wait_for(timeout=READING)
    page.close()


def _keep(picture: bytes, file: Path) -> None:
    from PIL import Image

    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        file, optimize=True
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("address", nargs="?")
    parser.add_argument("--only")
    parser.add_argument("--to", type=Path, default=FOLDER)
    asked = parser.parse_args()
    if asked.address:
        take(asked.address, asked.to, asked.only)
    else:
        with demo() as address:
            take(address, asked.to, asked.only)
    return 0


if __name__ == "__main__":
    sys.exit(main())
