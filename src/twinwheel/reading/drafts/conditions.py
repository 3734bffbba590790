"""One piece of a sentence, between two commas, as conditions over the fields of a pack.

A piece is cut at its joiners (、和或且的…), and the cuts that let the most of it be understood win: a name may hold
a joiner itself. What is understood is an atom with its expression; what is not stays as it stands. Nothing is
guessed: an atom is made only where phrase, comparator, number and unit all fit one field, and no other word is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal, get_args

from twinwheel.criteria import tree
from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.canonical import Canonical, key
from twinwheel.reading.drafts.lexicon import Lexicon
from twinwheel.reading.drafts.quantities import Day, Quantity, days, quantities

MAX_CHUNKS = 40
MAX_GROUP = 12
"""Chunks that one name, or one phrase, may run over."""

MAX_HEAD = 20
"""Characters of a name that stands right before what is said of it."""

MAX_FIGURES = 8

_UNKNOWN = 100
"""Cost of a chunk that is not understood; an atom costs one, so fewer and longer atoms win."""

Join = Literal["and", "with", "or", "list", "of"]
"""How a chunk hangs on the one before it: 且, 和, 或, 、 (as the next word says), or 的 (a quality of what follows)."""


@dataclass(frozen=True)
class Context:
    """What the pieces before left to be understood: 该比例, 占…的比例 without its head."""

    phrase: str = ""
    field: str | None = None
    op: tree.CompareOp | None = None
    values_of: str | None = None
    """The code field whose values are being listed."""
    share: str | None = None
    """The last ratio that was spoken of."""


@dataclass(frozen=True)
class Atom:
    """``text[start:end]`` of the piece. Without a node it was not understood; ``filler`` says nothing at all."""

    start: int
    end: int
    node: tree.Node | None
    join: Join = "and"
    context: Context = Context()
    filler: bool = False
    dull: bool = False
    """A word that is a value only in a list of its like (公司或研发机构), and otherwise says nothing."""


@dataclass(frozen=True)
class Comparison:
    op: tree.CompareOp
    value: Quantity


class Reader:
    """Reads pieces with the words of one pack and subject type."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def piece(self, text: Canonical, context: Context = Context()) -> list[Atom]:
        """The atoms of a piece, in order, all of it covered."""
        chunks = _chunks(text.text)
        if len(chunks) > MAX_CHUNKS:
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
        start, end, join = chunks[0][0], chunks[-1][1], chunks[0][2]
        words = text[start:end]
        for read in (self._flag, self._numeric, self._dated, self._coded):
            if (found := read(words, context)) is not None:
                return Atom(start, end, found[0], join, replace(found[1], share=found[1].share or context.share))
        if len(chunks) == 1 and not key(words, loose=True) and not any(map(str.isdigit, words)):
            return Atom(start, end, None, join, context, filler=True)
        if (value := self.lexicon.dull(words)) is not None:
            return Atom(start, end, self._is(value.field, value.values), join, Context(values_of=value.field), dull=True)
        return self._two(words, start, join, context) if len(chunks) == 1 else None

    def _two(self, words: str, start: int, join: Join, context: Context) -> Atom | None:
        """A name and what is said of it, with no mark between: 制造业企业从业人员1000人以下."""
        for cut in range(min(len(words) - 2, MAX_HEAD), 1, -1):
            head = self._flag(words[:cut], Context()) or self._valued(words[:cut], Context())
            if head is None or key(words[cut:], loose=True) == "":
                continue
            for read in (self._flag, self._numeric, self._coded):
                if (found := read(words[cut:], context)) is not None:
                    node = tree.And((head[0], found[0]))
                    return Atom(start, start + len(words), node, join, found[1])
        return None

    # --- yes or no ------------------------------------------------------------------------------

    def _flag(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        if (denied := self.lexicon.denials.get(key(words))) is not None:
            return tree.Not(tree.Name(denied)), Context()
        if (name := self.lexicon.named(words, {"bool"})) is not None:
            return tree.Name(name), Context()
        for rest in _without_negator(words):
            if (name := self.lexicon.named(rest, {"bool"})) is not None:
                return tree.Not(tree.Name(name)), Context()
        return None

    # --- numbers --------------------------------------------------------------------------------

    def _numeric(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        if (spread := self._spread_over(words)) is not None:
            return spread
        found = _comparisons(words, context) or _nonzero(words)
        if found is not None and found[0][0].value.kind in ("share", "times") and (inner := _share_of(found)):
            found = inner
        if found is None:
            return None
        comparisons, left, right = found
        phrase = left + right
        fields = self._fields(phrase, comparisons[0].value, context)
        if fields is None:
            return None
        names, any_of = fields
        nodes = []
        for name in names:
            parts = [self._compare(name, each) for each in comparisons]
            if None in parts:
                return None
            nodes.append(_all([each for each in parts if each is not None]))
        shown = left if key(left) else right
        first = names[0] if isinstance(names[0], str) else None
        share = first if comparisons[0].value.kind == "share" else None
        after = Context(shown, first, comparisons[-1].op, share=share)
        return (_any(nodes) if any_of else _all(nodes)), after

    def _spread_over(self, words: str) -> tuple[tree.Node, Context] | None:
        """每10家在孵企业至少配备1名创业导师: at most ten of the one for each of the other."""
        match = _PER_HEAD.fullmatch(words)
        count = next(quantities(match["count"] + match["unit"]), None) if match else None
        if match is None or count is None:
            return None
        for one in ("名", "个", ""):
            phrase = f"每{one}{match['carer']}对应{match['cared']}"
            if (name := self._field(phrase, count)) is not None:
                node = self._compare(name, Comparison("<=", count))
                return (node, Context()) if node is not None else None
        return None

    def _fields(
        self, phrase: str, value: Quantity, context: Context
    ) -> tuple[list[str | tree.Node], bool] | None:
        """The fields a phrase in front of a figure names, and whether one of them is enough."""
        if (one := self._field(phrase, value)) is not None:
            return [one], False
        bare = phrase.strip("的其该均都也且:")
        if value.kind == "share" and bare in {"", "占比", "该占比", "占", "比"} and context.share:
            return [context.share], False
        if not key(bare) and context.field and value.into(self._unit(context.field)) is not None:
            return [context.field], False
        if bare.startswith("占") and context.phrase:
            if (one := self._field(context.phrase + bare, value)) is not None:
                return [one], False
            of = self.lexicon.named(bare.removeprefix("占").removesuffix("占比"), {"number"})
            if of and context.field and self._unit(of) == self._unit(context.field) and value.kind == "share":
                return [tree.Arithmetic("/", tree.Name(context.field), tree.Name(of))], False
        parts = [each for each in re.split(_joiner(), phrase.removesuffix("均").removesuffix("都")) if each]
        named = [self._field(each, value) for each in parts]
        if len(parts) > 1 and None not in named:
            return [each for each in named if each], any(word in phrase for word in data.table("words")["or"])
        return None

    def _unit(self, name: str) -> str | None:
        spec = self.lexicon.pack.fields[name]
        return "比例" if spec.type == "ratio" else spec.unit

    def _field(self, phrase: str, value: Quantity) -> str | None:
        """The field a phrase names, if the figure can be one of its; without the period if need be."""
        kinds = {"ratio"} if value.kind == "share" else {"number", "date"}
        tried = [phrase]
        bare = _periodless(phrase)
        if bare != phrase and not any(word in phrase for word in data.table("words")["of_periods"]):
            tried.append(bare)
        tried += [short for each in tried if (short := _OWN.sub("", each)) != each]
        if key(phrase, loose=True):
            tried += [each + suffix for each in tried for suffix in _SUFFIXES.get(value.kind, ())]
        elif value.kind == "age":  # 年满18周岁: nothing else is counted in years of life
            of_age = [name for name in self.lexicon.fields if self.lexicon.pack.fields[name].unit == "岁"]
            return of_age[0] if len(of_age) == 1 else None
        for each in tried:
            name = self.lexicon.named(each, kinds)
            if name is None and value.kind == "share":
                name = self.lexicon.share(each)
            if name is not None and (
                self.lexicon.kind(name) == "date"
                and value.kind in {"months", "days"}
                or value.into(self._unit(name)) is not None
            ):
                return name
        return None

    def _compare(self, name: str | tree.Node, comparison: Comparison) -> tree.Node | None:
        op, value = comparison.op, comparison.value
        if not isinstance(name, str):
            return tree.Compare(op, name, tree.Literal(value.value))
        if self.lexicon.kind(name) == "date":
            return _age(name, op, value)
        number = value.into(self._unit(name))
        spec = self.lexicon.pack.fields[name]
        if number is None or (spec.integer and number != number.to_integral_value()):
            return None
        return tree.Compare(op, tree.Name(name), tree.Literal(number))

    # --- days -----------------------------------------------------------------------------------

    def _dated(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        found = list(days(words))
        if not found or len(found) > 2:
            return None
        if len(found) == 2:
            phrase = words[: found[0].start] + words[found[1].end :]
            middle = words[found[0].end : found[1].start]
            if key(_marks(middle)).strip("至到-—~,期间起") or "不含" in words:
                return None
            phrase = _marks(phrase).replace("之间", "").replace("期间", "").replace("止", "")
            name = self.lexicon.named(phrase, {"date"})
            ends = tree.Literal(found[0].first), tree.Literal(found[1].last)
            return (tree.Between(tree.Name(name), *ends), Context()) if name else None
        day = found[0]
        match = _SIDE.match(words, day.end)
        if match is None:
            return None
        name = self.lexicon.named(words[: day.start] + words[match.end() :], {"date"})
        if name is None:
            return None
        return _beside(name, match[0], day), Context()

    # --- values of code lists -------------------------------------------------------------------

    def _coded(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        found = self._valued(words, context)
        if found is not None:
            return found
        for rest in _without_negator(words):
            found = self._valued(rest, context)
            if found is not None:
                return tree.Not(found[0]), found[1]
        return None

    def _valued(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        listed = re.search(_joiner(), words) is not None
        if context.values_of and (value := self.lexicon.value(words, context.values_of, listed=listed)) is not None:
            return self._is(value.field, value.values), context
        for cue, name in self.lexicon.cues:
            rest = _after_cue(words, cue)
            if rest is not None and (value := self.lexicon.value(rest, name, listed=listed)) is not None:
                return self._is(name, value.values), Context(values_of=name)
        if (value := self.lexicon.value(words, listed=listed)) is not None:
            return self._is(value.field, value.values), Context(values_of=value.field)
        return self._placed(words)

    def _placed(self, words: str) -> tuple[tree.Node, Context] | None:
        """A province and a district in one word."""
        match = _PLACES.fullmatch(words)
        if match is None:
            return None
        nodes = []
        for place in (match["high"], match["low"]):
            value = self.lexicon.value(place)
            if value is None or value.field not in {each for _, each in self.lexicon.cues if _ in words}:
                return None
            nodes.append(self._is(value.field, value.values))
        return _all(nodes), Context()

    def _is(self, name: str, values: tuple[str, ...]) -> tree.Node:
        literals = tuple(tree.Literal(each) for each in values)
        if self.lexicon.kind(name) == "codes":
            return tree.Has(tree.Name(name), "any", literals)
        if len(literals) == 1:
            return tree.Compare("=", tree.Name(name), literals[0])
        return tree.In(tree.Name(name), literals)


_OWN = re.compile(r"合计|单户|单家|单个|每家|同一|企业|全部")
_SUFFIXES = {
    "area": ("面积",),
    "money": ("额", "金额", "规模", "总额"),
    "people": ("人数", "数"),
    "things": ("数", "数量"),
    "months": ("时间", "年限", "期限", "年数", "月数"),
    "share": ("占比",),
    "points_scored": ("得分", "评分", "积分"),
}
"""What is measured, where only its unit says so: 孵化场地不少于1万平方米 is of the 面积."""

_PER_HEAD = re.compile(
    r"每(?P<count>[\d一二两三四五六七八九十百]{1,6})(?P<unit>[家名个户])(?P<cared>[^\d]{2,20}?)(?:至少|应|须|应当|原则上)*(?:配备|拥有|对应|有|配置)(?:至少|不少于)?[1一][名位个](?P<carer>[^\d]{2,16})"
)
_SIDE = re.compile(r"(?:\((?:不含|含)[^()]{0,6}\))?(?:及|或)?(?:以后|之后|以来|以前|之前|后|前|起|开始)(?:\((?:不含|含)\))?")
_PLACES = re.compile(r"在?(?P<high>[一-龥]{2,8}?[省市])(?P<low>[一-龥]{1,6}[区县])(?:内|依法|工商|登记)*注册(?:登记|成立|经营|纳税|地|的)*")


def _after_cue(words: str, cue: str) -> str | None:
    """The words without the cue, whose … stands for what lies between its two parts; None where it is not there."""
    head, _, tail = cue.partition("…")
    at = words.find(head)
    if at < 0:
        return None
    rest = words[:at] + words[at + len(head) :]
    if not tail:
        return rest
    end = words.rfind(tail, at + len(head))
    return None if end < 0 else words[:at] + words[at + len(head) : end] + words[end + len(tail) :]


def _share_of(found: tuple[list[Comparison], str, str]) -> tuple[list[Comparison], str, str] | None:
    """研发费用不低于销售收入的6%: the comparison stands before what the share is of."""
    comparisons, left, right = found
    if len(comparisons) != 1 or right:
        return None
    match = re.fullmatch(rf"(?P<part>.{{2,30}}?)(?P<op>{_before_words()})(?P<whole>.{{2,24}}?)的?", left)
    if match is None:
        return None
    op = _meaning("before")[match["op"]]
    link = "占" if comparisons[0].value.kind == "share" else "达到"
    return [Comparison(op, comparisons[0].value)], f"{match['part']}{link}{match['whole']}", ""


@cache
def _before_words() -> str:
    listed = [word for words in data.table("words")["before"].values() for word in words if len(word) > 1 or word == "达"]
    return "|".join(sorted(map(re.escape, listed), key=len, reverse=True))


def _nonzero(words: str) -> tuple[list[Comparison], str, str] | None:
    match = re.search(r"(?:不为|大于|高于|不得为|不等于)(?:零|0)$", words)
    if match is None:
        return None
    return [Comparison(">", Quantity(match.start(), match.end(), Decimal(0), "zero"))], words[: match.start()], ""


def _marks(text: str) -> str:
    return text.replace("(含)", "").replace("(含当日)", "")


def _beside(name: str, side: str, day: Day) -> tree.Node:
    late = any(word in side for word in ("后", "来", "起", "开始"))
    op: tree.CompareOp = ">=" if late else "<="
    if "不含" in side:
        op = ">" if late else "<"
    bound = day.last if op in {"<=", ">"} else day.first
    return tree.Compare(op, tree.Name(name), tree.Literal(bound))


def _age(name: str, op: tree.CompareOp, value: Quantity) -> tree.Node | None:
    """A stretch of time since a day: at least a year means the day is at least a year back."""
    size = value.value
    if size != size.to_integral_value() or value.kind not in {"months", "days"}:
        return None
    years = value.kind == "months" and size % 12 == 0
    count = int(size / 12 if years else size)
    unit: tree.CalendarUnit = "YEAR" if years else "MONTH" if value.kind == "months" else "DAY"
    turned: dict[tree.CompareOp, tree.CompareOp] = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
    if op not in turned:
        return None
    back = tree.Arithmetic("-", tree.Given("as_of"), tree.Interval(count, unit))
    return tree.Compare(turned[op], tree.Name(name), back)


# --- figures with their comparators ---------------------------------------------------------


@cache
def _comparators(side: Literal["before", "after"]) -> re.Pattern[str]:
    listed = [word for words in data.table("words")[side].values() for word in words]
    found = "|".join(sorted(map(re.escape, listed), key=len, reverse=True))
    verbs = "(?:有|拥有|具有|配备|聘请|设有|建有|为)?"
    return re.compile(f"(?P<word>{found}){verbs}$" if side == "before" else f"(?P<word>{found})")


@cache
def _meaning(side: Literal["before", "after"]) -> dict[str, tree.CompareOp]:
    return {word: op for op, words in data.table("words")[side].items() for word in words}


_INCLUDED = re.compile(r"\((不?含)[^()]{0,12}\)")


def _comparisons(words: str, context: Context) -> tuple[list[Comparison], str, str] | None:
    """The one or two figures of a group with what they are held to, and the words left and right of them."""
    listed = list(quantities(words))
    if not 1 <= len(listed) <= MAX_FIGURES:
        return None
    bracketed = [match.span() for match in _INCLUDED.finditer(words)]
    listed = [each for each in listed if not any(low <= each.start < high for low, high in bracketed)]
    found = _held(words, listed)
    if not 1 <= len(found) <= 2:
        return None
    read = [_compared(words, each) for each in found]
    left, right = words[: read[0][0]], words[read[-1][1] :]
    if len(found) == 2:
        middle = words[read[0][1] : read[1][0]]
        if middle.strip("、,且并和至到-—~"):
            return None
        ops = [each[2] for each in read]
        ranged = any(char in words[found[0].end : found[1].start] for char in "至到-—~")
        if ranged and ops[0] in (None, ">=") and (ops[1] is None or "之间" in right or ops[1] in ("<=", "<", ">=")):
            ends: list[tree.CompareOp] = [read[0][3] or ">=", read[1][4] or "<="]
            right = right.removeprefix("之间").removeprefix("范围").removeprefix("内")
        elif ops[0] in (">=", ">") and ops[1] in ("<=", "<"):
            ends = [ops[0], ops[1]]
        elif ops[0] in ("<=", "<") and ops[1] in (">=", ">"):
            ends = [ops[0], ops[1]]
        else:
            return None
        return [Comparison(op, value) for op, value in zip(ends, found, strict=True)], left, right
    op = read[0][2]
    if op is None and context.op is not None and not key(left) and key(right):
        op = context.op
    inner = rf"(?:{_before_words()}).{{2,24}}?的?$"
    if op is None and found[0].kind in ("share", "times") and re.search(inner, left):
        op = ">="  # said before the whole; see _share_of
    return None if op is None else ([Comparison(op, found[0])], left, right)


def _held(words: str, listed: Sequence[Quantity]) -> list[Quantity]:
    """The figures that something is held to; another is part of a name: 近两年, 三个月内, 每千平方米."""
    ends = {
        place
        for place in range(len(listed) - 1)
        if re.fullmatch(r"(?:\([^()]*\))?[至到\-—~～]{1,2}", words[listed[place].end : listed[place + 1].start])
    }
    kept = [
        each
        for place, each in enumerate(listed)
        if _compared(words, each)[2] is not None or place in ends or place - 1 in ends
    ]
    if kept:
        return kept
    parts = [each for each in listed if each.kind in ("share", "times")]
    return list(listed) if len(listed) == 1 else parts if len(parts) == 1 else []


_Compared = tuple[int, int, tree.CompareOp | None, tree.CompareOp | None, tree.CompareOp | None]


def _compared(words: str, value: Quantity) -> _Compared:
    """From where to where figure and comparators stand, what they say, and how it is as either end of a range."""
    start, end = value.start, value.end
    weak = set(data.table("words")["weak"])
    before = _comparators("before").search(words[:start])
    first = before["word"] if before else ""
    start = before.start() if before else start
    inclusive = None
    if match := _INCLUDED.match(words, end):
        inclusive, end = match[1], match.end()
    after = _comparators("after").match(words, end)
    last = after[0] if after else ""
    if last == "内" and next(quantities(words[end:]), None) is not None:
        last = ""  # 三个月内消费额达到5000元: part of a name
    end += len(last)
    if match := _INCLUDED.match(words, end):
        inclusive, end = match[1], match.end()
    op = _meaning("before").get(first) if first and first not in weak else None
    op = op or (_meaning("after").get(last) if last else None)
    if op is None and first in weak - {"在", "为", "达到上年度"}:
        op = ">="
    if op is not None:
        op = _strict(op) if inclusive == "不含" else _open(op) if inclusive == "含" else op
    low: tree.CompareOp = ">" if inclusive == "不含" else ">="
    high: tree.CompareOp = "<" if inclusive == "不含" else "<="
    return start, end, op, low, high


def _strict(op: tree.CompareOp) -> tree.CompareOp:
    return {">=": ">", "<=": "<"}.get(op, op)  # type: ignore[return-value]


def _open(op: tree.CompareOp) -> tree.CompareOp:
    return {">": ">=", "<": "<="}.get(op, op)  # type: ignore[return-value]


# --- cutting --------------------------------------------------------------------------------


@cache
def _joiner() -> str:
    return "|".join(sorted(map(re.escape, data.table("words")["joiners"]), key=len, reverse=True))


_WITH = frozenset({"和", "及", "以及", "与", "暨"})


@cache
def _cuts() -> re.Pattern[str]:
    return re.compile(rf"(?P<join>{_joiner()})|(?P<of>的)|(?<=注册)(?=成立|[经纳])|(?<=[一-龥])(?=用于)")


def _chunks(text: str) -> list[tuple[int, int, Join]]:
    """Where to cut, and how each chunk hangs on the one before. Marks in brackets stay together."""
    found: list[tuple[int, int, Join]] = []
    start, join = 0, "and"
    depth = 0
    depths = []
    for char in text:
        depth += (char == "(") - (char == ")")
        depths.append(depth)
    alternatives = set(data.table("words")["or"])
    for match in _cuts().finditer(text):
        if depths[min(match.start(), len(text) - 1)]:
            continue
        if match.start() > start:
            found.append((start, match.start(), join))  # type: ignore[arg-type]
            join = "and"
        word = match["join"] or ""
        if match["of"]:
            join = "of"
        elif word in alternatives:
            join = "or"
        elif word == "、":
            join = "list" if join == "and" else join
        elif word in _WITH:
            join = "with"
        start = match.end()
    if start < len(text):
        found.append((start, len(text), join))  # type: ignore[arg-type]
    assert all(each[2] in get_args(Join) for each in found)
    return found


def _without_negator(words: str) -> list[str]:
    """The words with one 未, 不, 无… taken out: the longest first, the earliest first."""
    found = []
    for word in sorted(data.table("words")["negators"], key=len, reverse=True):
        at = words.find(word)
        if at >= 0:
            found.append(words[:at] + words[at + len(word) :])
    return found


@cache
def _period() -> re.Pattern[str]:
    listed = sorted(map(re.escape, data.table("words")["periods"]), key=len, reverse=True)
    return re.compile("|".join(listed))


def _periodless(phrase: str) -> str:
    return _period().sub("", phrase)


def _all(nodes: Sequence[tree.Node]) -> tree.Node:
    return nodes[0] if len(nodes) == 1 else tree.And(tuple(nodes))


def _any(nodes: Sequence[tree.Node]) -> tree.Node:
    return nodes[0] if len(nodes) == 1 else tree.Or(tuple(nodes))


# --- putting atoms together -----------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One condition of a piece: ``[start, end)`` of its text in one spelling. No node: not understood."""

    start: int
    end: int
    node: tree.Node | None


def parts(atoms: Sequence[Atom], text: str) -> list[Part]:
    """The conditions of a piece, joined by AND. What hangs together by OR, or cannot be told apart, is one."""
    whole = [Part(0, len(text), None)] if text else []
    branches = [_conjoined(branch, text) for branch in _branches(_spread(_merged(atoms)))]
    branches = [each for each in branches if each]
    if not branches:
        return whole
    if len(branches) == 1:
        found = branches[0]
    else:
        nodes = [[each.node for each in branch if each.node is not None] for branch in branches]
        if any(len(some) < len(branch) for some, branch in zip(nodes, branches, strict=True)):
            return whole
        found = [Part(branches[0][0].start, branches[-1][-1].end, _any([_all(each) for each in nodes]))]
    if any(each.start < 0 for each in found):
        return whole
    first = found[0]
    if re.fullmatch(_joiner(), text[: first.start]):
        found[0] = Part(0, first.end, first.node)
    return found


def _branches(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """Cut where 或 joins two whole descriptions: …的企业或…的企业."""
    found: list[list[Atom]] = [[]]
    for place, each in enumerate(atoms):
        if place and each.join == "or" and atoms[place - 1].filler:
            found.append([])
        found[-1].append(each)
    return found


def _conjoined(atoms: Sequence[Atom], text: str) -> list[Part]:
    """The conditions of one description. Its qualities (…的) and its head hold together; each may be a choice."""
    solid = [each for each in _weighed(atoms) if not each.filler]
    if not solid:
        return []
    head = solid[-1]
    if head.node is None and head.join == "of":
        words = text[head.start : head.end]
        if _ENTITY.fullmatch(words) and len(solid) > 1:
            solid.pop()  # 企业, 孵化载体, 项目: whoever applies
        elif not _ENTITY.search(words):
            return [Part(-1, -1, None)]  # what is said of it may not hold for the subject
    runs: list[list[Atom]] = [[]]
    for place, each in enumerate(solid):
        if place and each.join == "of":
            runs.append([])
        runs[-1].append(each)
    found: list[Part] = []
    for run in runs:
        for part in _chosen(run, text):
            if part.node is None and found and found[-1].node is None:
                found[-1] = Part(found[-1].start, part.end, None)
            else:
                found.append(part)
    return found


_ENTITY = re.compile(
    r"(?:(?:申报|申请|相关|有关|各类|上述|区内|市内|科技|创新|在孵|符合条件)?(?:企业|单位|机构|载体|孵化载体|孵化器|项目|人员|人才|团队|主体|产品|货物|数据|数据集|品种|个人|中心|平台|园区|申请人|申请者|法人|组织|投资者|运营机构|业务|创业团队|大学科技园|众创空间|居民))$"
)
"""What a description may end in without saying more than who applies."""


def _weighed(atoms: Sequence[Atom]) -> list[Atom]:
    """A dull word alone says nothing; one beside an alternative says something that is not understood."""
    found = []
    for place, each in enumerate(atoms):
        after = atoms[place + 1].join if place + 1 < len(atoms) else "and"
        if each.dull and after in ("or", "with", "list"):
            each = replace(each, node=None)
        found.append(replace(each, filler=True) if each.dull and each.node is not None else each)
    return found


def _chosen(run: Sequence[Atom], text: str) -> list[Part]:
    """One part for each atom, or one for all where they are alternatives."""
    settled = _kinds(_settled(run), text)
    alternatives: list[list[Atom]] = [[]]
    for place, each in enumerate(settled):
        if place and each.join == "or":
            alternatives.append([])
        alternatives[-1].append(each)
    if len(alternatives) == 1:
        return [Part(each.start, each.end, each.node) for each in settled]
    start, end = settled[0].start, settled[-1].end
    if any(each.node is None for each in settled):
        return [Part(start, end, None)]
    joined = [_all([each.node for each in branch if each.node]) for branch in alternatives]
    return [Part(start, end, _any(joined))]


def _merged(atoms: Sequence[Atom]) -> list[Atom]:
    """Members of one list are one condition: 中型、小型企业."""
    found: list[Atom] = []
    for each in atoms:
        before = found[-1] if found else None
        joined = _one_of(before.node, each.node) if before and before.node and each.node and each.join != "of" else None
        if before and joined is not None:
            found[-1] = replace(before, end=each.end, node=joined, context=each.context, dull=False)
        else:
            found.append(each)
    return found


def _one_of(one: tree.Node, other: tree.Node) -> tree.Node | None:
    """A test of a code field for the values of both tests; None where they test different things."""
    if isinstance(one, tree.Not) and isinstance(other, tree.Not):
        inner = _one_of(one.operand, other.operand)
        return tree.Not(inner) if inner is not None else None
    if isinstance(one, tree.Not):  # 不属于甲、乙: the 不 is said of both
        inner = _one_of(one.operand, other)
        return tree.Not(inner) if inner is not None else None
    first, second = _listing(one), _listing(other)
    if first is None or second is None or first[0] != second[0]:
        return None
    values = tuple(dict.fromkeys((*first[1], *second[1])))
    if isinstance(one, tree.Has):
        return tree.Has(first[0], "any", values)
    return tree.In(first[0], values)


def _listing(node: tree.Node) -> tuple[tree.Node, tuple[tree.Node, ...]] | None:
    match node:
        case tree.Compare("=", operand, tree.Literal(str()) as value):
            return operand, (value,)
        case tree.In(operand, values) | tree.Has(operand, "any", values):
            return operand, values
    return None


def _spread(atoms: Sequence[Atom]) -> list[Atom]:
    """未列入甲和乙: the 未 is said of both."""
    found: list[Atom] = []
    for each in atoms:
        before = found[-1] if found else None
        said = isinstance(each.node, tree.Name) and before is not None and isinstance(before.node, tree.Not)
        if said and before is not None and each.join != "of" and isinstance(before.node, tree.Not):
            if isinstance(before.node.operand, tree.Name):
                each = replace(each, node=tree.Not(each.node), join="and")  # type: ignore[arg-type]
        found.append(each)
    return found


def _settled(atoms: Sequence[Atom]) -> list[Atom]:
    """、 means what the next joiner of the list says."""
    found: list[Atom] = []
    says: Join = "and"
    for each in reversed(atoms):
        if each.join == "list":
            each = replace(each, join=says)
        else:
            says = each.join if each.join != "of" else "and"
        found.append(each)
    return found[::-1]


_KIND = re.compile(r"(?:企业|纳税人|工商户|公司|机构|单位|户|团队|孵化器|科技园|空间)$")


def _kinds(atoms: Sequence[Atom], text: str) -> Sequence[Atom]:
    """A list of kinds of subjects means any of them: 小规模纳税人、小型微利企业和个体工商户."""
    listed = all(each.join in ("with", "list", "or") for each in atoms[1:])
    kinds = all(_KIND.search(text[each.start : each.end]) for each in atoms)
    if len(atoms) > 1 and listed and kinds and not any(isinstance(each.node, tree.Not) for each in atoms):
        return [replace(each, join="or") for each in atoms]
    return atoms
