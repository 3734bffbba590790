"""Clusters: which of many articles are renditions of the same one."""

from __future__ import annotations

import random
import time

import pytest

from reading.renditions.spoiling import ARTICLES, EXTRA, ocr, web
from twinwheel.reading.renditions import clusters, contained, repeats, sketch

TEXTS = ["\n".join(article) for article in ARTICLES]


def groups(texts: dict[tuple[str, int], str]) -> list[set[tuple[str, int]]]:
    items = [(key, sketch(text), len(text)) for key, text in texts.items()]
    return [set(group) for group in clusters(items)]  # type: ignore[arg-type]


def test_text_layer_ocr_and_web_edition_of_each_article_come_together() -> None:
    texts = {}
    for number, text in enumerate(TEXTS):
        rng = random.Random(number)
        texts["page.pdf", number] = text
        texts["scan.png", number] = ocr(text, "scan.png", rng).article.text.text
        texts[f"{number}.html", 0] = web(text, f"{number}.html", rng).article.text.text
    together = [{("page.pdf", n), ("scan.png", n), (f"{n}.html", 0)} for n in range(4)]
    assert sorted(map(sorted, groups(texts))) == sorted(map(sorted, together))


def test_a_longer_edition_contains_the_shorter_one() -> None:
    longer = TEXTS[0] + "\n" + "\n".join(TEXTS[3].split("\n")[1:] + list(EXTRA))
    assert contained(sketch(TEXTS[0]), sketch(longer)) == contained(sketch(longer), sketch(TEXTS[0])) > 0.9
    assert groups({("a", 0): TEXTS[0], ("b", 0): longer}) == [{("a", 0), ("b", 0)}]


def test_a_fragment_of_an_article_is_a_rendition_of_it() -> None:
    fragment = TEXTS[1][150:290]
    assert groups({("a", 0): TEXTS[1], ("b", 0): fragment}) == [{("a", 0), ("b", 0)}]


def test_two_articles_of_one_file_never_are() -> None:
    assert len(groups({("a", 0): TEXTS[1], ("a", 1): TEXTS[1]})) == 2
    # …nor by way of a third.
    found = groups({("a", 0): TEXTS[1], ("a", 1): TEXTS[1][:200], ("b", 0): TEXTS[1][:300]})
    assert sorted(map(len, found)) == [1, 2]


def test_two_texts_that_quote_a_third_are_not_one() -> None:
    quoted = TEXTS[2][:120]
    found = groups({("a", 0): TEXTS[0] + quoted, ("b", 0): TEXTS[1] + quoted, ("c", 0): quoted})
    assert not any({("a", 0), ("b", 0)} <= group for group in found)


NOTICE = (
    "根据《{place}住房租赁管理办法》，经审核，现将{year}年第{turn}批住房租赁企业备案名单予以公示，公示期为{days}个工作日。"
    "如有异议，请于公示期内以书面形式反映，联系电话：{phone}。"
)


def test_two_notices_of_one_form_with_other_figures_are_not_one() -> None:
    one = NOTICE.format(place="明州市", year=2021, turn=3, days=7, phone=86543210)
    two = NOTICE.format(place="明州市", year=2022, turn=11, days=10, phone=86540077)
    assert contained(sketch(one), sketch(two)) > 0.5
    assert len(groups({("a", 0): one, ("b", 0): two})) == 2
    assert len(groups({("a", 0): one, ("b", 0): one.replace("书面", "书画")})) == 1


@pytest.mark.parametrize("short", ["本报记者 郁然", "责编：郁然 美编：毕晟", ""])
def test_a_line_of_staff_is_no_rendition_of_the_article_it_stands_in(short: str) -> None:
    assert len(groups({("a", 0): TEXTS[0] + short, ("b", 0): short})) == 2


def test_the_order_of_the_articles_does_not_matter() -> None:
    rng = random.Random(7)
    items = []
    for number, text in enumerate(TEXTS):
        for file in ("a", "b", "c"):
            spoiled = ocr(text, file, rng).article.text.text
            items.append(((file, number), sketch(spoiled), len(spoiled)))
    first = clusters(items)
    rng.shuffle(items)
    assert clusters(items) == first


def random_text(rng: random.Random, size: int) -> str:
    return "".join(map(chr, rng.choices(range(0x4E00, 0x5A00), k=size)))


@pytest.mark.long
def test_ten_thousand_articles_take_seconds() -> None:
    rng = random.Random(3)
    items = []
    for number in range(5_000):
        text = random_text(rng, rng.choice((80, 400, 1200)))
        for file, rendition in ((f"{number}-a", text), (f"{number}-b", text + random_text(rng, 200))):
            items.append(((file, 0), sketch(rendition), len(rendition)))
    start = time.perf_counter()
    found = clusters(items)
    assert time.perf_counter() - start < 10
    assert [len(group) for group in found] == [2] * 5_000


@pytest.mark.parametrize("same", ["the same text everywhere", "nearly the same", "a common half"])
def test_hostile_crowds_take_no_long_time(same: str) -> None:
    rng = random.Random(4)
    base = random_text(rng, 300)
    common = sketch(base)
    items = []
    for number in range(100_000 if same == "the same text everywhere" else 3_000):
        if same == "nearly the same":
            at = rng.randrange(300)
            common = sketch(base[:at] + "龘" + base[at:])
        elif same == "a common half":
            common = sketch(base + random_text(rng, 400))
        items.append(((f"{number}", 0), common, 300))
    start = time.perf_counter()
    found = clusters(items)
    assert time.perf_counter() - start < 5
    assert len(found) == (3_000 if same == "a common half" else 1)


@pytest.mark.parametrize("times", [3, 20, 500])
def test_what_says_the_same_over_and_over_is_no_rendition_of_it(times: int) -> None:
    body = TEXTS[0].split("\n", 1)[1]
    text = TEXTS[0] + ("\n" + body) * times
    assert repeats(sketch(text), text)


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "\n".join(TEXTS),
        TEXTS[0] + "\n" + TEXTS[0],
        "声明\n声明\n声明\n声明",
        "\n".join(f"{n}号泊位 吞吐量 {n * n} 万吨 同比增长 {n % 9}.{n % 7}%" for n in range(200)),
        "",
    ],
)
def test_an_article_a_pair_of_editions_a_table_and_a_short_cry_do_not_repeat_themselves(text: str) -> None:
    assert not repeats(sketch(text), text)
