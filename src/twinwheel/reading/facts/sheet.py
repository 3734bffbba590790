"""A text with its words, as the finders of names look at it: positions, borders, and walks back from a head word.

Chinese names are told by their ends (…研究院, …开发区), and where they begin is the question. ``Sheet.back``
answers it for all kinds of names: it walks back word by word for as long as the words may belong to a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.tagger import Tagger
from twinwheel.reading.facts.titles import Title, titles
from twinwheel.reading.facts.words import Token, known, words

MARKS = frozenset(
    "，。！？；：、,.!?;:\n\r\t （）()《》〈〉【】[]“”‘’「」『』\"'…—–-~～|｜/丨∣︱¦‖〔〕［］｛｝{}▪◎※→⇒√○●■◆▲▼★☆△□•#*·>＞<＜=+＋&＆　"
)

_HAN = re.compile("[一-鿿]*")
_NEVER = frozenset(
    {
        "p",
        "c",
        "u",
        "uj",
        "ul",
        "uv",
        "ud",
        "ug",
        "uz",
        "r",
        "rr",
        "rz",
        "y",
        "e",
        "o",
        "t",
        "tg",
        "q",
        "d",
        "dg",
        "df",
        "m",
        "mq",
        "f",
        "v",
        "vd",
        "vq",
        "vi",
    }
)
NO_BEGINNING = frozenset("由在从对向赴据被把让至将是于与及到自经以而如打占了距就")
"""No name begins with these."""
ASKS = frozenset("请叫找问托催派报交送访赴去来到")
"""Verbs of one character that stand before a body: 请|市交通局."""
_LONG = 20_000
"""Characters from which names are counted by a table of the whole text."""
_REPORTED = re.compile("记者|通讯员|实习|摄")
_HEADLINE = 120
"""Characters: a first line that is longer is no headline."""
LONGEST_WALK = 30
"""Characters. No name in use is longer; the walk must end in a text without marks."""


class Sheet:
    """``words[i]`` covers ``text[words[i].start:words[i].end]``; ``starts_at`` and ``ends_at`` find them by position."""

    def __init__(self, reading: Reading, tagger: Tagger | None) -> None:
        self.reading = reading
        self.text = reading.text
        self.headline = self.text[: max(0, self.text.find("\n", 0, _HEADLINE))]
        self._times: dict[str, int] = {}
        self._runs: dict[int, NDArray[np.uint64]] = {}
        self.words: list[Token] = words(self.text)
        self.starts_at = dict(zip([token.start for token in self.words], count(), strict=False))
        self.ends_at = dict(zip([token.end for token in self.words], count(), strict=False))
        self.titles: list[Title] = titles(self.text)
        self.title_starting = {title.start: title for title in self.titles}
        self.title_ending = {title.end: title for title in self.titles}
        self.tagged = (
            [token for token in tagger.tag(self.text) if token.tag in ("PER", "LOC", "ORG")] if tagger else []
        )

    def times(self, name: str) -> int:
        """How often a name stands in the text; counted once."""
        if name not in self._times:
            long = len(self.text) > _LONG and 2 <= len(name) <= 3
            self._times[name] = self._among(name) if long else self.text.count(name)
        return self._times[name]

    def _among(self, name: str) -> int:
        """``times`` in a long text, where nearly every place may be the name of somebody."""
        if len(name) not in self._runs:
            self._runs[len(name)] = np.sort(_runs(self.text, len(name)))
        runs, key = self._runs[len(name)], _runs(name, len(name))[0]
        return int(np.searchsorted(runs, key, "right") - np.searchsorted(runs, key, "left"))

    def before(self, at: int) -> str:
        """The character before ``at``; a line end at the start of the text."""
        return self.text[at - 1] if at > 0 else "\n"

    def after(self, at: int) -> str:
        """The character at ``at``; a line end behind the text."""
        return self.text[at] if at < len(self.text) else "\n"

    def often(self, name: str, near: int) -> int:
        """How often a name stands in the 10,000 characters around ``near``: an article, and a bound."""
        return self.text.count(name, max(0, near - 5_000), near + 5_000)

    def word_before(self, at: int) -> Token | None:
        """The word that ends at ``at``; where ``at`` cuts an unknown word, its part before ``at``."""
        index = self.ends_at.get(at)
        if index is not None:
            return self.words[index]
        index = self.covering(at) if 0 < at < len(self.text) else None
        if index is None or known(self.words[index].word):
            return None
        word = self.words[index]
        return Token(word.start, at, self.text[word.start : at], word.tag)

    def word_after(self, at: int) -> Token | None:
        """The word that starts at ``at``."""
        index = self.starts_at.get(at)
        return self.words[index] if index is not None else None

    def tokens(self, start: int, end: int) -> list[Token]:
        """The words in ``[start, end)``; of a word that a border cuts, the part inside."""
        index, last = self.starts_at.get(start), self.ends_at.get(end)
        if index is not None and last is not None:
            return self.words[index : last + 1]
        found: list[Token] = []
        if index is None and start < min(end, len(self.text)):
            index = self.covering(start)
            if index is not None:
                word = self.words[index]
                stop = min(word.end, end)
                found.append(Token(start, stop, self.text[start:stop], word.tag))
                index += 1
        while index is not None and index < len(self.words) and self.words[index].start < end:
            word = self.words[index]
            found.append(
                word if word.end <= end else Token(word.start, end, self.text[word.start : end], word.tag)
            )
            index += 1
        return found

    def covering(self, at: int) -> int | None:
        """The index of the word that ``at`` lies in."""
        back = at
        while back >= 0 and back not in self.starts_at:
            back -= 1
        return self.starts_at[back] if back >= 0 else None

    def splits_word(self, at: int) -> bool:
        """True where a border falls inside a word of the dictionary: 北大 in 东北大学 has one there."""
        if at in self.starts_at or at in self.ends_at:
            return False
        index = self.covering(at - 1)
        return index is not None and known(self.words[index].word)

    def back(self, start: int, atoms: dict[int, int]) -> int:
        """Where a name begins whose last word starts at ``start``.

        ``atoms`` are names already known, by end: a walk that meets one takes it whole and goes on.
        """
        inside, outside = lexicon.words("organisations", "inside"), lexicon.words("organisations", "outside")
        at = start
        while start - at < LONGEST_WALK:
            whole = atoms.get(at)
            if whole is not None and start - whole > LONGEST_WALK:
                break
            if whole is not None and at < start and self.acts(at):
                break
            if whole is not None:
                at = whole
                continue
            step = self._bracket(at)
            if step is not None:
                at = step
                continue
            if self.before(at) in "-－—·•" and self.before(at - 1).isalnum() and self.after(at).isalnum():
                at -= 1  # a name with a hyphen or a dot: 甲—乙联合实验室, 某某·某某集团
            token = self.word_before(at)
            branch = (
                self.after(at) in "（("
            )  # 通达（中国）有限公司: whatever stands before the bracket is the name
            if token is None or token.word in outside or not (branch or may_be_inside(token, inside)):
                break
            if token.word in NO_BEGINNING:
                break  # 了|榕安生物: the rest of a word that a name cuts
            if glued_level(token):
                return token.end - 1
            if len(token.word) > 2 and token.word[0] in NO_BEGINNING and not known(token.word):
                return token.start + 1  # the dictionary glues a preposition to an unknown word: 由启明|咨询
            at = token.start
        return at

    def acts(self, at: int) -> bool:
        """True where a body ends at ``at`` and what it does follows: 某某局|联合|…"""
        token = self.word_after(at)
        return token is not None and token.tag == "v" and self.before(at) in "局厅委部院所会司行社学心团处府"

    def _bracket(self, at: int) -> int | None:
        """Over a closing mark to its opening one: “灯塔”基金会, 某某(亚洲)研究院."""
        close = self.before(at)
        opening = {"”": "“", "）": "（", ")": "(", "’": "‘", "」": "「"}.get(close)
        if opening is None:
            return None
        start = self.text.rfind(opening, max(0, at - 14), at - 1)
        if start < 0 or any(mark in self.text[start + 1 : at - 1] for mark in "，。；：、,;:\n“”（）()"):
            return None
        if opening in "（(" and (
            start == 0 or self.text[start - 1] in MARKS or _REPORTED.search(self.text, start, at)
        ):
            return None  # （记者某某）is no branch
        return start


def _runs(text: str, size: int) -> NDArray[np.uint64]:
    """Each run of two or three characters as a number of its own."""
    each = codes(text).astype(np.uint64)
    found = np.zeros(max(0, len(each) - size + 1), dtype=np.uint64)
    for at in range(size):
        found = (found << np.uint64(21)) | each[at : at + len(found)]
    return found


def codes(text: str) -> NDArray[np.uint32]:
    """The code points of the characters."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def may_be_inside(token: Token, inside: frozenset[str]) -> bool:
    """True for a word that names are made of."""
    if token.word in inside or token.word in lexicon.short_divisions():
        return True
    if token.word[0] in MARKS or token.word.isspace():
        return False
    if token.tag == "m" and token.word[0] == "第" and len(token.word) > 1:
        return True  # 江州|第十九|棉纺织厂
    if token.tag in _NEVER:  # an unknown word is no verb, whatever the dictionary guesses
        return token.tag == "v" and len(token.word) == 2 and not known(token.word)
    return token.tag != "x" or token.word.isalnum()


