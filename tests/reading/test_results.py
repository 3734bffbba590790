"""The folder of results, read again: it may come from anyone."""

from __future__ import annotations

from pathlib import Path

import pytest

from twinwheel.errors import DocumentError, NotFound
from twinwheel.reading import results
from twinwheel.reading.results import names_of


def test_a_folder_nothing_was_read_into_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing was read into it"):
        next(results.documents(tmp_path))


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["x/a.txt", "x/b.txt"], ["a.txt", "b.txt"]),
        (["x/a.txt", "y/a.txt", "z/b.txt"], ["x/a.txt", "y/a.txt", "b.txt"]),
        (["x/p/a.txt", "y/p/a.txt"], ["x/p/a.txt", "y/p/a.txt"]),
        (["x/../a.txt"], ["a.txt"]),
    ],
)
def test_files_are_called_by_what_tells_them_apart(files: list[str], names: list[str]) -> None:
    assert names_of([Path("/base") / file for file in files]) == names


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ("{}", "file: Field required"),
        ("[1]", "valid dictionary"),
        ("[" * 100_000, "recursion"),
        ("\udcff", "not as reading wrote it"),
    ],
)
def test_a_document_json_that_is_not_ours_is_refused(tmp_path: Path, record: str, says: str) -> None:
    text = f"[\n{record}\n]\n"
    (tmp_path / "document.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DocumentError, match=says):
        list(results.documents(tmp_path))


def test_the_raw_text_of_a_foreign_folder_lies_in_that_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("秘密", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link.txt").symlink_to(tmp_path / "secret")
    for place in ("../secret", str(tmp_path / "secret"), "link.txt"):
        with pytest.raises(DocumentError, match="points outside"):
            results.raw_text(tmp_path / "out", {"text_file": place})
    with pytest.raises(DocumentError, match="cannot be read"):
        results.raw_text(tmp_path / "out", {"text_file": "absent.txt"})


def test_the_names_of_the_documents_are_had_without_reading_them(tmp_path: Path) -> None:
    lines = [
        '{"file": "a.txt", "kind": "text"}',
        '{"file": "\\u6e2f \\"b\\".txt"}',
        "[1, 2]",
        '{"file": "\\x"}',
        "}",
    ]
    (tmp_path / "document.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    assert list(results.files(tmp_path)) == ["a.txt", '港 "b".txt']
