"""One file by itself: what order files are read in, and what stops the reading of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from twinwheel.errors import DocumentError
from twinwheel.reading import opening

NOTICE = "海岛码头扩建\n\n海岛码头新建3个泊位，总长860米。\n工程预计2027年完工。\n"


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (
            ["page.png", "a.txt", "b.PDF", "c.docx", "d.jpeg", "e"],
            ["a.txt", "c.docx", "e", "b.PDF", "page.png", "d.jpeg"],
        )
    ],
)
def test_text_does_not_wait_for_scans(names: list[str], order: list[str]) -> None:
    assert sorted(names, key=lambda name: opening.turn(Path(name))) == order


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.txt", None, "cannot be opened"),
        ("empty.txt", b"", "it is empty"),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<", "broken.pdf"),
    ],
)
def test_one_document_alone_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=says):
        opening.articles_of(tmp_path / name, name=name)


def test_one_document_alone_gives_its_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(NOTICE, encoding="utf-8")
    source, (article,) = opening.articles_of(path, name="a.txt")
    assert source.raw == NOTICE
    assert article.part("title") == "海岛码头扩建"
