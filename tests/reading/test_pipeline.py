"""``read``: many files → one folder. What it writes keeps the contract of docs/reference/reading.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow.parquet as pq
import pytest
from PIL import Image, ImageDraw, ImageFont

from twinwheel.errors import DataError, OutputError
from twinwheel.reading import contract, finding, opening, pipeline, results, review, workers
from twinwheel.reading import table as facts_table
from twinwheel.reading.pipeline import Advance, Summary, read
from twinwheel.reading.sources import scan

NEWS = """示例湾新区：三年建成数据港

示例湾日报记者 林一 周二

示例湾新区总面积12.6平方公里。截至2025年底，新区已聚集企业3200余家，其中规模以上企业186家。
新区管委会副主任郑晓东表示，“我们希望有关部门尽快出台数据出境的清单。”
根据《示例湾新区数据港建设方案》（示政发〔2024〕8号），新区正在建设“潮汐”公共算力平台。
"""
SPOILED = NEWS.replace("，", ",").replace("郑晓东", "郑晓冬").replace("3200", "3300")
LONGER = (
    NEWS
    + "示例湾银行行长韩松介绍，该行已向园区内74家企业发放贷款3.26亿元。这是记者在走访中了解到的，也是金融支持的一个缩影。\n"
)


def files_in(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    folder = tmp_path_factory.mktemp("read")
    files = files_in(folder, a=NEWS, b=SPOILED, c=LONGER, d="另一篇完全不同的短文，讲的是别的事情。\n")
    out = folder / "out"
    return out, read(files, out, tagger="rules", jobs=2)


def facts_of(documents: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {
        fact["fact_id"]: fact for document in documents for fact in document["facts"] if fact["kind"] == kind
    }


def test_the_records_follow_the_schema(result: tuple[Path, Summary]) -> None:
    documents = list(results.documents(result[0]))
    jsonschema.Draft202012Validator(contract.schema()).validate(documents)
    assert [document["file"] for document in documents] == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_every_offset_slices_back_to_its_quote(result: tuple[Path, Summary]) -> None:
    documents = list(results.documents(result[0]))
    raws = {document["file"]: results.raw_text(result[0], document) for document in documents}
    for document in documents:
        for fact in document["facts"]:
            assert fact["spans"].keys() == fact["quotes"].keys()
            for file, ranges in fact["spans"].items():
                assert [raws[file][start:end] for start, end in ranges] == fact["quotes"][file]
        for variant in document["variants"]:
            for file, (start, end) in variant["spans"].items():
                assert raws[file][start:end] == variant["readings"][file]
        for article in document["articles"]:
            assert all(0 <= start < end <= len(raws[document["file"]]) for start, end in article["segments"])


def test_the_same_article_bears_the_same_id_in_every_file(result: tuple[Path, Summary]) -> None:
    documents = list(results.documents(result[0]))
    first = [document["articles"][0] for document in documents]
    assert (
        first[0]["article_id"] == first[1]["article_id"] == first[2]["article_id"] != first[3]["article_id"]
    )
    assert first[0]["renditions"] == ["a.txt", "b.txt", "c.txt"]


def test_numbers_and_names_that_differ_go_to_a_person(result: tuple[Path, Summary]) -> None:
    variants = {v["variant_id"]: v for document in results.documents(result[0]) for v in document["variants"]}
    differing = [v for v in variants.values() if {"3200", "3300"} & {*v["readings"].values()}]
    assert [v["review"] for v in differing] == [True]
    documents = [(d, results.raw_text(result[0], d)) for d in results.documents(result[0])]
    assert review.queue(documents)[0].reason == "number_differs"


def test_a_fact_stands_in_every_file_that_has_its_words(result: tuple[Path, Summary]) -> None:
    indicators = facts_of(list(results.documents(result[0])), "indicator")
    area = next(fact for fact in indicators.values() if fact["value"] == 12.6)
    assert (area["unit"], area["spans"].keys()) == ("平方公里", {"a.txt", "b.txt", "c.txt"})


def test_what_only_the_longer_edition_says_is_found_there(result: tuple[Path, Summary]) -> None:
    indicators = facts_of(list(results.documents(result[0])), "indicator")
    loan = next(fact for fact in indicators.values() if fact["value"] == 3.26)
    assert loan["spans"].keys() == {"c.txt"}


def test_documents_put_together_here_or_in_processes_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(
            f"示例新区{name}区去年新增企业120家。\n新区管委会主任林一说，明年还要增加。", "utf-8"
        )
    made = []
    for little in (0, 1_000_000):
        monkeypatch.setattr(pipeline, "_LITTLE", little)
        out = tmp_path / str(little)
        read([tmp_path / "a.txt", tmp_path / "b.txt"], out, tagger="rules", jobs=2)
        made.append(list(results.documents(out)))
    assert made[0] == made[1]
    assert made[0][0]["facts"]


@pytest.mark.parametrize("articles", [1, 64, 65, 5000])
def test_shares_of_many_articles_are_all_of_them(tmp_path: Path, articles: int) -> None:
    group = finding.Group("alone", [[(0, number)] for number in range(articles)], tmp_path, "rules")
    shares = list(group.shares())
    assert [each for share in shares for each in share.clusters] == group.clusters
    assert len({share.name for share in shares}) == len(shares) <= 32


def test_the_table_has_each_fact_once(result: tuple[Path, Summary]) -> None:
    out, summary = result
    table = pq.read_table(out / "facts.parquet")
    assert table.schema == facts_table.FACTS
    ids = table["fact_id"].to_pylist()
    assert len(ids) == len(set(ids)) == summary.facts.total()
    loan = next(
        row for row in table.to_pylist() if row["value"] is not None and str(row["value"]).startswith("3.26")
    )
    assert json.loads(loan["fields"])["unit"] == "亿元"


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    good, bad = files_in(tmp_path, good=NEWS, bad="")
    told: list[Advance] = []
    summary = read(
        [good, bad, tmp_path / "absent.txt"], tmp_path / "out", tagger="rules", advance=told.append
    )
    assert summary.files == 1
    assert [problem.file for problem in summary.problems] == ["bad.txt", "absent.txt"]
    assert all(problem.advice for problem in summary.problems)
    assert told[0] == Advance("files", 0, 3)
    assert Advance("files", 3, 3) in told


def test_reading_again_gives_the_same_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    files = files_in(tmp_path, a=NEWS, b=SPOILED)
    read(files, tmp_path / "out", tagger="rules", jobs=1)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    read(files[::-1], tmp_path / "out", tagger="rules", jobs=2)
    after = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert before.keys() == after.keys() == {"document.json", "facts.parquet", "a.txt.txt", "b.txt.txt"}
    ids = [
        {fact["fact_id"] for d in json.loads(found["document.json"]) for fact in d["facts"]}
        for found in (before, after)
    ]
    assert ids[0] == ids[1]


def test_reading_in_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    """Python walks through sets in another order in every process."""
    files = files_in(tmp_path, a=NEWS, b=SPOILED, c=LONGER)
    written = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "twinwheel", "read", *files, "-o", out, "--tagger", "rules"]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert written[0] == written[1]
    assert "reading.html" in written[0]


def test_what_people_decided_survives_and_stands_beside_the_machines_value(tmp_path: Path) -> None:
    files, out = files_in(tmp_path, a=NEWS), tmp_path / "out"
    read(files, out, tagger="rules")
    person = next(iter(facts_of(list(results.documents(out)), "person").values()))
    record = review.record_of(results.documents(out), person["fact_id"])
    decision = {
        "id": person["fact_id"],
        "decision": "corrected",
        "value": {"title": "主任"},
        "by": "张三",
        "at": "2026-11-22",
    }
    review.decide(out, record, review.Decision.model_validate(decision))
    read(files, out, tagger="rules")
    again = facts_of(list(results.documents(out)), "person")[person["fact_id"]]
    assert again["title"] == person["title"]
    assert again["accepted"] == {
        "decision": "corrected",
        "value": {"title": "主任"},
        "by": "张三",
        "at": "2026-11-22",
        "note": "",
        "machine_changed": False,
    }


def test_a_review_that_cannot_be_read_is_told_before_the_work(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "review.yaml").write_text(
        "- id: f-1\n  decision: perhaps\n  by: 张三\n  at: 2026-11-22\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"review\.yaml:1: decision"):
        read(files_in(tmp_path, a=NEWS), out, tagger="rules")
    assert [path.name for path in out.iterdir()] == ["review.yaml"]


def test_the_three_renditions_of_the_zone_page_are_one_set_of_articles(shared: Path, tmp_path: Path) -> None:
    files = sorted((shared / "documents").glob("*.txt"))
    if len(files) != 4:
        pytest.skip("needs the four documents")
    out = tmp_path / "out"
    summary = read(files, out, tagger="rules")
    assert summary.problems == []
    by_file = {document["file"]: document for document in results.documents(out)}
    main = {
        article["article_id"]
        for file in ("a-textlayer.txt", "b-ocr.txt", "c-web-hant.txt")
        for article in by_file[file]["articles"]
        if len(article["renditions"]) == 3
    }
    assert len(main) == 1
    shared_by_two = [a for a in by_file["a-textlayer.txt"]["articles"] if len(a["renditions"]) == 2]
    assert len(shared_by_two) == 4
    assert all(len(article["renditions"]) == 1 for article in by_file["d-ocr.txt"]["articles"])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [(ValueError("boom"), "ValueError: boom"), (workers.TooSlow(), "took too long")],
    ids=["a defect", "too slow"],
)
def test_an_article_whose_facts_cannot_be_found_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception, says: str
) -> None:
    def fails(*_: object) -> list[object]:
        raise wrong

    monkeypatch.setattr("twinwheel.reading.facts.find", fails)
    monkeypatch.setattr(
        pipeline, "in_processes", lambda work, tasks, *_, **__: ((task, work(task)) for task in tasks)
    )
    summary = read(files_in(tmp_path, a=NEWS, b="短讯：又一篇。\n"), tmp_path / "out", tagger="rules")
    assert summary.files == 2
    assert says in summary.problems[0].what
    documents = list(results.documents(tmp_path / "out"))
    assert [bool(document["articles"]) for document in documents] == [True, True]
    assert documents[0]["facts"] == []


@pytest.mark.parametrize("twice", [False, True], ids=["with its facts", "in any case"])
def test_a_process_that_dies_over_an_article_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, twice: bool
) -> None:
    """``b`` kills the process that looks for facts in it; or any process that opens it again at all."""
    bad = 1

    def dies(work: Any, task: Any) -> Any:
        over = isinstance(task, finding.Group) and bad in task.files and (twice or not task.bare)
        return workers.Crashed() if over else work(task)

    monkeypatch.setattr(
        pipeline, "in_processes", lambda work, tasks, *_, **__: ((task, dies(work, task)) for task in tasks)
    )
    monkeypatch.setattr(pipeline, "apart", dies)
    files = files_in(tmp_path, a=NEWS, b=SPOILED, c="另一条消息：海岛码头有3个泊位。\n")
    summary = read(files, tmp_path / "out", tagger="rules", jobs=1)
    documents = {document["file"]: document for document in results.documents(tmp_path / "out")}
    assert documents.keys() == ({"a.txt", "c.txt"} if twice else {"a.txt", "b.txt", "c.txt"})
    assert documents["a.txt"]["facts"]
    assert documents["c.txt"]["facts"]
    if not twice:
        assert documents["b.txt"]["facts"] == []
        assert all(article["article_id"] for article in documents["b.txt"]["articles"])
    (problem,) = summary.problems
    assert problem.file == "b.txt"
    assert problem.advice
    assert summary.files == len(documents)


def test_a_document_that_cannot_be_put_together_takes_none_of_its_bundle_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_together = results._composed

    def damaged(parts: results.Parts, work: Path) -> Any:
        if parts.name == "b.txt":
            raise EOFError("cut off")
        return put_together(parts, work)

    monkeypatch.setattr(results, "_composed", damaged)
    monkeypatch.setattr(
        pipeline, "in_processes", lambda work, tasks, *_, **__: ((task, work(task)) for task in tasks)
    )
    texts = {name: f"示例湾新区{name}片有企业{turn}00家。\n" for turn, name in enumerate("abcdefgh", 1)}
    summary = read(files_in(tmp_path, **texts), tmp_path / "out", tagger="rules", jobs=1)
    assert [problem.file for problem in summary.problems] == ["b.txt"]
    documents = [document["file"] for document in results.documents(tmp_path / "out")]
    assert documents == [f"{name}.txt" for name in "acdefgh"]


def test_what_failed_only_while_scans_were_read_is_no_problem_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early: list[Summary] = []

    def in_turn(work: Any, tasks: Any, jobs: int, heard: Any = None, **_: Any) -> Any:
        for task in tasks:
            if heard:
                heard(opening.Pages(task.number, 0, 1, by_ocr=True))
            over = isinstance(task, finding.Group) and not task.bare and not early
            yield task, workers.Crashed() if over else work(task)

    monkeypatch.setattr(pipeline, "in_processes", in_turn)
    monkeypatch.setattr(
        pipeline, "apart", lambda work, task: workers.Crashed() if not task.bare else work(task)
    )
    files = files_in(tmp_path, a=NEWS)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\nbroken")
    summary = read([*files, tmp_path / "b.pdf"], tmp_path / "out", tagger="rules", jobs=1, early=early.append)
    assert [problem.file for problem in early[0].problems] == ["a.txt"]
    assert [problem.file for problem in summary.problems] == ["b.pdf"]


@pytest.mark.skipif(not scan.ocr_installed(), reason="needs the extra [ocr]")
def test_what_the_other_files_say_is_there_while_scans_are_read(tmp_path: Path) -> None:
    picture = Image.new("RGB", (700, 160), "white")
    font = ImageFont.load_default(size=48)
    ImageDraw.Draw(picture).text((40, 50), "TWINWHEEL 2026", fill="black", font=font)
    picture.save(tmp_path / "page.png")
    files, out, early = [tmp_path / "page.png", *files_in(tmp_path, a=NEWS)], tmp_path / "out", list[Any]()
    summary = read(
        files, out, tagger="rules", early=lambda told: early.append((told, list(results.documents(out))))
    )
    ((told, documents),) = early
    assert told.files == 1
    assert [document["file"] for document in documents] == ["a.txt"]
    assert documents[0]["facts"]
    assert results.raw_text(out, documents[0]) == NEWS
    assert summary.files == 2
    both = {document["file"]: document for document in results.documents(out)}
    assert both["a.txt"] == documents[0]
    assert "2026" in results.raw_text(out, both["page.png"])


def test_a_file_given_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = files_in(tmp_path, a=NEWS)
    monkeypatch.chdir(tmp_path)
    assert read([Path("a.txt"), path], tmp_path / "out", tagger="rules", jobs=1).files == 1
    (document,) = results.documents(tmp_path / "out")
    assert document["file"] == "a.txt"


def test_a_result_is_never_written_over_a_file_to_read(tmp_path: Path) -> None:
    (tmp_path / "note").write_text(NEWS, encoding="utf-8")
    (tmp_path / "note.txt").write_text("另一篇短文。\n", encoding="gb18030")
    with pytest.raises(OutputError, match=r"note\.txt is to be read and would be written over"):
        read([tmp_path / "note", tmp_path / "note.txt"], tmp_path, tagger="rules", jobs=1)
    assert (tmp_path / "note.txt").read_text(encoding="gb18030") == "另一篇短文。\n"


def test_a_name_may_be_as_long_as_a_file_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("关" * 83 + ".txt")
    path.write_text(NEWS, encoding="utf-8")
    assert read([path], tmp_path / "out", tagger="rules", jobs=1).files == 1
    (document,) = results.documents(tmp_path / "out")
    assert document["file"] == path.name
    assert results.raw_text(tmp_path / "out", document) == NEWS
    assert results.text_file_of(path.name) != results.text_file_of("关" * 83 + ".md")


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
def test_a_name_from_an_old_archive_is_shown_as_it_was_meant(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + "文件".encode("gb18030") + b".txt"
    try:
        Path(os.fsdecode(path)).write_text(NEWS, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert read([Path(os.fsdecode(path))], tmp_path / "out", tagger="rules", jobs=1).files == 1
    assert [document["file"] for document in results.documents(tmp_path / "out")] == ["文件.txt"]
