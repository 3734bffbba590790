"""One piece of a sentence, between two commas, as conditions over the fields of a pack.

A piece is cut at its joiners (、和或且的…), and the cuts that let the most of it be understood win: a name may hold
a joiner itself. What is understood is an atom with its expression; what is not stays as it stands. Nothing is
guessed: an atom is made only where phrase, comparator, number and unit all fit one field, and no other word is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from twinwheel.criteria import tree
from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.atoms import NOTHING, Atom, Context, Join
from twinwheel.reading.drafts.canonical import Canonical, key
from twinwheel.reading.drafts.comparisons import Comparison, comparisons, nonzero, share_of
from twinwheel.reading.drafts.cutting import all_of, any_of, chunks_of, joiner, periodless, without_negator
from twinwheel.reading.drafts.lexicon import Lexicon
from twinwheel.reading.drafts.quantities import Day, Quantity, days, quantities

MAX_PIECE = 400
"""Characters between two commas; a longer piece is for a person."""

MAX_CHUNKS = 40
MAX_REMEMBERED = 20_000
MAX_KEPT = 4_000
MAX_TRIES = 25_000
"""Groups of chunks one document may have tried; ten times what the longest real one takes. The rest is for a person."""
MAX_GROUP = 12
"""Chunks that one name, or one phrase, may run over."""

MAX_NAMED = 3
"""Chunks of a name and what is said of it: 软件和信息技术服务业企业从业人员300人以下."""

MAX_HEAD = 20
"""Characters of a name that stands right before what is said of it."""

_UNKNOWN = 100
"""Cost of a chunk that is not understood; an atom costs one, so fewer and longer atoms win."""


class Reader:
    """Reads pieces with the words of one pack and subject type."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._tries = 0
        self._found: dict[tuple[str, str | None], tuple[tree.Node, Context] | None] = {}
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
        for read in (self._flag, self._numeric, self._dated, self._coded):
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
                self._is(value.field, value.values),
                join,
                Context(values_of=value.field),
                dull=True,
            )
        return self._two(words, chunks, context) if len(chunks) <= MAX_NAMED else None

    def _two(self, words: str, chunks: Sequence[tuple[int, int, Join]], context: Context) -> Atom | None:
        """A name and what is said of it, with no mark between: 制造业企业从业人员1000人以下."""
        start, end, join = chunks[0][0], chunks[-1][1], chunks[0][2]
        single = len(chunks) == 1  # else a joiner stands, and it must stand in the name: 批发和零售业企业
        for cut in range(min(len(words) - 2, MAX_HEAD), max(1, chunks[-1][0] - start), -1):
            if not key(words[cut:], loose=True):
                continue
            head = self._flag(words[:cut], Context()) if single else None
            if head is None and _WHO.search(words[:cut]):
                head = self._valued(words[:cut], Context())
            if head is None:
                continue
            for read in (self._flag, self._numeric, self._coded):
                if (found := read(words[cut:], context)) is not None:
                    return Atom(start, end, tree.And((head[0], found[0])), join, found[1])
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
        for rest in without_negator(words):
            if (name := self._yes_no(rest)) is not None:
                return tree.Not(tree.Name(name)), Context()
        return None

    def _yes_no(self, words: str) -> str | None:
        if words not in self._flags:
            if len(self._flags) >= MAX_REMEMBERED:
                self._flags.clear()
            found = self.lexicon.named(words, {"bool"})
            self._flags[words] = found or self.lexicon.made_of(words, {"bool"})
        return self._flags[words]

    # --- numbers --------------------------------------------------------------------------------

    def _numeric(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        if (spread := self._spread_over(words) or self._respective(words)) is not None:
            return spread
        found = comparisons(words, context) or nonzero(words)
        if found is not None and found[0][0].value.kind in ("share", "times") and (inner := share_of(found)):
            found = inner
        if found is None:
            return None
        held, left, right = found
        phrase = left + right
        fields = self._fields(phrase, held[0].value, context)
        if fields is None:
            return None
        names, enough = fields
        nodes = []
        for name in names:
            parts = [self._compare(name, each) for each in held]
            if None in parts:
                return None
            nodes.append(all_of([each for each in parts if each is not None]))
        shown = left if key(left) else right
        first = names[0] if isinstance(names[0], str) else None
        share = first if held[0].value.kind == "share" else None
        after = Context(shown, first, held[-1].op, share=share)
        return (any_of(nodes) if enough else all_of(nodes)), after

    def _respective(self, words: str) -> tuple[tree.Node, Context] | None:
        """资产总额和营业收入分别不超过5000万元和3000万元: each name has its figure, in order."""
        before, said, behind = words.partition("分别")
        if not said:
            return None
        names = [each for each in re.split(joiner(), before.rstrip("应须均")) if each]
        figures = [each for each in re.split(r"[、和及与]|以及", behind) if each]
        if len(names) != len(figures) or len(names) < 2:
            return None
        nodes = []
        context = Context()
        for name, figure in zip(names, figures, strict=True):
            found = self._numeric(name + figure, Context()) or self._numeric(
                name + figure, Context(op=context.op)
            )
            found = found or self._numeric(f"{name}{_lead(figures[0])}{figure}", Context())
            if found is None:
                return None
            nodes.append(found[0])
            context = found[1]
        return all_of(nodes), Context()

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
        parts = [each for each in re.split(joiner(), phrase.removesuffix("均").removesuffix("都")) if each]
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
        bare = periodless(phrase)
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
            if name is not None and self._measures(name, value):
                return name
        return self.lexicon.made_of(phrase, kinds, lambda name: self._measures(name, value))

    def _measures(self, name: str, value: Quantity) -> bool:
        """Whether a figure can be one of a field."""
        if self.lexicon.kind(name) == "date":
            return value.kind in {"months", "days"}
        return value.into(self._unit(name)) is not None

    def _compare(self, name: str | tree.Node, comparison: Comparison) -> tree.Node | None:
        op, value = comparison.op, comparison.value
        if not isinstance(name, str):
            return tree.Compare(op, name, tree.Literal(value.value))
        if self.lexicon.kind(name) == "date":
            return age(name, op, value)
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
            if key(marks(middle)).strip("至到-—~,期间起") or "不含" in words:
                return None
            phrase = marks(phrase).replace("之间", "").replace("期间", "").replace("止", "")
            name = self._day(phrase)
            ends = tree.Literal(found[0].first), tree.Literal(found[1].last)
            return (tree.Between(tree.Name(name), *ends), Context()) if name else None
        day = found[0]
        match = _SIDE.match(words, day.end)
        if match is None:
            return None
        name = self._day(words[: day.start] + words[match.end() :])
        if name is None:
            return None
        return beside(name, match[0], day), Context()

    def _day(self, phrase: str) -> str | None:
        return self.lexicon.named(phrase, {"date"}) or self.lexicon.made_of(phrase, {"date"})

    # --- values of code lists -------------------------------------------------------------------

    def _coded(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        found = self._valued(words, context)
        if found is not None:
            return found
        for rest in without_negator(words):
            found = self._valued(rest, context)
            if found is not None:
                return tree.Not(found[0]), found[1]
        return self._outside(words)

    def _outside(self, words: str) -> tuple[tree.Node, Context] | None:
        """除批发业、零售业以外的企业: none of what stands between."""
        match = _OUTSIDE.fullmatch(words)
        if match is None or key(match["rest"], loose=True):
            return None
        whole = self._valued(match["inner"], Context()) or self._flag(match["inner"], Context())
        found = [whole] if whole else []
        for each in re.split(joiner(), match["inner"]) if not whole else ():
            one = self._valued(each, Context()) or self._flag(each, Context())
            if one is None:
                return None
            found.append(one)
        return tree.Not(any_of([each[0] for each in found])), Context()

    def _valued(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        """A test of a code field; remembered, as the same words come again in every cut that is tried."""
        name = (words, context.values_of)
        if name not in self._found:
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            self._found[name] = self._value_of(words, context)
        return self._found[name]

    def _value_of(self, words: str, context: Context) -> tuple[tree.Node, Context] | None:
        listed = re.search(joiner(), words) is not None
        if (
            context.values_of
            and (value := self.lexicon.value(words, context.values_of, listed=listed)) is not None
        ):
            return self._is(value.field, value.values), context
        for cue, name in self.lexicon.cues_in(words):
            rest = _after_cue(words, cue)
            if rest is not None and (value := self.lexicon.value(rest, name, listed=listed)) is not None:
                return self._is(name, value.values), Context(values_of=name)
        if (value := self.lexicon.value(words, listed=listed)) is not None:
            return self._is(value.field, value.values), Context(values_of=value.field)
        if (value := self.lexicon.value_made_of(words, context.values_of)) is not None:
            return self._is(value.field, value.values), Context(values_of=value.field)
        if (value := self.lexicon.value_made_of(words)) is not None:
            return self._is(value.field, value.values), Context(values_of=value.field)
        members = self._listed(words) if listed else []
        if len(members) > 1 and (value := self.lexicon.listed(members)) is not None:
            return self._is(value.field, value.values), Context(values_of=value.field)
        return self._placed(words)

    def _listed(self, words: str) -> list[str]:
        """The names of a list; 批发和零售业 stays whole where it is one name."""
        found = [""]
        for match in self.lexicon.joined.finditer(words):
            if match["join"]:
                found.append("")
            else:
                found[-1] += match[0]
        return [each for each in found if each]

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
        return all_of(nodes), Context()

    def _is(self, name: str, values: tuple[str, ...]) -> tree.Node:
        literals = tuple(tree.Literal(each) for each in values)
        if self.lexicon.kind(name) == "codes":
            return tree.Has(tree.Name(name), "any", literals)
        if len(literals) == 1:
            return tree.Compare("=", tree.Name(name), literals[0])
        return tree.In(tree.Name(name), literals)


def _lead(figure: str) -> str:
    """What stands before the number: 不低于."""
    first = next(quantities(figure), None)
    return figure[: first.start] if first else ""


def _says_nothing(words: str) -> bool:
    """企业, 的, 应当; but 经认定登记 says that something was done."""
    if key(words, loose=True) or any(map(str.isdigit, words)):
        return False
    return not (key(words) and _DONE.search(words))


_DONE = re.compile(r"认定|登记|备案|评价|入库")

_OUTSIDE = re.compile(
    r"除(?:了|去)?(?P<inner>[^除外]{2,60}?)(?:以外|之外|外)的?(?:其他|其它|各类|所有)*(?P<rest>[^除外]{0,12})"
)
_WHO = re.compile(
    r"(?:企业|单位|机构|项目|人员|人才|载体|孵化器|空间|园区?|行业|[省市区所]|[^行]业|户|人|公司|团队|数据|货物|产品|药|器械)$"
)
"""What a name ends in that something is said of behind it."""

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
    r"(?:平均)?每(?P<count>[\d一二两三四五六七八九十百]{1,6})(?P<unit>[家名个户])(?P<cared>[^\d]{2,20}?)(?:至少|应|须|应当|原则上)*(?:配备|拥有|对应|有|配置)(?:至少|不少于)?[1一][名位个](?P<carer>[^\d]{2,16})"
)
_SIDE = re.compile(
    r"(?:\((?:不含|含)[^()]{0,6}\))?(?:及|或)?(?:以后|之后|以来|以前|之前|后|前|起|开始)(?:\((?:不含|含)\))?"
)
_PLACES = re.compile(
    r"在?(?P<high>[一-龥]{2,8}?[省市])(?P<low>[一-龥]{1,6}[区县])(?:内|依法|工商|登记)*注册(?:登记|成立|经营|纳税|地|的)*"
)


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


def marks(text: str) -> str:
    return text.replace("(含)", "").replace("(含当日)", "")


def beside(name: str, side: str, day: Day) -> tree.Node:
    late = any(word in side for word in ("后", "来", "起", "开始"))
    op: tree.CompareOp = ">=" if late else "<="
    if "不含" in side:
        op = ">" if late else "<"
    bound = day.last if op in {"<=", ">"} else day.first
    return tree.Compare(op, tree.Name(name), tree.Literal(bound))


def age(name: str, op: tree.CompareOp, value: Quantity) -> tree.Node | None:
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
