"""``twinwheel draft``: a folder that is a pack, and can be checked, tested and looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from twinwheel.cli.main import main
from twinwheel.packs.check import check_pack

NOTICE = """关于申报2027年度示例补助的通知
示例发〔2027〕3号
一、申报条件
（一）在北京市注册；
（二）从业人数不少于20人；
（三）营业收入超过1000万元，或研发费用占营业收入的比例不低于5%；
（四）团队具有创新精神。
二、支持标准
按研发费用的10%给予补助，最高不超过50万元。
三、申报材料
申报表、营业执照。
示例市科技局
2027年3月1日
"""


@pytest.fixture
def drafted(tmp_path: Path, root: Path) -> Path:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    words = ["draft", str(tmp_path / "notice.txt"), "--pack", str(root / "packs" / "beijing-sti")]
    assert main([*words, "-o", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def test_the_folder_is_a_pack_that_check_accepts(drafted: Path) -> None:
    pack, findings = check_pack(drafted)
    assert pack is not None
    assert [str(each.problem) for each in findings if each.severity == "error"] == []
    (id,) = pack.own
    measure = pack.measures[id]
    assert [each.when for each in measure.criteria] == [
        "注册省市 = '北京市'",
        "从业人数 >= 20",
        "(营业收入 > 1000) OR (研发费用占营业收入比 >= 0.05)",
        None,
    ]
    assert measure.source.number == "示例发〔2027〕3号"
    assert measure.source.confidence == "C"


def test_its_own_tests_pass_and_stand_at_the_thresholds(
    drafted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "test", str(drafted)]) == 0
    assert "failed: 0" in capsys.readouterr().out
    text = next((drafted / "measures").iterdir()).read_text(encoding="utf-8")
    assert "从业人数: 20" in text
    assert "从业人数: 19" in text


def test_every_span_is_a_range_of_the_raw_text_beside_it(drafted: Path) -> None:
    spans = json.loads((drafted / "spans.json").read_text(encoding="utf-8"))
    raw = (drafted / spans["text"]).read_bytes().decode()
    assert raw == NOTICE
    (measure,) = spans["measures"].values()
    quoted = {
        id: "".join(raw[start:end] for start, end in each["spans"])
        for id, each in measure["criteria"].items()
    }
    assert quoted["c2"] == "从业人数不少于20人"
    assert measure["criteria"]["c4"]["kind"] == "human"


def test_the_fate_of_every_sentence_is_written_down(drafted: Path) -> None:
    coverage = json.loads((drafted / "coverage.json").read_text(encoding="utf-8"))
    assert coverage["complete"]
    assert all(each["reason"] for each in coverage["sentences"] if each["fate"] == "out_of_scope")
    raw = NOTICE
    inside = {
        place for each in coverage["sentences"] for start, end in each["spans"] for place in range(start, end)
    }
    assert all(place in inside for place, char in enumerate(raw) if char.isalnum())


def test_it_can_be_drafted_again_but_no_other_pack_is_written_over(
    drafted: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["draft", str(drafted.parent / "notice.txt"), "--pack", str(root / "packs" / "beijing-sti")]
    assert main([*words, "-o", str(drafted), "--json", "--lang", "en"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["measures"], told["rules"], told["human"], told["refused"]) == (1, 3, 1, 0)
    (drafted / "spans.json").unlink()
    assert main([*words, "-o", str(drafted)]) == 2
    assert "no draft" in capsys.readouterr().err


def test_what_is_wrong_is_said(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = ["--pack", str(root / "packs" / "beijing-sti"), "-o", str(tmp_path / "out")]
    assert main(["draft", str(tmp_path / "none.txt"), *pack]) == 1
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    assert main(["draft", str(tmp_path / "empty.txt"), *pack]) == 1
    assert main(["draft", str(tmp_path / "empty.txt"), *pack, "--lang", "fr"]) == 2
    assert "'zh', 'en'" in capsys.readouterr().err


def test_an_address_of_a_model_that_is_none_stops_before_anything_is_read(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TWINWHEEL_LLM_URL", "not-an-address")
    words = ["draft", "x.txt", "--pack", str(root / "packs" / "beijing-sti"), "-o", str(tmp_path / "out")]
    assert main(words) == 2
    assert "TWINWHEEL_LLM_URL" in capsys.readouterr().err


def test_the_text_itself_is_not_written_over(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="gb18030")
    assert main(["draft", str(path), "--pack", str(root / "packs" / "beijing-sti"), "-o", str(tmp_path)]) == 2
    assert "would be written over" in capsys.readouterr().err
    assert path.read_text(encoding="gb18030") == NOTICE


def test_what_a_person_corrected_is_not_written_over(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "draft",
        str(root / "examples/pages/notice.txt"),
        "--pack",
        str(root / "packs/cn"),
        "-o",
        str(tmp_path / "d"),
    ]
    assert main(words) == 0
    assert main(words) == 0
    measure = next((tmp_path / "d" / "measures").glob("*.yaml"))
    corrected = measure.read_text(encoding="utf-8").replace("kind: rule", "kind: rule  # 已核")
    measure.write_text(corrected, encoding="utf-8")
    capsys.readouterr()
    assert main(words) == 2
    assert "was changed since it was drafted" in capsys.readouterr().err
    assert measure.read_text(encoding="utf-8") == corrected
