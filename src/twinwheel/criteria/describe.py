"""A shortfall in words: "needs at least 5%, has 4.2%, 0.8 percentage points short"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from twinwheel.criteria import wording
from twinwheel.criteria.exact import Range
from twinwheel.criteria.shortfall import Shortfall
from twinwheel.criteria.vocabulary import SHARE, FieldType, Vocabulary
from twinwheel.criteria.wording import Lang

# (Chinese, English). {y} is what is required, {x} what is observed or how far apart they are.
_PHRASES = {
    "too_low": ("需要不低于{y}", "needs at least {y}"),
    "too_low strict": ("需要超过{y}", "needs more than {y}"),
    "too_high": ("需要不超过{y}", "needs at most {y}"),
    "too_high strict": ("需要低于{y}", "needs less than {y}"),
    "too_early": ("需要不早于{y}", "needs {y} or later"),
    "too_early strict": ("需要晚于{y}", "needs a day after {y}"),
    "too_late": ("需要不晚于{y}", "needs {y} or earlier"),
    "too_late strict": ("需要早于{y}", "needs a day before {y}"),
    "wrong_value": ("需要等于{y}", "needs exactly {y}"),
    "barred_value": ("不得等于{y}", "must not be {y}"),
    "wrong_code": ("需要是{y}", "needs {y}"),
    "wrong_code many": ("需要是{y}之一", "needs one of {y}"),
    "barred_code": ("不得是{y}", "must not be {y}"),
    "barred_code many": ("不得是{y}中的任何一个", "must not be any of {y}"),
    "wrong_prefix": ("需要以“{y}”开头", 'needs to start with "{y}"'),
    "barred_prefix": ("不得以“{y}”开头", 'must not start with "{y}"'),
    "lacks": ("缺少：{y}", "lacks: {y}"),
    "lacks one_of": ("缺少：{y}中的至少一项", "lacks: at least one of {y}"),
    "must_lack": ("不得有：{y}", "must not have: {y}"),
    "must_lack one_of": ("不得同时有：{y}", "must not have all of: {y}"),
    "must": ("应为“是”，现为“否”", "needs yes, has no"),
    "must_not": ("应为“否”，现为“是”", "needs no, has yes"),
    "not_filed": ("需要填报", "needs to be filed"),
    "filed": ("不得填报", "must not be filed"),
    "closed": ("现有情形下不能满足", "cannot be met in this case"),
    "any_of": ("以下任一项即可：", "any one of these: "),
    "depends": ("视情形而定：", "depending on the case: "),
    "item": ("（{n}）", "({n}) "),
    "all": ("，且", ", and "),
    "next": ("；", "; "),
    "observed": ("，现为{x}", ", has {x}"),
    "depending": ("（视档次而定）", " (which depends on the tier)"),
    "named": ("{x}：{y}", "{x}: {y}"),
    "short": ("，{least}差{x}", ", {least}{x} short"),
    "over": ("，{least}超出{x}", ", {least}{x} over"),
    "early": ("，{least}早{x}", ", {least}{x} too early"),
    "late": ("，{least}晚{x}", ", {least}{x} too late"),
    "apart": ("，{least}相差{x}", ", {least}{x} apart"),
    "least": ("至少", "at least "),
    "from": ("不低于{x}", "at least {x}"),
    "up to": ("不超过{x}", "at most {x}"),
    "since": ("{x}{y}，{day}起满足", "{x} {y}, met from {day}"),
    "met from": ("，{day}起满足", ", met from {day}"),
}
_APART = {
    "too_low": "short",
    "too_high": "over",
    "too_early": "early",
    "too_late": "late",
    "wrong_value": "apart",
}
_NUMBERS = {*_APART, "barred_value"}


def describe(shortfall: Shortfall, vocabulary: Vocabulary, lang: Lang, *, label: bool = False) -> str:
    """One shortfall as a short phrase. ``label`` puts the field's name before it; alternatives always have it.

    Exact: no number is rounded. English dates are ISO, short enough for a table.

    >>> ratio = FieldType("研发费用占销售收入比", "number", "R&D expense to sales", "比例")
    >>> short = Shortfall((ratio.name,), "too_low", Decimal("0.05"), Decimal("0.042"), Decimal("0.008"), "比例")
    >>> describe(short, Vocabulary({ratio.name: ratio}), "en", label=True)
    'R&D expense to sales: needs at least 5%, has 4.2%, 0.8 percentage points short'
    """
    return _Describer(vocabulary, lang).described(shortfall, label)


class _Describer:
    def __init__(self, vocabulary: Vocabulary, lang: Lang) -> None:
        self.vocabulary = vocabulary
        self.lang: Lang = lang
        self.phrases = {key: pair[lang == "en"] for key, pair in _PHRASES.items()}

    def described(self, each: Shortfall, label: bool) -> str:
        if each.arms:
            return self.choice(each) + self.waiting(each)
        if each.since and each.met_from:
            return self.since(each, each.since, each.met_from)
        text = self.wanted(each) + self.waiting(each)
        return self.phrases["named"].format(x=self.name(each), y=text) if label and each.fields else text

    def choice(self, each: Shortfall) -> str:
        arms = [
            self.phrases["all"].join(self.described(part, label=True) for part in arm) for arm in each.arms
        ]
        items = [self.phrases["item"].format(n=n) + arm for n, arm in enumerate(arms, start=1)]
        return self.phrases[each.kind] + self.phrases["next"].join(items)

    def since(self, each: Shortfall, since: date, met_from: date) -> str:
        dated = [name for name in each.fields if self.vocabulary.fields[name].kind == "date"]
        label = wording.label(dated[0], self.vocabulary, self.lang)
        return self.phrases["since"].format(x=label, y=self.day(since), day=self.day(met_from))

    def waiting(self, each: Shortfall) -> str:
        return self.phrases["met from"].format(day=self.day(each.met_from)) if each.met_from else ""

    def name(self, each: Shortfall) -> str:
        """The field in question; a refusal is about all the fields that make the case."""
        names = each.fields if each.kind == "closed" else each.fields[:1]
        labels = [wording.label(name, self.vocabulary, self.lang) for name in names]
        return wording.listed(labels, self.lang, "and")

    # --- what is wanted -------------------------------------------------------------------

    def wanted(self, each: Shortfall) -> str:
        if each.kind in _NUMBERS:
            return self.measured(each)
        field = self.vocabulary.fields[each.fields[0]] if each.fields else None
        codes = each.required if isinstance(each.required, tuple) else ()
        phrase = each.kind + (" one_of" if each.one_of else "")
        if len(codes) > 1 and f"{each.kind} many" in self.phrases:
            phrase = f"{each.kind} many"
        last = (
            "and"
            if each.kind in {"lacks", "must_lack"} and not (each.kind == "lacks" and each.one_of)
            else "or"
        )
        text = self.phrases[phrase].format(y=self.codes(codes, field, last))
        return text + self.observed_code(each, field, codes)

    def codes(self, codes: tuple[str, ...], field: FieldType | None, last: str) -> str:
        shown = [wording.code(code, field, self.lang) for code in codes]
        return wording.listed(shown, self.lang, "and" if last == "and" else "or") if shown else ""

    def observed_code(self, each: Shortfall, field: FieldType | None, codes: tuple[str, ...]) -> str:
        """What there is instead, where that is not said already."""
        if not isinstance(each.observed, str) or codes == (each.observed,):
            return ""
        return self.phrases["observed"].format(x=wording.code(each.observed, field, self.lang))

    def measured(self, each: Shortfall) -> str:
        as_dates = each.kind in {"too_early", "too_late"}
        required = self.quantity(each.required, each.unit, as_dates)
        text = self.phrases[f"{each.kind} strict" if each.strict else each.kind].format(y=required)
        if isinstance(each.required, Range):
            text += self.phrases["depending"]
        if each.kind != "barred_value" and each.observed is not None:
            text += self.phrases["observed"].format(x=self.quantity(each.observed, each.unit, as_dates))
        return text + self.apart(each)

    def apart(self, each: Shortfall) -> str:
        if each.gap is None:
            return ""
        gap = wording.difference(each.gap, each.unit, self.lang)
        vague = isinstance(each.required, Range) or isinstance(each.observed, Range)
        return self.phrases[_APART[each.kind]].format(x=gap, least=self.phrases["least"] if vague else "")

    # --- values ---------------------------------------------------------------------------

    def quantity(self, value: object, unit: str | None, as_date: bool) -> str:
        if isinstance(value, Range):
            return self.range(value, unit, as_date)
        if isinstance(value, date):
            return self.day(value)
        assert isinstance(value, Decimal)
        return self.day(date.fromordinal(int(value))) if as_date else wording.quantity(value, unit, self.lang)

    def range(self, value: Range, unit: str | None, as_date: bool) -> str:
        low, high = (
            self.quantity(end, unit, as_date) if end.is_finite() else "" for end in (value.low, value.high)
        )
        if not low or not high:
            return self.phrases["from" if low else "up to"].format(x=low or high)
        if self.lang == "zh" and unit != SHARE and not as_date:
            low = wording.plain(value.low)
        return f"{low}–{high}"

    def day(self, value: date) -> str:
        return wording.day(value, "zh") if self.lang == "zh" else value.isoformat()
