"""The lines of one title → which of them is the headline, and which are the small lines above and below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.lines import Line, form_of, is_person
from twinwheel.reading.articles.titles import is_kicker

_SERIES = re.compile(
    "之[一二三四五六七八九十\\d]{1,2}$|[①-⑩]$|[（(][一二三四五六七八九十上中下]{1,2}[)）]$|^对话.{1,6}$"
)
_RED_HEAD = re.compile("^[^，。：]{3,40}文件$")
LINES_BELOW = 4
"""Lines below the head of an office in which its title begins, and lines it has, at most."""
LONG_LINE = 16
"""Characters from which on a line is longer than most headlines."""


def main(heads: Sequence[Line], size: float) -> Line | None:
    """Which of the lines of a title is the headline: the greatest type; else the first that is no person, no
    organisation, and does not look like the small line above one."""
    able = [line for line in heads if not is_person(line.text) or len(heads) == 1]
    if size and not _RED_HEAD.search(able[0].text if able else ""):
        able = [line for line in able if (line.block.size or size) >= 0.9 * size] or able
    able = [line for line in able if line.form != "organisation"] or able
    able = [line for line in able if not _RED_HEAD.search(line.text)] or able
    for i, line in enumerate(able):
        following = able[i + 1] if i + 1 < len(able) else None
        if following and following.level and not line.level:
            continue  # a few words over the heading
        if (
            following is None
            or following.level > line.level
            or not _small_line(line.text, following.text, level_less=not line.level)
        ):
            return line
    return heads[0] if heads else None


def as_great(line: Line, size: float) -> bool:
    return size > 0 and (line.block.size or size) >= 0.9 * size


def wrapped(line: Line, following: Line) -> bool:
    """Whether a headline goes on in the next line, which is a heading no smaller than it."""
    return line.level == following.level and glue.gain(line.text, following.text) > 0


def below_red_head(heads: Sequence[Line], body: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The titles and the rest of a text, of whose titles only the printed head of the office is known: 某某局文件.
    The title of the document stands below it, in smaller type and often broken."""
    if not heads or not all(_RED_HEAD.search(line.text) for line in heads):
        return list(heads), list(body)
    for start in range(min(LINES_BELOW, len(body))):
        if body[start].form not in ("plain", "headline", "organisation"):
            continue
        for end in range(start + 1, min(start + LINES_BELOW, len(body)) + 1):
            if form_of("".join(line.text for line in body[start:end])) == "headline":
                return [*heads, *body[start:end]], [*body[:start], *body[end:]]
    return list(heads), list(body)


def below_table(body: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The title and the rest of a text without one, whose first heading has only the table of an office above it:
    索引号, 发布机构, 文号."""
    at = next((i for i, line in enumerate(body) if not (line.row or line.form in ("meta", "number"))), 0)
    if at and body[at].level == 1:
        return [body[at]], [*body[:at], *body[at + 1 :]]
    return [], list(body)


def is_red_head(line: Line) -> bool:
    """Whether it is the printed head of an office: 某某局文件."""
    return bool(_RED_HEAD.search(line.text))


def broken(heads: Sequence[Line]) -> bool:
    """Whether the lines together are the title of an official document, and none of them is by itself."""
    heads = [line for line in heads if not is_red_head(line)]
    whole = form_of("".join(line.text for line in heads)) == "headline"
    return len(heads) > 1 and whole and all(line.form != "headline" for line in heads)


def under(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a heading of a lower level right under the title is the small line of it: worded so, or the only one
    of its level."""
    return is_kicker(line.text) or (
        line.form != "numbered" and sum(one.level == line.level for one in lines) == 1
    )


def _small_line(text: str, following: str, *, level_less: bool = True) -> bool:
    """Whether a line is the kind that stands above a headline: the name of a series, a few plain words."""
    if _SERIES.search(text) or text.startswith("——"):
        return True
    if is_kicker(text) and not is_kicker(following):
        return True
    if level_less and len(text) >= LONG_LINE and len(text) >= 1.4 * len(following) and "，" in text:
        return True  # a whole sentence over a short headline
    marked = any(mark in text for mark in "“：:！？!?，")
    return not marked and len(text) <= 12 and len(text) <= 0.7 * len(following)


def without_shortened(heads: Sequence[Line]) -> list[Line]:
    """Titles without those that are another one cut short with dots, or the same again."""
    kept: list[Line] = []
    for i, line in enumerate(heads):
        bare = re.sub(r"(?:\.{3}|…+)$", "", line.text)
        others = [other.text for j, other in enumerate(heads) if j != i]
        if len(bare) < len(line.text) and any(
            other.startswith(bare) or bare.startswith(other) for other in others
        ):
            continue
        if any(earlier.text == line.text for earlier in kept):
            continue
        kept.append(line)
    return kept
