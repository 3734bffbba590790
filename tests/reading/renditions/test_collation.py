"""Collation: one article from its renditions, with every difference listed, classed and decided."""

from __future__ import annotations

import random
import time
from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.renditions.spoiling import ARTICLES, EXTRA, Spoiled, article, ocr, text_layer, web
from twinwheel.reading.model import Article
from twinwheel.reading.renditions import Collation, Variant, collate, identity
from twinwheel.reading.renditions.alignment import aligned, edits
from twinwheel.reading.renditions.letters import Letters

TEXT = "\n".join(ARTICLES[0])
LEAD = "明州市副市长毕晟介绍，港口的设计者们将为企业答疑解难。这里已聚集航运企业1300余家，互联网平台同比增长7.8%，采用PyTorch框架。\n下一步将加快建设。"


def pair(one: str, other: str, kinds: tuple[str, str] = ("pdf", "scan")) -> Collation:
    """Two short articles under the same title."""
    a, b = article("a", f"港口的未来\n{one}"), article("b", f"港口的未来\n{other}")
    return collate([(a, kinds[0], None), (b, kinds[1], None)])  # type: ignore[list-item]


def only(collation: Collation) -> Variant:
    (variant,) = collation.variants
    return variant


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "readings", "review"),
    [
        ("毕晟介绍", "毕威介绍", "ocr_normalisation", ("毕晟", "毕威"), True),
        ("设计者们", "设计师们", "ocr_normalisation", ("设计者", "设计师"), True),
        ("答疑解难", "答疑解惑", "ocr_normalisation", ("解难", "解惑"), True),
        ("加快", "力快", "ocr_shape", ("加快", "力快"), False),
        ("已聚集", "己聚集", "ocr_shape", ("已", "己"), True),
        ("1300余", "1800余", "ocr_shape", ("1300", "1800"), True),
        ("聚集航运企业", "聚集企业", "omission", ("航运", ""), False),
        ("互联网", "互连网", "ocr_normalisation", ("互联网", "互连网"), True),
        ("PyTorch", "Pytorch", "ocr_normalisation", ("PyTorch", "Pytorch"), True),
        ("。这里", "，这里", "punctuation", ("。", "，"), False),
        ("介绍，", "介绍：", "punctuation", ("，", "："), False),
    ],
)
def test_of_a_text_layer_and_ocr_the_text_layer_is_right(
    right: str, wrong: str, kind: str, readings: tuple[str, str], review: bool
) -> None:
    collation = pair(LEAD, LEAD.replace(right, wrong))
    variant = only(collation)
    assert collation.text.endswith(LEAD)
    assert (variant.kind, variant.review) == (kind, review), variant
    words = (variant.readings["a"], variant.readings["b"])
    assert all(part in word for part, word in zip(readings, words, strict=True)), words
    assert collation.text[variant.start : variant.end] == variant.chosen == variant.clean["a"]


@pytest.mark.parametrize(
    ("printed", "layer", "ocr", "chosen"),
    [
        ("已聚集航运企业", "已聚集运企业", "已聚集航运企业", "航"),
        ("副市长毕晟介绍", "副市长毕介绍", "副市长毕晟介绍", "晟"),
        ("已聚集航运企业", "已聚集航运企业", "已聚集航运运企业", None),  # OCR read one twice
        ("1300余家", "1300余家", "13100余家", None),  # digits it finds in dust
        ("介绍，港口", "介绍，港口", "介绍，一港口", None),  # a rule
    ],
)
def test_what_the_text_layer_lost_ocr_has(printed: str, layer: str, ocr: str, chosen: str | None) -> None:
    """OCR misreads and loses characters; but for strokes and dust it puts none where there is none."""
    assert printed in LEAD
    collation = pair(LEAD.replace(printed, layer), LEAD.replace(printed, ocr))
    assert collation.text.endswith(LEAD)
    if chosen:
        variant = only(collation)
        assert variant.kind == "omission" and variant.review and chosen in variant.chosen, variant


