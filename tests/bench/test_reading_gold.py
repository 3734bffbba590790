"""The gold for reading: that it is well made, that pages keep their truth, and that a perfect reader gets full marks."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.reading import articles, facts, peers, report, score, sets, spoil, variants
from bench.reading.agreement import same_amount, same_office, same_scope, same_time
from bench.reading.align import letters, origin_of
from bench.reading.annotated import Annotated, GoldError, parse, read_all
from bench.reading.glyphs import Origin
from bench.reading.output import Document
from bench.reading.page import Page
from bench.reading.sets import Truth

HEAD = "date: 2022-04-18\npublisher: 江澜商报\nkind: article\n---\n"
DEV, HELD, HELD2 = read_all("dev"), read_all("held"), read_all("held2")


@cache
def made(style: str) -> list[Page]:
    return list(sets.pages(style, "dev", seed=7))


# --- the articles ------------------------------------------------------------------------------


def test_there_are_enough_articles_of_every_kind() -> None:
    assert (len(DEV), len(HELD)) >= (28, 12)
    for split in (DEV, HELD):
        assert {each.kind for each in split} >= {
            "article",
            "interview",
            "brief",
            "editors_note",
            "sidebar",
            "imprint",
        }


def test_what_is_held_back_shares_no_invented_name_with_what_is_tuned_on() -> None:
    def names(split: list[Annotated]) -> set[str]:
        kinds = ("person", "organisation", "policy_document", "programme")
        return {
            fact.fields["name"]
            for each in split
            for kind in kinds
            for fact in each.of(kind)
            if not fact.optional
        }

    assert not names(DEV) & names([*HELD, *HELD2])


@pytest.mark.parametrize("article", [*DEV, *HELD, *HELD2], ids=lambda each: each.name)
def test_every_mention_is_characters_of_the_text(article: Annotated) -> None:
    for fact in article.facts:
        for start, end in fact.mentions:
            assert 0 <= start < end <= len(article.text)
            assert "\n" not in article.text[start:end]
    for person in article.of("person"):
        assert person.fields["name"] in article.text


# --- what the parser says of a bad file -------------------------------------------------------

BAD = [
    ("three parts", HEAD + "正文", "two lines of ---"),
    ("an unknown mark", HEAD + "{增长|z 5}\n---\n", ':5: "z" is no mark'),
    ("a mark that is not closed", HEAD + "有{5家|i 5 家\n---\n", ":5: a mark is not closed"),
    ("a bar outside a mark", HEAD + "甲|乙\n---\n", ':5: "|" stands outside a mark'),
    ("another number than is printed", HEAD + "有{517户|i 571 户}\n---\n", '"517户" is marked as 571 户'),
    ("a wrong key", HEAD + "有{5户|i 5 户 x=3}\n---\n", '"x=3": an indicator has'),
    ("a wrong status", HEAD + "有{5户|i 5 户 st=soon}\n---\n", 'status "soon" is none of'),
    (
        "a name that is not there",
        HEAD + "甲市\n---\nL 乙市|city\n",
        ':7: "乙市" does not stand in the text',
    ),
    (
        "a name only within another",
        HEAD + "甲市银行\n---\nO 甲市银行|enterprise\nL 甲市|city\n",
        ":8:",
    ),
    ("a line that is no name", HEAD + "甲市\n---\nX 甲市\n", ':7: a name begins with P, O'),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_bad_gold_file_is_told_by_line(content: str, message: str) -> None:
    with pytest.raises(GoldError) as error:
        parse(content, name="x")
    assert message in str(error.value)


def test_marks_may_hold_marks() -> None:
    article = parse(
        HEAD + "{“已有{20余家|i 20 家 q=余}，{盼更多|a 丁一>外商}。”|q 丁一}丁一说\n---\nP 丁一|区长|甲区\n",
        name="x",
    )
    assert article.text == "“已有20余家，盼更多。”丁一说"
    (quote,) = article.of("quote")
    assert quote.fields["text"] == "已有20余家，盼更多。"
    assert quote.mentions == [(1, 12)]
    assert [article.text[slice(*fact.mentions[0])] for fact in article.of("indicator") + article.of("ask")] == [
        "20余家",
        "盼更多",
    ]  # fmt: skip


# --- the pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["clean", "renditions"])
def test_pages_know_where_each_character_is_from(style: str) -> None:
    for page in made(style):
        assert page.text is not None
        assert page.origin is not None
        changed = {(c.article, at) for c in page.changes for at in range(c.start, c.end)}
        own, found = [], []
        for char, article, at in zip(page.text, page.origin.article, page.origin.at, strict=True):
            if at >= 0 and (article, at) not in changed and char.isalnum():
                own.append(page.articles[article].text[at])
                found.append(char)
        same = letters("".join(own))[0], letters("".join(found))[0]
        assert page.style == "web" or same[0] == same[1]
        assert np.mean([a == b for a, b in zip(*same, strict=True)]) > 0.99


def test_the_same_seed_makes_the_same_pages() -> None:
    again = list(sets.pages("renditions", "dev", seed=7))
    assert [page.data for page in made("renditions")] == [page.data for page in again]
    assert again[0].data != next(iter(sets.pages("renditions", "dev", seed=8))).data


def test_an_ocr_page_misreads_cuts_words_and_interleaves() -> None:
    pages = [page for page in made("renditions") if page.style == "ocr"]
    kinds = {change.kind for page in pages for change in page.changes}
    assert kinds >= {"ocr_shape", "ocr_normalisation", "punctuation", "omission"}
    torn = 0
    for page in pages:
        assert page.origin is not None
        order = [each for each in page.origin.article.tolist() if each >= 0]
        pieces = 1 + sum(a != b for a, b in itertools.pairwise(order))
        torn += pieces > len(set(order))
    assert torn >= 3


def test_truth_is_kept_as_runs_and_read_back() -> None:
    origin = Origin(np.array([-1, 0, 0, 0, 1, 1], np.int32), np.array([-1, 5, 6, -1, -1, 0], np.int32))
    again = Origin.from_runs(origin.runs(), 6)
    assert again.article.tolist() == origin.article.tolist()
    assert again.at.tolist() == origin.at.tolist()


def test_extracted_text_is_led_back_to_its_articles() -> None:
    texts = [DEV[0].text, DEV[4].text]
    raw = texts[1][:100] + "页眉\n" + texts[0][50:90] + "误读" + texts[0][92:200] + "\n" + texts[1][100:]
    origin = origin_of(raw, texts)
    at = raw.index("页眉")
    assert origin.article[:at].max() == 1
    assert (origin.article[at : at + 2] == -1).all()
    solid = [i for i in range(at + 43, at + 100) if raw[i].isalnum()]
    assert all(origin.article[i] == 0 and texts[0][origin.at[i]] == raw[i] for i in solid[2:])


# --- the scores --------------------------------------------------------------------------------


def read_perfectly(article: Annotated) -> Document:
    """A document as it would be if all of an article's facts were found just as they are marked."""
    page = spoil.clean(article)
    assert page.text is not None
    assert page.origin is not None
    where = {at: i for i, at in enumerate(page.origin.at.tolist()) if at >= 0}
    records = [
        {
            **dict.fromkeys(("title", "organisation", "scope", "as_of", "value_to")),
            **fact.fields,
            "kind": fact.kind,
            "article_id": "a",
            "quote": "",
            "spans": {page.file: [[where[s], where[e - 1] + 1] for s, e in fact.mentions]},
        }
        for fact in article.facts
    ]
    for record in records:
        for key in ("scope", "speaker", "asker"):
            record[key] = (record.get(key) or "").split("/")[0] or None
        record["as_of"] = (record["as_of"] or "").removesuffix("?") or None
    record = {
        "articles": [
            {"article_id": "a", "title": article.title or None, "segments": [[0, len(page.text)]], "kind": ""}
        ],
        "facts": records,
        "variants": [],
    }
    return document(page, record)