def is_han(word: str) -> bool:
    """True where every character is a Chinese one of the common block."""
    return _HAN.fullmatch(word) is not None


def proper(tokens: Iterable[Token]) -> bool:
    """True where a word is more than a common noun: a place, a name of any kind, or a word of no dictionary."""
    common = _common()
    for token in tokens:
        if token.tag in ("ns", "nt", "nrt", "nrfg", "nr", "nz") and token.word not in common:
            return True
        if not token.word.isascii() and not known(token.word) and token.word[0] not in MARKS:
            return True
        if token.word.isascii() and token.word.isalpha() and len(token.word) > 1 and token.word not in common:
            return True
    return False


def trimmed(sheet: Sheet, start: int, end: int) -> int:
    """Where a name begins that a walk back found, without the words that only introduce it (一批, 知名, 我市)."""
    leading = lexicon.words("organisations", "leading")
    tokens = sheet.tokens(start, end)
    outside = lexicon.words("organisations", "outside")
    while len(tokens) > 1 and (
        tokens[0].word in leading
        or (tokens[0].word in outside and tokens[0].tag != "ns")
        or (tokens[0].tag in ("vn", "v") and _introduces(tokens))
    ):
        tokens = tokens[1:]
    for index in range(len(tokens) - 3, -1, -1):
        if tokens[index].word in ("企业", "公司", "品牌") and proper(tokens[index + 1 : -1]):
            tokens = tokens[index + 1 :]  # 港资|企业|某某有限公司
            break
    for index, token in enumerate(tokens[:-1]):
        if not known(token.word) and behind_role(sheet, token.start):
            cut = Token(token.start + 1, token.end, token.word[1:], token.tag)
            tokens = [*([cut] if cut.word else []), *tokens[index + 1 :]]  # 园区|运营|方岭数|集团
            break
    described = [
        index
        for index, token in enumerate(tokens[:-1])
        if token.word in lexicon.words("organisations", "descriptors")
    ]
    if described:
        tokens = tokens[described[-1] + 1 :]
    if not tokens:
        return start
    return tokens[0].start + _glued(tokens[0])