def test_two_witnesses_of_one_text_are_two_where_they_are_of_different_kinds() -> None:
    text = f"港口的未来\n{LEAD}"
    texts = {"a": (text, "pdf"), "b": (text, "scan"), "c": (text.replace("航运", "航远"), "scan")}
    members = [(article(file, text), kind, None) for file, (text, kind) in texts.items()]
    variant = only(collate(members))  # type: ignore[arg-type]
    assert variant.why == "2 of 3 witnesses agree" and not variant.review, variant


def test_a_conversion_of_zhe_is_no_variant() -> None:
    assert pair("他看着港口，接着说。", "他看著港口，接著说。", ("pdf", "html")).variants == ()


@pytest.mark.parametrize(
    ("mine", "theirs", "kind"),
    [
        ("互联网平台", "网际网路平台", "conversion"),
        ("下一步将", "下一步则将", "edition"),
        ("下一步将", EXTRA[0] + "下一步将", "edition"),
        ("设计者们", "建造者们", "word_choice"),
    ],
)
def test_what_a_web_edition_has_otherwise(mine: str, theirs: str, kind: str) -> None:
    collation = pair(LEAD, LEAD.replace(mine, theirs), ("pdf", "html"))
    assert only(collation).kind == kind
    assert collation.text.endswith(LEAD)


def test_width_of_marks_kinds_of_quotes_and_line_ends_are_no_variants() -> None:
    one = "毕晟说：“我们将‘先行先试’，(不)等待。”\n下一步，面积18.3平方公里。"
    other = "毕晟说:「我们将『先行先试』,（不）等待。」下一步, 面积１８.３ 平方公里。"
    assert pair(one, other).variants == ()


def test_a_third_witness_decides_between_two() -> None:
    wrong = LEAD.replace("毕晟", "毕威").replace("航运企业", "企业").replace("7.8%", "7.3%")
    members = [
        (article("ocr", wrong), "scan", None),
        (article("web", LEAD + EXTRA[1]), "html", None),
        (article("page", LEAD.replace("设计者", "\ue001计者")), "pdf", None),
    ]
    for order in permutations(members):
        collation = collate(order)  # type: ignore[arg-type]
        assert [w.article.file for w in collation.witnesses] == ["page", "web", "ocr"]
        assert collation.text == LEAD
        assert {v.kind for v in collation.variants} == {
            "ocr_shape",
            "ocr_normalisation",
            "omission",
            "edition",
        }


def test_two_ocrs_that_agree_outweigh_the_web_and_the_same_text_twice_does_not() -> None:
    right, wrong = article("w", LEAD), LEAD.replace("设计者", "建造者")
    other = wrong.replace("加快", "如快")
    twice = collate(
        [(right, "html", None), (article("o", wrong), "scan", None), (article("p", other), "scan", None)]
    )
    assert "建造者" in twice.text
    once = collate(
        [(right, "html", None), (article("o", wrong), "scan", None), (article("p", wrong), "scan", None)]
    )
    assert once.text == LEAD


def test_between_two_ocrs_a_dictionary_settles_shapes_but_no_names_and_numbers() -> None:
    def chosen(one: str, other: str) -> tuple[str, bool]:
        a, b = article("a", LEAD.replace("企业答疑", one)), article("b", LEAD.replace("企业答疑", other))
        collation = collate([(a, "scan", None), (b, "scan", None)])
        return collation.text, only(collation).review

    assert chosen("人士答疑", "入士答疑") == chosen("入士答疑", "人士答疑")
    text, review = chosen("入士答疑", "人士答疑")
    assert "人士" in text and review
    text, review = chosen("3户答疑", "8户答疑")
    assert "3户" in text and review