def document(page: Page, record: dict[str, Any]) -> Document:
    truth = Truth(page.file, page.style, page.articles, page.titled, page.origin, page.text, page.changes)
    assert page.text is not None
    assert page.origin is not None
    return Document(truth, record, page.text, page.origin, np.array([char.isalnum() for char in page.text]))


@pytest.mark.parametrize("article", [*DEV, *HELD, *HELD2], ids=lambda each: each.name)
def test_a_perfect_reader_gets_full_marks(article: Annotated) -> None:
    perfect = read_perfectly(article)
    scores: dict[str, facts.Score] = {}
    facts.score(perfect, scores)
    for measure, found in scores.items():
        assert found.right == found.found == found.wanted, (measure, found.misses)
    whole = articles.score(perfect)
    assert (whole.share, whole.purity, whole.pairing) == (1, 1, 1) or article.kind == "imprint"


def test_what_is_missed_and_what_is_invented_is_counted() -> None:
    perfect = read_perfectly(DEV[0])
    people = [each for each in perfect.record["facts"] if each["kind"] == "person"]
    perfect.record["facts"].remove(people[0])
    people[1]["name"] = "王无"
    scores: dict[str, facts.Score] = {}
    facts.score(perfect, scores)
    person = scores["person"]
    assert (person.right, person.found, person.wanted) == (1, 2, 3)
    assert person.precision == 0.5
    assert person.recall == pytest.approx(1 / 3)
    assert len(person.misses) == 3


