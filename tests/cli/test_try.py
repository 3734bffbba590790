"""The command ``try``: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from twinwheel.cli.main import main

ROOT = Path(__file__).parents[2]
PACK = str(ROOT / "examples" / "example-bay")
REGISTER = str(ROOT / "examples" / "example-bay.csv")
RATIO = "example-bay-rent/rd-ratio.threshold"

Try = Callable[..., int]


def trial(*options: str) -> int:
    return main(["try", PACK, REGISTER, "--as-of", "2026-11-21", *options])


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert trial("--json", *options) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_a_lower_threshold_lets_one_more_in(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "--set", f"{RATIO}=0.04")
    (measure,) = found["measures"]
    assert (measure["winners"], measure["losers"], measure["gained"]) == (1, 1, 1)
    assert measure["after"]["outcomes"]["eligible"] == measure["before"]["outcomes"]["eligible"]
    assert measure["changes"][0]["after"]["zh"] == "研发费用占营业收入比不低于4%"
    budgets = [measure[side]["budget"]["known_yuan"] for side in ("before", "after")]
    assert budgets == ["510000.00", "348000.00"]
    assert found["settings"] == [f"{RATIO}=0.04"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("受益 1", "现行", "新符合")), ("en", ("winners 1", "now", "newly"))]
)
def test_the_terminal_says_it_in_both_languages(
    capsys: pytest.CaptureFixture[str], lang: str, words: tuple[str, ...]
) -> None:
    assert (
        trial(
            "--set",
            f"{RATIO}=0.04",
            "--sweep",
            f"{RATIO}=0.01..0.1",
            "--lang",
            lang,
        )
        == 0
    )
    told = capsys.readouterr().out
    assert all(word in told for word in words)


def test_files_are_written_and_the_pack_is_not(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in Path(PACK).rglob("*.yaml")}
    out = tmp_path / "out"
    assert trial("--set", f"{RATIO}=0.04", "--sweep", f"{RATIO}=0.03..0.06", "-o", str(out)) == 0
    assert {path.name for path in out.iterdir()} == {
        "try.json", "try.html", "winners.parquet", "losers.parquet", "sweep.parquet"
    }  # fmt: skip
    (winner,) = pq.read_table(out / "winners.parquet").to_pylist()
    (loser,) = pq.read_table(out / "losers.parquet").to_pylist()
    assert (winner["before"], winner["after"], str(winner["amount_after_yuan"])) == (
        "ineligible",
        "eligible",
        "108000.00",
    )
    assert (loser["before"], loser["after"], loser["amount_after_yuan"]) == ("eligible", "ineligible", None)
    facts = json.loads((out / "try.json").read_text(encoding="utf-8"))
    points = facts["sweeps"][0]["points"]
    rows = pq.read_table(out / "sweep.parquet").to_pylist()
    assert [row["reached"] for row in rows] == [point["reached"] for point in points]
    assert before == {path: path.read_bytes() for path in Path(PACK).rglob("*.yaml")}


def test_the_same_trial_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert trial("--set", f"{RATIO}=0.04", "-o", str(tmp_path / name)) == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_a_second_pack_is_compared(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "--with", str(ROOT / "packs" / "cn"))
    assert {each["measure"] for each in found["measures"]} == {"example-bay-rent", "example-bay-growth"}
    assert {each["after"]["in_force"] for each in found["measures"]} == {False}


def test_what_changes_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert trial("--set", "example-bay-growth/points.threshold=60.0", "--lang", "en") == 0
    assert "nothing changes" in capsys.readouterr().out
    assert trial("--with", PACK, "--lang", "en") == 0
    assert "No measure changes." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "nothing to try"),
        (("--set", f"{RATIO}=0.04", "--set", f"{RATIO}=0.05"), "is set twice"),
        (("--with", PACK, "--sweep", f"{RATIO}=0.03..0.06"), "not of --with"),
        (("--set", f"{RATIO}=0.04", "--with", PACK), "two ways to say"),
        (("--set", "example-bay-rant/rd-ratio.threshold=1"), 'Did you mean "example-bay-rent"'),
        (("--set", "example-bay-rent/in-park.threshold=1"), "compares nothing with a number"),
        (("--step", "1", "--set", f"{RATIO}=0.04"), "belong to --sweep"),
        (("--sweep", f"{RATIO}=0.03..0.06", "--step", "1", "--points", "3"), "step or a number of points"),
        (("--sweep", f"{RATIO}=0.03..0.06", "--step", "2026-01-01"), "is no step"),
        (("--sweep", f"{RATIO}=0.06..0.03"), "does not run upwards"),
        (("--set", f"{RATIO}=0.04", "-o", "-"), "do not go to stdout"),
        (("--set", f"{RATIO}=0.04", "--lang", "fr"), "'zh', 'en'"),
    ],
)
def test_what_is_wrong_is_said(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert trial(*options) == 2
    assert said in capsys.readouterr().err


def test_explain_says_how_it_could_be_eligible(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "explain",
        PACK,
        REGISTER,
        "91000000EXAMPLE46B",
        "--as-of",
        "2026-11-21",
        "--measure",
        "example-bay-rent",
    ]
    assert main([*arguments, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "1. Operating revenue: reach more than CNY 20 million (now CNY 19 million)" in told
    assert "2. R&D expense to revenue: reach at least 5% (now 4.2%)" in told
    assert main([*arguments, "--json"]) == 0
    decision = json.loads(capsys.readouterr().out)["decisions"][0]
    assert [each["changes"][0]["field"] for each in decision["ways"]] == ["营业收入", "研发费用占营业收入比"]