def test_titles_that_differ_are_for_a_person() -> None:
    a, b = article("a", f"科创港湾的未来\n{LEAD}"), article("b", f"科技港湾的未来\n{LEAD}")
    collation = collate([(a, "pdf", None), (b, "scan", None)])
    assert only(collation).chosen.startswith("科创")
    assert only(collation).review and "titles" in only(collation).why
    assert collation.text[: collation.parts[0].end] == "科创港湾的未来"


def test_what_ocr_alone_was_unsure_of_is_for_a_person() -> None:
    scan = article("a", LEAD)
    scores = np.full(len(LEAD), 0.99, dtype=np.float32)
    at = LEAD.index("毕晟")
    scores[at + 1], scores[5] = 0.61, np.nan
    alone = only(collate([(scan, "scan", scores)]))
    assert (alone.start, alone.end, alone.chosen, alone.review) == (at + 1, at + 2, "晟", True)
    assert alone.spans == {"a": (at + 1, at + 2)}
    assert collate([(scan, "scan", scores), (article("b", LEAD), "pdf", None)]).variants == ()


def test_a_fragment_does_not_lead() -> None:
    cut = Article("z", 0, "fragment", article("z", LEAD[20:60]).text, ())
    collation = collate([(cut, "pdf", None), (article("b", LEAD), "scan", None)])
    assert collation.main.file == "b"
    assert collation.text == LEAD


def test_the_name_of_an_article_is_its_text_however_it_is_laid_out() -> None:
    one, other = article("a", "港口的未来\n" + LEAD), article("b", "港口 的未来\n" + LEAD.replace("，", ","))
    assert identity([(one, "pdf", None)]) == identity([(other, "scan", None)])
    with_web = [(one, "pdf", None), (article("w", LEAD + EXTRA[0]), "html", None)]
    assert identity(with_web) == collate(with_web).article_id == identity([(one, "pdf", None)])  # type: ignore[arg-type]
    assert identity([(one, "pdf", None)]) != identity([(article("a", LEAD + "附"), "pdf", None)])


def test_nothing_to_collate_and_two_of_one_file_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        collate([])
    with pytest.raises(ValueError, match="one file"):
        collate([(article("a", LEAD), "pdf", None), (article("a", LEAD, number=1), "pdf", None)])


# -- laws ----------------------------------------------------------------------------------------------

words = st.text(alphabet="港口园区创新发展建设的，。“”\n1320", min_size=1, max_size=80)
edited = st.tuples(
    words,
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 9), st.text("甲乙丙，", max_size=9)), max_size=6),
)


def spoiled(text: str, changes: list[tuple[int, int, str]]) -> str:
    for at, size, new in changes:
        text = text[:at] + new + text[at + size :]
    return text or "空"


@given(
    st.lists(edited, min_size=1, max_size=3),
    st.sampled_from([("pdf", "scan", "html"), ("scan", "scan", "html"), ("text", "text", "scan")]),
)
def test_every_difference_is_in_one_variant_and_every_span_leads_back(drawn: list, kinds: tuple) -> None:  # type: ignore[type-arg]
    base = drawn[0][0]
    members = [
        (article(f"f{n}", spoiled(base, changes)), kinds[n], None) for n, (_, changes) in enumerate(drawn)
    ]
    check_laws(collate(members))
    assert told(collate(members)) == told(collate(members[::-1]))


def test_so_it_is_with_whole_articles() -> None:
    for number, lines in enumerate(ARTICLES):
        text, rng = "\n".join(lines), random.Random(number)
        made = [make(text, make.__name__, rng) for make in (text_layer, ocr, web)]
        check_laws(collate([(w.article, w.kind, None) for w in made]))


@given(words)
def test_a_text_with_itself_has_no_variants(text: str) -> None:
    collation = collate([(article("a", text), "pdf", None), (article("b", text), "scan", None)])
    assert collation.variants == ()
    assert collation.text == text
    assert all(np.array_equal(w.at, np.arange(len(text))) for w in collation.witnesses)