def two_on_a_page() -> Page:
    return spoil.text_layer("x-a.txt", [DEV[0], DEV[4]], random.Random(1))


def test_gluing_two_articles_loses_the_smaller_one() -> None:
    page = two_on_a_page()
    assert page.text is not None
    glued = {"articles": [{"title": DEV[4].title, "segments": [[0, len(page.text)]]}]}
    found = articles.score(document(page, glued))
    assert 0.4 < found.share < 0.6
    assert 0.4 < found.purity < 0.6
    assert found.titles_right == 1


def test_the_wrong_order_costs_what_stands_out_of_it() -> None:
    page = spoil.clean(DEV[0])
    assert page.text is not None
    half = len(page.text) // 2
    swapped = [{"title": DEV[0].title, "segments": [[half, len(page.text)], [0, half]]}]
    assert 0.45 < articles.score(document(page, {"articles": swapped})).share < 0.6


@pytest.mark.parametrize(("places", "length"), [([], 0), ([3, 1, 2, 2, 5], 3), ([5, 4, 3], 1), (range(9), 9)])
def test_the_longest_run_in_order(places: list[int], length: int) -> None:
    assert articles.increasing(places) == length


def test_variants_are_found_where_they_touch_and_right_where_they_are_what_the_article_has() -> None:
    pages = [page for page in made("renditions") if page.file.startswith("dev-1-")]
    read = [document(page, {"articles": [], "variants": []}) for page in pages]
    assert variants.score(read).found == 0
    for each in read:
        each.record["variants"] = list(listed(each))
    perfect = variants.score(read)
    assert perfect.wanted > 5
    assert perfect.found == perfect.wanted, perfect.misses
    assert perfect.decided == perfect.to_decide, perfect.misses
    for each in read:
        for record in each.record["variants"]:
            record["chosen"] = "错"
    assert variants.score(read).decided == 0


def listed(document: Document) -> Any:
    """A variant for each change, drawn so wide that it holds the character before and the one behind."""
    for number, change in enumerate(document.truth.changes):
        text = document.truth.articles[change.article].text
        own = document.origin.article == change.article
        before = np.flatnonzero(own & (document.origin.at >= 0) & (document.origin.at < change.start))
        behind = np.flatnonzero(own & (document.origin.at >= change.end))
        start = before[document.origin.at[before].argmax()] + 1 if len(before) else behind.min()
        end = behind[document.origin.at[behind].argmin()] if len(behind) else start
        span = [int(start), int(max(start, end))]
        yield {
            "variant_id": f"{document.truth.file}-{number}",
            "kind": change.kind,
            "spans": {document.truth.file: span},
            "readings": {},
            "chosen": text[change.start : change.end],
        }


