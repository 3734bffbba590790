"""``twinwheel read`` and ``twinwheel review``, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from twinwheel.cli.main import main

NEWS = "示例湾新区：三年建成数据港\n\n新区管委会副主任郑晓东表示，示例湾新区总面积12.6平方公里，已聚集企业3200余家，还将继续努力。\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "pages" / "b.md").write_text(NEWS.replace("郑晓东", "郑晓冬"), encoding="gb18030")
    return tmp_path


def test_a_folder_is_read_and_the_result_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "pages", "-o", "out", "--tagger", "rules"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [f"文件 2，字 {2 * len(NEWS)}", "篇 1（文章 1）", "异文 1"]
    assert told[3].startswith("事实 ")
    assert "识名 rules" in told[3]
    assert told[4:] == [f"页面：{Path('out') / 'reading.html'}"]
    assert {path.name for path in Path("out").iterdir()} == {
        *("document.json", "facts.parquet", "reading.html", "a.txt.txt", "b.md.txt")
    }


def test_each_file_that_fails_has_one_line_and_the_others_are_read(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("broken.docx").write_bytes(b"PK\x03\x04broken")
    assert main(["read", "pages/a.txt", "broken.docx", "absent.pdf", "-o", "out", "--tagger", "rules"]) == 1
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("broken.docx: its zip is damaged")
    assert lines[1].startswith("absent.pdf: it cannot be opened: No such file")
    assert told.out.startswith("文件 1，")
    assert len(json.loads(Path("out/document.json").read_bytes())) == 1


def test_the_summary_in_english(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "pages/a.txt", "-o", "out", "--tagger", "rules", "--lang", "en"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [
        f"files: 1, characters: {len(NEWS)}",
        "articles: 1 (article 1)",
        "variants between renditions: 0",
    ]
    assert told[4] == f"page: {Path('out') / 'reading.html'}"


def test_the_summary_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "pages/a.txt", "-o", "out", "--tagger", "rules", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["tagger"], told["problems"]) == (1, "rules", [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["read", "pages", "-o", "out", "--tagger", "magic"], "Taggers: auto, lac, rules."),
        (["read", "empty", "-o", "out"], "empty holds no files"),
        (["review", "empty"], "nothing was read into it"),
    ],
)
def test_a_wrong_command_says_what_is_right(
    here: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    Path("empty").mkdir()
    assert main(words) in (1, 2)
    assert says in capsys.readouterr().err


def test_a_decision_is_written_and_shown_on_the_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", "pages", "-o", "out", "--tagger", "rules"])
    capsys.readouterr()
    assert main(["review", "out"]) == 0
    first, *_, last = capsys.readouterr().out.splitlines()
    assert "differs" in first
    waiting = int(last.split()[0])
    variant = first.split()[0]
    assert main(["review", "out", variant, "--accept", "--by", "张三", "--at", "2026-11-22"]) == 0
    assert capsys.readouterr().out == f"{variant} accepted by 张三\n"
    assert main(["review", "out", "--json"]) == 0
    items = json.loads(capsys.readouterr().out)
    assert sum(not item["decided"] for item in items) == waiting - 1
    assert "张三" in Path("out/reading.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "say one thing"),
        (["--accept", "--reject", "--by", "张三"], "say one thing"),
        (["--accept"], "nobody decides this"),
        (["--set", "title", "--by", "张三"], "is no FIELD=VALUE"),
        (["--set", "colour=red", "--by", "张三"], "has no value colour"),
    ],
)
def test_a_decision_that_says_nothing_clear_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    main(["read", "pages/a.txt", "-o", "out", "--tagger", "rules", "--json"])
    fact = json.loads(Path("out/document.json").read_bytes())[0]["facts"][0]["fact_id"]
    capsys.readouterr()
    assert main(["review", "out", fact, *words]) == 2
    assert says in capsys.readouterr().err
    assert not Path("out/review.yaml").exists()


def test_a_folder_read_into_itself_a_second_time_holds_the_same_documents(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for _ in range(2):
        assert main(["read", "pages", "-o", "pages", "--tagger", "rules", "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert told[0]["files"] == 2


def test_a_decision_about_nothing_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", "pages/a.txt", "-o", "out", "--tagger", "rules"])
    assert main(["review", "out", "--accept", "--by", "张三"]) == 2
    assert "no ID of what is decided" in capsys.readouterr().err


def test_a_terminal_obeys_no_document(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a\nb\x1b[31m.txt").write_bytes(b"")
    assert main(["read", "a\nb\x1b[31m.txt", "-o", "out"]) == 1
    assert capsys.readouterr().err == "a b [31m.txt: it is empty. Was it copied in full?\n"
