"""The newspaper page in three renditions that lies beside the project; quoted by offset only."""

from __future__ import annotations

import re
from pathlib import Path

import opencc
import pytest

from twinwheel.reading.model import Article, Part
from twinwheel.reading.renditions import Collation, clusters, collate, sketch, witness_weight
from twinwheel.reading.text import MappedText

LAYER, OCR, WEB = "a-textlayer.txt", "b-ocr.txt", "c-web-hant.txt"
BODIES = {  # name: (file, title, body) as offsets into the raw text
    "main": {LAYER: ((934, 952), (953, 2656)), OCR: ((259, 277), (279, 1865)), WEB: ((51, 88), (171, 2910))},
    "note": {LAYER: (None, (657, 867)), OCR: (None, (52, 259))},
    "first": {LAYER: (None, (19, 657)), OCR: (None, (2034, 2624))},
    "second": {LAYER: (None, (2656, 3291)), OCR: (None, (2663, 3235))},
    "third": {LAYER: (None, (3291, 3890)), OCR: (None, (3263, 3817))},
}


@pytest.fixture(scope="module")
def raws(request: pytest.FixtureRequest) -> dict[str, str]:
    folder: Path = request.getfixturevalue("shared") / "documents"
    if not (folder / LAYER).is_file():
        pytest.skip(f"needs the source documents: no {LAYER} in {folder}")
    return {file: (folder / file).read_text(encoding="utf-8") for file in (LAYER, OCR, WEB)}


def article(raws: dict[str, str], name: str, file: str, number: int = 0) -> Article:
    """The article as the articles room gives it: lines joined, simplified."""
    raw, (title, body) = raws[file], BODIES[name][file]
    broken = file == LAYER
    spans = [(*title, "title")] if title else []
    lines = re.finditer(r"(?s).+" if broken else r"[^\n]+", raw[body[0] : body[1]])
    spans += [(body[0] + m.start(), body[0] + m.end(), "paragraph") for m in lines]
    parts, pieces, at = [], [], 0
    for start, end, role in spans:
        text = MappedText.of(raw, start, end)
        text = text.without(i for i, char in enumerate(text.text) if char.isspace())
        text = text.with_text(opencc.OpenCC("t2s").convert(text.text))
        text = text.translated(str.maketrans("「」『』", "“”‘’"))
        parts.append(Part(role, at, at + len(text)))
        pieces += [text, MappedText.inserted(raw, "\n", end)]
        at += len(text) + 1
    return Article(file, number, "article", MappedText.joined(raw, pieces), tuple(parts))


def collated(raws: dict[str, str], name: str, files: tuple[str, ...]) -> Collation:
    return collate([(article(raws, name, file), "text", None) for file in files])


def test_the_renditions_are_known_for_what_they_are(raws: dict[str, str]) -> None:
    standings = [witness_weight(article(raws, "main", file), "text").standing for file in (WEB, OCR, LAYER)]
    assert standings == ["web", "ocr", "print"]


def test_the_text_layer_and_ocr_differ_in_the_places_that_were_counted_by_hand(raws: dict[str, str]) -> None:
    kinds: list[str] = []
    for name in BODIES:
        for variant in collated(raws, name, (OCR, LAYER)).variants:
            assert variant.chosen == variant.clean[LAYER]
            kinds.append(variant.kind)
    assert len(kinds) == 21
    assert kinds.count("punctuation") == 13
    assert kinds.count("ocr_normalisation") + kinds.count("ocr_shape") == 6
    assert kinds.count("omission") == 2


def test_the_web_edition_brings_the_third_vote(raws: dict[str, str]) -> None:
    layer, ocr, web = (article(raws, "main", file) for file in (LAYER, OCR, WEB))
    found = collate([(web, "text", None), (ocr, "text", None), (layer, "text", None)])
    assert [w.article.file for w in found.witnesses] == [LAYER, WEB, OCR]
    assert found.text == layer.text.text
    against_ocr = [
        v for v in found.variants if v.clean.get(LAYER) == v.clean.get(WEB) != v.clean.get(OCR, v.chosen)
    ]
    words = [v for v in against_ocr if v.kind != "punctuation"]
    assert [(v.kind, v.review) for v in words] == [
        ("ocr_normalisation", True),  # in the title
        ("omission", False),
        ("ocr_normalisation", True),  # a person's name
        ("ocr_normalisation", True),  # a firm's name
    ]
    assert all(v.why.startswith("2 of 3") for v in words)
    edition = [v for v in found.variants if v.kind == "edition" and len(v.clean.get(WEB, "")) > 24]
    assert len(edition) >= 8 and all(v.chosen == "" and not v.review for v in edition)
    for variant in found.variants:
        for file, (start, end) in variant.spans.items():
            assert raws[file][start:end] == variant.readings[file]


def test_a_name_leads_to_what_stands_for_it_in_every_rendition(raws: dict[str, str]) -> None:
    found = collated(raws, "main", (LAYER, OCR, WEB))
    name = next(v for v in found.variants if "names differ" in v.why)
    spans = found.spans(name.start - 1, name.end)
    assert {file: [end - start for start, end in ranges] for file, ranges in spans.items()} == {
        LAYER: [3],
        OCR: [3],
        WEB: [3],
    }


def test_the_articles_come_together(raws: dict[str, str]) -> None:
    items = []
    for number, (name, files) in enumerate(BODIES.items()):
        for file in files:
            found = article(raws, name, file, number)
            items.append(((file, number), sketch(found.text.text), len(found.text)))
    found = sorted(clusters(items), key=len)  # type: ignore[arg-type]
    assert [len(group) for group in found] == [2, 2, 2, 2, 3]
    assert all(len({number for _, number in group}) == 1 for group in found)
