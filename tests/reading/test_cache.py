"""A scan is read once; what was kept of it is what was read."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np

from twinwheel.reading import cache
from twinwheel.reading.model import Block, Box, Page, Source

SCAN = Source(
    "page.png",
    "0" * 64,
    "scan",
    "甲乙\n丙",
    (Block(0, 2, 1, Box(1, 2, 3, 4), 9.5, "heading", 1), Block(3, 4)),
    (Page(1, 100, 200, (Box(0, 0, 100, 1),)),),
    scores=np.array([0.5, np.nan, 1, 0.9], dtype=np.float32),
    across=np.array([[0, 1], [1, 2], [np.nan, np.nan], [2, 3]], dtype=np.float32),
    stated={"title": "甲"},
    ran=("rapidocr 3.10",),
)


def test_what_was_kept_comes_back_under_the_name_it_has_now(tmp_path: Path) -> None:
    cache.keep(tmp_path, SCAN)
    found = cache.kept(tmp_path, SCAN.sha256, "renamed.png")
    assert found is not None
    assert found.file == "renamed.png"
    for field in fields(Source):
        if field.name != "file":
            np.testing.assert_equal(getattr(found, field.name), getattr(SCAN, field.name))


def test_another_file_has_nothing_kept(tmp_path: Path) -> None:
    cache.keep(tmp_path, SCAN)
    assert cache.kept(tmp_path, "1" * 64, "page.png") is None


def test_what_is_damaged_is_read_anew(tmp_path: Path) -> None:
    cache.keep(tmp_path, SCAN)
    path = tmp_path / cache.FOLDER / f"{SCAN.sha256}.json"
    for damaged in (path.read_text(encoding="utf-8")[:50], "{}", '{"form": 0}', "[]"):
        path.write_text(damaged, encoding="utf-8")
        assert cache.kept(tmp_path, SCAN.sha256, "page.png") is None


def test_no_room_to_keep_it_is_no_error(tmp_path: Path) -> None:
    (tmp_path / cache.FOLDER).write_text("a file in the way", encoding="utf-8")
    cache.keep(tmp_path, SCAN)
    assert cache.kept(tmp_path, SCAN.sha256, "page.png") is None
