"""A sweep on the page of a trial: the curve, its money, and every point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from twinwheel.criteria import wording
from twinwheel.criteria.vocabulary import SHARE
from twinwheel.criteria.wording import Lang
from twinwheel.matching.sandbox.sweep import Point
from twinwheel.matching.sandbox.tried import Tried
from twinwheel.reports import words as say
from twinwheel.reports.curve import drawing
from twinwheel.reports.numbers import count, exact_money, fen, money
from twinwheel.reports.words import Words, words

NOW = Words("现行", "now")


@dataclass(frozen=True)
class Line:
    """A row of a table of numbers; ``change`` may be empty."""

    label: Words
    before: Words
    after: Words
    change: Words


@dataclass(frozen=True)
class Curve:
    id: str
    title: Words
    target: str
    svg: Markup
    money: Markup | None
    caption: Words
    money_caption: Words
    rows: tuple[Line, ...]
    headline: Words


def signed(number: int) -> str:
    return f"{number:+,}".replace("-", "−") if number else "0"


def signed_money(amount: int) -> Words:
    found = exact_money(fen(abs(amount)))
    sign = "+" if amount > 0 else "−" if amount else ""
    return Words(sign + found.zh, sign + found.en)


def curve(found: Tried, place: int) -> Curve:
    swept = found.curves[place]
    langs: tuple[Lang, Lang] = ("zh", "en")

    def named(value: Decimal | None) -> Words:
        if value is None:
            return NOW
        return Words(*(wording.quantity(value, swept.unit, lang) for lang in langs))

    present = swept.present
    first, last = swept.points[0], swept.points[-1]
    title = words(found.sandbox.plan.pack.measures[swept.measure].title)
    rows = []
    for each in swept.points:
        more = each.reached - present.reached
        paid = say.both("") if each.budget is None else money(fen(each.budget.known))
        counts = Words(
            f"{count(each.reached)}，最多 {count(each.possible)}",
            f"{count(each.reached)}, at most {count(each.possible)}",
        )
        rows.append(Line(named(each.value), counts, say.both(signed(more)), paid))
    low, high = named(first.value), named(last.value)
    change = last.reached - first.reached
    headline = Words(
        f"从 {low.zh} 到 {high.zh}：{signed(change)} 户",
        f"From {low.en} to {high.en}: {signed(change)} subjects",
    )
    if first.budget and last.budget:
        spent = signed_money(last.budget.known - first.budget.known)
        headline = Words(f"{headline.zh}，已知金额 {spent.zh}", f"{headline.en}, known money {spent.en}")
    values = [float(each.value) for each in swept.points if each.value is not None]
    here = None if present.value is None else float(present.value)
    marks = [each.value for each in _ticks(swept.points) if each.value is not None]
    labels, unit = numbers_of(marks, swept.unit)
    axis = list(zip(map(float, marks), labels, strict=True))
    across = Words(f"横轴：取值{_in(unit.zh, 'zh')}", f"Across: the value{_in(unit.en, 'en')}")
    svg = drawing(
        values,
        [each.reached for each in swept.points],
        [each.possible for each in swept.points],
        axis,
        here,
        present.reached,
        lambda heights: [say.both(count(int(each))) for each in heights],
    )
    paid_svg, paid_unit = None, say.both("")
    budgets = [each.budget for each in swept.points if each.budget]
    if budgets:
        bounded = all(each.high is not None for each in budgets)
        upper = [each.high_rest if bounded else each.known for each in budgets]
        paid_unit = numbers_of([fen(max(upper))], "元")[1]
        paid_svg = drawing(
            values,
            [each.known for each in budgets],
            upper,
            axis,
            here,
            present.budget.known if present.budget else None,
            lambda heights: numbers_of([fen(int(each)) for each in heights], "元")[0],
        )
    return Curve(
        swept.measure,
        Words(*(f"{word}{part}" for word, part in zip(("逐点试算：", "Sweep: "), title, strict=True))),
        swept.range.setting.target,
        svg,
        paid_svg,
        Words(f"对象数。{across.zh}", f"Subjects. {across.en}"),
        Words(
            f"已知金额{_in(paid_unit.zh, 'zh')}，有上限时阴影到上限",
            f"Known money{_in(paid_unit.en, 'en')}, shaded up to the upper bound where there is one",
        ),
        tuple(rows),
        headline,
    )


def _in(unit: str, lang: Lang) -> str:
    return "" if not unit else f"（{unit}）" if lang == "zh" else f" ({unit})"


_SCALES = (
    ("亿元", Decimal(10**8), "CNY billion", Decimal(10**9)),
    ("万元", Decimal(10**4), "CNY million", Decimal(10**6)),
    ("元", Decimal(1), "CNY", Decimal(1)),
)
_YUAN = {"元": 1, "万元": 10**4, "亿元": 10**8}


def numbers_of(values: Sequence[Decimal], unit: str | None) -> tuple[list[Words], Words]:
    """Short labels of an axis, and the unit they are all in.

    >>> numbers_of([Decimal(100), Decimal(500)], "万元")
    ([Words(zh='100', en='1'), Words(zh='500', en='5')], Words(zh='万元', en='CNY million'))
    """
    if unit in _YUAN:
        yuan = [each * _YUAN[unit] for each in values]
        most = max(map(abs, yuan), default=Decimal(0))
        zh = next((each[:2] for each in _SCALES if most >= each[1]), _SCALES[-1][:2])
        en = next((each[2:] for each in _SCALES if most >= each[3]), _SCALES[-1][2:])
        labels = [Words(wording.plain(each / zh[1]), wording.plain(each / en[1])) for each in yuan]
        return labels, Words(zh[0], en[0])
    langs: tuple[Lang, Lang] = ("zh", "en")
    if unit == SHARE:
        return [Words(*(wording.quantity(each, unit, lang) for lang in langs)) for each in values], say.both(
            ""
        )
    one = Words(*(wording.quantity(Decimal(2), unit, lang).replace("2", "").strip() for lang in langs))
    return [say.both(wording.plain(each)) for each in values], one


def _ticks(points: Sequence[Point]) -> list[Point]:
    """About six of the points, the first and the last among them."""
    step = max(1, round((len(points) - 1) / 5))
    found = [*range(0, len(points), step)]
    if found[-1] != len(points) - 1:
        if len(points) - 1 - found[-1] < step / 2 and len(found) > 1:
            found.pop()
        found.append(len(points) - 1)
    return [points[place] for place in found]