@lru_cache(maxsize=1)
def _roles() -> tuple[str, ...]:
    """What a firm is to others, as one character ends it: 运营方, 承包商."""
    listed = lexicon.words("organisations", "descriptors")
    return tuple(word for word in listed if word[-1] in "方商" and len(word) == 3)


def behind_role(sheet: Sheet, start: int) -> bool:
    """True where the dictionary glued the end of a role to the name: 运营|方岭数."""
    return sheet.text[start] in "方商" and sheet.text.endswith(_roles(), 0, start + 1)


def glued_level(token: Token) -> bool:
    """True for an unknown word that is a preposition and a level: 再由|市, 由|区."""
    word = token.word
    glued = word[-2:-1] in NO_BEGINNING or word[-2:-1] in ASKS
    return 1 < len(word) <= 3 and word[-1] in "省市区县州" and glued and not known(word)


def _glued(token: Token) -> bool:
    """True where the dictionary glues a preposition to an unknown word: 由启明|咨询, 由市|城管局."""
    word = token.word
    if word[0] not in NO_BEGINNING:
        return False
    if len(word) == 1:
        return token.tag[0] in "pcudv"
    return not known(word) and (len(word) > 2 or word[1] in "省市区县州")


def _introduces(tokens: list[Token]) -> bool:
    """A verb at the head of a name is no part of it where a proper name follows (服务 | 苏州…)."""
    return tokens[1].tag == "ns" or (
        not known(tokens[1].word) and tokens[1].word.isalpha() and tokens[0].tag == "v"
    )


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Words that the dictionary tags as names and newspapers use as nouns."""
    return lexicon.words("organisations", "common") | lexicon.words("zones", "not_places")
