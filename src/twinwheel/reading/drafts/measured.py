"""Conditions that hold a field to a figure: 研发费用不低于500万元, 分别不超过5000万元和3000万元."""

from __future__ import annotations

import re
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.atoms import Context
from twinwheel.reading.drafts.calendar_days import age
from twinwheel.reading.drafts.canonical import key
from twinwheel.reading.drafts.comparisons import Comparison, comparisons, nonzero, share_of
from twinwheel.reading.drafts.cutting import all_of, any_of, joiner, periodless
from twinwheel.reading.drafts.lexicon import Lexicon
from twinwheel.reading.drafts.quantities import Quantity, quantities

_Read = tuple[tree.Node, Context]

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


class Measured:
    """Reads them with the words of one pack."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def numeric(self, words: str, context: Context) -> _Read | None:
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
        if len(names) > 1 and key(left) and key(right):
            return (
                None  # 资产负债率不高于60%且研发费用占营业收入…: what stands behind has a figure of its own
            )
        if len(names) > 1 and not enough and "、" in right:
            return None  # 5年以上独占许可、非独占许可: of either or of both, it does not say
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

    def _respective(self, words: str) -> _Read | None:
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
            found = self.numeric(name + figure, Context()) or self.numeric(
                name + figure, Context(op=context.op)
            )
            found = found or self.numeric(f"{name}{_lead(figures[0])}{figure}", Context())
            if found is None:
                return None
            nodes.append(found[0])
            context = found[1]
        return all_of(nodes), Context()

    def _spread_over(self, words: str) -> _Read | None:
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
        if value.parts is not None:
            return self.lexicon.kind(name) == "ratio"
        return value.into(self._unit(name)) is not None

    def _compare(self, name: str | tree.Node, comparison: Comparison) -> tree.Node | None:
        op, value = comparison.op, comparison.value
        if not isinstance(name, str):
            return tree.Compare(op, name, tree.Literal(value.value)) if value.parts is None else None
        if self.lexicon.kind(name) == "date":
            return age(name, op, value)
        if value.parts is not None:
            part, whole = (tree.Literal(Decimal(each)) for each in value.parts)
            return tree.Compare(op, tree.Name(name), tree.Arithmetic("/", part, whole))
        number = value.into(self._unit(name))
        spec = self.lexicon.pack.fields[name]
        if number is None or (spec.integer and number != number.to_integral_value()):
            return None
        return tree.Compare(op, tree.Name(name), tree.Literal(number))


def _lead(figure: str) -> str:
    """What stands before the number: 不低于."""
    first = next(quantities(figure), None)
    return figure[: first.start] if first else ""
