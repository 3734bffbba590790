"""What a rendition lacks and its file has in another place, such as a title that stands apart: no difference.

A page may be taken into articles in more ways than one. That a line is in another article of the file says nothing of
its words.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from twinwheel.reading.renditions.kinds import simplified
from twinwheel.reading.renditions.letters import content

_LEAST = 3
_LINE = 12
"""Fewer letters must be a line of their own there; so many or more may stand within one."""
_LONG = 24
"""Of so long a passage, most of its pieces must stand there: a character in it may have been misread."""
_MOST = 0.6


class File:
    """All of a file, beside the one article of it that is compared."""

    def __init__(self, raw: str, article: str) -> None:
        self.raw, self.article = raw, article

    def has_besides(self, words: str) -> bool:
        """Whether all lines of the words stand in the file, outside the article."""
        lines = [each for line in words.splitlines() if (each := content(line))]
        return bool(lines) and all(self._line(line) for line in lines)

    def _line(self, line: str) -> bool:
        if len(line) < _LEAST:
            return False
        if len(line) < _LINE:
            return _lines(self.raw)[line] > _lines(self.article)[line]
        if len(line) < _LONG:
            return self._more(line)
        pieces = [line[at : at + _LINE] for at in range(0, len(line) - _LINE + 1, _LINE)]
        return sum(map(self._more, pieces)) >= _MOST * len(pieces)

    def _more(self, words: str) -> bool:
        return _letters(self.raw).count(words) > _letters(self.article).count(words)


@lru_cache(maxsize=16)
def _letters(text: str) -> str:
    return content(simplified(text))


@lru_cache(maxsize=16)
def _lines(text: str) -> Counter[str]:
    return Counter(content(line) for line in simplified(text).splitlines())
