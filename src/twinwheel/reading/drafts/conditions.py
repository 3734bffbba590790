"""One piece of a sentence, between two commas, as conditions over the fields of a pack.

A piece is cut at its joiners (、和或且的…), and the cuts that let the most of it be understood win: a name may hold
a joiner itself. What is understood is an atom with its expression; what is not stays as it stands. Nothing is
guessed: an atom is made only where phrase, comparator, number and unit all fit one field, and no other word is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from twinwheel.criteria import tree
from twinwheel.reading.drafts.atoms import NOTHING, Atom, Context, Join
from twinwheel.reading.drafts.calendar_days import dated
from twinwheel.reading.drafts.canonical import Canonical, key
from twinwheel.reading.drafts.cutting import chunks_of, in_one, without_negator
from twinwheel.reading.drafts.lexicon import Lexicon
from twinwheel.reading.drafts.measured import Measured
from twinwheel.reading.drafts.values import Values

MAX_PIECE = 400
"""Characters between two commas; a longer piece is for a person."""

MAX_CHUNKS = 40
MAX_REMEMBERED = 20_000
MAX_KEPT = 4_000
MAX_TRIES = 25_000
"""Groups of chunks one document may have tried; ten times what the longest real one takes. The rest is for a person."""
MAX_GROUP = 12
"""Chunks that one name, or one phrase, may run over."""

MAX_NAMED = 6
"""Chunks of a name, or of a list of them, and what is said of it: 软件和信息技术服务业企业从业人员300人以下."""

MAX_HEAD = 20
"""Characters of a name, or of the last of a list, that stands right before what is said of it."""

_UNKNOWN = 100
"""Cost of a chunk that is not understood; an atom costs one, so fewer and longer atoms win."""


class Reader:
    """Reads pieces with the words of one pack and subject type."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._tries = 0
        self.values = Values(lexicon, self._yes_or_no)
        self.measured = Measured(lexicon)
        self._pieces: dict[tuple[str, Context], list[Atom]] = {}
        self._flags: dict[str, str | None] = {}

    def piece(self, text: Canonical, context: Context = NOTHING) -> list[Atom]:
        """The atoms of a piece, in order, all of it covered. A document is read more than once: they are kept."""
        name = (text.text, context)
        if name not in self._pieces:
            if len(self._pieces) >= MAX_KEPT:
                self._pieces.clear()
            self._pieces[name] = self._piece(text, context)
        return list(self._pieces[name])

    def _piece(self, text: Canonical, context: Context) -> list[Atom]:
        chunks = chunks_of(text.text) if len(text) <= MAX_PIECE else []
        if not chunks or len(chunks) > MAX_CHUNKS or self._tries > MAX_TRIES:
            return [Atom(0, len(text), None)]
        # best[i]: the cheapest reading of the first i chunks: cost, atoms, context after them
        best: list[tuple[int, tuple[Atom, ...], Context] | None] = [None] * (len(chunks) + 1)
        best[0] = (0, (), context)
        for end in range(1, len(chunks) + 1):
            for begin in range(max(0, end - MAX_GROUP), end):
                found = best[begin]
                if found is None:
                    continue
                cost, before, known = found
                atom = self._atom(text.text, chunks[begin:end], known)
                if atom is None:
                    if end - begin > 1:
                        continue
                    atom = Atom(chunks[begin][0], chunks[begin][1], None, chunks[begin][2], known)
                price = cost + (_UNKNOWN if atom.node is None and not atom.filler else 2 - (end - begin > 1))
                if (now := best[end]) is None or price < now[0]:
                    best[end] = (price, (*before, atom), atom.context)
        last = best[-1]
        return list(last[1]) if last else []

    def _atom(self, text: str, chunks: Sequence[tuple[int, int, Join]], context: Context) -> Atom | None:
        self._tries += 1
        start, end, join = chunks[0][0], chunks[-1][1], chunks[0][2]
        words = text[start:end]
        headed = (
            len(chunks) > 1
            and chunks[-1][2] == "of"
            and self._titled(text, chunks[-1])
            and self.measured.numeric(text[start : chunks[-2][1]], context) is not None
        )
        if len(chunks) > 1 and _among_sorts(text, chunks):
            return None
        for read in (self._flag, self.measured.numeric, self._dated, self.values.coded):
            if headed and read == self.measured.numeric:
                continue  # 自主软件收入占比不低于50%的软件企业: two conditions, though 软件 fits into the first
            if (found := read(words, context)) is not None:
                return Atom(
                    start, end, found[0], join, replace(found[1], share=found[1].share or context.share)
                )
        if len(chunks) == 1 and _says_nothing(words):
            return Atom(start, end, None, join, context, filler=True)
        if (value := self.lexicon.dull(words)) is not None:
            return Atom(
                start,
                end,
                self.values.is_one(value.field, value.values),
                join,
                Context(values_of=value.field),
                dull=True,
            )
        return self._two(words, chunks, context) if len(chunks) <= MAX_NAMED else None

    def _titled(self, text: str, chunk: tuple[int, int, Join]) -> bool:
        words = text[chunk[0] : chunk[1]]
        return _WHO.search(words) is not None and self.values.valued(words, Context()) is not None

    def _two(self, words: str, chunks: Sequence[tuple[int, int, Join]], context: Context) -> Atom | None:
        """A name and what is said of it, with no mark between: 制造业企业从业人员1000人以下."""
        start, end, join = chunks[0][0], chunks[-1][1], chunks[0][2]
        if join in ("list", "or", "with") and context.values_of:
            return None  # the name is the last of a list, which must be read with it or not at all
        single = len(chunks) == 1  # else a joiner stands, and it must stand in the name: 批发和零售业企业
        last = chunks[-1][0] - start
        for cut in range(min(len(words) - 2, last + MAX_HEAD), max(1, last), -1):
            if not key(words[cut:], loose=True):
                continue
            head = self._flag(words[:cut], Context()) if single else None
            if head is None and (_WHO.search(words[:cut]) or _SEX.fullmatch(words[:cut])):
                head = self.values.valued(words[:cut], Context())
            if head is None:
                continue
            for read in (self._flag, self.measured.numeric, self.values.coded):
                if (found := read(words[cut:], context)) is not None:
                    node = _held_for(words[:cut], head[0], found[0])
                    return Atom(start, end, node, join, found[1])
        return None

    # --- yes or no ------------------------------------------------------------------------------

    def _flag(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        if (denied := self.lexicon.denials.get(key(words))) is not None:
            return tree.Not(tree.Name(denied)), Context()
        if (name := self._yes_no(words)) is not None:
            return tree.Name(name), Context()
        for lacking in ("没有", "不存在"):  # 权属没有争议 where the field is called 权属无争议
            said = words.replace(lacking, "无")
            if said != words and (name := self._yes_no(said)) is not None:
                return tree.Name(name), Context()
        both = _NEITHER.search(words)  # 数据不真实、不完整 where the field is called 数据真实完整
        said = words[: both.start()] + both["one"] + both["two"] if both else ""
        if said and (name := self._yes_no(said)) is not None:
            return tree.Not(tree.Name(name)), Context()
        for rest in without_negator(in_one(words)):
            if (name := self._yes_no(rest)) is not None:
                return tree.Not(tree.Name(name)), Context()
        return None

    def said(self, words: str) -> bool:
        """Whether words in one spelling say yes or no to one field."""
        return self._yes_or_no(words) is not None

    def _yes_or_no(self, words: str) -> tree.Node | None:
        found = self._flag(words, Context())
        return found[0] if found else None

    def _yes_no(self, words: str) -> str | None:
        if words not in self._flags:
            if len(self._flags) >= MAX_REMEMBERED:
                self._flags.clear()
            found = self.lexicon.named(words, {"bool"})
            self._flags[words] = found or self.lexicon.made_of(words, {"bool"})
        return self._flags[words]

    def _dated(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        node = dated(self.lexicon, words)
        return (node, Context()) if node is not None else None


def _among_sorts(text: str, chunks: Sequence[tuple[int, int, Join]]) -> bool:
    """企业、高等院校 are not 高等院校 alone: 企业 is one of the list, and not what all of them are called."""
    return any(
        each[2] in ("list", "with", "or")
        and _EVERY.fullmatch(text[before[0] : before[1]]) is not None
        and _SORT.search(text[each[0] : each[1]]) is not None
        for before, each in pairwise(chunks)
    )


_EVERY = re.compile(r"(?:各类|其他)?(?:企业|市场主体)")
_SORT = re.compile(r"(?:高校|院校|大学|院所|.机构|团体|.单位|合作社|工商户|实验室|医院)$")


def _says_nothing(words: str) -> bool:
    """企业, 的, 应当; but 经认定登记 says that something was done."""
    if key(words, loose=True) or any(map(str.isdigit, words)):
        return False
    return not (key(words) and _DONE.search(words))


def _held_for(who: str, head: tree.Node, rest: tree.Node) -> tree.Node:
    """男性不超过60周岁 says nothing of women; any other name must be so, and what is said of it."""
    return tree.Or((tree.Not(head), rest)) if _SEX.match(who) else tree.And((head, rest))


_SEX = re.compile(r"[男女](?:性|职工|同志|申请人|申报人)")
"""Halves of everybody: a policy that says something of the one goes on to say it of the other."""

_NEITHER = re.compile(
    r"(?P<no>[不未无])(?P<one>[^、和或不未无]{1,6})(?:、|和|或者?)(?P=no)(?P<two>[^、和或不未无]{1,6})$"
)

_DONE = re.compile(r"认定|登记|备案|评价|入库")

_WHO = re.compile(
    r"(?:企业|单位|机构|项目|人员|人才|载体|孵化器|空间|园区?|行业|[省市区所]|[^行]业|户|人|公司|团队|数据|货物|产品|药|器械)$"
)
"""What a name ends in that something is said of behind it."""
