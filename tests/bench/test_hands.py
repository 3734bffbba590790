"""How far two hands agree that marked the same article."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.reading import facts, hands
from bench.reading.annotated import GoldError, parse, read_all

HEAD = "date: 2022-04-18\npublisher: 江澜商报\nkind: article\n---\n"
ONE = (
    HEAD + "澜湾新区有企业{120家|i 120 家 t=2022-03 s=澜湾新区}，{“还缺场景。”|q 于砚秋}主任于砚秋说。\n---\n"
    "L 澜湾新区|zone\nP 于砚秋|主任\n"
)


def agreement(first: str, second: str) -> dict[str, tuple[int, int, int]]:
    scores: dict[str, facts.Score] = {}
    facts.score(hands.document(parse(first, name="one"), parse(second, name="other")), scores)
    return {measure: (each.right, each.found, each.wanted) for measure, each in scores.items() if each.wanted}


def test_a_hand_agrees_with_itself() -> None:
    for article in read_all("dev"):
        scores: dict[str, facts.Score] = {}
        facts.score(hands.document(article, article), scores)
        assert all(each.right == each.found == each.wanted for each in scores.values()), article.name


@pytest.mark.parametrize(
    ("said", "instead", "measure", "counts"),
    [
        ("s=澜湾新区", "s=新区/澜湾新区", "indicator, scope", (1, 1, 1)),
        ("s=澜湾新区", "s=江澜市", "indicator, scope", (0, 1, 1)),
        ("t=2022-03 ", "t=2022-03? ", "indicator, date", (1, 1, 1)),
        ("t=2022-03 ", "", "indicator, date", (0, 1, 1)),
        ("i 120", "i? 120", "indicator", (0, 0, 1)),
        ("P 于砚秋|主任", "P 于砚秋|院长", "person, title and organisation", (0, 1, 1)),
        ("L 澜湾新区|zone\n", "", "place", (0, 0, 1)),
        ("q 于砚秋", "q -", "direct quote", (0, 1, 1)),
    ],
)
def test_what_the_second_hand_marked_is_scored_as_if_it_were_found(
    said: str, instead: str, measure: str, counts: tuple[int, int, int]
) -> None:
    assert agreement(ONE, ONE.replace(said, instead))[measure] == counts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE.replace("有企业", "有厂"), 'another: "厂.*" where the first hand has "企业'),
        (ONE.replace("主任于砚秋说。", "主任于砚秋说", 1), 'another: "its end" where'),
    ],
)
def test_the_hands_have_to_mark_the_same_text(text: str, told: str) -> None:
    with pytest.raises(GoldError, match=told):
        hands.document(parse(ONE, name="one"), parse(text, name="other"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["one", "empty"], "empty: no articles"),
        (["empty", "one"], "a.txt: only the second hand has this article"),
        (["one", "one", "--kind", "scope"], 'no measure "scope": there are person, '),
    ],
)
def test_what_cannot_be_compared_is_told(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text(ONE, "utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit):
        hands.main(arguments)
    assert told in capsys.readouterr().err
