"""Files that part their articles otherwise: torn, glued, with titles elsewhere."""

from __future__ import annotations

from twinwheel.reading.model import Article, Part
from twinwheel.reading.renditions import Collation, collate_together, related, sketch
from twinwheel.reading.text import MappedText

HARBOUR = (
    "渔港改造工程开工\n湖滨县渔港改造工程昨日正式开工，总投资2.6亿元，计划新建码头412米、防波堤两座，工期二十个月。\n"
    "县渔业局局长邝志成在现场说，老码头水深不足，大船只能趁潮进港，改造之后三百吨级的渔船全天都可以靠泊卸货。\n"
    "渔民代表骆阿水希望冷库一并扩建，让渔获上岸之后不再急着贱卖，也希望港区道路早日接通省道，省去绕行的十几公里。"
)
LIBRARY = (
    "山区流动图书车上路\n云岭市图书馆的三辆流动图书车本周上路，每车载书1800册，沿固定线路每月到访六十四个村寨一次。\n"
    "馆长昝秀兰介绍，借阅不收押金，孩子们最爱的科普画册占了三成，下一步还要为老人添置大字本和听书机。\n"
    "寨子里的教师说，学生盼车就像盼过节，去年全校人均读书不到四本，今年才过半年已经有七本了。"
)


def article(file: str, number: int, raw: str, *texts: str) -> Article:
    """An article whose text is these pieces of the file, a piece after the other."""
    pieces: list[MappedText] = []
    for text in texts:
        start = raw.index(text)
        pieces += [MappedText.inserted(raw, "\n", start)] if pieces else []
        pieces.append(MappedText.of(raw, start, start + len(text)))
    whole = MappedText.joined(raw, pieces)
    return Article(file, number, "article", whole, (Part("paragraph", 0, len(whole)),))


def collated(*articles: Article) -> list[Collation]:
    known = {(a.file, a.number): a for a in articles}
    items = [((a.file, a.number), sketch(a.text.text), len(a.text)) for a in articles]
    found: list[Collation] = []
    for groups in related(items):
        found += collate_together([[(known[key], "text", None) for key in group] for group in groups])  # type: ignore[index]
    for collation in found:
        for variant in collation.variants:
            for file, (start, end) in variant.spans.items():
                raw = next(a.text.raw for a in articles if a.file == file)
                assert raw[start:end] == variant.readings[file]
    return found


def differences(found: list[Collation]) -> list[tuple[str, ...]]:
    return sorted(tuple(v.clean[file] for file in sorted(v.clean)) for c in found for v in c.variants)


def test_a_difference_in_the_second_piece_of_a_torn_article_is_found() -> None:
    first, second = HARBOUR[:75], HARBOUR[75:].replace("骆阿水", "骆阿永")
    torn = first + "\n" + second
    found = collated(
        article("a.txt", 0, HARBOUR, HARBOUR),
        article("b.txt", 0, torn, first),
        article("b.txt", 1, torn, second),
    )
    assert differences(found) == [("骆阿水", "骆阿永")]


def test_a_difference_in_the_lesser_of_two_glued_articles_is_found() -> None:
    glued = HARBOUR + "\n" + LIBRARY.replace("昝秀兰", "咎秀兰")
    apart = HARBOUR + "\n" + LIBRARY
    found = collated(
        article("a.txt", 0, apart, HARBOUR),
        article("a.txt", 1, apart, LIBRARY),
        article("b.txt", 0, glued, glued),
    )
    assert differences(found) == [("昝秀兰", "咎秀兰")]


def test_a_passage_is_collated_once_only() -> None:
    """An OCR has the halves of both articles crosswise: each half is held against its own."""
    harbour, library = HARBOUR.replace("，", ","), LIBRARY.replace("，", ",").replace("七本", "八本")
    half, other = harbour.rindex("\n"), library.rindex("\n")
    crossed = [harbour[:half], library[other:]], [library[:other], harbour[half:]]
    page = "\n".join(piece.strip("\n") for pieces in crossed for piece in pieces)
    apart = HARBOUR + "\n" + LIBRARY
    found = collated(
        article("a.txt", 0, apart, HARBOUR),
        article("a.txt", 1, apart, LIBRARY),
        article("b.txt", 0, page, *(piece.strip("\n") for piece in crossed[0])),
        article("b.txt", 1, page, *(piece.strip("\n") for piece in crossed[1])),
    )
    assert [len(c.witnesses) for c in found] == [2, 2]
    assert differences(found) == [("有七本", "有八本")]


def test_a_title_that_stands_apart_in_one_file_is_no_difference() -> None:
    title, body = HARBOUR.split("\n", 1)
    apart = title + "\n本版编辑 苗青\n" + body
    found = collated(article("a.txt", 0, HARBOUR, HARBOUR), article("b.txt", 0, apart, body))
    assert differences(found) == []


def test_a_title_that_a_file_lacks_is_one() -> None:
    title, body = HARBOUR.split("\n", 1)
    found = collated(article("a.txt", 0, HARBOUR, HARBOUR), article("b.txt", 0, body, body))
    assert differences(found) == [(title, "")]


def test_lines_in_another_order_are_compared_with_each_other() -> None:
    small = "——湖滨县渔业转型见闻"
    title, body = HARBOUR.split("\n", 1)
    one, other = f"{small}\n{title}\n{body}", f"{title}\n{small.replace('见闻', '见间')}\n{body}"
    found = collated(article("a.txt", 0, one, one), article("b.txt", 0, other, other))
    assert [tuple(words) for words in differences(found)] == [("见闻", "见间")]


def test_a_piece_is_not_said_to_lack_the_rest() -> None:
    end = HARBOUR[80:]
    found = collated(article("a.txt", 0, HARBOUR, HARBOUR), article("b.txt", 0, end, end))
    assert [len(c.witnesses) for c in found] == [2]
    assert differences(found) == []


def test_articles_that_only_a_glued_third_one_holds_are_not_joined() -> None:
    both = HARBOUR + "\n" + LIBRARY
    texts = {"a.txt": HARBOUR, "b.txt": both, "c.txt": LIBRARY, "d.txt": LIBRARY, "e.txt": HARBOUR}
    items = [((file, 0), sketch(text), len(text)) for file, text in texts.items()]
    groups = [{key[0] for key in group} for component in related(items) for group in component]
    assert not any({"a.txt", "c.txt"} <= group for group in groups)
    assert any({"a.txt", "e.txt"} <= group for group in groups)
    assert any({"c.txt", "d.txt"} <= group for group in groups)
