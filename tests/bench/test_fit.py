"""Fits of the weights of names: the corpus is cut into pieces whose marks slice back, and what is fitted tells."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from bench.reading import choosing, fit_names, fit_standing, fitting

LINES = "新区/n 主任/n 江/nr 若兰/nr 来到/v 石港市/ns 。/w\n\n１２/m 家/q 企业/n 与/p 远帆集团/nt 签约/v\n"


@pytest.fixture
def piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[tuple[str, str]]]:
    monkeypatch.setattr(fitting, "LONG", 10)
    file = tmp_path / "corpus.txt"
    file.write_text(LINES * 2, encoding="utf-8")
    pieces = list(fitting.corpus(file))
    assert len(pieces) == 4
    return pieces[0] + pieces[1]


def test_a_surname_and_a_given_name_are_one_person(piece: list[list[tuple[str, str]]]) -> None:
    marked = fit_names.piece(piece)
    assert [marked.reading.text[slice(*span)] for span in marked.people] == ["江若兰"]


def test_marks_of_places_and_houses_slice_back(piece: list[list[tuple[str, str]]]) -> None:
    marked = fit_standing.piece(piece)
    text = marked.reading.text
    assert "12家企业" in text, "digits are narrow, as pages have them"
    assert {text[slice(*span)] for span in marked.named["place"]} == {"石港市"}
    assert {text[slice(*span)] for span in marked.named["organisation"]} == {"远帆集团"}


def test_weights_tell_what_was_marked() -> None:
    evidence = [{"bias": 1.0, "speaks": 1.0}] * 40 + [{"bias": 1.0, "cut": 1.0}] * 60
    named = np.array([1.0] * 40 + [0.0] * 60)
    found = fitting.Sample(evidence, named, np.ones(100), [(0, i, i + 1) for i in range(100)])
    weights = fitting.fit(found)
    assert weights["speaks"] > 1 > 0 > weights["cut"]


def test_evidence_too_rare_to_be_fitted_gets_no_weight() -> None:
    evidence = [{"bias": 1.0}] * 100 + [{"bias": 1.0, "once": 1.0}]
    found = fitting.Sample(evidence, np.array([0.0, 1.0] * 50 + [1.0]), np.ones(101), [(0, 0, 1)] * 101)
    assert "once" not in fitting.fit(found)


def test_tables_are_written_by_value() -> None:
    assert fitting.grouped({"王": 2.0, "李": 2.0, "欧阳": 3.0, "\n": 1.0}) == {2.0: "王李", 3.0: "欧阳"}


class Candidate(NamedTuple):
    evidence: tuple[str, ...]


def test_of_candidates_the_right_ones_are_made_likely() -> None:
    """What is near is right thirty times of forty; what is heard of once gets no weight."""
    near, far = Candidate(("near",)), Candidate(("far",))
    right = [choosing.Choice([near, far], np.array([True, False]))] * 30
    wrong = [choosing.Choice([near, far], np.array([False, True]))] * 10
    once = choosing.Choice([near, Candidate(("once",))], np.array([False, True]))
    weights = choosing.fit([*right, *wrong, once], 0.01)
    assert weights["near"] - weights["far"] == pytest.approx(np.log(3), abs=0.15)
    assert "once" not in weights