def test_others_are_measured_by_order_and_as_one_article() -> None:
    page = two_on_a_page()
    assert page.text is not None
    truth = Truth(page.file, page.style, page.articles, page.titled, None, None, [])
    straight = "\n".join(each.text for each in page.articles)
    half = len(straight) // 2
    across = "\n".join(straight[i : i + 15] + straight[half + i : half + i + 15] for i in range(0, half, 15))
    whole, torn = (peers.measured([truth], [text], 2.0) for text in (straight, across))
    assert whole["order"] == 1
    assert 0.4 < whole["article"] < 0.6
    assert whole["rate"] == whole["characters"] / 2
    assert torn["order"] == pytest.approx(1, abs=0.01)  # columns of two articles: each is in order
    texts = [page.articles[0].text]
    alone = Truth(page.file, page.style, page.articles[:1], {0: True}, None, None, [])
    half = len(texts[0]) // 2
    rows = "\n".join(texts[0][i : i + 15] + texts[0][half + i : half + i + 15] for i in range(0, half, 15))
    assert peers.measured([alone], [rows], 2.0)["order"] < 0.6


@pytest.mark.slow
def test_a_folder_is_made_read_scored_and_shown(tmp_path: Path) -> None:
    said: list[str] = []
    found = score.run(tmp_path, "html", "held", seed=7, progress=said.append, with_peers=False)
    assert said == ["held: reading 10 files of html, names by rules"]
    assert found["articles"]["html"]["share"] > 0.5
    assert found["facts"]["rules"]["indicator"]["wanted"] > 50
    shown = report.articles({"pages": {"held": {"html": found}}})
    assert "web pages" in shown
    assert sets.load(tmp_path / "html")[0].articles[0].split == "held"


# --- when two values are one -------------------------------------------------------------------

AMOUNTS = [
    ("12000", "亿元", "1.2", "万亿元", True),
    ("7", "成", "70", "%", True),
    ("21.4", "万亩", "214000", "亩", True),
    ("132000000", "千瓦时", "1.32", "亿千瓦时", True),
    ("5", "家", "5", "个", False),
    ("5", "亿元", "5", "万元", False),
]
TIMES = [
    ("2022-06", "2022-06-30", True),
    ("2021-12", "2021", True),
    ("2022-H1", "2022-01/2022-06", True),
    ("2022-H1", "2022-06", False),
    ("2022", "2021", False),
    ("2019-01/2019-07", "2019-07", False),
    (None, None, True),
    (None, "2022-04-18", True),
    (None, "2022-04", True),
    (None, "2021", False),
    ("2025", None, False),
]


@pytest.mark.parametrize(("value", "unit", "other", "other_unit", "same"), AMOUNTS)
def test_amounts(value: str, unit: str, other: str, other_unit: str, same: bool) -> None:
    gold = {"value": Decimal(value), "unit": unit}
    assert same_amount(gold, {"value": other, "unit": other_unit, "value_to": None}) is same


@pytest.mark.parametrize(("gold", "found", "same"), TIMES)
def test_times(gold: str | None, found: str | None, same: bool) -> None:
    assert same_time(gold, found, appeared="2022-04-18") is same


def test_a_scope_goes_by_any_of_its_names() -> None:
    groups = [{"澜湾新区", "新区"}]
    assert same_scope("澜湾新区", "新区", groups)
    assert same_scope("甲/澜湾新区", "江澜市澜湾新区", groups)
    assert not same_scope("澜湾新区", "北岸组团", groups)
    assert not same_scope("澜湾新区", None, groups)


def test_title_and_organisation_may_be_parted_either_way() -> None:
    gold = {"title": "书记", "organisation": "海宁区委"}
    assert same_office(gold, {"title": "区委书记", "organisation": "海宁区"}, [])
    assert not same_office(gold, {"title": "副书记", "organisation": "海宁区委"}, [])
    both = {"title": "市人大代表、厂长", "organisation": "海宁钟厂"}
    assert same_office(both, {"title": "市人大代表、海宁钟厂厂长", "organisation": "海宁钟厂"}, [])
    assert not same_office(both, {"title": "市人大代表、海宁钟厂厂长", "organisation": "海宁钟楼"}, [])