def told(collation: Collation) -> tuple[object, ...]:
    return collation.text, [
        (v.kind, v.start, v.chosen, v.review, sorted(v.clean.items())) for v in collation.variants
    ]


def check_laws(collation: Collation) -> None:
    text, strict = collation.text, Letters.of(collation.text)
    for variant in collation.variants:
        assert text[variant.start : variant.end] == variant.chosen
        assert variant.readings.keys() == variant.spans.keys() == variant.clean.keys()
    for part in collation.parts:
        assert 0 <= part.start <= part.end <= len(text)
    for witness in collation.witnesses:
        article, at = witness.article, witness.at
        assert at.dtype == np.int32 and len(at) == len(text)
        assert len(set(at[at >= 0].tolist())) == np.count_nonzero(at >= 0)
        mine = [v for v in collation.variants if article.file in v.spans]
        for variant in mine:
            start, end = variant.spans[article.file]
            assert article.text.raw[start:end] == variant.readings[article.file]
        covered = np.zeros(len(text), dtype=int)
        for variant in mine:
            covered[variant.start : variant.end] += 1
        theirs = Letters.of(article.text.text)
        same = dict(zip(theirs.at.tolist(), theirs.strict, strict=True))
        for place, char in zip(strict.at.tolist(), strict.strict, strict=True):
            agrees = at[place] >= 0 and same.get(int(at[place])) == char
            assert agrees or covered[place], (article.file, place, char)
        told_raw = np.zeros(len(article.text.raw) + 1, dtype=int)
        for variant in mine:
            told_raw[variant.spans[article.file].start : variant.spans[article.file].end] += 1
        used = set(at[at >= 0].tolist())
        for j in theirs.at.tolist():
            assert j in used or told_raw[int(article.text.starts[j])], (article.file, j)
        for start in range(0, len(text), 7):
            for low, high in witness.raw_ranges(start, start + 5):
                assert 0 <= low < high <= len(article.text.raw)


# -- measured ------------------------------------------------------------------------------------------


def covering(collation: Collation, file: str, start: int, end: int) -> Variant | None:
    for variant in collation.variants:
        if file in variant.spans:
            low, high = variant.spans[file]
            if (low <= start and end <= high) or (low < max(end, start + 1) and start < max(high, low + 1)):
                return variant
    return None


def test_three_witnesses_find_and_decide_what_was_spoiled() -> None:
    found, decided, changes, left = Counter[str](), Counter[str](), 0, 0
    for seed in range(5):
        for number, lines in enumerate(ARTICLES):
            rng, text = random.Random(100 * seed + number), "\n".join(lines)
            made: list[Spoiled] = [make(text, make.__name__, rng) for make in (text_layer, ocr, web)]
            collation = collate([(w.article, w.kind, None) for w in made])
            for witness in made:
                for kind, start, end in witness.changes:
                    changes += 1
                    variant = covering(collation, witness.article.file, start, end)
                    found[kind] += variant is not None
                    decided[kind] += variant is not None and variant.kind == kind
            truth, letters = Letters.of(text), Letters.of(collation.text)
            left += len(edits(aligned(truth.strict, letters.strict), len(letters.strict)))
    assert found.total() / changes >= 0.98
    assert 1 - left / changes >= 0.95
    assert decided.total() / changes >= 0.85, decided


def test_two_witnesses_of_usual_length_take_milliseconds() -> None:
    text = "\n".join("\n".join(lines) for lines in ARTICLES)[:1500]
    rng = random.Random(1)
    members = [(text_layer(text, "a", rng).article, "pdf", None), (ocr(text, "b", rng).article, "scan", None)]
    collate(members)  # type: ignore[arg-type]  # dictionaries are loaded once
    start = time.perf_counter()
    for _ in range(10):
        collate(members)  # type: ignore[arg-type]
    assert (time.perf_counter() - start) / 10 < 0.05  # 3 to 5 ms on a quiet machine
