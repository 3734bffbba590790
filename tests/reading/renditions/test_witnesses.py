"""What a rendition's word is worth, by where it comes from."""

from __future__ import annotations

import random

import pytest

from reading.renditions.spoiling import ARTICLES, article, ocr, web
from twinwheel.reading.model import Article
from twinwheel.reading.renditions.witnesses import WEIGHTS, witness_weight
from twinwheel.reading.text import MappedText

TEXT = "\n".join(ARTICLES[1])


def test_text_layer_over_two_ocrs_over_web_over_one_ocr() -> None:
    layer, ocr_, web_ = WEIGHTS["print"], WEIGHTS["ocr"], WEIGHTS["web"]
    assert layer > 2 * ocr_ > web_ > ocr_
    assert web_ + ocr_ < layer < web_ + 2 * ocr_


@pytest.mark.parametrize(("kind", "standing"), [("pdf", "print"), ("docx", "print"), ("ofd", "print"), ("html", "web"), ("scan", "ocr")])  # fmt: skip
def test_the_kind_of_the_source_decides_where_it_is_known(kind: str, standing: str) -> None:
    assert witness_weight(article("a", TEXT), kind).standing == standing  # type: ignore[arg-type]


def test_a_plain_text_file_is_known_by_its_characters() -> None:
    rng = random.Random(1)
    assert witness_weight(ocr(TEXT, "a", rng).article, "text").standing == "ocr"
    assert witness_weight(web(TEXT, "a", rng).article, "text").standing == "web"
    assert witness_weight(article("a", TEXT), "text").standing == "typed"
    assert witness_weight(broken(TEXT), "text").standing == "print"


def test_a_short_article_is_known_by_the_file_it_stands_in() -> None:
    raw = ocr(TEXT, "a", random.Random(2)).article.text.raw
    short = Article("a", 0, "brief", MappedText.of(raw, 0, 12), ())
    assert witness_weight(short, "text").standing == "ocr"


def test_an_article_printed_with_half_width_marks_is_no_ocr_among_others() -> None:
    half = TEXT.replace("，", ",").replace("：", ":")
    raw = f"{half}\n{TEXT}"
    assert (
        witness_weight(Article("a", 0, "article", MappedText.of(raw, 0, len(half)), ()), "text").standing
        == "typed"
    )
    assert witness_weight(article("a", half), "text").standing == "ocr"


def test_of_two_equals_the_sounder_one_leads() -> None:
    sound, broken_quotes = article("a", TEXT), article("b", TEXT.replace("”", "", 1))
    damaged = article("c", TEXT.replace("菇", "\ufffd"))
    weights = [witness_weight(a, "pdf").weight for a in (sound, broken_quotes, damaged)]
    assert weights == sorted(weights, reverse=True) and len(set(weights)) == 3
    assert weights[-1] > 0.85


def broken(text: str) -> Article:
    """The text as the text layer of a narrow column gives it."""
    raw = "\n\n".join(line[at : at + 14] for line in text.split("\n") for at in range(0, len(line), 14))
    whole = MappedText.of(raw)
    joined = whole.without(i for i, char in enumerate(raw) if char == "\n")
    return Article("a", 0, "article", joined, ())
