"""What pages load that others wrote is what it was when it was taken, and comes with its licence."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

VENDOR = Path("src/twinwheel_web/design/static/vendor")


def test_nothing_vendored_was_changed(root: Path) -> None:
    folder = root / VENDOR
    wanted = dict(line.split("  ./")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    there = {
        file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.parent != folder
    }
    assert there == wanted
    assert all((each / "LICENSE").is_file() for each in folder.iterdir() if each.is_dir())


def test_no_page_loads_anything_from_another_host(root: Path) -> None:
    pages = [*(root / "src" / "twinwheel_web").rglob("templates/**/*.html")]
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        for tag in ('src="http', 'src="//', "<style", 'style="', "onclick", "javascript:"):
            assert tag not in text, f"{page.relative_to(root)}: {tag}"
