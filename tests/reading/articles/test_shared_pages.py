"""The four pages that lie beside the project, quoted by offset only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from twinwheel.reading.articles import articles
from twinwheel.reading.model import Article, Source
from twinwheel.reading.sources import open_source


@cache
def _read(path: Path) -> tuple[Source, list[Article]]:
    source = open_source(path, path.name)
    return source, articles(source)


@pytest.fixture
def page(shared: Path, request: pytest.FixtureRequest) -> tuple[Source, list[Article]]:
    path = shared / "documents" / request.param
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return _read(path)


def at(found: list[Article], offset: int) -> Article:
    """The article a raw character stands in."""
    return next(one for one in found if any(span.start <= offset < span.end for span in one.segments))


def place(one: Article, offset: int) -> int:
    """Where in its text."""
    return [int(start) for start in one.text.starts].index(offset)


A, B, C, D = "a-textlayer.txt", "b-ocr.txt", "c-web-hant.txt", "d-ocr.txt"


@pytest.mark.parametrize("page", [A, B], indirect=True)
def test_the_zone_page_has_an_article_a_note_and_three_interviews(page: tuple[Source, list[Article]]) -> None:
    kinds = sorted(one.kind for one in page[1] if one.kind not in ("imprint", "sidebar"))
    assert kinds == ["article", "editors_note", "interview", "interview", "interview"]
    main = next(one for one in page[1] if one.kind == "article")
    assert len(main.byline) == 2
    assert main.publisher is not None
    for one in page[1]:
        if one.kind == "interview":
            assert one.part("title") is not None
            assert one.part("subtitle") is not None


@pytest.mark.parametrize(
    ("page", "title", "body"),
    [(A, 883, 2656), (A, 919, 3291), (A, 934, 953), (B, 2034, 2050), (B, 2647, 2663), (B, 3248, 3263), (B, 259, 279)],
    indirect=["page"],
)  # fmt: skip
def test_a_title_stands_over_its_body(page: tuple[Source, list[Article]], title: int, body: int) -> None:
    source, found = page
    one = at(found, body)
    assert at(found, title) is one
    first = one.part("title")
    assert first is not None
    assert first[:6] == source.raw[title : title + 6]


@pytest.mark.parametrize("page", [A], indirect=True)
def test_lines_around_a_picture_are_one_sentence(page: tuple[Source, list[Article]]) -> None:
    _, found = page
    one = at(found, 2959)
    wrapped = place(one, 2975)
    assert place(one, 2959) < wrapped
    assert "\n" not in one.text.text[place(one, 2959) : wrapped + 30], "narrow lines are no paragraphs"


@pytest.mark.parametrize("page", [B], indirect=True)
def test_the_infographic_and_the_furniture_are_no_article(page: tuple[Source, list[Article]]) -> None:
    _, found = page
    assert {at(found, offset).kind for offset in (1865, 1893, 1949, 2008)} == {"sidebar"}
    assert {at(found, offset).kind for offset in (2, 3817)} == {"imprint"}


@pytest.mark.parametrize("page", [C], indirect=True)
def test_the_web_page_is_one_article_with_the_first_of_its_two_dates(
    page: tuple[Source, list[Article]],
) -> None:
    _, found = page
    assert [one.kind for one in found] == ["article", "junk"]
    main, tail = found
    assert (main.date, main.date_basis) == ("2021-01-16", "stated")
    assert len(main.byline) == 2
    assert max(span.end for span in main.segments) <= 2910
    assert min(span.start for span in tail.segments) >= 2909
    assert [part.role for part in main.parts].count("heading") == 3


@pytest.mark.parametrize("page", [D], indirect=True)
def test_the_interleaved_page_is_taken_apart(page: tuple[Source, list[Article]]) -> None:
    source, found = page
    assert sum(one.kind == "brief" for one in found) == 2
    main = at(found, 37)
    pieces = [37, 473, 645, 922, 1153, 1613, 2511, 2590, 2609, 3246]
    assert all(at(found, piece) is main for piece in pieces)
    assert [place(main, piece) for piece in pieces[:7]] == sorted(place(main, piece) for piece in pieces[:7])
    cut = place(main, 2511)
    assert main.text.text[cut - 2 : cut + 1] == source.raw[1658:1660] + source.raw[2511]
    assert at(found, 4203) is at(found, 4608) is not main


@pytest.mark.parametrize("page", [D], indirect=True)
def test_a_headless_article_is_put_together_from_its_pieces(page: tuple[Source, list[Article]]) -> None:
    source, found = page
    one = at(found, 1662)
    assert all(at(found, piece) is one for piece in (5349, 5526, 1779, 2334, 4667, 5279))
    order = [place(one, piece) for piece in (5349, 5526, 1662, 2334, 4667, 5279)]
    assert order == sorted(order)
    cut = place(one, 1662)
    assert int(one.text.ends[cut - 1]) == len(source.raw.rstrip()), "the last line of the file goes before"
    assert one.text.text[place(one, 4667) - 1] == "\n", "what has no continuation is left open"


@pytest.mark.parametrize("page", [A, B, C, D], indirect=True)
def test_every_quote_is_where_it_says(page: tuple[Source, list[Article]]) -> None:
    source, found = page
    spoken = [0] * len(source.raw)
    for one in found:
        for part in one.parts:
            assert one.text.text[part.start : part.end].strip()
        for span in one.segments:
            assert 0 <= span.start < span.end <= len(source.raw)
            for i in range(*span):
                spoken[i] += 1
    assert max(spoken) == 1
